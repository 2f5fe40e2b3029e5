"""Questions that were asked in guilds, so that moderators see what the documents lack.

They go with the answers that they got: stored in the same transaction, dropped with the same age.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from retrieval.catalogue import schema
from retrieval.catalogue.rows import stamp
from retrieval.domain import AskedQuestion, Outcome

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy import Connection, Engine

_TABLE = schema.questions


class QuestionStore:
    """Queries on questions. Each method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        """Use an engine that ``connect`` made."""
        self._reader = engine
        self._writer = engine.execution_options(writes="answers")

    def since(self, library: str, moment: dt.datetime) -> list[AskedQuestion]:
        """Return what was asked from a moment on, the latest first."""
        return self._all(_TABLE.c.library == library, _TABLE.c.asked_at >= moment)

    def of_member(self, library: str, member: int) -> list[AskedQuestion]:
        """Return what a member asked, where that was kept, the latest first."""
        return self._all(_TABLE.c.library == library, _TABLE.c.member == member)

    def forget_member(self, library: str, member: int) -> int:
        """Drop what a member asked; return how many questions that were."""
        with self._writer.begin() as connection:
            return connection.execute(
                delete(_TABLE).where(_TABLE.c.library == library, _TABLE.c.member == member)
            ).rowcount

    def _all(self, *conditions: Any) -> list[AskedQuestion]:
        query = (
            select(_TABLE).where(*conditions).order_by(_TABLE.c.asked_at.desc(), _TABLE.c.id.desc())
        )
        with self._reader.connect() as connection:
            return [
                AskedQuestion(
                    text=row.text,
                    outcome=Outcome(row.outcome),
                    probability=row.probability,
                    answer_id=row.answer_id,
                    asked_at=stamp(row.asked_at),
                    member=row.member,
                )
                for row in connection.execute(query)
            ]


def log_question(
    connection: Connection,
    library: str,
    *,
    text: str,
    outcome: Outcome,
    probability: float,
    answer_id: str,
    member: int | None,
    asked_at: dt.datetime,
) -> None:
    """Store a question inside the transaction that stores its answer."""
    connection.execute(
        insert(_TABLE).values(
            library=library,
            text=text,
            outcome=outcome.value,
            probability=probability,
            answer_id=answer_id,
            member=member,
            asked_at=asked_at,
        )
    )


def forget_who_asked(connection: Connection, library: str) -> None:
    """Drop who asked, while the questions stay."""
    connection.execute(
        update(_TABLE)
        .where(_TABLE.c.library == library, _TABLE.c.member.is_not(None))
        .values(member=None)
    )


def forget_questions(
    connection: Connection, *, until: dt.datetime | None = None, library: str | None = None
) -> None:
    """Drop the questions asked up to a moment, or all; of one library, or of every one."""
    statement = delete(_TABLE)
    if until is not None:
        statement = statement.where(_TABLE.c.asked_at <= until)
    if library is not None:
        statement = statement.where(_TABLE.c.library == library)
    connection.execute(statement)
