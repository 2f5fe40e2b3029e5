"""Moderators do something, and the library's own records say whether it was done, and how often."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING

from tests.chaos import checks
from tests.chaos.moderator import CutError, NotTakenError, RefusedError, WaitsError

if TYPE_CHECKING:
    from retrieval.domain import Job
    from tests.chaos.actions import Action
    from tests.chaos.moderator import Moderator
    from tests.chaos.stage import Stage
    from tests.chaos.tally import Tally

Events = Counter[tuple[str, str]]


class Outcome(StrEnum):
    """How it looks to the moderator."""

    DONE = "done"
    CUT = "cut short by the bot's end"
    REFUSED = "told plainly why not"
    NOT_TAKEN = "not taken by Discord"
    WAITS = "taken on, and not done yet"
    SILENCE = "left without a word"


def attempt(action: Action, moderator: Moderator, *, again: bool = False) -> tuple[Outcome, str]:
    """Do something as far as it goes; return how it ended, and what was said where it did not."""
    try:
        if again:
            action.again(moderator)
        else:
            action.run(moderator)
    except CutError:
        return Outcome.CUT, ""
    except RefusedError as error:
        return Outcome.REFUSED, str(error)
    except WaitsError as error:
        return Outcome.WAITS, str(error)
    except NotTakenError as error:
        return Outcome.NOT_TAKEN, str(error)
    except (TimeoutError, LookupError) as error:
        return Outcome.SILENCE, str(error)
    return Outcome.DONE, ""


class Ledger:
    """What the library's records say of the action that is being judged."""

    def __init__(self, stage: Stage) -> None:
        """Begin with the next action."""
        self._stage = stage
        self._last_event = self._last_job = 0
        self.events: Events = Counter()
        self.jobs: list[Job] = []
        self.places: dict[str, None] = {}
        """Ids of the messages in which jobs are reported."""
        self.turn()

    def look(self) -> None:
        """Read the records again."""
        stage = self._stage
        events, self._last_event = checks.events_since(stage.engine, stage.guild, self._last_event)
        self.events.update(events)
        self.jobs = checks.jobs_since(stage.engine, stage.guild, self._last_job)
        for job in self.jobs:
            if place := job.notice.get("message"):
                self.places[str(place)] = None

    def turn(self) -> None:
        """Begin with the next action."""
        self.look()
        self._last_job = max((job.id for job in self.jobs), default=self._last_job)
        self.events, self.jobs = Counter(), []
        self.places.clear()

    def is_done(self, action: Action) -> bool:
        """Say whether the library is as it is to be after an action, which the history knows of."""
        if action.events and not self.events:  # An undo leaves all as it was, as does none.
            return False
        return not checks.unlike(self._stage.engine, self._stage.guild, action.after)

    def torn(self, action: Action) -> list[str]:
        """Return how the library is neither as before an action nor as after it."""
        stage = self._stage
        unlike = checks.unlike(stage.engine, stage.guild, action.after)
        if not unlike or not checks.unlike(stage.engine, stage.guild, action.partly(self.events)):
            return []
        return unlike

    def wrong(self, action: Action) -> list[str]:
        """Return what the records say wrongly of an action that is done."""
        found = []
        if self.events != action.events:
            found.append(f"the history says {dict(self.events)}, not {dict(action.events)}")
        return found


def told(stage: Stage, ledger: Ledger, moderator: Moderator, tally: Tally) -> list[str]:
    """Wait until everybody is told what came of it, and return who is not."""
    double = stage.double

    def untold() -> list[str]:
        messages = {number: double.message({"id": number}) for number in ledger.places}
        return [*checks.silent(moderator.exchanges), *checks.unended(messages)]

    tally.count("messages of jobs that tell their end", len(ledger.places))
    try:
        double.wait_for(lambda: not untold(), 30.0)
    except TimeoutError:
        return untold()
    return []


def do(stage: Stage, action: Action, ledger: Ledger, tally: Tally, *, tries: int = 12) -> None:
    """Have a moderator do something, as often as it takes, and check that it is done once."""
    action.prepare()
    problems: list[str] = []
    for number in range(tries):
        moderator = stage.moderator()
        outcome, why = attempt(action, moderator, again=number > 0)
        tally.count(f"steps of moderators: {outcome}")
        if outcome in {Outcome.SILENCE, Outcome.WAITS}:
            problems.append(f"left without a word: {why}")
        stage.wait_until_quiet()
        ledger.look()
        problems += ledger.torn(action)
        problems += told(stage, ledger, moderator, tally)
        if ledger.is_done(action):
            break
        if ledger.jobs:
            problems.append("it was accepted, and not done")
        if gone := action.lost(ledger.events):
            stage.bring_back(gone)
    else:
        problems.append(f"it could not be done: {outcome}, {why}")
    ledger.look()
    problems += ledger.wrong(action)
    tally.count("actions of moderators done")
    tally.broken(*(f"{action.name}: {problem}" for problem in problems))
    stage.world = action.after
    ledger.turn()
