"""A disk that is full while members ask and moderators act, and has room again later."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from tests.chaos import checks
from tests.chaos.actions import ACTIONS, Add, AddSeveral, Edit, Reindex, Remove, Settings
from tests.chaos.doing import Ledger, Outcome, attempt, do, told
from tests.chaos.members import Members
from tests.chaos.stage import PATIENCE

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence
    from pathlib import Path

    from tests.chaos.actions import Action
    from tests.chaos.stage import Stage
    from tests.chaos.tally import Tally

LEFT_BYTES = (0, 100_000, 400_000)
"""How much room is left: nothing; enough for an upload; enough for more than that."""
_TRIES = 10
_TRIED_EACH = 2
_WAITING_S = 20.0
"""How long a moderator looks at a job that cannot go on."""
DISK = "64m"
"""What the whole disk holds."""
_TRIED: tuple[type[Action], ...] = (Add, AddSeveral, Reindex, Edit, Remove, Settings)


def full(
    stage: Stage, made: random.Random, tally: Tally, *, left: Sequence[int] = LEFT_BYTES
) -> None:
    """Fill the disk of a library to different degrees, and make room again each time."""
    ledger = Ledger(stage)
    filler = stage.home.folder / "filler"
    with Members(stage.double, made) as members:
        for number in left:
            for kind in made.sample(_TRIED, _TRIED_EACH):
                _fill(filler, number)
                action = kind(stage.maker, stage.world)
                _while_full(stage, action, ledger, tally)
                filler.unlink(missing_ok=True)
                _with_room_again(stage, action, ledger, tally)
        _fill(filler, 0)
        stage.kill_bot()
        stage.start_without_asking()
        time.sleep(3.0)  # Members ask meanwhile.
        filler.unlink(missing_ok=True)
        began = time.monotonic()
        do(stage, made.choice(ACTIONS)(stage.maker, stage.world), ledger, tally)
        tally.time(
            "until something is done after a restart on a full disk", time.monotonic() - began
        )
    members.settle(PATIENCE, reached=stage.heard)
    members.judge(tally, reached=stage.heard)
    tally.broken(*checks.torn(stage.engine), *checks.ill(stage.retrieval))


def _fill(filler: Path, left: int) -> None:
    """Leave only so many bytes; others may be writing at this moment."""
    for _ in range(_TRIES):
        room = os.statvfs(filler.parent)
        size = room.f_bavail * room.f_bsize - left
        if size <= 0:
            return
        with suppress(OSError), filler.open("ab") as file:
            file.write(bytes(size))


def _while_full(stage: Stage, action: Action, ledger: Ledger, tally: Tally) -> None:
    """Have a moderator do something: it is done, or the moderator is told why not."""
    action.prepare()
    moderator = stage.moderator(patience=_WAITING_S)
    outcome, why = attempt(action, moderator)
    tally.count(f"steps of moderators while it is full: {outcome}")
    if outcome not in {Outcome.DONE, Outcome.REFUSED, Outcome.WAITS}:
        tally.broken(f"{action.name} while the disk was full: {outcome}, {why}")
    if outcome is Outcome.REFUSED:
        tally.count(f"told “{why}”")
    ledger.look()
    tally.broken(*checks.silent(moderator.exchanges), *checks.torn(stage.engine))
    if outcome is not Outcome.WAITS:  # A job goes on file by file.
        tally.broken(*ledger.torn(action))


def _with_room_again(stage: Stage, action: Action, ledger: Ledger, tally: Tally) -> None:
    """Have what was refused done now, from where the moderator stopped."""
    stage.wait_until_quiet()
    ledger.look()
    if not ledger.is_done(action):
        outcome, why = attempt(action, stage.moderator(), again=not ledger.jobs)
        if outcome is not Outcome.DONE:
            tally.broken(f"{action.name} with room again: {outcome}, {why}")
        stage.wait_until_quiet()
        ledger.look()
    problems = [*checks.unlike(stage.engine, stage.guild, action.after), *ledger.wrong(action)]
    problems += told(stage, ledger, stage.moderator(), tally)
    tally.broken(*(f"{action.name} with room again: {problem}" for problem in problems))
    stage.world = action.after
    ledger.turn()
