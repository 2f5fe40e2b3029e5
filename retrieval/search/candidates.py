"""Passages that may answer a question, each with the features that it is ranked by."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrieval.domain.hits import Features
from retrieval.search.matching import match

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    import numpy.typing as npt

    from retrieval.search.embedding import EncodedQuestion
    from retrieval.search.generations import Generation

_CANDIDATES = 100
"""Passages taken from each side; a passage found by either is scored by all features."""
_ALL_RANKED = 1000
"""Passages of chosen documents that are all ranked; of more, the best from each side are."""
_OTHER_WORDING = 0.6
"""What a match with another wording than the question's own counts, so that of two passages the one
with the words that were asked for comes first."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that was found."""

    passage_id: int
    document_id: int
    cosine: float
    """Cosine of the question with the whole passage."""
    sentence_cosines: tuple[float, ...]
    sentence_pieces: tuple[float, ...]
    features: Features


def find_candidates(
    generation: Generation,
    question: EncodedQuestion,
    wordings: Sequence[Sequence[str]],
    within: Collection[int] | None,
    rarity: npt.NDArray[np.float32],
) -> list[Candidate]:
    """Return the passages of one library that are nearest by vector or by words.

    :param rarity: what each word piece of the question counts.
    :param wordings: the question's stemmed words, then those of other ways to put it.
    :param within: ids of the documents to search in; all of them where not given.
    """
    lexical, heading = _lexical(generation, wordings)
    rows = _rows(generation, question, lexical, within)
    if not len(rows):
        return []
    owners = generation.document_ids
    matched = match(generation, question, rarity, rows)
    section, worth = _section(generation, wordings, rows), generation.sections.worth(rows)
    # As lists, whose numbers are Python's own: taken out of arrays one by one they cost more than
    # all that is computed with them.
    return [
        Candidate(
            passage_id=passage_id,
            document_id=document_id,
            cosine=cosine,
            sentence_cosines=sentences,
            sentence_pieces=sentence_pieces,
            features=Features(
                sentence=max(sentences, default=cosine),
                pieces=pieces,
                lexical=words,
                heading=titles * counts,
                opening=math.sqrt(max(0.0, titles)) if opens else 0.0,
                section=own * counts,
            ),
        )
        for passage_id, document_id, cosine, sentences, sentence_pieces, pieces, words, titles, own, counts, opens in zip(
            generation.passage_ids[rows].tolist(),
            owners[rows].tolist(),
            generation.vectors.similarities(question.vector, rows).tolist(),
            matched.sentence_cosines,
            matched.sentence_pieces,
            matched.pieces.tolist(),
            lexical[rows].tolist(),
            heading[rows].tolist(),
            section.tolist(),
            worth.tolist(),
            ((rows == 0) | (owners[rows - 1] != owners[rows])).tolist(),
            strict=True,
        )
    ]


def _rows(
    generation: Generation,
    question: EncodedQuestion,
    lexical: npt.NDArray[np.float32],
    within: Collection[int] | None,
) -> npt.NDArray[np.int64]:
    """Return the rows to rank, in order."""
    inside: npt.NDArray[np.int64] | None = None
    if within is not None:
        inside = np.flatnonzero(np.isin(generation.document_ids, list(within)))
        if len(inside) <= _ALL_RANKED:
            return inside
        by_words = inside[_highest(lexical[inside])]
    else:
        by_words = _highest(lexical)
    by_vector = generation.vectors.search(question.vector, _CANDIDATES, among=inside)
    return np.union1d(by_vector, by_words)


def _highest(scores: npt.NDArray[np.float32]) -> npt.NDArray[np.int64]:
    """Return where the highest scores above 0 stand; of equal ones the first."""
    # Sorting all scores of a large library would take longer than everything else.
    least = np.partition(scores, -_CANDIDATES)[-_CANDIDATES] if len(scores) > _CANDIDATES else 0
    if least <= 0:
        return np.flatnonzero(scores > 0)
    above, equal = np.flatnonzero(scores > least), np.flatnonzero(scores == least)
    return np.concatenate([above, equal[: _CANDIDATES - len(above)]])


def _lexical(
    generation: Generation, wordings: Sequence[Sequence[str]]
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Return the score of each passage for its best wording, of all of it and of its headings.

    In a small library every word is rare by BM25's own measure; as a share of what a passage with
    all the words could have, scores of several libraries and wordings can be compared.
    """
    whole = np.zeros(len(generation.passage_ids), dtype=np.float32)
    heading = whole.copy()
    for words, counts in _counting(wordings):
        attainable = max(float(generation.lexical.idf(words).sum()), 1e-9) if words else 1.0
        share = counts / attainable
        np.maximum(whole, generation.lexical.scores(words) * share, out=whole)
        np.maximum(heading, generation.headings.scores(words) * share, out=heading)
    return whole, heading


def _section(
    generation: Generation, wordings: Sequence[Sequence[str]], rows: npt.NDArray[np.int64]
) -> npt.NDArray[np.float32]:
    """Return how much the own heading of each passage says what the best wording says."""
    best = np.zeros(len(rows), dtype=np.float32)
    for words, counts in _counting(wordings):
        likeness = generation.sections.likeness(rows, words, generation.lexical)
        np.maximum(best, likeness * counts, out=best)
    return best


def _counting(wordings: Sequence[Sequence[str]]) -> Iterator[tuple[Sequence[str], float]]:
    """Yield each wording with what it counts."""
    for number, words in enumerate(wordings):
        yield words, _OTHER_WORDING if number else 1.0
