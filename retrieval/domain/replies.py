"""What a question gets: quotes that answer, or that the documents do not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from retrieval.domain.quotes import verify_quote
from retrieval.errors import VerbatimError

if TYPE_CHECKING:
    from retrieval.domain.filters import Scope
    from retrieval.domain.quotes import Quote


class Outcome(StrEnum):
    """How a question ended."""

    ANSWERED = "answered"
    POSSIBLE = "possible"
    NOT_FOUND = "not_found"


class Strictness(StrEnum):
    """How sure a guild wants to be before a quote is called an answer."""

    CAUTIOUS = "cautious"
    BALANCED = "balanced"
    GENEROUS = "generous"

    @property
    def meaning(self) -> str:
        """What it means for members, in one sentence."""
        return _MEANINGS[self]


_MEANINGS = {
    Strictness.CAUTIOUS: (
        "Only what very probably answers is called an answer; more questions end with "
        "\u201cthe documents do not answer this\u201d."
    ),
    Strictness.BALANCED: (
        "What probably answers is called an answer, and what may answer is shown as the closest "
        "passages."
    ),
    Strictness.GENEROUS: (
        "Quotes are shown as answers or as the closest passages also where that is far from sure; "
        "more of them will not answer."
    ),
}


@dataclass(frozen=True, slots=True)
class UnknownWord:
    """A word, or a name of several, of a question that stands in no document."""

    word: str
    did_you_mean: str | None = None
    """The word of the documents that it may be a misspelling of."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Quotes that answer (or possibly answer) a question, best first.

    :raises VerbatimError: if a quote is not verbatim, or there is none.
    """

    question: str
    probability: float
    """Calibrated probability, 0 to 1, that the documents answer the question."""
    quotes: tuple[Quote, ...]
    outcome: Outcome = Outcome.ANSWERED
    unknown_words: tuple[UnknownWord, ...] = ()
    """Told where it only possibly answers."""
    searched: str | None = None
    """What was searched for, where that is not the question as it was asked."""
    scope: Scope | None = None
    """What was searched in, where that is not all documents."""

    def __post_init__(self) -> None:
        """Check the verbatim invariant for all quotes together."""
        if not self.quotes:
            raise VerbatimError("an answer needs at least one quote")
        for quote in self.quotes:
            verify_quote(quote)


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """The documents do not answer the question; ``quotes`` are only the nearest passages."""

    question: str
    probability: float
    quotes: tuple[Quote, ...] = ()
    covered: tuple[str, ...] = ()
    """What the nearest passages are about: title and headings, outermost first, on one line."""
    unknown_words: tuple[UnknownWord, ...] = ()
    searched: str | None = None
    """What was searched for, where that is not the question as it was asked."""
    scope: Scope | None = None
    """What was searched in, where that is not all documents."""

    @property
    def outcome(self) -> Outcome:
        """Always ``NOT_FOUND``."""
        return Outcome.NOT_FOUND


Reply = Answer | NoAnswer
"""What a question gets."""
