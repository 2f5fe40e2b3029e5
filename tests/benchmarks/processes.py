"""What processes take of the machine: memory and the processors' time, from Linux's ``/proc``."""

from __future__ import annotations

import os
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

_LOOK_EVERY_S = 0.5
_TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
_PAGE_MB = os.sysconf("SC_PAGE_SIZE") / 1_000_000


class _Seen(NamedTuple):
    pid: int
    parent: int
    cpu_s: float
    resident_mb: float


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken from one moment to another."""

    seconds: float
    bot_cpu_s: float
    bot_mb: float
    """The most that all processes of the bot had in memory together, mapped files included."""
    others_cpu_s: float
    others_mb: float
    """The same of the processes that it started, all together."""
    own_cpu_s: float
    """Of this process, which is Discord and everybody who asks."""


def together(parts: Sequence[Taken]) -> Taken:
    """Return what was taken in several stretches of time, one after the other."""
    return Taken(
        seconds=sum(part.seconds for part in parts),
        bot_cpu_s=sum(part.bot_cpu_s for part in parts),
        bot_mb=max(part.bot_mb for part in parts),
        others_cpu_s=sum(part.others_cpu_s for part in parts),
        others_mb=max(part.others_mb for part in parts),
        own_cpu_s=sum(part.own_cpu_s for part in parts),
    )


class Watch:
    """Looks at processes, and at all that they started, until the end of its block."""

    def __init__(self, pids: Iterable[int]) -> None:
        """Watch the processes with these numbers."""
        self._pids = frozenset(pids)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look_on, daemon=True)
        self._bot: list[tuple[float, float]] = []
        """Sums of all of them, each time: seconds of the processors, and MB in memory."""
        self._others_mb = 0.0
        self._others_cpu: dict[int, tuple[float, float]] = {}
        """First and last sum of each, by its number."""

    def __enter__(self) -> Self:
        """Begin."""
        self._began, self._own = time.monotonic(), time.process_time()
        self._look()
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        """Look once more, and no longer."""
        self._ended.set()
        self._thread.join()
        self._look()
        self._seconds = time.monotonic() - self._began
        self._own = time.process_time() - self._own

    @property
    def taken(self) -> Taken:
        """What the processes took, once the block has ended."""
        return Taken(
            seconds=self._seconds,
            bot_cpu_s=self._bot[-1][0] - self._bot[0][0],
            bot_mb=max(megabytes for _, megabytes in self._bot),
            others_cpu_s=sum(last - first for first, last in self._others_cpu.values()),
            others_mb=self._others_mb,
            own_cpu_s=self._own,
        )

    def _look_on(self) -> None:
        while not self._ended.wait(_LOOK_EVERY_S):
            self._look()

    def _look(self) -> None:
        everything = list(_running())
        family = _family(self._pids, everything)
        own = [seen for seen in everything if seen.pid in self._pids]
        self._bot.append((sum(seen.cpu_s for seen in own), sum(seen.resident_mb for seen in own)))
        others = [seen for seen in everything if seen.pid in family - self._pids]
        self._others_mb = max(self._others_mb, sum(seen.resident_mb for seen in others))
        for seen in others:
            first, _ = self._others_cpu.get(seen.pid, (seen.cpu_s, 0.0))
            self._others_cpu[seen.pid] = first, seen.cpu_s


def _family(pids: Collection[int], everything: Sequence[_Seen]) -> set[int]:
    """Return processes together with all that they started."""
    family = set(pids)
    # A parent need not have a lower number than its children.
    while more := {seen.pid for seen in everything if seen.parent in family} - family:
        family |= more
    return family


def _running() -> Iterator[_Seen]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                stat = (folder / "stat").read_text(encoding="utf-8", errors="replace")
            except OSError:  # It ended at this moment.
                continue
            # The name before the bracket may hold anything; see proc(5) for what comes behind it.
            fields = stat.rpartition(")")[2].split()
            ticks = int(fields[11]) + int(fields[12])
            cpu_s, resident_mb = ticks / _TICKS_A_SECOND, int(fields[21]) * _PAGE_MB
            yield _Seen(int(folder.name), int(fields[1]), cpu_s, resident_mb)
