"""Questions that members have put to the moderators of their guild, and what these made of them.

What is settled and known to the asker is dropped with the questions that the guild keeps; what
is still to be answered or told stays for as long as the owner of the bot keeps answers.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select, update

from retrieval.catalogue import schema
from retrieval.catalogue.rows import ensure_library, stamp
from retrieval.domain import CardPlace, ModeratorQuestion, QuestionState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Engine

_TABLE = schema.moderator_questions

_NOTHING = {
    "text": "",
    "asker": None,
    "channel": None,
    "message": None,
    "answer": None,
    "moderator": None,
}
"""What is left of a question of which nothing may be kept: that it was asked and settled."""


class ModeratorQuestionStore:
    """Queries on these questions. Each method is one transaction, and but for one sees one library."""

    def __init__(self, engine: Engine) -> None:
        """Use an engine that ``connect`` made."""
        self._reader = engine
        # They are dropped together with answers.
        self._writer = engine.execution_options(writes="answers")

    def put(
        self,
        library: str,
        question: ModeratorQuestion,
        *,
        most_open: int,
        within: dt.timedelta,
        lost_after: dt.timedelta,
    ) -> tuple[ModeratorQuestion | None, bool]:
        """Store a question, unless its reply's is stored already.

        :param most_open: how many questions of the member may be open; ``within`` is the age up
            to which they count.
        :param lost_after: age from which one that was never posted is the caller's to post.
        :returns: the question as it is stored, and whether the caller is to post it; ``None``
            where too many others are open.
        """
        now = dt.datetime.now(dt.UTC)
        with self._writer.begin() as connection:
            known = _one(connection, library, question.answer_id)
            if known is not None:
                lost = connection.execute(
                    update(_TABLE)
                    .where(
                        *_is(library, question.answer_id),
                        _TABLE.c.state == QuestionState.OPEN.value,
                        _TABLE.c.posted_at.is_(None),
                        _TABLE.c.asked_at <= now - lost_after,
                    )
                    .values(asked_at=now)
                )
                return known, lost.rowcount > 0
            ensure_library(connection, library)
            others = connection.execute(
                select(func.count())
                .select_from(_TABLE)
                .where(
                    _TABLE.c.library == library,
                    _TABLE.c.asker == question.asker,
                    _TABLE.c.state == QuestionState.OPEN.value,
                    _TABLE.c.asked_at > now - within,
                )
            ).scalar_one()
            if others >= most_open:
                return None, False
            connection.execute(
                insert(_TABLE).values(
                    answer_id=question.answer_id,
                    library=library,
                    text=question.text,
                    asker=question.asker,
                    channel=question.card and question.card.channel,
                    message=question.card and question.card.message,
                    asked_at=now,
                    state=QuestionState.OPEN.value,
                )
            )
            return _one(connection, library, question.answer_id), True

    def get(self, library: str, answer_id: str) -> ModeratorQuestion | None:
        """Return the question about a reply, if there is one."""
        with self._reader.connect() as connection:
            return _one(connection, library, answer_id)

    def mark_posted(self, library: str, answer_id: str) -> None:
        """Note that moderators can read a question now."""
        with self._writer.begin() as connection:
            connection.execute(
                update(_TABLE)
                .where(*_is(library, answer_id))
                .values(posted_at=dt.datetime.now(dt.UTC))
            )

    def drop_unposted(self, library: str, answer_id: str) -> None:
        """Drop a question that could not be posted, so that it can be asked again."""
        with self._writer.begin() as connection:
            connection.execute(
                delete(_TABLE).where(*_is(library, answer_id), _TABLE.c.posted_at.is_(None))
            )

    def settle(
        self, library: str, answer_id: str, *, moderator: int, answer: str | None
    ) -> tuple[ModeratorQuestion | None, bool]:
        """Answer an open question, or put it aside where there is no answer.

        :returns: the question as it is then, if there is one, and whether this settled it: of
            several moderators the first does.
        """
        now = dt.datetime.now(dt.UTC)
        state = QuestionState.DISMISSED if answer is None else QuestionState.ANSWERED
        with self._writer.begin() as connection:
            settled = connection.execute(
                update(_TABLE)
                .where(*_is(library, answer_id), _TABLE.c.state == QuestionState.OPEN.value)
                .values(
                    state=state.value,
                    answer=answer,
                    moderator=moderator,
                    settled_at=now,
                    told_at=now if answer is None else None,
                )
            )
            return _one(connection, library, answer_id), settled.rowcount > 0

    def mark_told(self, library: str, answer_id: str) -> None:
        """Note that the asker has the answer."""
        with self._writer.begin() as connection:
            connection.execute(
                update(_TABLE)
                .where(*_is(library, answer_id), _TABLE.c.told_at.is_(None))
                .values(told_at=dt.datetime.now(dt.UTC))
            )

    def undelivered(
        self, *, since: dt.datetime, until: dt.datetime
    ) -> list[tuple[str, ModeratorQuestion]]:
        """Return what was answered between two moments and did not reach its asker.

        :returns: library and question, of all libraries; the first answered first.
        """
        query = _TABLE.c.answer.is_not(None), _TABLE.c.told_at.is_(None)
        between = _TABLE.c.settled_at >= since, _TABLE.c.settled_at < until
        with self._reader.connect() as connection:
            rows = connection.execute(
                select(_TABLE).where(*query, *between).order_by(_TABLE.c.settled_at)
            )
            return [(row.library, _question(row)) for row in rows]

    def empty(self, library: str, answer_id: str) -> None:
        """Drop who and what was asked and answered, if it is settled and known to the asker."""
        with self._writer.begin() as connection:
            empty_settled(connection, *_is(library, answer_id))

    def counts_since(self, library: str, moment: dt.datetime) -> tuple[int, int]:
        """Return how many questions moderators got from a moment on, and how many have an answer."""
        query = (
            select(_TABLE.c.state, func.count())
            .where(_TABLE.c.library == library, _TABLE.c.asked_at >= moment)
            .group_by(_TABLE.c.state)
        )
        with self._reader.connect() as connection:
            counts = dict(tuple(row) for row in connection.execute(query))
        return sum(counts.values()), counts.get(QuestionState.ANSWERED.value, 0)

    def of_member(self, library: str, member: int) -> list[ModeratorQuestion]:
        """Return what a member asked moderators, the latest first."""
        with self._reader.connect() as connection:
            return list(_all(connection, _TABLE.c.library == library, _TABLE.c.asker == member))

    def settled_by(self, library: str, moderator: int) -> list[ModeratorQuestion]:
        """Return what a moderator answered or put aside, the latest asked first."""
        with self._reader.connect() as connection:
            conditions = _TABLE.c.library == library, _TABLE.c.moderator == moderator
            return list(_all(connection, *conditions))

    def forget_member(self, library: str, member: int) -> int:
        """Drop what a member asked moderators; return how many questions that were."""
        with self._writer.begin() as connection:
            return connection.execute(
                delete(_TABLE).where(_TABLE.c.library == library, _TABLE.c.asker == member)
            ).rowcount


def empty_settled(connection: Connection, *conditions: Any) -> None:
    """Drop who and what was asked and answered, where it is settled and known to the asker.

    That it was asked stays, so that it is not asked again.
    """
    connection.execute(
        update(_TABLE).where(*conditions, _TABLE.c.told_at.is_not(None)).values(_NOTHING)
    )


def forget_moderator_questions(
    connection: Connection, *, until: dt.datetime, library: str | None = None
) -> None:
    """Drop the questions asked up to a moment; of one library those alone that are done with."""
    statement = delete(_TABLE).where(_TABLE.c.asked_at <= until)
    if library is not None:
        statement = statement.where(_TABLE.c.library == library, _TABLE.c.told_at.is_not(None))
    connection.execute(statement)


def empty_moderator_questions(connection: Connection, library: str) -> None:
    """Drop what is in a library's questions that are done with."""
    empty_settled(connection, _TABLE.c.library == library)


def _is(library: str, answer_id: str) -> Sequence[Any]:
    return _TABLE.c.library == library, _TABLE.c.answer_id == answer_id


def _one(connection: Connection, library: str, answer_id: str) -> ModeratorQuestion | None:
    return next(iter(_all(connection, *_is(library, answer_id))), None)


def _all(connection: Connection, *conditions: Any) -> list[ModeratorQuestion]:
    query = select(_TABLE).where(*conditions).order_by(_TABLE.c.asked_at.desc(), _TABLE.c.answer_id)
    return [_question(row) for row in connection.execute(query)]


def _question(row: Any) -> ModeratorQuestion:
    return ModeratorQuestion(
        answer_id=row.answer_id,
        text=row.text,
        asker=row.asker,
        card=None if row.message is None else CardPlace(row.channel, row.message),
        asked_at=stamp(row.asked_at),
        state=QuestionState(row.state),
        answer=row.answer,
        moderator=row.moderator,
        settled_at=row.settled_at and stamp(row.settled_at),
        told=row.told_at is not None,
    )
