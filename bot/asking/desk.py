"""From what a member wrote to the card that answers it: the same for commands, menus, messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.asking.cooldown import Allowance
from bot.cards import notices
from bot.cards.answer import answer_card, no_answer_card
from bot.cards.text import clean
from bot.errors import NoticeError
from bot.monitoring.metrics import Metrics
from retrieval.domain import NoAnswer

if TYPE_CHECKING:
    from bot.asking.answering import Answering, Follows
    from bot.asking.cooldown import Cooldown
    from bot.cards import Card
    from retrieval.domain import Filter


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

    async def ask(
        self,
        question: str,
        *,
        member: int,
        guild: int | None,
        where: Filter | None = None,
        follows: Follows | None = None,
    ) -> Card:
        """Return the card for a question.

        :param where: what documents have to be to be searched in.
        :param follows: the card that it replies to.
        :raises NoticeError: for a question that is empty or too long, for a member or a guild that
            asks again too soon, and for what :meth:`Answering.ask` refuses.
        """
        with self._metrics.question() as counted:
            question = check_question(question, self._most_characters)
            if left := self._cooldown.left(member):
                raise NoticeError(notices.cooldown(left))
            if guild is not None and (left := self._allowance.take(guild)):
                raise NoticeError(notices.guild_cooldown(left))
            # Whoever the guild keeps from asking does not wait for that as well.
            self._cooldown.start(member)
            people = await self._answering.moderators_take_questions(guild=guild)
            asked = await self._answering.ask(
                question, guild=guild, where=where, follows=follows, asker=member
            )
            counted.outcome = asked.reply.outcome
            if isinstance(asked.reply, NoAnswer):
                return no_answer_card(
                    asked.reply, answer_id=asked.id, asker=member, moderators=people
                )
            return answer_card(
                asked.reply, answer_id=asked.id, position=0, asker=member, moderators=people
            )


def check_question(text: str, most_characters: int) -> str:
    """Return the question as it will be searched for.

    :raises NoticeError: when it holds no word, or more than ``most_characters`` characters.
    """
    question = clean(text).strip()
    if not any(character.isalnum() for character in question):
        raise NoticeError(notices.empty_question())
    if len(question) > most_characters:
        raise NoticeError(notices.too_long(len(question), most_characters))
    return question
