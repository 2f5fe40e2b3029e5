"""Settings of the Discord side, from the environment and ``.env``, with the prefix ``DISCORD_``."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import SettingsConfigDict

from retrieval.settings import EnvironmentSettings


class BotSettings(EnvironmentSettings):
    """How the bot meets Discord. How it searches is ``retrieval.settings``."""

    model_config = SettingsConfigDict(env_prefix="DISCORD_")

    token: SecretStr | None = None
    """The bot's token. Without one, ``run_bot.py`` answers in the terminal instead."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    """Least severe of our own log lines that is written; Discord's library stays at INFO."""
    answer_seconds: float = Field(default=20.0, gt=0, le=600)
    """Seconds after which a question is given up."""
    max_questions: int = Field(default=64, ge=1, le=256)
    """Questions under way at once; a further one is told to come back later."""
    cooldown_seconds: float = Field(default=2.0, ge=0, le=3600)
    """Seconds between two questions of one member; 0 lets members ask as fast as they like."""

    @field_validator("token")
    @classmethod
    def _strip(cls, token: SecretStr | None) -> SecretStr | None:
        """Take the blanks that come along with copying off; a blank token is none."""
        words = "" if token is None else token.get_secret_value().strip()
        return SecretStr(words) if words else None
