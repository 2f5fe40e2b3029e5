"""Write LOAD.md beside this file: many guilds asking the real bot at once, by ``make load``.

The bot is a process of its own that speaks to a Discord on loopback; this process is that Discord
and all members. Wants an otherwise idle machine for some minutes.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from retrieval import Library
from retrieval.settings import RetrievalSettings
from tests.benchmarks import crowd as told
from tests.benchmarks.crowd import SERVED, Asked, Crowd
from tests.benchmarks.guilds import make_guilds
from tests.benchmarks.processes import Taken, Watch
from tests.benchmarks.tables import machine, table
from tests.benchmarks.texts import SEEDS, write_documents
from tests.discord_double import DiscordDouble
from tests.end_to_end.home import Home, wait_until_serving

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.discord_double import BotProcess


class When(NamedTuple):
    """How fast and for how long questions come, as shares of what was chosen."""

    rate: float
    seconds: float


QUIET, BRISK, FULL = When(0.1, 0.5), When(0.4, 0.25), When(1.0, 1.0)
"""In the first, questions hardly meet, so that nothing but the job slows them."""
ALONE = QUIET, BRISK, When(0.6, 0.25), When(0.8, 0.25), FULL, When(2.0, 1 / 3)
INDEXING = QUIET, BRISK, FULL
_RATIO_TARGET = 2.0
_SOON_S = 1.0
_BUSY_MACHINE = 0.7
"""Load average above which others were at work too."""
_AS_IT_COMES = {"DISCORD_COOLDOWN_SECONDS": "", "DISCORD_GUILD_QUESTIONS_PER_MINUTE": ""}
"""The limits on members and guilds that the bot has by default; tests otherwise lift them."""
_TO_BEGIN_S = 60.0

TEMPLATE = """\
# Many guilds asking at once

Made by `make load` (`python -m tests.benchmarks.load {arguments}`).

Machine: {machine}. Load average before: {load:.1f}{busy}. The bot, its worker, the Discord on loopback and everybody
who asks share it.

{guilds} guilds have documents of their own, {passages:.0f} passages each, and search the starter documents as well. The last
one has {documents} documents, which are indexed again in the second half: all of their texts have changed. Members ask with
`/ask`, at random moments (a Poisson process) in a random guild: the starter questions put in {frames} ways, of which 3 in 10
are not answered anywhere. Limits on members and guilds are those that the bot comes with. A time is from the
moment at which a question was due to the edit that shows its card; p50, p95 and p99 are of those that were answered,
possibly answered or not in the documents.

| | questions a second | served | {busy_notice} | {other_notices} | {silence} or error | p50 ms | p95 ms | p99 ms | slowest acknowledgement ms |
|---|---|---|---|---|---|---|---|---|---|
{times}

**{sustained:.0f} questions a second** is the highest of these rates at which every question was served, and 95 of 100 within
{soon:g} s. {above}

/ask p95 while {documents} documents are indexed again, as a multiple of p95 without that:

| questions a second | ratio | target |
|---|---|---|
{ratios}

The job had read {done} of {documents} documents when the last question was answered.

| | bot: cores | bot: ms a question | bot: MB | worker and parser: cores | worker and parser: MB | Discord and members: cores | latest departure ms |
|---|---|---|---|---|---|---|---|
{machine_use}

Cores are the processors' time over the time that passed, MB the most that was in memory, mapped files
included. Where a question left much later than it was due, or all cores together are those of the machine, it is the measuring
that was slow as much as the bot.
"""


class Plan(NamedTuple):
    """What is to be measured."""

    guilds: int
    rate: float
    seconds: float
    documents: int


@dataclass(frozen=True, slots=True)
class Phase:
    """Some seconds of questions."""

    rate: float
    indexing: bool
    asked: Asked
    taken: Taken

    @property
    def name(self) -> str:
        """What it is called in the report."""
        return "while indexing" if self.indexing else "alone"

    @property
    def served_all(self) -> bool:
        """Whether nobody was turned away."""
        return self.asked.count(*SERVED) == len(self.asked.told)

    @property
    def is_sustained(self) -> bool:
        """Whether it could go on so: a queue that grows is served for a while, too."""
        return self.served_all and self.p95 <= _SOON_S

    @property
    def p95(self) -> float:
        """Seconds."""
        return self.asked.percentiles(95)[0]


class Figures(NamedTuple):
    """All that was measured."""

    passages: float
    """Of a guild."""
    phases: list[Phase]
    done: int
    """Documents that the job had read in the end."""


def main() -> None:
    """Measure and write the report; exit with 1 where a member got an error or nothing at all."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--guilds", type=int, default=100)
    options.add_argument("--rate", type=float, default=50.0, help="questions a second")
    options.add_argument("--seconds", type=float, default=60.0, help="at the full rate")
    options.add_argument("--documents", type=int, default=500, help="indexed again meanwhile")
    options.add_argument("--output", type=Path, default=Path(__file__).with_name("LOAD.md"))
    chosen = options.parse_args()
    plan = Plan(chosen.guilds, chosen.rate, chosen.seconds, chosen.documents)
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
    passages = build(home, plan)
    with DiscordDouble(validate=False) as double:
        # Nobody's turn comes again within the cooldown, not even at twice the rate.
        crowd = Crowd(double, range(1, plan.guilds + 1), members=max(20, round(plan.rate * 8)))
        with home.bot(double, **_AS_IT_COMES) as bot:
            wait_until_serving(double, bot)
            crowd.ask(5, 2)
            phases = [ask(crowd, bot, plan, when, indexing=False) for when in ALONE]
            begin_indexing(double, home, plan)
            phases += [ask(crowd, bot, plan, when, indexing=True) for when in INDEXING]
            done = progress(home)
        if double.violations:
            sys.exit(f"The bot broke rules of Discord's: {double.violations[:3]}")
    if not done:
        sys.exit("The job had read no document when the time was over: this shows nothing.")
    return Figures(passages, phases, done)


def build(home: Home, plan: Plan) -> float:
    """Make the guilds' libraries; return how many passages each has."""
    began = time.perf_counter()
    made = make_guilds(home.index, plan.guilds - 1, vectors=True)
    docs = home.folder / "docs"
    docs.mkdir()
    for number in range(plan.documents):
        text = f"# Briefing {number}\n\nBriefing {number} is still to be written.\n"
        (docs / f"{number:03}.md").write_text(text, encoding="utf-8")
    with Library.open(home.index, settings=RetrievalSettings(index=home.index)) as library:
        library.index([docs], guild=plan.guilds)
    write_documents(docs, plan.documents)
    print(f"libraries: {time.perf_counter() - began:.0f} s", flush=True)
    return made.passages_each


def ask(crowd: Crowd, bot: BotProcess, plan: Plan, when: When, *, indexing: bool) -> Phase:
    """Ask for some seconds, and look at what that takes."""
    rate = plan.rate * when.rate
    with Watch(bot.pid) as watch:
        asked = crowd.ask(rate, plan.seconds * when.seconds)
    phase = Phase(rate, indexing, asked, watch.taken)
    print(*_times(phase), sep=" | ", flush=True)
    return phase


def begin_indexing(double: DiscordDouble, home: Home, plan: Plan) -> None:
    """Have a moderator index everything of the last guild again; wait until that is under way."""
    with double.in_guild(str(plan.guilds)):
        double.slash("library reindex", member="moderator").response()
    until = time.monotonic() + _TO_BEGIN_S
    while not progress(home):
        if time.monotonic() > until:
            sys.exit("The job did not begin.")
        time.sleep(0.2)


def progress(home: Home) -> int:
    """Return how many documents the job has read."""
    return max((int(done) for (done,) in home.query("SELECT done FROM jobs")), default=0)


def report(plan: Plan, figures: Figures, load: float) -> str:
    """Return the report as Markdown."""
    phases = figures.phases
    sustained = [phase.rate for phase in phases if phase.is_sustained and not phase.indexing]
    return TEMPLATE.format(
        arguments=f"--guilds {plan.guilds} --rate {plan.rate:g} --seconds {plan.seconds:g} "
        f"--documents {plan.documents}",
        machine=machine(),
        load=load,
        busy=", so others were at work as well" if load > _BUSY_MACHINE else "",
        guilds=plan.guilds,
        passages=figures.passages,
        documents=plan.documents,
        frames=len(told.FRAMES),
        busy_notice=f"“{told.BUSY}”",
        other_notices=f"“{told.TIMED_OUT}”, {told.TOO_SOON}",
        silence=told.SILENCE,
        times=table(map(_times, phases)),
        sustained=max(sustained, default=0.0),
        soon=_SOON_S,
        above=_above(phases),
        ratios=table(_ratios(phases)),
        done=figures.done,
        machine_use=table(map(_machine_use, phases)),
    )


def _above(phases: Sequence[Phase]) -> str:
    refused = [phase for phase in phases if not phase.served_all]
    if not refused:
        return "Nobody was turned away at any rate."
    if any(phase.asked.strange for phase in refused):
        return "Some members got an error or no reply."
    return "Who comes when too many are ahead gets a plain notice at once, and nobody silence."


def _ratios(phases: Sequence[Phase]) -> list[tuple[str, ...]]:
    alone = {phase.rate: phase for phase in phases if not phase.indexing}
    return [
        (f"{phase.rate:g}", f"**{phase.p95 / alone[phase.rate].p95:.2f}**", f"{_RATIO_TARGET:g}")
        for phase in phases
        if phase.indexing
    ]


def _times(phase: Phase) -> tuple[str, ...]:
    asked = phase.asked
    return (
        phase.name,
        f"{phase.rate:g}",
        f"{asked.count(*SERVED)} of {len(asked.told)}",
        str(asked.count(told.BUSY)),
        f"{asked.count(told.TIMED_OUT)}, {asked.count(told.TOO_SOON)}",
        "; ".join(f"{count} {kind}" for kind, count in asked.strange.items()) or "0",
        *(f"{seconds * 1000:.0f}" for seconds in asked.percentiles(50, 95, 99)),
        f"{asked.acknowledged_s * 1000:.0f}",
    )


def _machine_use(phase: Phase) -> tuple[str, ...]:
    taken = phase.taken
    return (
        f"{phase.rate:g} a second, {phase.name}",
        f"{taken.bot_cpu_s / taken.seconds:.2f}",
        f"{taken.bot_cpu_s / len(phase.asked.told) * 1000:.0f}",
        f"{taken.bot_mb:.0f}",
        f"{taken.others_cpu_s / taken.seconds:.2f}",
        f"{taken.others_mb:.0f}",
        f"{taken.own_cpu_s / taken.seconds:.2f}",
        f"{phase.asked.late_s * 1000:.0f}",
    )


if __name__ == "__main__":
    main()
