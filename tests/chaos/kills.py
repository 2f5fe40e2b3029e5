"""``kill -9`` of the bot, its worker or both at random moments of random actions."""

from __future__ import annotations

import os
import threading
import time
from typing import TYPE_CHECKING

from tests.chaos import checks
from tests.chaos.actions import ACTIONS, Add
from tests.chaos.doing import Ledger, Outcome, attempt, do, told
from tests.chaos.members import Members
from tests.chaos.stage import PATIENCE

if TYPE_CHECKING:
    import random

    from tests.chaos.actions import Action
    from tests.chaos.moderator import Moderator
    from tests.chaos.stage import Stage
    from tests.chaos.tally import Tally

_STEPS = 3
"""An action is cut short after one of so many steps."""
_WAITS = (0.05, 0.5, 3.0, 6.0)
"""Seconds up to which the kill waits after that step, chosen evenly: much happens in the first moments."""
_A_MOMENT_S = 10.0
"""Longest wait for a step that may not come."""
_TWO_DAYS_S = 2 * 86_400


class Kills:
    """One library under fire."""

    def __init__(self, stage: Stage, made: random.Random, tally: Tally) -> None:
        """Prepare."""
        self._stage = stage
        self._made = made
        self._tally = tally
        self._ledger = Ledger(stage)

    def run(self, number: int) -> None:
        """Kill so many times."""
        stage = self._stage
        with Members(stage.double, self._made) as members:
            for _ in range(number):
                self._one()
        members.settle(PATIENCE, reached=stage.heard)
        members.judge(self._tally, reached=stage.heard)
        self._a_day_later()

    def _one(self) -> None:
        stage, tally = self._stage, self._tally
        action = self._made.choice(ACTIONS)(stage.maker, stage.world)
        after_step, wait = self._made.randrange(1, _STEPS + 1), self._made.choice(_WAITS)
        wait *= self._made.random()
        victim = self._made.choice(("bot", "bot", "worker", "both"))
        action.prepare()
        moderator = stage.moderator()
        outcomes: list[tuple[Outcome, str]] = []
        acting = threading.Thread(
            target=lambda: outcomes.append(attempt(action, moderator)), daemon=True
        )
        acting.start()
        until = time.monotonic() + _A_MOMENT_S
        while moderator.steps < after_step and acting.is_alive() and time.monotonic() < until:
            time.sleep(0.005)
        time.sleep(wait)
        tally.count("kills")
        tally.count(f"kills during {action.name}")
        hit = self._kill(victim)
        self._ledger.look()
        acting.join(PATIENCE)
        if stage.down:
            tally.time("until the bot answers again", stage.start())
        began = time.monotonic()
        stage.wait_until_quiet()
        tally.time("until nothing is left to do then", time.monotonic() - began)
        name = f"{action.name}, {hit} killed {wait:.2f} s after step {after_step}"
        outcome, why = outcomes[0] if outcomes else (Outcome.SILENCE, "still waits")
        problems = self._judge(action, moderator)
        if outcome not in {Outcome.DONE, Outcome.CUT}:
            problems.append(f"to the moderator it was {outcome}: {why}")
        tally.broken(*(f"{name}: {problem}" for problem in problems))
        stage.world = action.after
        self._ledger.turn()

    def _kill(self, victim: str) -> str:
        """Kill; where no worker runs, the bot is meant. Return who was."""
        had_worker = victim != "bot" and self._stage.kill_worker()
        if victim != "worker" or not had_worker:
            self._stage.kill_bot()
        hit = "the bot" if not had_worker else "the worker" if victim == "worker" else "both"
        self._tally.count(f"kills of {hit}")
        return hit

    def _judge(self, action: Action, moderator: Moderator) -> list[str]:
        """Compare what is with what should be, and finish what was cut short."""
        stage, tally, ledger = self._stage, self._tally, self._ledger
        ledger.look()
        problems = [*checks.torn(stage.engine), *ledger.torn(action)]
        if len(ledger.jobs) > 1:
            problems.append(f"{len(ledger.jobs)} jobs were queued for it")
        if ledger.is_done(action):
            tally.count("actions done in spite of it")
        else:
            if ledger.jobs:
                problems.append("it was accepted, and not done")
            tally.count("actions not done at all, or half of an undo")
            problems += self._finish(action)
        problems += ledger.wrong(action)
        problems += told(stage, ledger, moderator, tally)
        return problems + checks.ill(stage.retrieval)

    def _finish(self, action: Action) -> list[str]:
        """Do again what was cut short, which has to work."""
        stage, ledger = self._stage, self._ledger
        if gone := action.lost(ledger.events):
            # The message with its button went with the bot; the owner has a command for that.
            stage.bring_back(gone)
            self._tally.count("documents that only their owner could bring back")
        else:
            outcome, why = attempt(action, stage.moderator(), again=True)
            if outcome is not Outcome.DONE:
                return [f"when it was tried again it was {outcome}: {why}"]
        stage.wait_until_quiet()
        ledger.look()
        self._tally.count("actions done when tried again")
        return checks.unlike(stage.engine, stage.guild, action.after)

    def _a_day_later(self) -> None:
        """Have what nobody confirmed expire, and look what is left once more is done."""
        stage = self._stage
        long_ago = time.time() - _TWO_DAYS_S
        for folder in ("uploads", "drafts"):
            for path in (stage.home.index / folder).rglob("*"):
                if path.is_file():
                    os.utime(path, (long_ago, long_ago))
        do(stage, Add(stage.maker, stage.world), self._ledger, self._tally)
        until = time.monotonic() + _A_MOMENT_S
        # The worker tidies up after the job has ended.
        while left := checks.left_over(stage.engine, stage.home.index, stage.guild):
            if time.monotonic() > until:
                self._tally.broken(*left)
                return
            time.sleep(0.1)
