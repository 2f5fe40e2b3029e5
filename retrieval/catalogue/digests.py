"""When the digest of each guild was last sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from retrieval.catalogue import schema
from retrieval.catalogue.rows import ensure_library, utc

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy import Connection, Engine

_TABLE = schema.digests


class DigestStore:
    """Queries on digests. Each method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        """Use an engine that ``connect`` made."""
        self._writer = engine.execution_options(writes="digests")

    def begin(self, library: str, *, now: dt.datetime) -> None:
        """Let the next digest be due a period from now, whatever was sent before."""
        with self._writer.begin() as connection:
            _begin(connection, library, now)

    def due(self, library: str, *, every: dt.timedelta, now: dt.datetime) -> dt.datetime | None:
        """Return when the last digest was sent, if the next one is due.

        The first one is due a period after they were begun, or this was first asked.

        :param every: the period from one digest to the next.
        """
        with self._writer.begin() as connection:
            last = connection.execute(
                select(_TABLE.c.sent_at).where(_TABLE.c.library == library)
            ).scalar()
            if last is None:
                _begin(connection, library, now)
        return None if last is None or utc(last) > now - every else utc(last)

    def mark_sent(self, library: str, *, last: dt.datetime, now: dt.datetime) -> None:
        """Note that the digest that followed the last one is sent.

        Where another process has noted it, or they were begun anew since, that holds.
        """
        with self._writer.begin() as connection:
            connection.execute(
                update(_TABLE)
                .where(_TABLE.c.library == library, _TABLE.c.sent_at == last)
                .values(sent_at=now)
            )


def _begin(connection: Connection, library: str, now: dt.datetime) -> None:
    ensure_library(connection, library)
    connection.execute(delete(_TABLE).where(_TABLE.c.library == library))
    connection.execute(insert(_TABLE).values(library=library, sent_at=now))
