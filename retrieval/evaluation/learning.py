"""Fit the weights of the ranking's features, and tell what each feature gains."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.optimize import minimize

from retrieval.domain.hits import FEATURES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from retrieval.evaluation.observing import Observed

    Array = npt.NDArray[np.float64]

_FOLDS = 5
_RIDGE = 0.003
_DEPTH = 10
_RRF = 60
"""The constant of reciprocal rank fusion (Cormack et al. 2009)."""


def fit_ranking(
    sets: Mapping[str, Sequence[Observed]],
    unadapted: Mapping[str, Sequence[Observed]] | None = None,
) -> dict[str, Any]:
    """Fit on all sets together, each with the same weight.

    :param sets: the questions of each set, by its name.
    :param unadapted: the same, as the model without an adapter sees them.
    :returns: what ``ranking.json`` holds: the weights; the mean nDCG@10 of each set by five-fold
        cross-validation, with all features, without each, and without the adapter; and that of
        the usual rankings.
    """
    useful = _useful(sets)
    everything = list(range(len(FEATURES)))
    weights = _fit(_weighted(useful, None), everything)
    ablation = [
        {"without": "", "ndcg": _validated(useful, everything)},
        *(
            {
                "without": name,
                "ndcg": _validated(useful, [n for n in everything if n != number]),
            }
            for number, name in enumerate(FEATURES)
        ),
    ]
    if unadapted is not None:
        ablation.append({"without": "adapter", "ndcg": _validated(_useful(unadapted), everything)})
    return {
        "weights": {
            name: round(float(weight), 3) for name, weight in zip(FEATURES, weights, strict=True)
        },
        "questions": {name: len(items) for name, items in useful.items()},
        "ablation": ablation,
        "baselines": {
            "reciprocal rank fusion": _by_score(useful, _reciprocal_ranks),
            "BM25": _by_score(useful, _lexical),
            "cosine of the passage": _by_score(useful, _cosine),
        },
    }


def _useful(sets: Mapping[str, Sequence[Observed]]) -> dict[str, list[Observed]]:
    return {
        name: [item for item in items if item.answerable and item.all_relevant]
        for name, items in sets.items()
    }


def _weighted(
    sets: Mapping[str, Sequence[Observed]], held_out: int | None
) -> list[tuple[Observed, float]]:
    """Return the questions that have something to learn from, and what each counts."""
    return [
        (item, 1 / len(items))
        for items in sets.values()
        for item in items
        if item.relevant.any() and (held_out is None or _fold(item) != held_out)
    ]


def _fold(item: Observed) -> int:
    # The same question may be asked of several sets, so it is the id that decides.
    return int(hashlib.md5(item.id.encode(), usedforsecurity=False).hexdigest(), 16) % _FOLDS


def _fit(questions: Sequence[tuple[Observed, float]], columns: Sequence[int]) -> Array:
    """Minimise the listwise loss of Cao et al. 2007 with a little ridge."""
    tables = [item.features[:, columns] for item, _ in questions]
    stacked = np.concatenate(tables)
    scale = stacked.std(axis=0) + 1e-9
    stacked = stacked / scale
    lengths = [len(table) for table in tables]
    starts = np.cumsum([0, *lengths[:-1]])
    owner = np.repeat(np.arange(len(tables)), lengths)
    wanted = np.concatenate([item.relevant / item.relevant.sum() for item, _ in questions])
    counts = np.array([weight for _, weight in questions])
    counts = (counts / counts.sum())[owner]

    def loss(weights: Array) -> tuple[float, Array]:
        scores = stacked @ weights
        highest = np.maximum.reduceat(scores, starts)[owner]
        exponentials = np.exp(scores - highest)
        sums = np.add.reduceat(exponentials, starts)[owner]
        missed = -(counts * wanted * (scores - highest - np.log(sums))).sum()
        slope = (stacked * (counts * (exponentials / sums - wanted))[:, None]).sum(axis=0)
        return missed + _RIDGE * weights @ weights, slope + 2 * _RIDGE * weights

    found = minimize(loss, np.zeros(len(columns)), jac=True, method="L-BFGS-B")
    return np.asarray(found.x / scale)


def _validated(sets: Mapping[str, Sequence[Observed]], columns: Sequence[int]) -> dict[str, float]:
    figures: dict[str, list[float]] = {name: [] for name in sets}
    for fold in range(_FOLDS):
        weights = _fit(_weighted(sets, fold), columns)
        for name, items in sets.items():
            figures[name] += [
                ndcg(item, item.features[:, columns] @ weights)
                for item in items
                if _fold(item) == fold
            ]
    return {name: round(float(np.mean(values)), 4) for name, values in figures.items() if values}


def _by_score(sets: Mapping[str, Sequence[Observed]], score: Any) -> dict[str, float]:
    return {
        name: round(float(np.mean([ndcg(item, score(item)) for item in items])), 4)
        for name, items in sets.items()
        if items
    }


def _lexical(item: Observed) -> Array:
    return np.array([hit.features.lexical for hit in item.candidates])


def _cosine(item: Observed) -> Array:
    return np.array([hit.cosine for hit in item.candidates])


def _reciprocal_ranks(item: Observed) -> Array:
    ranks = [np.argsort(np.argsort(-by(item), kind="stable")) for by in (_lexical, _cosine)]
    return np.asarray(1 / (_RRF + 1 + ranks[0]) + 1 / (_RRF + 1 + ranks[1]))


def ndcg(item: Observed, scores: Array) -> float:
    """Return nDCG@10 of a ranking, 0 to 1; a row counts once, where its best passage stands."""
    gained, place, seen = 0.0, 0, set()
    for row in np.argsort(-scores, kind="stable"):
        if item.rows[row] in seen:
            continue
        seen.add(item.rows[row])
        place += 1
        gained += bool(item.relevant[row]) / np.log2(place + 1)
        if place == _DEPTH:
            break
    best = sum(1 / np.log2(place + 1) for place in range(1, min(item.all_relevant, _DEPTH) + 1))
    return float(gained / best)
