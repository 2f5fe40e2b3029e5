"""What moderators set for their guild."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Self

from retrieval.domain.replies import Strictness

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class GuildSettings:
    """What is set for one guild; each field begins with what holds where nothing was set."""

    strictness: Strictness = Strictness.BALANCED
    """How sure an answer must be before it is called one."""
    mention_channels: tuple[int, ...] = ()
    """Ids of the channels and categories in which mentions are answered; without any, everywhere."""
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
        """Tell whether a mention is answered in a channel, given with what it belongs to."""
        return not self.mention_channels or not set(self.mention_channels).isdisjoint(channels)


def setting_event(name: str, value: Any) -> tuple[str, str]:
    """Return the action and the detail by which the history tells that a field was set.

    A channel is told as "#1", a role as "@2".

    :param value: as JSON holds it.
    """
    action, detail = _TOLD[name]
    return action, detail(value)


def _switch(on: bool) -> str:
    return "on" if on else "off"


def _days(days: int | None) -> str:
    if not days:
        return _switch(days is None)
    return "on, for 1 day" if days == 1 else f"on, for {days} days"


def _channel(channel: int | None) -> str:
    return "none" if channel is None else f"#{channel}"


def _channels(channels: Sequence[int]) -> str:
    return ", ".join(map(_channel, channels)) or "every channel"


def _role(role: int | None) -> str:
    return "none" if role is None else f"@{role}"


def _language(code: str | None) -> str:
    return code or "each member’s own"


_TOLD: dict[str, tuple[str, Callable[[Any], str]]] = {
    "strictness": ("set strictness", str),
    "mention_channels": ("set mention channels", _channels),
    "private_answers": ("set private answers", _switch),
    "thread_answers": ("set thread answers", _switch),
    "moderator_role": ("set moderator role", _role),
    "keep_days": ("set question keeping", _days),
    "keep_askers": ("set asker keeping", _switch),
    "digest_channel": ("set digest channel", _channel),
    "help_channel": ("set help channel", _channel),
    "language": ("set language", _language),
}
"""What the history calls a change of each field, in 20 characters, and how it tells the value."""

SETTING_ACTIONS = frozenset(action for action, _ in _TOLD.values())
"""What the history calls changes of settings."""
