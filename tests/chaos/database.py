"""A database that is gone for half a minute under a bot that serves."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tests.chaos import checks
from tests.chaos.actions import Add, Edit, Reindex, Remove, Settings
from tests.chaos.doing import Ledger, Outcome, attempt, do, told
from tests.chaos.members import QUESTIONS, Fate, Members, fate_of
from tests.chaos.stage import PATIENCE

if TYPE_CHECKING:
    import random

    from tests.chaos.stage import Stage
    from tests.chaos.tally import Tally
    from tests.postgres import PostgresServer

_AROUND_S = 5.0
"""Seconds before and after in which members ask as well."""
IN_TIME_S = 25.0
"""Seconds within which everybody has an answer or a notice; the bot gives a question up after 20."""


def gone(
    stage: Stage, server: PostgresServer, made: random.Random, tally: Tally, *, seconds: float
) -> None:
    """Stop the database under questions, a job and a moderator, and start it again."""
    ledger = Ledger(stage)
    with Members(stage.double, made) as members:
        time.sleep(_AROUND_S)
        action = Reindex(stage.maker, stage.world)
        action.prepare()
        moderator = stage.moderator()
        # The job is under way when its database goes.
        moderator.command_for_job("library reindex")
        time.sleep(made.random() * 2)
        server.stop()
        stopped = time.monotonic()
        _while_it_is_gone(stage, tally, until=stopped + seconds)
        server.start()
        back = time.monotonic()
        first = _answered_after(stage, back)
        tally.time("until the bot answers again", first - back)
        time.sleep(_AROUND_S)
        stage.wait_until_quiet()
        tally.time("until the job it cut short is done", time.monotonic() - back)
    members.settle(PATIENCE)
    ledger.look()
    problems = [*ledger.wrong(action), *told(stage, ledger, moderator, tally)]
    if not ledger.is_done(action):
        problems.append("the job is not done")
    tally.broken(*(f"reindex: {problem}" for problem in problems))
    stage.world = action.after
    ledger.turn()
    members.judge(tally)
    for asked in members.asked:
        fate = fate_of(asked.exchange, QUESTIONS[asked.question], reached=True)
        away = stopped < asked.at < back
        tally.count(f"questions while it is {'gone' if away else 'there'}: {fate}")
        late = asked.exchange.final_at is not None and asked.exchange.response_latency_s > IN_TIME_S
        if late:
            tally.broken(f"{asked.exchange!r} took {asked.exchange.response_latency_s:.1f} s")
        if fate is Fate.NOT_TAKEN:
            tally.broken(f"{asked.exchange!r} was not acknowledged in time")
    do(stage, Add(stage.maker, stage.world), ledger, tally)
    tally.broken(*checks.torn(stage.engine), *checks.ill(stage.retrieval))


def _while_it_is_gone(stage: Stage, tally: Tally, *, until: float) -> None:
    """Have a moderator try everything, who has to be told why it does not go."""
    for kind in (Add, Remove, Edit, Settings):
        outcome, why = attempt(kind(stage.maker, stage.world), stage.moderator())
        tally.count(f"steps of moderators while it is gone: {outcome}")
        if outcome is not Outcome.REFUSED:
            tally.broken(f"{kind.name} while the database was gone: {outcome}, {why}")
    time.sleep(max(0.0, until - time.monotonic()))


def _answered_after(stage: Stage, since: float) -> float:
    """Return when a question was first answered."""
    question, words = next(iter(QUESTIONS.items()))
    while time.monotonic() < since + PATIENCE:
        stage.ask(question)
        asked = stage.double._recorder.exchanges[-1]  # noqa: SLF001
        if fate_of(asked, words, reached=True) is Fate.ANSWERED:
            return time.monotonic()
    raise TimeoutError("no question is answered any more")
