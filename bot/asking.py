"""From what a member wrote to the card that answers it: the same for commands, menus, messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards import notices
from bot.cards.answer import answer_card, no_answer_card
from bot.cards.text import clean
from bot.errors import NoticeError
from retrieval.domain import NoAnswer

if TYPE_CHECKING:
    from bot.answering import Answering
    from bot.cards import Card
    from bot.cooldown import Cooldown


class Desk:
    """Where questions are handed in: refuses what cannot be answered, asks the rest."""

    def __init__(self, answering: Answering, cooldown: Cooldown, *, most_characters: int) -> None:
        """Pass questions of up to ``most_characters`` characters on to ``answering``."""
        self._answering = answering
        self._cooldown = cooldown
        self._most_characters = most_characters

    async def ask(self, question: str, *, member: int, guild: int | None) -> Card:
        """Return the card for a question.

        :raises NoticeError: for a question that is empty or too long, for a member who asks again
            too soon, and for what :meth:`Answering.ask` refuses.
        """
        question = check_question(question, self._most_characters)
        if left := self._cooldown.start(member):
            raise NoticeError(notices.cooldown(left))
        asked = await self._answering.ask(question, guild=guild)
        if isinstance(asked, NoAnswer):
            return no_answer_card(asked)
        return answer_card(asked.answer, answer_id=asked.id, position=0, asker=member)


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
