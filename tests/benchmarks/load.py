"""Write LOAD.md beside this file: many guilds asking the real bot at once, by ``make load``.

The bot is a process of its own, or several with a shard each, that speaks to a Discord on loopback; this process
is that Discord and all members. Wants an otherwise idle machine for some minutes.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from retrieval import Library
from retrieval.settings import RetrievalSettings
from tests.benchmarks.crowd import Crowd
from tests.benchmarks.guilds import make_guilds
from tests.benchmarks.load_page import TURN_S, Figures, Job, Phase, Plan, report, times, together
from tests.benchmarks.processes import Watch
from tests.benchmarks.reindexing import Reindexing
from tests.benchmarks.texts import SEEDS
from tests.discord_double import DiscordDouble
from tests.end_to_end.home import PATIENCE, Home

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from tests.discord_double import BotProcess


class When(NamedTuple):
    """How fast and for how long questions come, as shares of what was chosen."""

    rate: float
    seconds: float


ALONE = (
    When(0.1, 0.5),
    When(0.4, 0.5),
    When(0.6, 0.25),
    When(0.8, 0.25),
    When(1.0, 1.0),
    When(2.0, 1 / 3),
)
INDEXING = When(0.1, 1.5), When(0.4, 1.5), When(1.0, 1.5)
"""In the first, questions hardly meet, so that nothing but the job slows them."""
_AS_IT_COMES = {"DISCORD_COOLDOWN_SECONDS": "", "DISCORD_GUILD_QUESTIONS_PER_MINUTE": ""}
"""The limits on members and guilds that the bot has by default; tests otherwise lift them."""


def main() -> None:
    """Measure and write the report; exit with 1 where a member got an error or nothing at all."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--guilds", type=int, default=100)
    options.add_argument("--rate", type=float, default=50.0, help="questions a second")
    options.add_argument("--seconds", type=float, default=60.0, help="at the full rate")
    options.add_argument("--documents", type=int, default=500, help="indexed again meanwhile")
    options.add_argument("--processes", type=int, default=1, help="of the bot, a shard each")
    options.add_argument("--output", type=Path, default=Path(__file__).with_name("LOAD.md"))
    chosen = options.parse_args()
    plan = Plan(chosen.guilds, chosen.rate, chosen.seconds, chosen.documents, chosen.processes)
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(Path(folder), plan)
    text = report(plan, figures, load)
    chosen.output.write_text(text, encoding="utf-8")
    print(text)
    if any(phase.asked.strange for phase in figures.phases):
        sys.exit("Some members got an error, or no reply at all.")


def measure(folder: Path, plan: Plan) -> Figures:
    """Build the libraries, start the bot and ask it."""
    home = Home(folder, SEEDS)
    reindexing = Reindexing(
        folder / "docs", home, guild=plan.guild_ids[-1], documents=plan.documents
    )
    passages = build(home, plan, reindexing.folder)
    with DiscordDouble(validate=False) as double:
        # Nobody's turn comes again within the cooldown, not even at twice the rate.
        crowd = Crowd(double, plan.guild_ids, members=max(20, round(plan.rate * 8)))
        with ExitStack() as stack:
            bots = [stack.enter_context(each) for each in bots_of(home, double, plan.processes)]
            for bot in bots:
                bot.wait_for_line("connected to Discord", PATIENCE)
                bot.wait_for_line("library ready", PATIENCE)
            double.wait_until_ready()
            crowd.ask(5, 2)
            phases = [shown(ask(crowd, bots, plan, when)) for when in ALONE]
            job = partial(reindexing.under_way, double, bots)
            for when in INDEXING:
                phases += map(shown, ask_in_turns(crowd, bots, plan, when, job))
        if double.violations:
            sys.exit(f"The bot broke rules of Discord's: {double.violations[:3]}")
    return Figures(passages, phases, reindexing.read)


def bots_of(home: Home, double: DiscordDouble, processes: int) -> Iterator[BotProcess]:
    """Yield the processes of the bot as they start; each has a shard."""
    for shard in range(processes):
        shards = {"DISCORD_SHARD_COUNT": str(processes), "DISCORD_SHARD_IDS": str(shard)}
        yield home.bot(double, **_AS_IT_COMES, **(shards if processes > 1 else {}))


def build(home: Home, plan: Plan, documents: Path) -> float:
    """Make the guilds' libraries; return how many passages each has."""
    began = time.perf_counter()
    made = make_guilds(home.index, plan.guild_ids[:-1], vectors=True)
    with Library.open(home.index, settings=RetrievalSettings(index=home.index)) as library:
        library.index([documents], guild=plan.guild_ids[-1])
    print(f"libraries: {time.perf_counter() - began:.0f} s", flush=True)
    return made.passages_each


def ask(
    crowd: Crowd,
    bots: Sequence[BotProcess],
    plan: Plan,
    when: When,
    *,
    job: Job = Job.NONE,
    moments: int = 0,
) -> Phase:
    """Ask for some seconds, and look at what that takes."""
    rate = plan.rate * when.rate
    with Watch(bot.pid for bot in bots) as watch:
        asked = crowd.ask(rate, plan.seconds * when.seconds, moments=moments)
    return Phase(rate, job, asked, watch.taken)


def ask_in_turns(
    crowd: Crowd,
    bots: Sequence[BotProcess],
    plan: Plan,
    when: When,
    job: Callable[[], AbstractContextManager[None]],
) -> Iterator[Phase]:
    """Ask at the same moments without a job and while one works, some seconds each."""
    parts: dict[Job, list[Phase]] = {Job.BEFORE: [], Job.WORKING: []}
    turns = max(1, round(plan.seconds * when.seconds / TURN_S))
    turn = When(when.rate, when.seconds / turns)
    for number in range(turns):
        parts[Job.BEFORE].append(ask(crowd, bots, plan, turn, job=Job.BEFORE, moments=number))
        with job():
            parts[Job.WORKING].append(ask(crowd, bots, plan, turn, job=Job.WORKING, moments=number))
    return map(together, parts.values())


def shown(phase: Phase) -> Phase:
    """Tell of a phase at once; the report comes minutes later."""
    print(*times(phase), sep=" | ", flush=True)
    return phase


if __name__ == "__main__":
    main()
