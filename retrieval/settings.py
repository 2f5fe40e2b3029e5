"""Settings from the environment and ``.env``; each package has its own prefix."""

from __future__ import annotations

import difflib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Self

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, DotEnvSettingsSource, SettingsConfigDict

from retrieval.errors import SettingsError
from retrieval.serving.loaded import DEFAULT_MEMORY_MB

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic_settings import PydanticBaseSettingsSource


_ALIKE = 0.8
"""From how much on, of 1, a name is taken for another that is misspelt."""


class _OwnPrefixDotEnv(DotEnvSettingsSource):
    """Read only the names with our prefix, since one ``.env`` serves several classes."""

    def _read_env_files(self) -> Mapping[str, str | None]:
        prefix = self.env_prefix.lower()
        return {
            name: value
            for name, value in super()._read_env_files().items()
            if name.lower().startswith(prefix)
        }


class EnvironmentSettings(BaseSettings):
    """Base of all settings: unknown names with the class's prefix in ``.env`` are an error."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        extra="forbid",
        frozen=True,
        env_ignore_empty=True,
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - replaced by our own.
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Put the process environment before ``.env``, as pydantic-settings does."""
        return init_settings, env_settings, _OwnPrefixDotEnv(settings_cls), file_secret_settings

    @classmethod
    def load(cls) -> Self:
        """Read the settings.

        :raises SettingsError: naming the first setting that is unknown or wrong, on one line.
        """
        try:
            return cls()
        except ValidationError as error:
            raise SettingsError(cls._explain(error)) from None

    @classmethod
    def misspelt(cls) -> list[str]:
        """Return a line for each name in the environment that is nearly that of a setting.

        The environment is not ours alone, so other names are no error, as they are in ``.env``.
        """
        prefix = cls.model_config.get("env_prefix", "")
        lines = []
        for name in os.environ:
            own = name.upper().removeprefix(prefix)
            if name.upper().startswith(prefix) and own.lower() not in cls.model_fields:
                close = difflib.get_close_matches(own, cls._names(), n=1, cutoff=_ALIKE)
                lines += [f"{name} is not a setting; did you mean {prefix}{one}?" for one in close]
        return lines

    @classmethod
    def _names(cls) -> list[str]:
        return [field.upper() for field in cls.model_fields]

    @classmethod
    def _explain(cls, error: ValidationError) -> str:
        prefix = cls.model_config.get("env_prefix", "")
        first = error.errors(include_input=False)[0]
        given = str(first["loc"][0]) if first["loc"] else ""
        name = f"{prefix}{given.removeprefix(prefix.lower())}".upper()
        if first["type"] == "extra_forbidden":
            known = [f"{prefix}{field}" for field in cls._names()]
            close = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean {close[0]}?" if close else f"known are {', '.join(known)}."
            return f"{name} is not a setting; {hint}"
        return f"{name}: {first['msg']}. See .env.example for what it may be."


class RetrievalSettings(EnvironmentSettings):
    """Where the library is and how it is searched."""

    model_config = SettingsConfigDict(env_prefix="RETRIEVAL_")

    index: Path = Path("index")
    """Folder of the built library."""
    catalogue: SecretStr = SecretStr("")
    """Address of the database with all libraries, which machines can share; may hold a password.
    Empty means an SQLite file in the folder of the library."""
    seeds: Path = Path("seeds")
    """Folder of the starter documents that ``run_bot.py`` indexes into the shared library."""
    model: str = ""
    """Name or path of a sentence-transformers model; empty means the packaged default."""
    adapter: str = ""
    """File of what is added to the default model; empty means the packaged one, ``none`` none."""
    fitted: Path | None = None
    """Folder with what ``fit ranking`` and ``fit calibration`` wrote for another model."""
    threads: int = Field(default=1, ge=1, le=64)
    """Threads that encode a question; more than 1 only pays on an otherwise idle machine."""
    index_threads: int = Field(default=2, ge=1, le=64)
    """Threads that encode passages while indexing from the command line."""
    index_memory_mb: int = Field(default=DEFAULT_MEMORY_MB, ge=16, le=1_000_000)
    """Memory that search indexes may take, in millions of bytes; see ``retrieval.serving.loaded``."""
    max_question_characters: int = Field(default=1000, ge=10, le=4000)
    """Longest question, in characters."""
    answer_days: int = Field(default=90, ge=1, le=3650)
    """Days that a given answer is kept so that its card can still be paged."""

    def catalogue_of(self, folder: Path) -> str:
        """Return the address of the catalogue of the library in this folder."""
        return self.catalogue.get_secret_value() or f"sqlite:///{folder / 'catalogue.db'}"
