"""What was asked and what became of it, for those who keep the documents and for who asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from retrieval.domain.consulting import ModeratorQuestion
    from retrieval.domain.jobs import Event
    from retrieval.domain.replies import Outcome


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question as it is kept."""

    text: str
    outcome: Outcome
    probability: float
    answer_id: str
    asked_at: str
    """ISO 8601, in UTC."""
    member: int | None = None
    """Who asked; only where the guild wants that kept."""


@dataclass(frozen=True, slots=True)
class Rating:
    """How somebody rated a quote; nothing tells who."""

    answer_id: str
    position: int
    """Number of the quote in its answer, from 0."""
    helpful: bool
    reason: str | None
    """Why, in the member's own words."""
    rated_at: str
    """ISO 8601, in UTC."""
    question: str
    """What the answer was to; empty where that is not kept."""


@dataclass(frozen=True, slots=True)
class DayCount:
    """How the questions of a day ended."""

    date: str
    """ISO 8601, in UTC."""
    answered: int = 0
    possible: int = 0
    not_found: int = 0

    @property
    def total(self) -> int:
        """How many there were."""
        return self.answered + self.possible + self.not_found


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    """Questions that ask much the same, none of which was answered for sure."""

    question: str
    """The one that is most like all of them, as it was asked."""
    possible: int
    not_found: int

    @property
    def size(self) -> int:
        """How often it was asked."""
        return self.possible + self.not_found


@dataclass(frozen=True, slots=True)
class Insights:
    """What a guild asked in a period, and what became of it."""

    since: str
    """ISO 8601, in UTC."""
    days: tuple[DayCount, ...]
    """Every day of the period, the first one first."""
    helpful: int
    not_helpful: int
    reasons: tuple[Rating, ...]
    """Ratings that say why, the latest first."""
    groups: tuple[QuestionGroup, ...]
    """What was not answered, or only possibly, the most frequent first."""
    left_out: int = 0
    """How many such questions were too many to be compared; they are the oldest."""
    kept: bool = True
    """Whether the guild lets questions be kept at all."""
    to_moderators: int = 0
    """How many questions were put to moderators."""
    by_moderators: int = 0
    """How many of these they have answered."""

    @property
    def answered(self) -> int:
        """How many questions were answered."""
        return sum(day.answered for day in self.days)

    @property
    def possible(self) -> int:
        """How many questions were possibly answered."""
        return sum(day.possible for day in self.days)

    @property
    def not_found(self) -> int:
        """How many questions the documents did not answer."""
        return sum(day.not_found for day in self.days)

    @property
    def asked(self) -> int:
        """How many questions there were."""
        return sum(day.total for day in self.days)


@dataclass(frozen=True, slots=True)
class Digest:
    """What a guild's digest tells of the time since the last one."""

    insights: Insights
    last: dt.datetime
    """When that was sent."""
    until: dt.datetime
    """Where the time ends and the next digest's begins."""


@dataclass(frozen=True, slots=True)
class PersonalData:
    """What is kept about one member in one guild."""

    questions: tuple[AskedQuestion, ...]
    ratings: tuple[Rating, ...]
    to_moderators: tuple[ModeratorQuestion, ...] = ()
    """What the member has asked moderators."""
    answered: tuple[ModeratorQuestion, ...] = ()
    """What the member has settled as a moderator."""
    changed: tuple[Event, ...] = ()
    """What the member has done to the library as a moderator."""

    @property
    def as_member(self) -> int:
        """How much there is that the member may have deleted."""
        return len(self.questions) + len(self.ratings) + len(self.to_moderators)

    @property
    def as_moderator(self) -> int:
        """How much there is that stays, since others have to see who did what."""
        return len(self.answered) + len(self.changed)
