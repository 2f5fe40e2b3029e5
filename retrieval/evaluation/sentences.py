"""Whether the words that are quoted are the words that answer."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from retrieval.answers.quoting import choose_quote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from retrieval.answers import Found
    from retrieval.domain import Span

_WORD = re.compile(r"\w+")


def picked_sentence(hit: Found, coverage: Callable[[str], float]) -> Span:
    """Return the one sentence of a passage that the quoting step picks, marked or not.

    :param coverage: share, 0 to 1, of the question's words (by weight) that a text has.
    """
    return choose_quote(hit.passage, hit.sentences, coverage, lambda _: 0.0).picked


def overlap(one: tuple[int, int], other: tuple[int, int]) -> int:
    """Return how many characters two runs ``[start, end)`` share."""
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def quote_hits(
    shown: tuple[int, int], marked: tuple[int, int] | None, gold: tuple[int, int]
) -> bool:
    """Tell whether a quote holds half of the gold, or its marked sentence overlaps it by half."""
    holds = 2 * overlap(shown, gold) >= gold[1] - gold[0]
    return holds or (marked is not None and overlaps_by_half(marked, gold))


def overlaps_by_half(sentence: tuple[int, int], gold: tuple[int, int]) -> bool:
    """Tell whether a sentence and the gold share half of the shorter of them or more."""
    shorter = min(sentence[1] - sentence[0], gold[1] - gold[0])
    return 2 * overlap(sentence, gold) >= shorter > 0


def word_f1(shown: str, golds: Iterable[str]) -> float:
    """Return the F1, 0 to 1, of words shared with the gold that fits best (Rajpurkar et al. 2016)."""
    words = Counter(_words(shown))
    return max((_f1(words, Counter(_words(gold))) for gold in golds), default=0.0)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _f1(one: Counter[str], other: Counter[str]) -> float:
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0
