"""What a scenario counts, times and finds broken."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict


class Tally:
    """Counts, times and broken promises of one scenario; several threads may add to it."""

    def __init__(self, name: str) -> None:
        """Begin with nothing."""
        self.name = name
        self.counts: Counter[str] = Counter()
        self.seconds: defaultdict[str, list[float]] = defaultdict(list)
        self.problems: list[str] = []
        self.skipped = ""
        """Why it was not run, if it was not."""
        self.took = 0.0
        """Seconds of the whole scenario."""
        self._lock = threading.Lock()

    def count(self, what: str, number: int = 1) -> None:
        """Add to a count."""
        with self._lock:
            self.counts[what] += number

    def time(self, what: str, seconds: float) -> None:
        """Add one time of a kind."""
        with self._lock:
            self.seconds[what].append(seconds)

    def broken(self, *problems: str) -> None:
        """Note what should hold and does not."""
        with self._lock:
            self.problems += problems
