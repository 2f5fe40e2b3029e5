"""Rank the candidates of several libraries together."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np

from retrieval.domain.hits import FEATURES, Hit
from retrieval.search.candidates import find_candidates
from retrieval.search.pieces import piece_weights

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from retrieval.search.embedding import EncodedQuestion
    from retrieval.search.generations import Generation

_SPAN = 17.0
"""Log odds below the best hit at which a hit's score is 0: what can be added to a score for the
kind of question is to outweigh small differences and never large ones."""


@cache
def packaged_weights() -> Mapping[str, float]:
    """Return the weight of each feature, from ``ranking.json``.

    Fitted on the dev sets by ``python -m retrieval fit ranking``: a linear model that gives the
    relevant passages of a question the largest share of a softmax over all candidates (the listwise
    loss of Cao et al. 2007).
    """
    text = resources.files("retrieval.search").joinpath("ranking.json").read_text()
    return read_weights(json.loads(text))


def read_weights(stored: Mapping[str, Any]) -> Mapping[str, float]:
    """Return the weight of each feature from what ``fit ranking`` writes.

    :raises KeyError, TypeError, ValueError: if it is something else, or of other features.
    """
    weights = stored["weights"]
    return {name: float(weights[name]) for name in FEATURES}


def search(
    generations: Sequence[Generation],
    question: EncodedQuestion,
    wordings: Sequence[Sequence[str]],
    *,
    within: Collection[int] | None = None,
    weights: Mapping[str, float] | None = None,
) -> list[Hit]:
    """Return the passages of several libraries that may answer, best first.

    :param wordings: the question's stemmed words, then those of other ways to put it.
    :param within: ids of the documents to search in; all of them where not given.
    :param weights: of the features; the packaged ones where not given.
    """
    if not generations:
        return []
    weights = weights or packaged_weights()
    # Of several libraries the largest knows best how rare a word piece is.
    largest = max(generations, key=lambda generation: len(generation.passage_ids))
    rarity = piece_weights(largest.piece_frequencies[question.pieces], len(largest.passage_ids))
    found = [
        candidate
        for generation in generations
        for candidate in find_candidates(generation, question, wordings, within, rarity)
    ]
    if not found:
        return []
    log_odds = np.zeros(len(found))
    for name, weight in weights.items():
        log_odds += weight * np.array([getattr(item.features, name) for item in found])
    scores = np.maximum(0.0, 1 - (log_odds.max() - log_odds) / _SPAN)
    return [
        Hit(
            passage_id=found[row].passage_id,
            document_id=found[row].document_id,
            score=float(scores[row]),
            log_odds=float(log_odds[row]),
            cosine=found[row].cosine,
            sentence_cosines=found[row].sentence_cosines,
            sentence_pieces=found[row].sentence_pieces,
            features=found[row].features,
        )
        for row in np.argsort(-log_odds, kind="stable")
    ]
