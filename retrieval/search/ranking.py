"""Fuse dense and lexical hits by passage id."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import numpy.typing as npt

    from retrieval.search.generations import Generation

_CANDIDATES = 100
"""Passages taken from each side; a passage found by either is scored by both."""

_WEIGHTS = {"cosine": 0.35, "sentence": 0.35, "lexical": 0.3}
"""Chosen by nDCG@10 on the public set gov_noanswer (dev) from a grid of weights."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found, with everything that its rank came from."""

    passage_id: int
    score: float
    """Fused score, 0 to 1; comparable within one question only."""
    cosine: float
    lexical: float
    """BM25 score over the sum of the inverse document frequencies of the question's words."""
    sentence_cosines: tuple[float, ...]
    """Cosine of the question with each sentence of the passage."""


def search(
    generations: Sequence[Generation],
    vector: npt.NDArray[np.float32],
    words: Sequence[str],
    *,
    count: int,
    within: Collection[int] | None = None,
) -> list[Hit]:
    """Return the best passages of several libraries together, best first.

    Each score is divided by the best candidate's and the quotients are summed with fixed weights:
    the convex combination of Bruch et al. 2022 (arXiv:2210.11934), which unlike reciprocal rank
    fusion keeps how much better one hit is than the next.

    :param vector: the question's vector, float32 of shape (dimensions,), L2-normalised.
    :param words: the question's stemmed words.
    :param within: ids of the documents to search in; all of them where not given.
    """
    found = [
        hit for generation in generations for hit in _candidates(generation, vector, words, within)
    ]
    if not found:
        return []
    features = {
        "cosine": np.array([hit.cosine for hit in found]),
        "sentence": np.array([max(hit.sentence_cosines, default=hit.cosine) for hit in found]),
        "lexical": np.array([hit.lexical for hit in found]),
    }
    # A cosine below zero is as good as none; as the divisor it would turn the ranking round.
    scores = sum(
        weight * np.maximum(features[name], 0.0) / max(float(features[name].max()), 1e-9)
        for name, weight in _WEIGHTS.items()
    )
    order = np.argsort(-np.asarray(scores), kind="stable")[:count]
    return [
        Hit(
            passage_id=found[row].passage_id,
            score=float(np.asarray(scores)[row]),
            cosine=found[row].cosine,
            lexical=found[row].lexical,
            sentence_cosines=found[row].sentence_cosines,
        )
        for row in order
    ]


def _candidates(
    generation: Generation,
    vector: npt.NDArray[np.float32],
    words: Sequence[str],
    within: Collection[int] | None,
) -> list[Hit]:
    # In a small library every word is rare by BM25's own measure; as a share of what a passage with
    # all the words could have, scores of several libraries can be compared.
    attainable = max(float(generation.lexical.idf(words).sum()), 1e-9) if words else 1.0
    lexical = generation.lexical.scores(words) / attainable
    by_words = np.argsort(-lexical, kind="stable")[:_CANDIDATES]
    by_vector = generation.vectors.search(vector, _CANDIDATES)
    if within is not None:
        # The documents are few, so all of them is what is ranked.
        rows = np.flatnonzero(np.isin(generation.document_ids, list(within)))
    else:
        rows = np.union1d(by_vector, by_words[lexical[by_words] > 0])
    rows = rows.astype(np.int64)
    cosines = generation.vectors.similarities(vector, rows)
    hits = []
    for row, cosine in zip(rows, cosines, strict=True):
        first, last = generation.sentence_starts[row : row + 2]
        sentences = generation.sentence_vectors[first:last].astype(np.float32) @ vector
        hits.append(
            Hit(
                passage_id=int(generation.passage_ids[row]),
                score=0.0,
                cosine=float(cosine),
                lexical=float(lexical[row]),
                sentence_cosines=tuple(map(float, sentences)),
            )
        )
    return hits
