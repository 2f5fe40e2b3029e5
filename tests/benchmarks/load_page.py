"""What LOAD.md says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from tests.benchmarks import crowd as told
from tests.benchmarks.crowd import SERVED, Asked
from tests.benchmarks.processes import Taken
from tests.benchmarks.processes import together as taken_together
from tests.benchmarks.tables import machine, table

if TYPE_CHECKING:
    from collections.abc import Sequence

_RATIO_TARGET = 2.0
_SOON_S = 1.0
TURN_S = 45.0
"""How long questions are asked without a job and then while one works: short, since a shared machine's
speed changes from one minute to the next by more than what is measured, and long enough for the job to
build an index meanwhile."""
_BUSY_MACHINE = 0.7
"""Load average above which others were at work too."""

TEMPLATE = """\
# Many guilds asking at once

Made by `make load` (`python -m tests.benchmarks.load {arguments}`).

Machine: {machine}. Load average before: {load:.1f}{busy}. The bot ({processes}), its worker, the Discord on loopback and everybody
who asks share it.

{guilds} guilds have documents of their own, {passages:.0f} passages each, and search the starter documents as well. The last
one has {documents} documents. In the second half, a moderator has them indexed again and stops that, several times; before each, all of
their texts have changed. So members ask without a job and while one works in turn, {turn:g} s each and at the same moments, on
the same machine. Members ask with `/ask`, at random moments (a Poisson process) in a random guild: the starter questions put in {frames} ways, of which 3 in 10
are not answered anywhere. Limits on members and guilds are those that the bot comes with. A time is from the
moment at which a question was due to the edit that shows its card; p50, p95 and p99 are of those that were answered,
possibly answered or not in the documents.

| | questions a second | served | {busy_notice} | {other_notices} | {silence} or error | p50 ms | p95 ms | p99 ms | slowest acknowledgement ms |
|---|---|---|---|---|---|---|---|---|---|
{times}

**{sustained:.0f} questions a second** is the highest of these rates at which every question was served, and 95 of 100 within
{soon:g} s. {above}

/ask p95 while {documents} documents are indexed again, as a multiple of p95 in the turns without a job:

| questions a second | ratio | target |
|---|---|---|
{ratios}

When the last question of its turn was answered, a job had read so many of its {documents} documents: {read}.

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
    processes: int

    @property
    def guild_ids(self) -> list[int]:
        """Ids on the shards of all processes: Discord tells the shard by what is above 22 bits."""
        return [number + (number % self.processes << 22) for number in range(1, self.guilds + 1)]


class Job(StrEnum):
    """What the job that indexes documents does, as the report says it."""

    NONE = "alone"
    BEFORE = "in turns, alone"
    WORKING = "in turns, while indexing"


@dataclass(frozen=True, slots=True)
class Phase:
    """Some seconds of questions."""

    rate: float
    job: Job
    asked: Asked
    taken: Taken

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


def together(parts: Sequence[Phase]) -> Phase:
    """Return one phase of several stretches of time, of which nothing but the time differs."""
    return Phase(
        parts[0].rate,
        parts[0].job,
        Asked.together([part.asked for part in parts]),
        taken_together([part.taken for part in parts]),
    )


class Figures(NamedTuple):
    """All that was measured."""

    passages: float
    """Of a guild."""
    phases: list[Phase]
    read: list[int]
    """Documents that each job had read when it was stopped."""


def report(plan: Plan, figures: Figures, load: float) -> str:
    """Return the report as Markdown."""
    phases = figures.phases
    sustained = [phase.rate for phase in phases if phase.is_sustained and phase.job is Job.NONE]
    return TEMPLATE.format(
        arguments=f"--guilds {plan.guilds} --rate {plan.rate:g} --seconds {plan.seconds:g} "
        f"--documents {plan.documents}"
        + (f" --processes {plan.processes}" if plan.processes > 1 else ""),
        processes="one process"
        if plan.processes == 1
        else f"{plan.processes} processes, a shard each",
        machine=machine(),
        load=load,
        busy=", so others were at work as well" if load > _BUSY_MACHINE else "",
        guilds=plan.guilds,
        passages=figures.passages,
        documents=plan.documents,
        turn=TURN_S,
        frames=len(told.FRAMES),
        busy_notice=f"“{told.BUSY}”",
        other_notices=f"“{told.TIMED_OUT}”, {told.TOO_SOON}",
        silence=told.SILENCE,
        times=table(map(times, phases)),
        sustained=max(sustained, default=0.0),
        soon=_SOON_S,
        above=_above(phases),
        ratios=table(_ratios(phases)),
        read=", ".join(map(str, figures.read)),
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
    before = {phase.rate: phase for phase in phases if phase.job is Job.BEFORE}
    return [
        (f"{phase.rate:g}", f"**{phase.p95 / before[phase.rate].p95:.2f}**", f"{_RATIO_TARGET:g}")
        for phase in phases
        if phase.job is Job.WORKING
    ]


def times(phase: Phase) -> tuple[str, ...]:
    """Return a line of the first table."""
    asked = phase.asked
    return (
        phase.job,
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
        f"{phase.rate:g} a second, {phase.job}",
        f"{taken.bot_cpu_s / taken.seconds:.2f}",
        f"{taken.bot_cpu_s / len(phase.asked.told) * 1000:.0f}",
        f"{taken.bot_mb:.0f}",
        f"{taken.others_cpu_s / taken.seconds:.2f}",
        f"{taken.others_mb:.0f}",
        f"{taken.own_cpu_s / taken.seconds:.2f}",
        f"{phase.asked.late_s * 1000:.0f}",
    )
