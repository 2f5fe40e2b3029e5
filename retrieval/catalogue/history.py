"""Who changed what in a library, and when."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, false, func, insert, select

from retrieval.catalogue import schema
from retrieval.catalogue.rows import ensure_library, stamp
from retrieval.domain import SETTING_ACTIONS, Event

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

_REMOVED = "removed"
CANCELLED = "cancelled"
"""Begins what is said of a job that was cancelled."""
NOTHING_CHANGED = "nothing changed"
_NEVER = dt.datetime.max.replace(tzinfo=dt.UTC)


class EventStore:
    """Queries on events. Each method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        """Use an engine that ``connect`` made."""
        self._reader = engine
        self._writer = engine.execution_options(writes=True)

    def add(
        self,
        library: str,
        action: str,
        *,
        actor: int | None = None,
        document_id: int | None = None,
        title: str = "",
        detail: str = "",
    ) -> None:
        """Note a change."""
        with self._writer.begin() as connection:
            ensure_library(connection, library)
            record(
                connection,
                library,
                action,
                actor=actor,
                document_id=document_id,
                title=title,
                detail=detail,
            )

    def all(
        self,
        library: str,
        *,
        limit: int,
        before: int | None = None,
        restorable_since: dt.datetime | None = None,
    ) -> list[Event]:
        """Return the changes of a library, the latest first.

        :param before: id of an event; only what happened before it is returned.
        :param restorable_since: removals from then on are marked that can still be undone.
        """
        table, trash = schema.events, schema.removed_documents
        kept = (
            (table.c.action == _REMOVED)
            & (trash.c.id == table.c.document_id)
            & (trash.c.library == table.c.library)
            & (trash.c.removed_at >= (restorable_since or _NEVER))
        )
        query = (
            select(table, trash.c.id.is_not(None).label("restorable"))
            .join(trash, kept, isouter=True)
            .where(table.c.library == library)
        )
        if before is not None:
            query = query.where(table.c.id < before)
        with self._reader.connect() as connection:
            rows = connection.execute(query.order_by(table.c.id.desc()).limit(limit)).all()
        return [_event(row) for row in rows]

    def of_actor(self, library: str, actor: int) -> list[Event]:
        """Return what a member changed, the latest first."""
        table = schema.events
        query = select(table, false().label("restorable")).where(
            table.c.library == library, table.c.actor == actor
        )
        with self._reader.connect() as connection:
            return [_event(row) for row in connection.execute(query.order_by(table.c.id.desc()))]

    def last_change(self, library: str) -> str | None:
        """Return when a library was last changed, in ISO 8601 and UTC; a setting is none of it."""
        events, documents = schema.events, schema.documents
        changed = and_(
            events.c.library == library,
            events.c.action.not_in(SETTING_ACTIONS),
            events.c.action.not_like(f"{CANCELLED} %"),
            events.c.detail != NOTHING_CHANGED,
        )
        times = []
        with self._reader.connect() as connection:
            for column, counts in (
                (events.c.at, changed),
                (documents.c.added_at, documents.c.library == library),
            ):
                last = connection.execute(select(func.max(column)).where(counts)).scalar()
                times += [stamp(last)] if last is not None else []
        return max(times, default=None)


def record(
    connection: Connection,
    library: str,
    action: str,
    *,
    actor: int | None,
    document_id: int | None = None,
    title: str = "",
    detail: str = "",
) -> None:
    """Note a change inside the transaction that makes it."""
    connection.execute(
        insert(schema.events).values(
            library=library,
            at=dt.datetime.now(dt.UTC),
            actor=actor,
            action=action,
            document_id=document_id,
            title=title,
            detail=detail,
        )
    )


def _event(row: Any) -> Event:
    return Event(
        id=row.id,
        at=stamp(row.at),
        actor=row.actor,
        action=row.action,
        document_id=row.document_id,
        title=row.title,
        detail=row.detail,
        restorable=bool(row.restorable),
    )
