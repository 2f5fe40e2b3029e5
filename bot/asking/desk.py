"""From what a member wrote to the card that answers it: the same for commands, menus, messages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from bot.asking.cooldown import Allowance
from bot.cards import notices
from bot.cards.answer import answer_card, no_answer_card
from bot.cards.text import clean
from bot.errors import NoticeError
from bot.monitoring.metrics import Metrics
from retrieval.domain import NoAnswer

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.asking.answering import Answering, Follows
    from bot.asking.cooldown import Cooldown
    from bot.cards import Card
    from retrieval.domain import Filter


@dataclass(frozen=True, slots=True)
class Turn:
    """A question that a member has handed in."""

    question: str
    member: int
    guild: int | None
    refusal: Callable[[], Card] | None = None
    """Makes the notice that tells why it cannot be asked now, in the language that is spoken then."""


class Desk:
    """Where questions are handed in: refuses what cannot be answered, asks the rest."""

    def __init__(
        self,
        answering: Answering,
        cooldown: Cooldown,
        *,
        most_characters: int,
        allowance: Allowance | None = None,
        metrics: Metrics | None = None,
    ) -> None:
        """Pass questions of up to ``most_characters`` characters on to ``answering``.

        :param allowance: how much each guild may ask; any number where not given.
        :param metrics: counts what becomes of them.
        """
        self._answering = answering
        self._cooldown = cooldown
        self._allowance = Allowance(0) if allowance is None else allowance
        self._most_characters = most_characters
        self._metrics = metrics or Metrics()

    def hand_in(self, text: str, *, member: int, guild: int | None) -> Turn:
        """Return a member's turn, which says at once where the question cannot be asked now."""
        question = clean(text).strip()
        refusal = self._refusal(question, member, guild)
        if refusal is not None:
            self._metrics.question_refused()
        return Turn(question, member, guild, refusal)

    async def ask(
        self, turn: Turn, *, where: Filter | None = None, follows: Follows | None = None
    ) -> Card:
        """Return the card for a question.

        :param where: what documents have to be to be searched in.
        :param follows: the card that it replies to.
        :raises NoticeError: for a turn that is refused, and for what :meth:`Answering.ask` refuses.
        """
        if turn.refusal is not None:
            raise NoticeError(turn.refusal())
        with self._metrics.question() as counted:
            people = await self._answering.moderators_take_questions(guild=turn.guild)
            asked = await self._answering.ask(
                turn.question, guild=turn.guild, where=where, follows=follows, asker=turn.member
            )
            counted.outcome = asked.reply.outcome
            if isinstance(asked.reply, NoAnswer):
                return no_answer_card(
                    asked.reply, answer_id=asked.id, asker=turn.member, moderators=people
                )
            return answer_card(
                asked.reply, answer_id=asked.id, position=0, asker=turn.member, moderators=people
            )

    def _refusal(self, question: str, member: int, guild: int | None) -> Callable[[], Card] | None:
        if wrong := what_is_wrong(question, self._most_characters):
            return wrong
        if left := self._cooldown.left(member):
            return partial(notices.cooldown, left)
        # Whoever is refused for what others ask does not wait for that as well.
        if self._answering.is_full:
            return notices.busy
        if guild is not None and (left := self._allowance.take(guild)):
            return partial(notices.guild_cooldown, left)
        self._cooldown.start(member)
        return None


def what_is_wrong(question: str, most_characters: int) -> Callable[[], Card] | None:
    """Return what makes the notice for a question that cannot be asked, if it cannot."""
    if not any(character.isalnum() for character in question):
        return notices.empty_question
    if len(question) > most_characters:
        return partial(notices.too_long, len(question), most_characters)
    return None


def check_question(text: str, most_characters: int) -> str:
    """Return the question as it will be searched for.

    :raises NoticeError: when it holds no word, or more than ``most_characters`` characters.
    """
    question = clean(text).strip()
    if wrong := what_is_wrong(question, most_characters):
        raise NoticeError(wrong())
    return question
