"""Indexing that leaves the processors to those who wait for an answer."""

from __future__ import annotations

import time
from pathlib import Path

_TIMES = 4.0
"""How many times as long as it was kept waiting it rests."""
_LONGEST_S = 1.0
"""Of one rest. Some thirty come between two looks at whether a moderator has cancelled the job."""
_SCHEDULED = Path("/proc/thread-self/schedstat")
"""Linux tells here for how many nanoseconds a thread ran, and for how many it only could have."""


class Yielding:
    """Rests between pieces of work, the longer the more others want the processors.

    A low priority alone is not enough: where questions keep the processors nearly busy, what takes a
    tenth of them more makes those questions queue that would not have.
    """

    def __init__(self) -> None:
        """Begin now; what this thread has waited for so far does not count."""
        self._waited = _waited_s()

    def __call__(self) -> None:
        """Rest, if this thread was kept waiting for a processor since the last call."""
        time.sleep(max(0.0, min(_LONGEST_S, _TIMES * (_waited_s() - self._waited))))
        self._waited = _waited_s()


def _waited_s() -> float:
    """Return for how long this thread had work to do and no processor; 0 where nothing tells it."""
    try:
        _, waited, _ = _SCHEDULED.read_text().split()
    except (OSError, ValueError):
        return 0.0
    return int(waited) / 1e9
