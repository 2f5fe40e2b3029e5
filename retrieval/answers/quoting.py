"""Choose the sentences of a passage that bear on a question."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from retrieval.domain import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from retrieval.domain import Passage

_COSINE_WEIGHT, _COVERAGE_WEIGHT = 0.1, 0.05
"""What the cosine of a sentence by itself, and the question's words in it, count beside its late
interaction: that is of the sentence as it is understood in its passage, and tells more."""
_POSITION_WEIGHT = 0.12
"""What the first sentence of a passage gains, each further one half of the one before: writers say
the main thing first. With more of it, answers that stand further down are missed."""
_LONG_CHARACTERS, _LENGTH_WEIGHT = 300, 0.0003
"""What a sentence loses for each character beyond this length: of two that answer, the shorter one
is quoted. The public sets have few so long; what people write has more."""
_KEEP_WITHIN = 0.1
"""A neighbouring sentence is quoted too if it scores no more than this below the best one."""
_MAX_CHARACTERS = 700
_MIN_CHARACTERS = 250
"""A shorter quote is given its neighbours, since few sentences of this length stand alone."""
_MIN_ITEM_CHARACTERS = 120
"""The same before another item of its list is taken in: that is about something else."""
_MARK_MARGIN = 0.02
"""The best sentence is marked if it scores this much more than every other one of the quote."""


class SentenceMatch(NamedTuple):
    """How a sentence matches a question."""

    cosine: float
    """Of the question with the sentence by itself."""
    pieces: float
    """Late interaction of the question with the sentence as it stands in its passage, and the headings
    above it."""


class ChosenQuote(NamedTuple):
    """Offsets into the document's text."""

    span: Span
    best: Span | None
    """The sentence to mark; ``None`` where none stands out, or it only leads into a list."""
    picked: Span
    """The sentence that fits best, marked or not."""
    bonus: float
    """What the best sentence gained for the kind of question."""


def choose_quote(
    passage: Passage,
    matches: Sequence[SentenceMatch],
    coverage: Callable[[str], float],
    bonus: Callable[[str], float],
) -> ChosenQuote:
    """Choose the run of whole sentences around the one that fits the question best.

    :param matches: how each sentence matches the question.
    :param coverage: share, 0 to 1, of the question's words (by weight) that a text has.
    :param bonus: what a sentence gains for the kind of question that was asked.
    """
    texts = [
        passage.text[start - passage.start : end - passage.start]
        for start, end in passage.sentences
    ]
    bonuses = [bonus(text) for text in texts]
    relevance = np.array(
        [
            match.pieces + _COSINE_WEIGHT * match.cosine + _COVERAGE_WEIGHT * coverage(text) + extra
            for match, text, extra in zip(matches, texts, bonuses, strict=True)
        ]
    )
    too_long = np.maximum(0, np.array([len(text) for text in texts]) - _LONG_CHARACTERS)
    scores = relevance + _POSITION_WEIGHT * 0.5 ** np.arange(len(texts)) - _LENGTH_WEIGHT * too_long
    best = _best(scores, texts, passage)
    first, last = _grow(scores, passage, best)
    start, end = passage.sentences[first].start, passage.sentences[last].end
    return ChosenQuote(
        Span(start, end),
        _marked(relevance, texts, passage, best, range(first, last + 1)),
        passage.sentences[best],
        bonuses[best],
    )


def _best(scores: np.ndarray, texts: Sequence[str], passage: Passage) -> int:
    """Return the best sentence of those that can answer, or of all where none can."""
    order = [int(row) for row in np.argsort(-scores, kind="stable")]
    return next((row for row in order if _can_answer(row, texts, passage)), order[0])


def _can_answer(row: int, texts: Sequence[str], passage: Passage) -> bool:
    """Tell whether a sentence can answer; a question or a bare date cannot.

    Nor can what leads into a list, unless it has its list with it.
    """
    text = texts[row]
    leads_nowhere = text.endswith(":") and row not in passage.leads
    return not leads_nowhere and not text.endswith("?") and any(map(str.isalpha, text))


def _grow(scores: np.ndarray, passage: Passage, best: int) -> tuple[int, int]:
    """Return the first and last sentence of the quote."""
    sentences = passage.sentences

    def length(first: int, last: int) -> int:
        return sentences[last].end - sentences[first].start

    def in_another_item(row: int) -> bool:
        """Tell whether only a line ends between the quote and a neighbour, as between items."""
        above, below = (row, row + 1) if row < first else (row - 1, row)
        start, end = sentences[above].end - passage.start, sentences[below].start - passage.start
        return passage.text[start:end].count("\n") == 1

    first = last = best
    lead = passage.leads[best]
    if lead is not None and length(lead, best) <= _MAX_CHARACTERS:
        first = lead
    while (
        last + 1 < len(sentences)
        and passage.leads[last + 1] == best
        and length(first, last + 1) <= _MAX_CHARACTERS
    ):
        last += 1
    while True:
        grown = []
        for row in (first - 1, last + 1):
            if not 0 <= row < len(sentences):
                continue
            other = in_another_item(row)
            enough = _MIN_ITEM_CHARACTERS if other else _MIN_CHARACTERS
            wanted = scores[row] >= scores[best] - _KEEP_WITHIN or length(first, last) < enough
            if wanted and length(min(first, row), max(last, row)) <= _MAX_CHARACTERS:
                grown.append((not other, float(scores[row]), row))
        if not grown:
            return first, last
        *_, row = max(grown)
        first, last = min(first, row), max(last, row)


def _marked(
    relevance: np.ndarray, texts: Sequence[str], passage: Passage, best: int, rows: range
) -> Span | None:
    """Return the best sentence if it stands out: marking the wrong one is worse than none."""
    if best in passage.leads:  # It is nothing without its list.
        return None
    others = [
        float(relevance[row]) for row in rows if row != best and _can_answer(row, texts, passage)
    ]
    if others and float(relevance[best]) - max(others) < _MARK_MARGIN:
        return None
    return passage.sentences[best]
