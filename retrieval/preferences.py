"""What guilds have set, kept in memory so that a question need not ask the catalogue for it."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

from retrieval.domain import GuildSettings, library_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from retrieval.catalogue import GuildSettingStore

_FRESH_SECONDS = 30.0
"""Seconds for which what was read holds; what another process sets is seen after these."""

_FORGET_ABOVE = 10_000
"""Guilds remembered before those that were read longest ago are forgotten."""


class Preferences:
    """The settings of guilds; what this process changes holds at once, on every thread."""

    def __init__(
        self, store: GuildSettingStore, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Read from ``store``."""
        self._store = store
        self._clock = clock
        self._lock = threading.Lock()
        self._changes = 0
        self._read: dict[int | None, tuple[float, GuildSettings]] = {}

    def known(self, guild: int | None) -> GuildSettings | None:
        """Return a guild's settings if they are in memory and fresh; asks nobody."""
        read = self._read.get(guild)
        return read[1] if read is not None and read[0] > self._clock() else None

    def of(self, guild: int | None) -> GuildSettings:
        """Return a guild's settings; for ``None`` those of questions that come from none."""
        if (known := self.known(guild)) is not None:
            return known
        changes = self._changes
        settings = GuildSettings.of(self._store.all(library_of(guild)))
        with self._lock:
            # What was changed while this was being read may not be in it.
            if changes == self._changes:
                self._remember(guild, settings)
        return settings

    def change(
        self, guild: int | None, name: str, value: Any, *, actor: int | None = None
    ) -> GuildSettings:
        """Set a field of a guild's settings, as JSON holds it; return them as they are now.

        :param actor: id of the member who sets it, for the history.
        """
        self._store.put(library_of(guild), name, value, actor=actor)
        with self._lock:
            self._changes += 1
            self._read.pop(guild, None)
        return self.of(guild)

    def _remember(self, guild: int | None, settings: GuildSettings) -> None:
        if len(self._read) >= _FORGET_ABOVE and guild not in self._read:
            oldest = sorted(self._read, key=lambda each: self._read[each][0])
            for each in oldest[: _FORGET_ABOVE // 2]:
                del self._read[each]
        self._read[guild] = (self._clock() + _FRESH_SECONDS, settings)
