"""Answers that were given, so that their cards can be paged later, and how they were rated."""

from __future__ import annotations

import datetime as dt
import secrets as random
import string
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select, update

from retrieval.catalogue import schema
from retrieval.catalogue.moderator_questions import (
    empty_moderator_questions,
    forget_moderator_questions,
)
from retrieval.catalogue.questions import (
    forget_questions,
    forget_who_asked,
    log_question,
)
from retrieval.catalogue.ratings import pseudonym
from retrieval.catalogue.rows import ensure_library
from retrieval.domain import Comment, Filter, Outcome, Scope

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Engine

_ID_ALPHABET = string.ascii_lowercase + string.digits
_ID_LENGTH = 12


@dataclass(frozen=True, slots=True)
class StoredPlace:
    """A place in a document."""

    document_id: int
    heading: tuple[str, ...] = ()
    page: int | None = None
    comment: Comment | None = None
    """Set where a reader says it."""


@dataclass(frozen=True, slots=True)
class StoredQuote:
    """Where a quote stood when it was given."""

    document_id: int
    start: int
    end: int
    best: tuple[int, int] | None
    heading: tuple[str, ...]
    page: int | None
    also_in: tuple[StoredPlace, ...]
    """Where else the same is said."""


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """A reply without the texts, which are found again in the documents."""

    question: str
    outcome: Outcome
    probability: float
    quotes: tuple[StoredQuote, ...]
    searched: str | None = None
    """What was searched for, where that is not the question."""
    scope: Scope | None = None


class AnswerLog:
    """Queries on answers and ratings. Nothing of an answer tells who asked."""

    def __init__(self, engine: Engine, *, keep: dt.timedelta) -> None:
        """Use an engine that ``connect`` made.

        :param keep: age from which an answer is no longer kept.
        """
        # Who asks does not wait for those who change documents.
        self._engine = engine.execution_options(writes="answers")
        self.keep = keep

    def add(
        self,
        library: str,
        answer: StoredAnswer,
        *,
        count_question: bool = False,
        member: int | None = None,
    ) -> str:
        """Store an answer, drop those that are too old, and return the new one's id.

        :param count_question: whether its question is stored by itself too, for moderators.
        :param member: who asked, where that is to be kept with it.
        """
        answer_id = "".join(random.choice(_ID_ALPHABET) for _ in range(_ID_LENGTH))
        now = dt.datetime.now(dt.UTC)
        with self._engine.begin() as connection:
            ensure_library(connection, library)
            connection.execute(
                insert(schema.answers).values(
                    id=answer_id,
                    library=library,
                    question=answer.question,
                    outcome=answer.outcome.value,
                    probability=answer.probability,
                    quotes=[asdict(quote) for quote in answer.quotes],
                    searched=answer.searched,
                    scope=answer.scope and asdict(answer.scope),
                    created_at=now,
                )
            )
            if count_question:
                log_question(
                    connection,
                    library,
                    # One that follows another says only with its words what is asked.
                    text=answer.searched or answer.question,
                    outcome=answer.outcome,
                    probability=answer.probability,
                    answer_id=answer_id,
                    member=member,
                    asked_at=now,
                )
        return answer_id

    def get(self, library: str, answer_id: str) -> StoredAnswer | None:
        """Return an answer of this library, or ``None``."""
        table = schema.answers
        with self._engine.connect().execution_options(writes=False) as connection:
            row = connection.execute(
                select(table).where(
                    table.c.id == answer_id,
                    table.c.library == library,
                    table.c.created_at >= dt.datetime.now(dt.UTC) - self.keep,
                )
            ).one_or_none()
        if row is None:
            return None
        return StoredAnswer(
            question=row.question,
            outcome=Outcome(row.outcome),
            probability=row.probability,
            quotes=tuple(
                StoredQuote(
                    document_id=quote["document_id"],
                    start=quote["start"],
                    end=quote["end"],
                    best=tuple(quote["best"]) if quote["best"] else None,
                    heading=tuple(quote["heading"]),
                    page=quote["page"],
                    also_in=tuple(_place(place) for place in quote["also_in"]),
                )
                for quote in row.quotes
            ),
            searched=row.searched,
            scope=row.scope and _scope(row.scope),
        )

    def forget_everywhere(self) -> None:
        """Drop what is too old to be kept, in every library."""
        until = dt.datetime.now(dt.UTC) - self.keep
        # One that a removed document is just taken out of goes the next time.
        old = (
            select(schema.answers.c.id)
            .where(schema.answers.c.created_at < until)
            .with_for_update(skip_locked=True)
        )
        with self._engine.begin() as connection:
            connection.execute(delete(schema.answers).where(schema.answers.c.id.in_(old)))
            forget_questions(connection, until=until)
            forget_moderator_questions(connection, until=until)

    def forget(self, library: str, *, older_than: dt.timedelta) -> None:
        """Drop the answers and questions of a library from this age on, with their ratings."""
        table = schema.answers
        until = dt.datetime.now(dt.UTC) - older_than
        with self._engine.begin() as connection:
            connection.execute(
                delete(table).where(table.c.library == library, table.c.created_at <= until)
            )
            forget_questions(connection, until=until, library=library)
            forget_moderator_questions(connection, until=until, library=library)

    def forget_questions(self, library: str) -> None:
        """Drop what was asked, while the answers can still be paged and rated."""
        table = schema.answers
        with self._engine.begin() as connection:
            connection.execute(
                update(table).where(table.c.library == library).values(question="", searched=None)
            )
            forget_questions(connection, library=library)
            empty_moderator_questions(connection, library)

    def forget_who_asked(self, library: str) -> None:
        """Drop who asked, while the questions stay."""
        with self._engine.begin() as connection:
            forget_who_asked(connection, library)

    def rate(
        self, library: str, answer_id: str, position: int, *, helpful: bool, rater: int
    ) -> bool:
        """Store a rating in place of an earlier one by the same rater.

        The rater is stored as a keyed hash: enough to count nobody twice, not to name anybody.

        :returns: whether the answer and its quote exist.
        """
        table = schema.ratings
        with self._engine.begin() as connection:
            known = connection.execute(
                select(schema.answers.c.quotes).where(
                    schema.answers.c.id == answer_id, schema.answers.c.library == library
                )
            ).one_or_none()
            # Where nothing was quoted, that itself is what is rated.
            if known is None or position >= max(1, len(known.quotes)):
                return False
            hashed = pseudonym(connection, rater)
            connection.execute(
                delete(table).where(
                    table.c.answer_id == answer_id,
                    table.c.position == position,
                    table.c.rater == hashed,
                )
            )
            connection.execute(
                insert(table).values(
                    answer_id=answer_id,
                    position=position,
                    rater=hashed,
                    library=library,
                    helpful=helpful,
                    created_at=dt.datetime.now(dt.UTC),
                )
            )
        return True

    def ratings(self, libraries: Sequence[str]) -> tuple[int, int]:
        """Return how many quotes were rated helpful and not helpful."""
        table = schema.ratings
        query = (
            select(table.c.helpful, func.count())
            .where(table.c.library.in_(libraries))
            .group_by(table.c.helpful)
        )
        with self._engine.connect().execution_options(writes=False) as connection:
            counts = {bool(helpful): count for helpful, count in connection.execute(query)}
        return counts.get(True, 0), counts.get(False, 0)


def _place(stored: int | dict[str, Any]) -> StoredPlace:
    """Return a stored place; the first release kept no more than the document's id."""
    if isinstance(stored, int):
        return StoredPlace(stored)
    comment = stored["comment"] and Comment(**stored["comment"])
    return StoredPlace(stored["document_id"], tuple(stored["heading"]), stored["page"], comment)


def _scope(stored: dict[str, Any]) -> Scope:
    return Scope(Filter(**stored["filter"]), stored["title"], stored["undated"])
