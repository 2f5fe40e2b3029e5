"""Two processes of one bot, each with a shard and a folder of its own, on one PostgreSQL."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from retrieval import Library
from tests.chaos import checks
from tests.chaos.actions import ACTIONS
from tests.chaos.doing import Ledger, Outcome, attempt, told
from tests.chaos.members import Members
from tests.chaos.stage import PATIENCE
from tests.end_to_end import cards
from tests.end_to_end.moderating import document

if TYPE_CHECKING:
    import random
    from pathlib import Path

    from tests.chaos.actions import Action
    from tests.chaos.moderator import Moderator
    from tests.chaos.stage import Stage
    from tests.chaos.tally import Tally
    from tests.postgres import PostgresServer

FERRY = "What does the ferry to Wexley Island cost?"
_CUT = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname IS NOT NULL AND pid <> pg_backend_pid()"
)


class Fleet:
    """The two processes, their guilds, and an owner who changes what all guilds share."""

    def __init__(
        self, stages: list[Stage], server: PostgresServer, made: random.Random, tally: Tally
    ) -> None:
        """Prepare."""
        self._stages = stages
        self._server = server
        self._made = made
        self._tally = tally
        self._ledgers = [Ledger(stage) for stage in stages]
        self._edition = 0

    def run(self, rounds: int) -> None:
        """Have people ask in both guilds while one process after the other is killed."""
        asking = [
            Members(stage.double, self._made, every=0.7, guild=stage.place, directly=False)
            for stage in self._stages
        ]
        with asking[0], asking[1]:
            self._owner_changes(self._stages)
            for _ in range(rounds):
                self._one()
        for members, stage in zip(asking, self._stages, strict=True):
            members.settle(PATIENCE, reached=stage.heard)
            members.judge(self._tally, reached=stage.heard)
        for stage in self._stages:
            self._tally.broken(*checks.torn(stage.engine), *checks.ill(stage.retrieval))

    def _one(self) -> None:
        """Kill one of them while both are at something, and the owner changes a document."""
        victim = self._made.randrange(2)
        dying, other = self._stages[victim], self._stages[1 - victim]
        actions = [self._made.choice(ACTIONS)(stage.maker, stage.world) for stage in self._stages]
        moderators = [stage.moderator() for stage in self._stages]
        outcomes: list[list[tuple[Outcome, str]]] = [[], []]
        threads = []
        for action, moderator, outcome in zip(actions, moderators, outcomes, strict=True):
            action.prepare()
            threads.append(threading.Thread(target=_act, args=(action, moderator, outcome)))
            threads[-1].start()
        time.sleep(self._made.random() * 4)
        dying.kill_bot()
        self._tally.count("processes killed")
        self._owner_changes([other])
        threads[victim].join(PATIENCE)
        self._tally.time("until the killed process answers again", dying.start())
        self._sees_edition(dying)
        threads[1 - victim].join(PATIENCE)
        self._server.execute(_CUT)  # Whoever listens for changes misses one.
        self._tally.count("connections to the database cut")
        self._owner_changes(self._stages)
        for stage, action, moderator, outcome, ledger in zip(
            self._stages, actions, moderators, outcomes, self._ledgers, strict=True
        ):
            self._judge(stage, action, moderator, outcome, ledger)

    def _owner_changes(self, serving: list[Stage]) -> None:
        """Change a document that all guilds share, as another machine does; all have to see it."""
        self._edition += 1
        file = self._owners_folder() / "ferry.md"
        words = f"The ferry to Wexley Island costs £{self._edition} for a crossing."
        file.write_bytes(document("Island ferry", words))
        stage = self._stages[0]
        settings = stage.retrieval.model_copy(update={"index": file.parent / "index"})
        with Library.open(settings.index, settings=settings) as library:
            library.index([file])
        self._tally.count("changes by the owner")
        for each in serving:
            self._sees_edition(each)

    def _owners_folder(self) -> Path:
        folder = self._stages[0].home.folder / "owner"
        folder.mkdir(exist_ok=True)
        return folder

    def _sees_edition(self, stage: Stage) -> None:
        """Have a member ask, who has to be told what holds now."""
        said = cards.says(stage.ask(FERRY))[1]
        if f"£{self._edition} for a crossing" not in said:
            self._tally.broken(
                f"a change was missed: edition {self._edition}, yet it says {said!r}"
            )
        self._tally.count("changes seen by the next question")

    def _judge(
        self,
        stage: Stage,
        action: Action,
        moderator: Moderator,
        outcomes: list[tuple[Outcome, str]],
        ledger: Ledger,
    ) -> None:
        outcome, why = outcomes[0] if outcomes else (Outcome.SILENCE, "still waits")
        stage.wait_until_quiet()
        ledger.look()
        problems = ledger.torn(action)
        if not ledger.is_done(action):
            if ledger.jobs:
                problems.append("it was accepted, and not done")
            if gone := action.lost(ledger.events):
                stage.bring_back(gone)
            else:
                outcome, why = attempt(action, stage.moderator(), again=True)
                if outcome is not Outcome.DONE:
                    problems.append(f"when it was tried again it was {outcome}: {why}")
            stage.wait_until_quiet()
            ledger.look()
            self._tally.count("actions done when tried again")
        else:
            self._tally.count("actions done in spite of it")
        if outcome in {Outcome.SILENCE, Outcome.NOT_TAKEN}:
            problems.append(f"to the moderator it was {outcome}: {why}")
        problems += checks.unlike(stage.engine, stage.guild, action.after)
        problems += ledger.wrong(action)
        problems += told(stage, ledger, moderator, self._tally)
        self._tally.broken(*(f"{action.name}: {problem}" for problem in problems))
        stage.world = action.after
        ledger.turn()


def _act(action: Action, moderator: Moderator, outcomes: list[tuple[Outcome, str]]) -> None:
    outcomes.append(attempt(action, moderator))
