"""What moderators set for their guild: named values, whose meaning other rooms know."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select

from retrieval.catalogue import schema
from retrieval.catalogue.history import record
from retrieval.catalogue.rows import ensure_library
from retrieval.domain import setting_event

if TYPE_CHECKING:
    from sqlalchemy import Engine


class GuildSettingStore:
    """Queries on the settings of guilds, and of the shared library for questions of no guild."""

    def __init__(self, engine: Engine) -> None:
        """Use an engine that ``connect`` made."""
        self._engine = engine

    def get(self, library: str, name: str) -> Any | None:
        """Return a value that was set, or ``None`` where none was."""
        table = schema.guild_settings
        query = select(table.c.value).where(table.c.library == library, table.c.name == name)
        with self._engine.connect() as connection:
            return connection.execute(query).scalar_one_or_none()

    def all(self, library: str) -> dict[str, Any]:
        """Return all values that were set, by their names."""
        table = schema.guild_settings
        query = select(table.c.name, table.c.value).where(table.c.library == library)
        with self._engine.connect() as connection:
            return {row.name: row.value for row in connection.execute(query)}

    def everywhere(self, name: str) -> dict[str, Any]:
        """Return a value of every library that has set it, by the library."""
        table = schema.guild_settings
        query = select(table.c.library, table.c.value).where(table.c.name == name)
        with self._engine.connect() as connection:
            return {row.library: row.value for row in connection.execute(query)}

    def put(self, library: str, name: str, value: Any, *, actor: int | None = None) -> None:
        """Set a value, which JSON can hold, in place of an earlier one, and note who did.

        :param actor: the member who sets it; ``None`` for the owner.
        """
        table = schema.guild_settings
        action, detail = setting_event(name, value)
        with self._engine.execution_options(writes=True).begin() as connection:
            ensure_library(connection, library)
            connection.execute(
                delete(table).where(table.c.library == library, table.c.name == name)
            )
            connection.execute(
                insert(table).values(
                    library=library, name=name, value=value, changed_at=dt.datetime.now(dt.UTC)
                )
            )
            record(connection, library, action, actor=actor, detail=detail)
