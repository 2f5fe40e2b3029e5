"""Choose the sentences of a passage that bear on a question."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from retrieval.domain import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from retrieval.domain import Passage

_COVERAGE_WEIGHT = 0.25
"""What a sentence that has all the question's words gains over one of equal cosine with none."""
_KEEP_SHARE = 0.6
"""A neighbouring sentence is quoted too if it scores this share of the best one."""
_MAX_CHARACTERS = 700
_MIN_CHARACTERS = 250
"""A shorter quote is given its neighbours, since few sentences of this length stand alone."""
_MARK_MARGIN = 0.03
"""The best sentence is marked if it scores this much more than every other one of the quote."""


class ChosenQuote(NamedTuple):
    """Offsets into the document's text."""

    span: Span
    best: Span | None
    bonus: float
    """What the best sentence gained for the kind of question."""


def choose_quote(
    passage: Passage,
    sentence_cosines: Sequence[float],
    coverage: Callable[[str], float],
    bonus: Callable[[str], float],
) -> ChosenQuote:
    """Choose the run of whole sentences around the one that fits the question best.

    :param sentence_cosines: cosine of the question with each sentence.
    :param coverage: share, 0 to 1, of the question's words (by weight) that a text has.
    :param bonus: what a sentence gains for the kind of question that was asked.
    """
    texts = [
        passage.text[start - passage.start : end - passage.start]
        for start, end in passage.sentences
    ]
    bonuses = [bonus(text) for text in texts]
    scores = np.array(
        [
            cosine + _COVERAGE_WEIGHT * coverage(text) + extra
            for cosine, text, extra in zip(sentence_cosines, texts, bonuses, strict=True)
        ]
    )
    best = _best(scores, texts)
    first, last = _grow(scores, passage, best)
    start, end = passage.sentences[first].start, passage.sentences[last].end
    return ChosenQuote(
        Span(start, end),
        _marked(scores, passage, best, range(first, last + 1)),
        bonuses[best],
    )


def _best(scores: np.ndarray, texts: Sequence[str]) -> int:
    """Return the best sentence; a question, a lead into a list or a bare date does not answer."""
    order = np.argsort(-scores, kind="stable")
    for row in order:
        if not texts[row].endswith(("?", ":")) and any(map(str.isalpha, texts[row])):
            return int(row)
    return int(order[0])


def _grow(scores: np.ndarray, passage: Passage, best: int) -> tuple[int, int]:
    """Return the first and last sentence of the quote."""
    sentences = passage.sentences

    def length(first: int, last: int) -> int:
        return sentences[last].end - sentences[first].start

    first = last = best
    lead = passage.leads[best]
    if lead is not None and length(lead, best) <= _MAX_CHARACTERS:
        first = lead
    while True:
        grown = [
            (float(scores[row]), row)
            for row in (first - 1, last + 1)
            if 0 <= row < len(sentences)
            and length(min(first, row), max(last, row)) <= _MAX_CHARACTERS
            and (scores[row] >= _KEEP_SHARE * scores[best] or length(first, last) < _MIN_CHARACTERS)
        ]
        if not grown:
            return first, last
        _, row = max(grown)
        first, last = min(first, row), max(last, row)


def _marked(scores: np.ndarray, passage: Passage, best: int, rows: range) -> Span | None:
    """Return the best sentence if it stands out: marking the wrong one is worse than none."""
    others = [float(scores[row]) for row in rows if row != best]
    if others and float(scores[best]) - max(others) < _MARK_MARGIN:
        return None
    return passage.sentences[best]
