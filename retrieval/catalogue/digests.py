"""When the digest of each guild was last sent; several processes may want to send the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from retrieval.catalogue import schema
from retrieval.catalogue.rows import ensure_library, utc

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy import Engine


class DigestStore:
    """Queries on digests. Each method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        """Use an engine that ``connect`` made."""
        self._writer = engine.execution_options(writes="digests")

    def claim(self, library: str, *, every: dt.timedelta, now: dt.datetime) -> dt.datetime | None:
        """Take it upon oneself to send the next digest, if it is due.

        The first one is due a period after this was first asked.

        :param every: the period from one digest to the next.
        :returns: since when its questions have been asked; ``None`` where nothing is due, or
            somebody else sends it.
        """
        table = schema.digests
        with self._writer.begin() as connection:
            last = connection.execute(
                select(table.c.sent_at).where(table.c.library == library)
            ).scalar()
            if last is None:
                ensure_library(connection, library)
                connection.execute(insert(table).values(library=library, sent_at=now))
                return None
            if utc(last) > now - every:
                return None
            taken = connection.execute(
                update(table)
                .where(table.c.library == library, table.c.sent_at == last)
                .values(sent_at=now)
            )
        return utc(last) if taken.rowcount else None
