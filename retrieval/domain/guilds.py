"""What moderators set for their guild."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Self

from retrieval.domain.replies import Strictness

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class GuildSettings:
    """What is set for one guild; each field begins with what holds where nothing was set."""

    strictness: Strictness = Strictness.BALANCED
    """How sure an answer must be before it is called one."""
    mention_channels: tuple[int, ...] = ()
    """Ids of the channels in which mentions are answered; all of them where there are none."""
    private_answers: bool = False
    """Whether a command is answered to its member alone, unless the member says otherwise."""
    thread_answers: bool = False
    """Whether a mention is answered in a thread of its own."""
    moderator_role: int | None = None
    """Id of the role whose members moderate, besides those who may manage the guild."""
    keep_days: int | None = None
    """Days that questions are kept; 0 for not at all, ``None`` for as long as the owner says."""
    keep_askers: bool = False
    """Whether it is kept who asked a question."""
    digest_channel: int | None = None
    """Id of the channel that gets a digest of the questions each week; none without one."""
    help_channel: int | None = None
    """Id of the channel in which members ask moderators; they cannot without one."""
    language: str | None = None
    """Code of the language that the interface speaks to all; each member's own without one."""

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """Return the settings of named values as JSON holds them.

        A name that this release does not know is another release's, and is left alone.
        """
        known = {field.name for field in fields(cls)}
        values = {name: value for name, value in stored.items() if name in known}
        if "strictness" in values:
            values["strictness"] = Strictness(values["strictness"])
        if "mention_channels" in values:
            values["mention_channels"] = tuple(values["mention_channels"])
        return cls(**values)

    def answers_mentions_in(self, *channels: int | None) -> bool:
        """Tell whether a mention is answered in a channel, given with the one above a thread."""
        return not self.mention_channels or not set(self.mention_channels).isdisjoint(channels)
