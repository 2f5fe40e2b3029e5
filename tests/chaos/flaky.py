"""A Discord that answers a fifth of all requests with 5xx, and drops its gateway every few seconds."""

from __future__ import annotations

import threading
import time
from collections import Counter
from typing import TYPE_CHECKING

from tests.chaos import checks
from tests.chaos.actions import ACTIONS
from tests.chaos.doing import Ledger, do
from tests.chaos.members import Members
from tests.chaos.stage import PATIENCE

if TYPE_CHECKING:
    import random

    from tests.chaos.stage import Stage
    from tests.chaos.tally import Tally
    from tests.discord_double import DiscordDouble
    from tests.discord_double.faults import Fault

SHARE = 0.2
"""Of the requests that are answered with an error."""
DROP_EVERY_S = 10.0
_ALWAYS = 1_000_000
_STATUSES = (500, 502, 503, 504)
_NOT_A_FOLLOWUP = r"^(?!/webhooks/\d+/[^/]+$)"
"""A message after an interaction is the one thing that Discord cannot tell from its repetition: there is no
nonce for it. So such a request, where it fails, has had no effect."""


def flaky(stage: Stage, made: random.Random, tally: Tally, *, seconds: float) -> None:
    """Have members ask and a moderator act for a while."""
    double = stage.double
    faults = _make_flaky(double, made)
    over = threading.Event()
    dropping = threading.Thread(target=_drop, args=(double, over, tally), daemon=True)
    dropping.start()
    ledger = Ledger(stage)
    until = time.monotonic() + seconds
    try:
        with Members(double, made, every=0.25) as members:
            while time.monotonic() < until:
                do(stage, made.choice(ACTIONS)(stage.maker, stage.world), ledger, tally)
        members.settle(PATIENCE)
    finally:
        over.set()
        dropping.join()
        double.faults.scripted.clear()
    tally.count("requests of the bot", len(double.requests))
    tally.count("requests that failed", sum(fault.hits for fault in faults))
    tally.count("sessions taken up again", double.resumes)
    members.judge(tally)
    tally.broken(*checks.torn(stage.engine), *checks.ill(stage.retrieval))
    tally.broken(*twice(double))


def twice(double: DiscordDouble) -> list[str]:
    """Return which messages of people were replied to more than once."""
    bot = double.state.bot
    replies = Counter(
        message["message_reference"]["message_id"]
        for message in list(double.state.messages.values())
        if message["author"] == bot and "message_reference" in message
        # Below one of its own stands what follows a button.
        if message["referenced_message"]["author"] != bot
    )
    return [
        f"{number} was replied to {times} times" for number, times in replies.items() if times > 1
    ]


def _make_flaky(double: DiscordDouble, made: random.Random) -> list[Fault]:
    """Let requests fail before they have had their effect, and after."""
    double.faults.made.seed(made.random())
    # Each of them is tried where those before it have not struck.
    chance = 1 - (1 - SHARE) ** (1 / (len(_STATUSES) + 1))
    before = [
        double.fail("*", "", times=_ALWAYS, chance=chance, status=status) for status in _STATUSES
    ]
    after = double.fail(
        "*", _NOT_A_FOLLOWUP, times=_ALWAYS, chance=chance, status=500, after_effect=True
    )
    return [*before, after]


def _drop(double: DiscordDouble, over: threading.Event, tally: Tally) -> None:
    while not over.wait(DROP_EVERY_S):
        double.drop_gateway()
        tally.count("gateway connections dropped")
