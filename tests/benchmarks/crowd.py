"""Many members of many guilds, who ask in the Discord double at a rate of their own."""

from __future__ import annotations

import itertools
import json
import random
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np

from bot.cards import notices
from bot.cards.model import Colour

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.discord_double import DiscordDouble
    from tests.discord_double.exchange import Exchange

QUESTIONS = Path(__file__).parents[1] / "evaluation" / "starter_questions.jsonl"
"""Of 40 questions about the starter documents, 12 are not answered there."""
FRAMES = (
    "{}",
    "{}?",
    "can anyone tell me: {}",
    "I need this for a meeting tonight. {}",
    "{} a link would do",
    "In simple words, {}",
)
"""Ways to put a question, so that few are the same; the first is as it stands."""

SERVED = "answered", "possibly", "not in the documents"
BUSY, TIMED_OUT, TOO_SOON = "too many at once", "took too long", "cooldown"
SILENCE = "no reply"
_PATIENCE_S = 60.0
"""After the last question, for those that still wait."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a member was told."""

    kind: str
    """One of the above, or the title of a card that nobody should have got."""
    seconds: float
    """From when the question was due to the edit with its card; infinite where none came."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of some seconds of questions."""

    told: list[Told]
    late_s: float
    """By how much a question left later than it was due, at most."""
    acknowledged_s: float
    """Longest time from a question to the sign that the bot is thinking."""

    @classmethod
    def together(cls, parts: Sequence[Asked]) -> Self:
        """Return what came of several stretches of time."""
        return cls(
            [told for part in parts for told in part.told],
            max(part.late_s for part in parts),
            max(part.acknowledged_s for part in parts),
        )

    def count(self, *kinds: str) -> int:
        """Return how many were told one of these."""
        return sum(told.kind in kinds for told in self.told)

    @property
    def strange(self) -> dict[str, int]:
        """How often something came that should not have, by the title of its card."""
        known = (*SERVED, BUSY, TIMED_OUT, TOO_SOON)
        kinds = {told.kind for told in self.told}.difference(known)
        return {kind: self.count(kind) for kind in sorted(kinds)}

    def percentiles(self, *shares: float) -> list[float]:
        """Return percentiles of the seconds to what was served."""
        seconds = [told.seconds for told in self.told if told.kind in SERVED]
        return [float(value) for value in np.percentile(seconds, shares)]


class Crowd:
    """Members who are in every guild and ask one after the other, so that no cooldown is met."""

    def __init__(
        self, double: DiscordDouble, guilds: Sequence[int], *, members: int, seed: int = 1
    ) -> None:
        """Bring members and guilds into a double, before the bot connects to it."""
        self._double = double
        self._guilds = [str(guild) for guild in guilds]
        self._chance = random.Random(seed)
        self._seed = seed
        state = double.state
        state.guilds.update({guild: state.snowflake() for guild in self._guilds})
        names = [f"member {number}" for number in range(members)]
        for name in names:
            state.users[name] = {**state.users["asker"], "id": state.snowflake(), "username": name}
        self._turns = itertools.cycle(names)
        lines = QUESTIONS.read_text(encoding="utf-8").splitlines()
        self._questions: list[str] = [json.loads(line)["question"] for line in lines]

    def ask(self, rate: float, seconds: float, *, moments: int = 0) -> Asked:
        """Ask so many questions a second, whether those before are answered or not.

        The times between them are random, as members make them who know nothing of each other (a
        Poisson process), and the same each time for the same rate and ``moments``: near full load one
        more cluster of questions would change the times by more than what is measured. A question
        counts from when it was due, however late it left.
        """
        asked: list[tuple[float, Exchange]] = []
        chance = np.random.default_rng([self._seed, moments])
        gaps = chance.exponential(1 / rate, size=round(rate * seconds))
        began = time.monotonic()
        for due in (began + np.cumsum(gaps)).tolist():
            time.sleep(max(0.0, due - time.monotonic()))
            asked.append((due, self._ask_one()))
        waiting = [exchange for _, exchange in asked]
        with suppress(TimeoutError):  # Those without a reply are counted.
            self._double.wait_for(lambda: all(each.final for each in waiting), _PATIENCE_S)
        acknowledged = [each.ack_latency_s for each in waiting if each.acknowledged]
        return Asked(
            [_told(due, exchange) for due, exchange in asked],
            late_s=max((each.dispatched_at or due) - due for due, each in asked),
            acknowledged_s=max(acknowledged, default=0.0),
        )

    def _ask_one(self) -> Exchange:
        question = self._chance.choice(FRAMES).format(self._chance.choice(self._questions))
        with self._double.in_guild(self._chance.choice(self._guilds)):
            return self._double.slash("ask", member=next(self._turns), question=question)


def _told(due: float, exchange: Exchange) -> Told:
    if exchange.final is None or exchange.final_at is None:
        return Told(SILENCE, float("inf"))
    (embed,) = exchange.final["embeds"]
    colours = (Colour.ANSWERED, Colour.POSSIBLE, Colour.NOT_FOUND)
    titles = {
        notices.busy().embed.title: BUSY,
        notices.timed_out(1).embed.title: TIMED_OUT,
        notices.cooldown(1).embed.title: TOO_SOON,
        notices.guild_cooldown(1).embed.title: TOO_SOON,
    }
    served = dict(zip(colours, SERVED, strict=True)).get(embed["color"])
    title: str = embed["title"]
    return Told(served or titles.get(title, title), exchange.final_at - due)
