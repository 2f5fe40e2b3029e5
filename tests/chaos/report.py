"""What the scenarios found, for people."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from tests.benchmarks.tables import machine, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.chaos.tally import Tally

ABOUT = {
    "kills": (
        "`kill -9` at random moments of random moderator actions",
        (
            "Adding one file, several and a zip, replacing, removing, undoing, reindexing, editing, setting: each is "
            "begun by a moderator, and the bot, its worker or both are killed at a random moment of it, while members ask "
            "twice a second. A message counts as reaching the bot once the bot has shown that it is writing, or was there "
            "for 15 seconds after; of the others nobody can say whether the bot had read them when it was killed. Half on SQLite, half on PostgreSQL. Each time: the action is done entirely or not at all, and "
            "done if it had been accepted; the history tells of it once; every passage is the slice of its text and has its "
            "vectors; no text is there twice; the catalogue and the search indexes are whole (`doctor`); every message of a "
            "job that the bot knew of tells the end; whoever was acknowledged got an answer or a notice; what was not done "
            "can be done again from the same card. In the end, a day later, no file or draft is kept for nothing."
        ),
    ),
    "disk": (
        "A full disk",
        (
            "The folder of the library lies on a disk of its own, which is filled to the last byte, to 100 kB and to 400 kB "
            "while members ask and a moderator acts; then there is room again. The bot is also killed and started on the "
            "full disk. Moderators are told, or it is done; afterwards what was refused can be done."
        ),
    ),
    "database": (
        "The database gone",
        (
            "PostgreSQL is stopped under questions, a moderator and a job that is under way, and started again. Everybody "
            "has an answer or a notice within 25 seconds, and the job ends once, as if nothing had happened."
        ),
    ),
    "flaky": (
        "A Discord that fails",
        (
            "A fifth of all requests is answered with 500, 502, 503 or 504, a fifth of these after Discord has carried "
            "them out, and the gateway is cut every ten seconds. A message below a command or button is never carried out "
            "and failed, since Discord cannot tell its repetition from another one. Whoever was acknowledged got an answer "
            "or a notice; no message is replied to twice; each action is done once."
        ),
    ),
    "shards": (
        "Two processes on one database",
        (
            "Each serves a shard from a folder of its own, with one PostgreSQL between them. In each round both do "
            "something for a moderator, one is killed in the middle and started again, all connections to the database are "
            "cut once, and the owner changes a document that all guilds share before and after. The next question in every "
            "guild is answered from what holds then."
        ),
    ),
}


_NEVER = (
    "Of a command or press that never reached the bot, or whose acknowledgement never reached Discord, Discord itself "
    "tells the member that the application did not respond. Of a message that never reached it nobody tells: its author "
    "sees that the bot does not show that it is writing."
)


def report(tallies: Sequence[Tally], *, seed: int, seconds: float) -> str:
    """Return the report as Markdown."""
    broken = sum(len(tally.problems) for tally in tallies)
    verdict = "Nothing was broken." if not broken else f"**{broken} promises were broken.**"
    parts = [
        "# What holds when things break\n",
        f"Made by `make chaos` (`python -m tests.chaos --seed {seed}`) in {seconds / 60:.0f} minutes.\n",
        f"Machine: {machine()}.\n",
        f"{verdict} {_NEVER}\n",
    ]
    for tally in tallies:
        title, text = ABOUT[tally.name]
        parts += [f"## {title}\n", f"{text}\n", _figures(tally)]
    return "\n".join(parts)


def summary(tally: Tally) -> str:
    """Return what a scenario found, for the terminal."""
    lines = [f"{tally.name}: {tally.took:.0f} s, {len(tally.problems)} promises broken"]
    if tally.skipped:
        lines.append(f"  skipped: {tally.skipped}")
    lines += [f"  {what}: {number}" for what, number in sorted(tally.counts.items())]
    lines += [f"  {what}: {_times(times)}" for what, times in sorted(tally.seconds.items())]
    lines += [f"  BROKEN: {problem}" for problem in tally.problems]
    return "\n".join(lines)


def _figures(tally: Tally) -> str:
    if tally.skipped:
        return f"Skipped: {tally.skipped}\n"
    counts = [(what, f"{number:,}") for what, number in sorted(tally.counts.items())]
    times = [(what, _times(each)) for what, each in sorted(tally.seconds.items())]
    parts = [f"| | |\n|---|---|\n{table(counts)}\n"]
    if times:
        parts.append(f"| | median / most |\n|---|---|\n{table(times)}\n")
    parts += [f"- broken: {' '.join(problem.split())}" for problem in tally.problems]
    return "\n".join(parts)


def _times(seconds: Sequence[float]) -> str:
    return f"{median(seconds):.1f} / {max(seconds):.1f} s"
