"""Answers that were given earlier: kept, paged, followed up and rated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrieval.domain import library_of, visible
from retrieval.errors import AnswerExpiredError

if TYPE_CHECKING:
    from retrieval.asking.memory import Memory
    from retrieval.catalogue import AnswerLog, DocumentStore
    from retrieval.domain import Earlier, Reply


class Recalling:
    """The part of ``Library`` that knows what it has answered."""

    answer_log: AnswerLog
    documents: DocumentStore
    _memory: Memory

    def remember(self, reply: Reply, *, guild: int | None = None, asker: int | None = None) -> str:
        """Keep a reply so that its card can be paged later, and the question for the insights.

        :param asker: id of the member who asked; kept only where the guild wants that.
        :returns: an id of twelve letters and digits.
        """
        return self._memory.keep(reply, guild, asker)

    def recall(self, answer_id: str, *, guild: int | None = None) -> Reply:
        """Return a reply as it was given: the same quotes in the same order.

        What was suggested instead of an answer is not kept, nor a question if its guild says so.

        :raises AnswerExpiredError: if it is not known here, or a document of it was changed or
            removed since.
        """
        libraries = visible(guild)
        return self._memory.again(
            answer_id, guild, lambda number: self.documents.get(libraries, number)
        )

    def earlier(self, answer_id: str, *, guild: int | None = None) -> Earlier | None:
        """Return the question that a reply answered, for one that follows it.

        :returns: ``None`` where the reply is not known here; without words where these are not kept.
        """
        return self._memory.earlier(answer_id, guild)

    def rate(
        self, answer_id: str, position: int, *, helpful: bool, rater: int, guild: int | None = None
    ) -> None:
        """Keep a rating of quote number ``position`` (from 0), in place of the rater's earlier one.

        :param rater: a member's id; only a keyed hash of it is kept.
        :raises AnswerExpiredError: if the answer is not known here.
        """
        known = self.answer_log.rate(
            library_of(guild), answer_id, position, helpful=helpful, rater=rater
        )
        if not known:
            raise AnswerExpiredError("this answer is no longer kept, so it cannot be rated.")
