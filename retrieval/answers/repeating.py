"""Whether two quotes say the same: nearly the same words, and no number that disagrees."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Self

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


@dataclass(frozen=True)
class Said:
    """What a quote says, as far as it is compared: most differ in their words already."""

    text: str
    answer: str
    """The sentence of it that answers; all of it where none stands out."""

    @cached_property
    def runs(self) -> frozenset[tuple[str, ...]]:
        """Its runs of three words (of fewer in a shorter quote), without punctuation and case."""
        words = _words(self.text)
        return frozenset(zip(*(words[first:] for first in range(min(3, len(words)))), strict=False))

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Its numbers, in digits or in words."""
        return _numbers(self.text)

    @cached_property
    def answer_numbers(self) -> frozenset[str]:
        """Those of the sentence that answers."""
        return _numbers(self.answer)

    @cached_property
    def answer_negations(self) -> frozenset[str]:
        """Words of the sentence that answers which deny something."""
        words = _words(self.answer)
        return frozenset(w for w in words if w in _NEGATIONS or w.endswith(("n't", "n’t")))

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


def _numbers(text: str) -> frozenset[str]:
    parts = {part for word in _words(text) for part in word.split("-")}
    return frozenset(_NUMBER.findall(text)) | parts & _IN_WORDS
