"""The terminal preview: the cards of the Discord bot, and their buttons as commands of one letter."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

from rich.console import Console

from bot.asking.desk import check_question
from bot.cards import notices
from bot.cards.answer import answer_card, context_card, no_answer_card
from bot.cards.definition import definition_card
from bot.cards.sources import Facts, about_card, clip_page, source_list_card
from bot.errors import NoticeError
from bot.terminal.drawing import draw
from retrieval.domain import Answer, Outcome
from retrieval.errors import UserFacingError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.cards import Card
    from retrieval.domain import Reply
    from retrieval.library import Library
    from retrieval.settings import RetrievalSettings

ANSWERED, REFUSED, NOT_FOUND = 0, 2, 3
"""Exit codes of :func:`ask_once`."""

_HOW_TO_CONNECT = """\
This is the terminal preview; for Discord, DISCORD_TOKEN is missing. To get one:
  1. Open https://discord.com/developers/applications, make a New Application, then Bot, Reset Token.
  2. Write the line DISCORD_TOKEN=... with that token into a file named .env in this folder.
  3. Start again, and invite the bot with the link in README.md, under "On Discord".
"""

_COMMANDS = "n next · p previous · c context · /define TERM · sources · about · Ctrl-D ends"
_PROMPT = "Question: "
_ANYBODY = 0
"""In place of a member's id: in the terminal, all pages belong to whoever sits there."""


class Preview:
    """One sitting in the terminal: what was asked last, and which of its quotes is shown."""

    def __init__(self, library: Library, settings: RetrievalSettings) -> None:
        """Answer from the shared part of ``library``."""
        self._library = library
        self._settings = settings
        self._reply: Reply | None = None
        self._position = 0
        self._page: int | None = None
        """Page of the documents, while these are what is shown."""

    def respond(self, line: str) -> Card:
        """Return the card for a line that was typed: one of the commands, or a question."""
        command = {
            "n": lambda: self._turn(1),
            "p": lambda: self._turn(-1),
            "c": self._context,
            "sources": lambda: self._list(0),
            "about": self._about,
        }.get(line.strip().casefold())
        words = line.split(maxsplit=1)
        if len(words) > 1 and words[0].casefold() == "/define":
            command = partial(self._define, words[1])
        try:
            return command() if command is not None else self.ask(line)[1]
        except NoticeError as error:
            return error.card
        except UserFacingError as error:
            return notices.plain(str(error))

    def ask(self, question: str) -> tuple[Outcome, Card]:
        """Return how a question ended, and its card.

        :raises NoticeError: when it cannot be asked.
        """
        question = check_question(question, self._settings.max_question_characters)
        self._reply = self._library.ask(question)
        self._position = 0
        self._page = None
        return self._reply.outcome, self._card(self._reply)

    def _card(self, reply: Reply) -> Card:
        if isinstance(reply, Answer):
            return answer_card(reply, answer_id="0", position=self._position, asker=_ANYBODY)
        return no_answer_card(reply)

    def _answer(self) -> Answer:
        if not isinstance(self._reply, Answer):
            raise NoticeError(notices.nothing_to_turn())
        return self._reply

    def _turn(self, step: int) -> Card:
        if self._page is not None:
            return self._list(self._page + step)
        answer = self._answer()
        self._position = min(max(self._position + step, 0), len(answer.quotes) - 1)
        return self._card(answer)

    def _context(self) -> Card:
        quote = self._answer().quotes[self._position]
        context = self._library.context(quote.document.id, quote.start, quote.end)
        return context_card(context, quote.source)

    def _define(self, term: str) -> Card:
        return definition_card(self._library.define(term))

    def _list(self, page: int) -> Card:
        sources = self._library.sources()
        self._page = clip_page(page, len(sources))
        return source_list_card(sources, page=self._page, asker=_ANYBODY)

    def _about(self) -> Card:
        days = self._settings.answer_days
        return about_card(Facts.of(self._library.sources(), answer_days=days))


def run(library: Library, settings: RetrievalSettings) -> int:
    """Say what is missing for Discord, and answer until the end of input; return the exit code."""
    sys.stderr.write(_HOW_TO_CONNECT)
    preview = Preview(library, settings)
    console = Console()
    if sys.stdin.isatty():
        sys.stderr.write(f"{_COMMANDS}\n")
    for line in _lines(console):
        if line.strip():
            console.print(draw(preview.respond(line), width=console.width))
    return 0


def ask_once(library: Library, settings: RetrievalSettings, question: str) -> int:
    """Print one card; return 0 when it quotes an answer, 3 when there is none.

    A question that cannot be asked ends with one line on standard error and 2.
    """
    console = Console()
    try:
        outcome, card = Preview(library, settings).ask(question)
    except NoticeError as error:
        sys.stderr.write(f"error: {error.card.embed.description}\n")
        return REFUSED
    except UserFacingError as error:
        sys.stderr.write(f"error: {error}\n")
        return REFUSED
    console.print(draw(card, width=console.width))
    return NOT_FOUND if outcome is Outcome.NOT_FOUND else ANSWERED


def _lines(console: Console) -> Iterable[str]:
    if not sys.stdin.isatty():
        yield from sys.stdin
        return
    while True:
        try:
            yield console.input(_PROMPT)
        except (EOFError, KeyboardInterrupt):
            console.print()
            return
