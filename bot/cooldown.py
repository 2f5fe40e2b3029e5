"""A pause between two questions of one member, so that no one crowds out the others."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_FORGET_ABOVE = 10_000
"""Members remembered before those whose pause is over are forgotten."""


class Cooldown:
    """Remembers when each member last asked; not shared between processes."""

    def __init__(self, seconds: float, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Keep ``seconds`` between two questions; 0 keeps none."""
        self._seconds = seconds
        self._clock = clock
        self._free_at: dict[int, float] = {}

    def __len__(self) -> int:
        """Return how many members are remembered."""
        return len(self._free_at)

    def start(self, member: int) -> float:
        """Begin a member's pause and return 0, or return the seconds that are left of it."""
        now = self._clock()
        left = self._free_at.get(member, now) - now
        if left > 0:
            return left
        if len(self._free_at) >= _FORGET_ABOVE:
            self._free_at = {who: free for who, free in self._free_at.items() if free > now}
        if self._seconds:
            self._free_at[member] = now + self._seconds
        return 0.0
