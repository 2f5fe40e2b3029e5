"""Limits on how fast is asked, so that no member and no guild crowds out the others."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_FORGET_ABOVE = 10_000
"""Members or guilds remembered before those that may ask again are forgotten."""

_MINUTE = 60.0


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

    def left(self, member: int) -> float:
        """Return the seconds that are left of a member's pause, 0 where there is none."""
        now = self._clock()
        return max(0.0, self._free_at.get(member, now) - now)

    def start(self, member: int) -> None:
        """Begin a member's pause."""
        now = self._clock()
        if len(self._free_at) >= _FORGET_ABOVE:
            self._free_at = {who: free for who, free in self._free_at.items() if free > now}
        if self._seconds:
            self._free_at[member] = now + self._seconds


class Allowance:
    """How many questions each guild may ask a minute: a token bucket, filled up bit by bit.

    After a quiet minute all of them may be asked at once. Not shared between processes, since one
    guild is served by one of them.
    """

    def __init__(self, per_minute: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Allow ``per_minute`` questions; 0 allows any number."""
        self._most = float(per_minute)
        self._rate = per_minute / _MINUTE
        self._clock = clock
        self._full_at: dict[int, float] = {}
        """When each guild's bucket is full again; one that is full need not be remembered."""

    def __len__(self) -> int:
        """Return how many guilds are remembered."""
        return len(self._full_at)

    def take(self, guild: int) -> float:
        """Take one question and return 0, or return the seconds until there is one again."""
        if not self._most:
            return 0.0
        now = self._clock()
        full_at = max(self._full_at.get(guild, now), now)
        left = self._most - (full_at - now) * self._rate
        # A full question but for rounding is one.
        if left < 1 - 1e-9:
            return (1 - left) / self._rate
        if len(self._full_at) >= _FORGET_ABOVE:
            self._full_at = {each: full for each, full in self._full_at.items() if full > now}
        self._full_at[guild] = full_at + 1 / self._rate
        return 0.0
