"""Questions for moderators: who asks a person gets a person's answer, once and whatever happens."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from retrieval.domain import ModeratorQuestion, Outcome, guild_of, library_of
from retrieval.errors import AnswerExpiredError

if TYPE_CHECKING:
    from retrieval.catalogue import AnswerLog, ModeratorQuestionStore
    from retrieval.domain import CardPlace
    from retrieval.preferences import Preferences

MOST_OPEN = 3
"""Questions of one member that may wait for an answer in one guild."""

_COUNTS_FOR = dt.timedelta(days=7)
"""How long a question that nobody settles keeps its asker from asking others, and an answer that
was not delivered is tried again."""

_LOST_AFTER = dt.timedelta(minutes=1)
"""Age from which a question that was not posted never will be: its process has died meanwhile."""


class Consulting:
    """The part of ``Library`` for what moderators are asked; ids of another guild find nothing."""

    answer_log: AnswerLog
    moderator_questions: ModeratorQuestionStore
    preferences: Preferences

    def ask_moderators(
        self, answer_id: str, *, asker: int, shown: str, card: CardPlace | None, guild: int
    ) -> tuple[ModeratorQuestion | None, bool]:
        """Put the question of a reply that was not enough to the moderators of a guild.

        :param shown: what the reply's card says was asked, for where that is not kept.
        :param card: where that card is, if everybody sees it.
        :returns: the question, and whether the caller is to post it now: ``posted`` or
            ``not_posted`` then tells what became of it. ``None`` where the member has
            ``MOST_OPEN`` others that wait for an answer.
        :raises AnswerExpiredError: if there is no such reply here (any more).
        """
        library = library_of(guild)
        stored = self.answer_log.get(library, answer_id)
        if stored is None or stored.outcome is Outcome.ANSWERED:
            # A question may outlive its reply.
            known = self.moderator_questions.get(library, answer_id)
            if known is None:
                raise AnswerExpiredError("this answer is no longer kept; please ask again.")
            return known, False
        question = ModeratorQuestion(
            answer_id=answer_id,
            text=stored.searched or stored.question or shown,
            asker=asker,
            card=card,
            asked_at="",
        )
        return self.moderator_questions.put(
            library,
            question,
            most_open=MOST_OPEN,
            within=_COUNTS_FOR,
            lost_after=_LOST_AFTER,
        )

    def posted(self, answer_id: str, *, guild: int) -> None:
        """Note that moderators can read a question now."""
        self.moderator_questions.mark_posted(library_of(guild), answer_id)

    def not_posted(self, answer_id: str, *, guild: int) -> None:
        """Drop a question that could not be posted, so that it can be asked again."""
        self.moderator_questions.drop_unposted(library_of(guild), answer_id)

    def moderator_question(self, answer_id: str, *, guild: int) -> ModeratorQuestion | None:
        """Return what moderators were asked about a reply, if anything."""
        return self.moderator_questions.get(library_of(guild), answer_id)

    def settle_question(
        self, answer_id: str, *, moderator: int, answer: str | None, guild: int
    ) -> tuple[ModeratorQuestion | None, bool]:
        """Answer a question, or put it aside where there is no answer.

        :param answer: in the moderator's own words.
        :returns: the question as it is then, and whether this settled it; ``None`` where there is
            none (any more).
        """
        library = library_of(guild)
        settled = self.moderator_questions.settle(
            library, answer_id, moderator=moderator, answer=answer
        )
        self._honour(guild, answer_id)
        return settled

    def undelivered(self, *, until: dt.datetime) -> list[tuple[int, ModeratorQuestion]]:
        """Return what moderators of any guild had answered up to a moment, and its asker not got.

        :param until: with its time zone.
        :returns: guild and question. A week later nobody is surprised with an answer any more.
        """
        found = self.moderator_questions.undelivered(since=until - _COUNTS_FOR, until=until)
        return [
            (guild, question)
            for library, question in found
            if (guild := guild_of(library)) is not None
        ]

    def told(self, answer_id: str, *, guild: int) -> None:
        """Note that the asker has the answer."""
        self.moderator_questions.mark_told(library_of(guild), answer_id)
        self._honour(guild, answer_id)

    def _honour(self, guild: int, answer_id: str) -> None:
        if self.preferences.of(guild).keep_days == 0:
            self.moderator_questions.empty(library_of(guild), answer_id)
