"""What may happen to a bot, as values: so that two bots can be given the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.isolation.places import Place


@dataclass(frozen=True, slots=True)
class Command:
    """A command of a member's, with its options."""

    place: Place
    member: int
    name: str
    options: dict[str, Any] = field(default_factory=dict)
    moderates: bool = True


@dataclass(frozen=True, slots=True)
class Typing:
    """What a member has typed of an option so far, which brings suggestions."""

    place: Place
    member: int
    name: str
    option: str
    typed: str
    moderates: bool = True


@dataclass(frozen=True, slots=True)
class Press:
    """A button that a member presses, below a message with a title."""

    place: Place
    member: int
    custom_id: str
    title: str
    moderates: bool = True


@dataclass(frozen=True, slots=True)
class Submit:
    """A form that a member sends, with what was written into its fields."""

    place: Place
    member: int
    custom_id: str
    lines: dict[str, str]
    moderates: bool = True


@dataclass(frozen=True, slots=True)
class Say:
    """A message that mentions the bot; it may reply to the card of an answer."""

    place: Place
    member: int
    words: str
    answer_id: str | None = None
    title: str = ""


CALLS_FOR_MEMBERS = ("recall", "context", "source")
CALLS = (*CALLS_FOR_MEMBERS, "job", "correct", "remove")


@dataclass(frozen=True, slots=True)
class Reach:
    """A call of what commands use, with an id that no card of the place may ever carry."""

    place: Place
    member: int
    call: str
    """One of ``CALLS``."""
    id: str


@dataclass(frozen=True, slots=True)
class Work:
    """The worker does all jobs, and they are reported."""


@dataclass(frozen=True, slots=True)
class Digests:
    """A week has passed: digests are posted."""


@dataclass(frozen=True, slots=True)
class Index:
    """The owner indexes a document into the library that all share."""

    name: str
    content: str


Step = Command | Typing | Press | Submit | Say | Reach | Work | Digests | Index
