"""What the moderators of a guild set, from its next question on."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from retrieval.domain import library_of

if TYPE_CHECKING:
    from retrieval.asking.memory import Memory
    from retrieval.catalogue import DigestStore
    from retrieval.domain import GuildSettings, Strictness
    from retrieval.preferences import Preferences


class Setting:
    """The part of ``Library`` that knows what each guild wants."""

    digests: DigestStore
    preferences: Preferences
    _memory: Memory

    def strictness(self, *, guild: int | None = None) -> Strictness:
        """Return how sure a guild wants to be; without one, what holds for questions of none."""
        return self.preferences.of(guild).strictness

    def set_strictness(self, level: Strictness, *, guild: int | None = None) -> None:
        """Set how sure a guild wants to be, from its next question on."""
        self.preferences.change(guild, "strictness", level.value)

    def set_for_guild(
        self, name: str, value: Any, *, guild: int, actor: int | None = None
    ) -> GuildSettings:
        """Set a field of a guild's settings, from its next question on.

        :param value: as JSON holds it; see ``GuildSettings``.
        :param actor: id of the member who sets it, for the history.
        :returns: the settings as they are now.
        """
        if name == "digest_channel" and self.preferences.of(guild).digest_channel is None:
            # What was asked while nobody wanted a digest is in none.
            self.digests.begin(library_of(guild), now=dt.datetime.now(dt.UTC))
        settings = self.preferences.change(guild, name, value, actor=actor)
        if name in {"keep_days", "keep_askers"}:
            self._memory.honour(guild)
        return settings
