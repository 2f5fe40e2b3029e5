"""Why quotes were rated as they were, and the ratings of one member, whom only a hash stands for."""

from __future__ import annotations

import hashlib
import secrets as random
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select, update

from retrieval.catalogue import schema
from retrieval.catalogue.rows import stamp
from retrieval.domain import Rating

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy import Connection, Engine

_SALT = "rater_salt"
_SALT_BYTES = 16


class RatingStore:
    """Queries on ratings. Each method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        """Use an engine that ``connect`` made."""
        self._reader = engine
        self._writer = engine.execution_options(writes="answers")

    def explain(
        self, library: str, answer_id: str, position: int, *, reason: str, rater: int
    ) -> bool:
        """Store why a rater rated a quote so, in place of an earlier reason.

        :returns: whether there is such a rating.
        """
        table = schema.ratings
        with self._writer.begin() as connection:
            explained = connection.execute(
                update(table)
                .where(
                    table.c.library == library,
                    table.c.answer_id == answer_id,
                    table.c.position == position,
                    table.c.rater == pseudonym(connection, rater),
                )
                .values(reason=reason)
            )
        return explained.rowcount > 0

    def counts_since(self, library: str, moment: dt.datetime) -> tuple[int, int]:
        """Return how many quotes were rated helpful and not helpful from a moment on."""
        table = schema.ratings
        query = (
            select(table.c.helpful, func.count())
            .where(table.c.library == library, table.c.created_at >= moment)
            .group_by(table.c.helpful)
        )
        with self._reader.connect() as connection:
            counts = {bool(helpful): count for helpful, count in connection.execute(query)}
        return counts.get(True, 0), counts.get(False, 0)

    def since(
        self, library: str, moment: dt.datetime, *, explained_only: bool = False
    ) -> list[Rating]:
        """Return the ratings from a moment on, the latest first.

        :param explained_only: leave out those that do not say why.
        """
        table = schema.ratings
        conditions = [table.c.library == library, table.c.created_at >= moment]
        if explained_only:
            conditions.append(table.c.reason.is_not(None))
        with self._reader.connect() as connection:
            return _ratings(connection, *conditions)

    def of_rater(self, library: str, rater: int) -> list[Rating]:
        """Return the ratings of a member, the latest first."""
        table = schema.ratings
        with self._writer.begin() as connection:
            return _ratings(
                connection,
                table.c.library == library,
                table.c.rater == pseudonym(connection, rater),
            )

    def forget_rater(self, library: str, rater: int) -> int:
        """Drop the ratings of a member; return how many those were."""
        table = schema.ratings
        with self._writer.begin() as connection:
            return connection.execute(
                delete(table).where(
                    table.c.library == library,
                    table.c.rater == pseudonym(connection, rater),
                )
            ).rowcount


def pseudonym(connection: Connection, rater: int) -> str:
    """Return the keyed hash of a member: enough to count nobody twice, not to name anybody.

    The first one makes the key, so it needs a transaction that writes.
    """
    key = _salt(connection)
    return hashlib.blake2b(str(rater).encode(), key=key, digest_size=16).hexdigest()


def _ratings(connection: Connection, *conditions: Any) -> list[Rating]:
    table, answers = schema.ratings, schema.answers
    query = (
        select(table, answers.c.question)
        .join(answers, answers.c.id == table.c.answer_id)
        .where(*conditions)
        .order_by(table.c.created_at.desc(), table.c.answer_id, table.c.position)
    )
    return [
        Rating(
            answer_id=row.answer_id,
            position=row.position,
            helpful=bool(row.helpful),
            reason=row.reason,
            rated_at=stamp(row.created_at),
            question=row.question,
        )
        for row in connection.execute(query)
    ]


def _salt(connection: Connection) -> bytes:
    table = schema.secrets
    stored = connection.execute(select(table.c.value).where(table.c.name == _SALT)).scalar()
    if stored is not None:
        return bytes(stored)
    salt = random.token_bytes(_SALT_BYTES)
    connection.execute(insert(table).values(name=_SALT, value=salt))
    return salt
