"""What moderators say that terms mean in their guild, and what they said before."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, or_, select

from retrieval.catalogue import schema
from retrieval.catalogue.history import record
from retrieval.catalogue.rows import ensure_library, inserted_id, utc
from retrieval.domain import OwnTerm, TermChange

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

_TABLE = schema.guild_terms


class TermStore:
    """Queries on what moderators say of terms. Each method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        """Use an engine that ``connect`` made."""
        self._reader = engine
        self._writer = engine.execution_options(writes="terms")

    def version(self, library: str) -> tuple[int, dt.datetime] | None:
        """Return what is another one after each change of a library's terms; ``None`` before any."""
        query = select(_TABLE.c.id, _TABLE.c.changed_at).where(_TABLE.c.library == library)
        with self._reader.connect() as connection:
            last = connection.execute(query.order_by(_TABLE.c.id.desc()).limit(1)).one_or_none()
        # An id alone would come again in a catalogue that was restored from a backup.
        return None if last is None else (last.id, last.changed_at)

    def all(self, library: str) -> list[OwnTerm]:
        """Return what holds in a library, in the order in which it was said."""
        with self._reader.connect() as connection:
            rows = connection.execute(
                select(_TABLE)
                .where(_TABLE.c.library == library, _TABLE.c.id.in_(_latest(library)))
                .where(_says_something())
                .order_by(_TABLE.c.id)
            ).all()
        return [_own(row) for row in rows]

    def put(
        self,
        library: str,
        key: str,
        *,
        term: str,
        meaning: str | None,
        note: str = "",
        alone: bool = False,
        actor: int | None = None,
        most: int,
        undoable_since: dt.datetime,
    ) -> TermChange | None:
        """Say something of a term in place of what was said before; nothing new changes nothing.

        Without a meaning, and not alone, nothing is said of it any more.

        :param actor: the member who says so.
        :param most: terms of which something may be said.
        :param undoable_since: what was replaced before is not kept for undoing any longer.
        :returns: ``None`` if that would be one too many.
        """
        with self._writer.begin() as connection:
            ensure_library(connection, library)
            row = _row(connection, library, key)
            before = _said(row)
            if _content(before) == ((term, meaning, note, alone) if meaning or alone else None):
                return TermChange(0 if row is None else row.id, term, before, before)
            if before is None and _count(connection, library) >= most:
                return None
            said = OwnTerm(0, key, term, meaning, note, alone)
            return _put(
                connection, library, said, before, actor=actor, undoable_since=undoable_since
            )

    def undo(
        self, library: str, change: int, *, actor: int | None, since: dt.datetime
    ) -> TermChange | None:
        """Put back what a change has replaced, which can itself be undone.

        :param actor: the member who does.
        :param since: earlier changes stay.
        :returns: ``None`` if there is no such change here, it is too old, or not the last one of
            its term.
        """
        with self._writer.begin() as connection:
            asked = connection.execute(
                select(_TABLE).where(_TABLE.c.library == library, _TABLE.c.id == change)
            ).one_or_none()
            if asked is None or utc(asked.changed_at) < since:
                return None
            last = _row(connection, library, asked.term_key)
            if last.id != change:
                return None
            earlier = _said(_row(connection, library, asked.term_key, before=change))
            said = earlier or OwnTerm(0, asked.term_key, asked.term, None)
            return _put(connection, library, said, _said(asked), actor=actor, undoable_since=since)


def _latest(library: str) -> Any:
    """Return a query for the row of each key that holds."""
    ids = select(func.max(_TABLE.c.id)).where(_TABLE.c.library == library)
    return ids.group_by(_TABLE.c.term_key)


def _says_something() -> Any:
    return or_(_TABLE.c.meaning.is_not(None), _TABLE.c.alone)


def _row(connection: Connection, library: str, key: str, before: int | None = None) -> Any:
    query = select(_TABLE).where(_TABLE.c.library == library, _TABLE.c.term_key == key)
    if before is not None:
        query = query.where(_TABLE.c.id < before)
    return connection.execute(query.order_by(_TABLE.c.id.desc()).limit(1)).one_or_none()


def _count(connection: Connection, library: str) -> int:
    query = select(func.count()).where(_TABLE.c.id.in_(_latest(library)), _says_something())
    return connection.execute(query).scalar_one()


def _put(
    connection: Connection,
    library: str,
    said: OwnTerm,
    before: OwnTerm | None,
    *,
    actor: int | None,
    undoable_since: dt.datetime,
) -> TermChange:
    number = inserted_id(
        connection,
        insert(_TABLE).values(
            library=library,
            term_key=said.key,
            term=said.term,
            meaning=said.meaning,
            note=said.note,
            alone=said.alone,
            changed_at=dt.datetime.now(dt.UTC),
        ),
    )
    after = _said(_row(connection, library, said.key))
    action, detail = _event(before, after)
    record(connection, library, action, actor=actor, title=said.term, detail=detail)
    _tidy(connection, library, said.key, number, undoable_since)
    return TermChange(number, said.term, before, after)


def _tidy(connection: Connection, library: str, key: str, last: int, since: dt.datetime) -> None:
    """Drop what can be undone no more: all but the last two rows of a key, or the last if it is old."""
    here = _TABLE.c.library == library
    previous = _row(connection, library, key, before=last)
    if previous is not None:
        connection.execute(
            delete(_TABLE).where(here, _TABLE.c.term_key == key, _TABLE.c.id < previous.id)
        )
    settled = (
        select(_TABLE.c.term_key)
        .where(here)
        .group_by(_TABLE.c.term_key)
        .having(func.max(_TABLE.c.changed_at) < since)
    )
    connection.execute(
        delete(_TABLE).where(
            here,
            _TABLE.c.term_key.in_(connection.execute(settled).scalars().all()),
            or_(_TABLE.c.id.not_in(_latest(library)), ~_says_something()),
        )
    )


def _own(row: Any) -> OwnTerm:
    return OwnTerm(row.id, row.term_key, row.term, row.meaning, row.note, row.alone)


def _said(row: Any) -> OwnTerm | None:
    return _own(row) if row is not None and (row.meaning is not None or row.alone) else None


def _content(said: OwnTerm | None) -> tuple[str, str | None, str, bool] | None:
    return None if said is None else (said.term, said.meaning, said.note, said.alone)


def _event(before: OwnTerm | None, after: OwnTerm | None) -> tuple[str, str]:
    """Return the action of a change for the history, and what it was about."""
    meant = before.meaning if before is not None else None
    means = after.meaning if after is not None else None
    details = [f"means {means}"] if means else []
    if meant and meant != means:
        details.append(f"meant {meant}")
    was_alone, is_alone = before is not None and before.alone, after is not None and after.alone
    if is_alone and not was_alone:
        details.append("what documents say is hidden")
    if was_alone and not is_alone:
        details.append("what documents say is shown again")
    return (
        "set a term" if means else "removed a term" if meant or is_alone else "restored a term",
        ("; ".join(details)),
    )
