"""Whether two quotes say the same: nearly the same words, and no number that disagrees."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterable

_SAME_WORDS = 0.8
"""Two quotes whose sets of three-word runs overlap by this Jaccard index say the same."""
_SAME_WORDS_IF_NEAR = 0.3
"""The same for quotes of two documents that as a whole say nearly the same: each may have been
quoted from a sentence earlier or later on."""
_NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*")
_NUMBER_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety "
    "hundred thousand million billion half third quarter once twice"
)
_IN_WORDS = frozenset(_NUMBER_WORDS.split())
_NEGATIONS = frozenset({"not", "no", "never", "nor", "cannot", "neither", "without", "unless"})


@dataclass(frozen=True, slots=True)
class Said:
    """What a quote says, as far as it is compared."""

    runs: frozenset[tuple[str, ...]]
    """Its runs of three words (of fewer in a shorter quote), without punctuation and case."""
    numbers: frozenset[str]
    """Its numbers, in digits or in words."""
    answer_numbers: frozenset[str]
    """Those of the sentence that answers."""
    answer_negations: frozenset[str]

    @classmethod
    def of(cls, text: str, answer: str) -> Self:
        """Return what a quote says.

        :param answer: the sentence of it that answers; all of it where none stands out.
        """
        words = _words(text)
        size = min(3, len(words))
        runs = {tuple(words[i : i + size]) for i in range(len(words) - size + 1)}
        answering = words if answer == text else _words(answer)
        return cls(
            frozenset(runs),
            _numbers(text, words),
            _numbers(answer, answering),
            _negations(answering),
        )

    def repeats(self, other: Self, *, near: bool) -> bool:
        """Tell whether both say the same.

        Two sentences that differ in a figure alone share most of their words, and are where
        publishers disagree. What differs beside the sentence that answers does not count.

        :param near: whether their documents as a whole say nearly the same.
        """
        shared = len(self.runs & other.runs)
        all_runs = len(self.runs) + len(other.runs) - shared
        if shared < (_SAME_WORDS_IF_NEAR if near else _SAME_WORDS) * all_runs:
            return False
        if not (self.answer_numbers <= other.numbers or other.answer_numbers <= self.numbers):
            return False
        # Of two quotes that overlap, the sentences that answer may be two different ones.
        return self.answer_negations == other.answer_negations or shared < _SAME_WORDS * all_runs


def _words(text: str) -> list[str]:
    return [word.strip(".,;:!?\"'“”‘’()[]").casefold() for word in text.split()]


def _numbers(text: str, words: Iterable[str]) -> frozenset[str]:
    parts = {part for word in words for part in word.split("-")}
    return frozenset(_NUMBER.findall(text)) | parts & _IN_WORDS


def _negations(words: Iterable[str]) -> frozenset[str]:
    return frozenset(word for word in words if word in _NEGATIONS or word.endswith(("n't", "n’t")))
