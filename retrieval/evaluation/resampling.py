"""Figures with confidence intervals: the bootstrap over questions (Efron 1979).

A resample is told by how often it holds each question, so that a statistic is one function of an
array of such weights, of shape (resamples, questions), and the figure itself is its value where
each weight is 1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Sequence

Array = npt.NDArray[np.float64]
Statistic = Callable[[Array], Array]
"""From weights of shape (resamples, questions) to one value each; NaN where there is none."""

RESAMPLES = 1000
SEED = 5
_INTERVAL = (2.5, 97.5)
"""Percentiles."""
_CELLS = 2_000_000
"""Weights held at once."""
BINS = 10
"""Of equal width, for the calibration."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure, its 95% confidence interval and the number of questions it is about.

    ``None`` where there was nothing to tell it from.
    """

    value: float | None
    low: float | None
    high: float | None
    questions: int


def estimate(statistic: Statistic, questions: int, *, about: int | None = None) -> Estimate:
    """Return a statistic with its interval.

    :param questions: the length of the weights.
    :param about: how many of the questions it is about, if not all.
    """
    about = questions if about is None else about
    if not questions:
        return Estimate(None, None, None, about)
    value = float(statistic(np.ones((1, questions)))[0])
    if np.isnan(value):
        return Estimate(None, None, None, about)
    values = resampled(statistic, questions)
    values = values[~np.isnan(values)]
    low, high = np.percentile(values, _INTERVAL)
    return Estimate(value, float(low), float(high), about)


def resampled(statistic: Statistic, questions: int) -> Array:
    """Return the values of a statistic for ``RESAMPLES`` resamples, the same for every statistic."""
    generator = np.random.default_rng(SEED)
    even = np.full(questions, 1 / questions)
    at_once = max(1, _CELLS // questions)
    return np.concatenate(
        [
            statistic(
                generator.multinomial(questions, even, size=min(at_once, RESAMPLES - first)).astype(
                    np.float64
                )
            )
            for first in range(0, RESAMPLES, at_once)
        ]
    )


def mean(values: Sequence[float | None]) -> Statistic:
    """Return the mean of the values that are there."""
    known = np.array([value is not None for value in values], dtype=np.float64)
    filled = np.array([0.0 if value is None else value for value in values], dtype=np.float64)

    def statistic(weights: Array) -> Array:
        return _share(weights @ filled, weights @ known)

    return statistic


def area(scores: Sequence[float], positive: Sequence[bool], counted: Sequence[bool]) -> Statistic:
    """Return the area under the ROC curve, half of each tie counted.

    :param counted: which questions take part.
    """
    values, labels = np.array(scores, dtype=np.float64), np.array(positive, dtype=bool)
    order = np.flatnonzero(np.array(counted, dtype=bool))
    order = order[np.argsort(values[order], kind="stable")]
    firsts = _firsts(values[order])
    above = labels[order].astype(np.float64)

    def statistic(weights: Array) -> Array:
        if not len(order):
            return np.full(len(weights), np.nan)
        taken = weights[:, order]
        wins = np.add.reduceat(taken * above, firsts, axis=1)
        losses = np.add.reduceat(taken * (1 - above), firsts, axis=1)
        below = np.cumsum(losses, axis=1) - losses / 2
        return _share((wins * below).sum(axis=1), wins.sum(axis=1) * losses.sum(axis=1))

    return statistic


def answered_at(scores: Sequence[float], wrong: Sequence[bool], at_most: float) -> Statistic:
    """Return the largest share of questions, the surest first, of which so few are wrong.

    :param at_most: share, 0 to 1, of what is answered. Where even the surest are wrong more often,
        nothing is answered.
    """

    def statistic(weights: Array) -> Array:
        share, risk = _risks(scores, wrong, weights)
        most: Array = np.where(risk <= at_most + 1e-12, share, 0.0).max(axis=1)
        return most

    return statistic


def risk_curve(scores: Sequence[float], wrong: Sequence[bool]) -> tuple[Array, Array]:
    """Return the share answered and the share wrong of it, at each probability that occurs."""
    share, risk = _risks(scores, wrong, np.ones((1, len(scores))))
    return share[0], risk[0]


def calibration_error(scores: Sequence[float], positive: Sequence[bool]) -> Statistic:
    """Return the expected calibration error over ten bins of equal width (Naeini et al. 2015)."""
    values = np.array(scores, dtype=np.float64)
    off = np.array(positive, dtype=np.float64) - values
    bins = np.equal.outer(_bins(values), np.arange(BINS)).astype(np.float64)

    def statistic(weights: Array) -> Array:
        return _share(np.abs((weights * off) @ bins).sum(axis=1), weights.sum(axis=1))

    return statistic


def reliability(
    scores: Sequence[float], positive: Sequence[bool]
) -> list[tuple[float, float, int]]:
    """Return mean probability, share answerable and number of questions of each bin with any."""
    values, labels = np.array(scores, dtype=np.float64), np.array(positive, dtype=np.float64)
    bins = _bins(values)
    return [
        (float(values[here].mean()), float(labels[here].mean()), int(here.sum()))
        for number in range(BINS)
        if (here := bins == number).any()
    ]


def _bins(values: Array) -> npt.NDArray[np.int64]:
    return np.minimum((values * BINS).astype(np.int64), BINS - 1)


def _risks(scores: Sequence[float], wrong: Sequence[bool], weights: Array) -> tuple[Array, Array]:
    """Return share answered and share wrong of it, for each probability from the highest down."""
    values = np.array(scores, dtype=np.float64)
    order = np.argsort(-values, kind="stable")
    firsts = _firsts(values[order])
    taken = weights[:, order]
    bad = np.array(wrong, dtype=np.float64)[order]
    answered = np.cumsum(np.add.reduceat(taken, firsts, axis=1), axis=1)
    failed = np.cumsum(np.add.reduceat(taken * bad, firsts, axis=1), axis=1)
    return answered / answered[:, -1:], failed / np.maximum(answered, 1e-12)


def _firsts(ordered: Array) -> npt.NDArray[np.int64]:
    """Return where each run of equal values begins."""
    return np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]])).astype(np.int64)


def _share(part: Array, whole: Array) -> Array:
    shares: Array = np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0)
    return shares
