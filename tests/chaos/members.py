"""Members who ask all the time, and what becomes of each question."""

from __future__ import annotations

import random
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Self

from tests.end_to_end import cards

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tests.chaos.tally import Tally
    from tests.discord_double import DiscordDouble
    from tests.discord_double.exchange import Exchange

QUESTIONS: Mapping[str, str] = {
    "How much does an allotment plot cost?": "£62 a year",
    "What does a bulky waste collection cost?": "£27 for up to three items",
    "Where must dogs be on a lead?": "Castle Park",
    "Who gets free school transport?": "more than two miles away",
    "How long can library books be borrowed?": "three weeks",
    "What does a resident's parking permit cost?": "£85 a year",
    "What is the fine for felling a protected tree?": "£20,000",
    "How long is a street trading licence valid?": "one year",
}
"""Questions about the documents that all guilds share, with words that the answer quotes."""

ACKNOWLEDGED_S = 4.0
"""Discord waits 3 seconds for an acknowledgement, and then tells the member itself."""


class Fate(StrEnum):
    """What became of a request."""

    ANSWERED = "answered"
    NOTICED = "told plainly why not"
    WRONG = "answered with something else"
    UNANSWERED = "left without a word"
    NOT_TAKEN = "never reached the bot, or its acknowledgement never reached Discord"


def fate_of(exchange: Exchange, words: str, *, reached: bool) -> Fate:
    """Return what became of a request.

    :param words: of the right answer.
    :param reached: for a message, whether it is the bot's to answer; of an interaction Discord
        knows that by itself.
    """
    final = exchange.final
    if final is None:
        is_message = exchange.trigger is not None
        taken = reached if is_message else exchange.acknowledged
        return Fate.UNANSWERED if taken else Fate.NOT_TAKEN
    quoted = cards.quoted_lines(final) if final["embeds"] else []
    if any(words in line for line in quoted):
        return Fate.ANSWERED
    return Fate.WRONG if quoted or not final["embeds"] else Fate.NOTICED


_ONE_ACTS = threading.RLock()


@contextmanager
def acting(double: DiscordDouble, guild: str) -> Iterator[None]:
    """Have somebody act in a guild; the double lets people act in one at a time."""
    with _ONE_ACTS, double.in_guild(guild):
        yield


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was asked."""

    exchange: Exchange
    question: str
    at: float
    """Of the monotonic clock."""


class Members:
    """Ask a question every so often, by command, mention and direct message, until the block ends."""

    def __init__(
        self,
        double: DiscordDouble,
        made: random.Random,
        *,
        every: float = 0.5,
        guild: str = "",
        directly: bool = True,
    ) -> None:
        """Ask in ``double``.

        :param guild: another than its first.
        :param directly: whether they write direct messages as well, which belong to no guild.
        """
        self._directly = directly
        self._guild = guild or double.state.guild_id
        self.asked: list[Asked] = []
        self._double = double
        self._made = random.Random(made.random())
        self._every = every
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="members", daemon=True)

    def __enter__(self) -> Self:
        """Begin."""
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        """Ask no more."""
        self._over.set()
        self._thread.join()

    def settle(
        self, seconds: float, *, reached: Callable[[Exchange], bool] = lambda _message: True
    ) -> None:
        """Wait until everything that reached the bot has an end, or the time is over."""

        def over() -> bool:
            late = time.monotonic() - ACKNOWLEDGED_S
            return not any(
                asked.exchange.final is None
                and (asked.exchange.trigger is None or reached(asked.exchange))
                and (asked.exchange.acknowledged or asked.at > late or asked.exchange.trigger)
                for asked in self.asked
            )

        until = time.monotonic() + seconds
        while not over() and time.monotonic() < until:  # What is missing is found by ``judge``.
            time.sleep(0.1)

    def judge(
        self, tally: Tally, *, reached: Callable[[Exchange], bool] = lambda _message: True
    ) -> list[Asked]:
        """Count what became of all questions; return those that were answered.

        :param reached: says whether a message is the bot's to answer.
        """
        answered = []
        for asked in self.asked:
            words = QUESTIONS[asked.question]
            fate = fate_of(asked.exchange, words, reached=reached(asked.exchange))
            tally.count("questions")
            tally.count(f"questions {fate}")
            if fate in {Fate.ANSWERED, Fate.NOTICED}:
                tally.time(f"question {fate}", asked.exchange.response_latency_s)
            if fate is Fate.ANSWERED:
                answered.append(asked)
            if fate in {Fate.UNANSWERED, Fate.WRONG}:
                tally.broken(f"{asked.exchange!r} of {asked.at:.1f}: {fate}")
        return answered

    def _run(self) -> None:
        while not self._over.wait(self._every):
            question = self._made.choice(list(QUESTIONS))
            how = self._made.random()
            at = time.monotonic()
            with acting(self._double, self._guild):
                if how < 0.7:
                    exchange = self._double.slash("ask", question=question)
                elif how < 0.9 or not self._directly:
                    exchange = self._double.say(question)
                else:
                    exchange = self._double.dm(question)
            self.asked.append(Asked(exchange, question, at))
