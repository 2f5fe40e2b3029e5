"""Settings of the Discord side, from the environment and ``.env``, with the prefix ``DISCORD_``."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import NoDecode, SettingsConfigDict

from bot.moderation.origins import origin
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
    guild_questions_per_minute: int = Field(default=60, ge=0, le=100_000)
    """Questions that the members of one server ask a minute together; 0 for any number."""

    digest_hours: float = Field(default=168.0, gt=0, le=10_000)
    """Hours from one digest of a server's questions to the next, where it wants any."""

    log_format: Literal["console", "json"] = "console"
    """Log lines for people, or one JSON object a line for programs."""
    metrics_port: int = Field(default=0, ge=0, le=65535)
    """Port on 127.0.0.1 of the metrics and health checks; 0 serves none."""
    shard_count: int | None = Field(default=None, ge=1, le=16384)
    """Shards of the whole bot; without a number as many as Discord recommends."""
    shard_ids: Annotated[tuple[int, ...], NoDecode] = ()
    """Shards that this process serves, as in ``0-3,8``; without any, all of them."""

    attachment_hosts: Annotated[tuple[str, ...], NoDecode] = ()
    """Origins besides Discord's own that attached files may be fetched from, such as a proxy's."""

    @field_validator("attachment_hosts", mode="before")
    @classmethod
    def _origins(cls, said: Any) -> Any:
        """Read a list of addresses."""
        parts = said.split(",") if isinstance(said, str) else said
        return tuple(origin(part.strip()) for part in parts)

    @field_validator("token")
    @classmethod
    def _strip(cls, token: SecretStr | None) -> SecretStr | None:
        """Take the blanks that come along with copying off; a blank token is none."""
        words = "" if token is None else token.get_secret_value().strip()
        return SecretStr(words) if words else None

    @field_validator("shard_ids", mode="before")
    @classmethod
    def _numbers(cls, said: Any) -> Any:
        """Read a list of numbers and ranges of them."""
        if not isinstance(said, str):
            return said
        ids: list[int] = []
        for part in said.split(","):
            found = re.fullmatch(r"(\d{1,5})(?:-(\d{1,5}))?", part.strip())
            several = range(int(found[1]), int(found[2] or found[1]) + 1) if found else ()
            if not several:
                raise ValueError(f"{part.strip()!r} is no number or range such as 0-3")
            ids += several
        return tuple(dict.fromkeys(ids))

    @field_validator("shard_ids")
    @classmethod
    def _among_all(cls, ids: tuple[int, ...], others: ValidationInfo) -> tuple[int, ...]:
        count: int | None = others.data.get("shard_count")
        if not ids:
            return ids
        if count is None:
            raise ValueError("DISCORD_SHARD_COUNT has to say how many there are in all")
        if max(ids) >= count:
            raise ValueError(f"there is no shard {max(ids)}: of {count} the last is {count - 1}")
        return ids
