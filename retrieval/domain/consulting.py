"""A question that the documents did not answer, put to a guild's moderators, who are people."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class QuestionState(StrEnum):
    """How far moderators are with a question."""

    OPEN = "open"
    ANSWERED = "answered"
    DISMISSED = "dismissed"
    """Put aside without an answer."""


@dataclass(frozen=True, slots=True)
class CardPlace:
    """Where the card of a reply is shown to everybody; both are ids."""

    channel: int
    message: int


@dataclass(frozen=True, slots=True)
class ModeratorQuestion:
    """A question for moderators; there is one for each reply that was not enough."""

    answer_id: str
    """Id of that reply."""
    text: str
    """Empty once it is settled, where the guild does not let questions be kept."""
    asker: int | None
    """Id of the member; ``None`` then too."""
    card: CardPlace | None
    """Where the answer belongs; ``None`` where the asker alone sees the card."""
    asked_at: str
    """ISO 8601, in UTC."""
    state: QuestionState = QuestionState.OPEN
    answer: str | None = None
    """What the moderator says, in words of their own."""
    moderator: int | None = None
    """Id of the moderator who settled it."""
    settled_at: str | None = None
    """ISO 8601, in UTC."""
    told: bool = False
    """Whether the asker has the answer, or there is none to get."""
