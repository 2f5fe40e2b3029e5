"""Figures are what they say, and so are their intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from retrieval.evaluation import auroc
from retrieval.evaluation.resampling import (
    RESAMPLES,
    Estimate,
    answered_at,
    area,
    calibration_error,
    estimate,
    mean,
    reliability,
    resampled,
    risk_curve,
)

if TYPE_CHECKING:
    from retrieval.evaluation.resampling import Statistic

SCORES = [0.9, 0.9, 0.7, 0.5, 0.4, 0.2]
GOOD = [True, False, True, True, False, False]


def value(statistic: Statistic, *weights: float) -> float:
    """Return a statistic for one array of weights."""
    return float(statistic(np.array([weights], dtype=np.float64))[0])


def test_a_mean_leaves_out_what_is_unknown() -> None:
    told = estimate(mean([1.0, None, 0.0, 1.0]), 4, about=3)
    assert told.value == pytest.approx(2 / 3)
    assert (told.low, told.high, told.questions) == (0.0, 1.0, 3)
    assert value(mean([1.0, None, 0.0]), 3, 9, 1) == 0.75


def test_what_nothing_is_known_of_has_no_figure() -> None:
    assert estimate(mean([None, None]), 2, about=0) == Estimate(None, None, None, 0)
    assert estimate(mean([]), 0) == Estimate(None, None, None, 0)
    assert estimate(area([0.5], [True], [True]), 1) == Estimate(None, None, None, 1)
    assert estimate(area([0.5], [True], [False]), 1) == Estimate(None, None, None, 1)


def test_the_interval_of_a_share_is_that_of_the_binomial() -> None:
    told = estimate(mean([1.0] * 50 + [0.0] * 50), 100)
    assert told.value == 0.5
    assert told.low == pytest.approx(0.40, abs=0.015)
    assert told.high == pytest.approx(0.60, abs=0.015)


def test_the_same_run_has_the_same_interval() -> None:
    assert estimate(mean(SCORES), 6) == estimate(mean(SCORES), 6)


def test_weights_count_a_question_as_often_as_it_was_drawn() -> None:
    twice = estimate(area(SCORES + SCORES[:2], GOOD + GOOD[:2], [True] * 8), 8).value
    assert value(area(SCORES, GOOD, [True] * 6), 2, 2, 1, 1, 1, 1) == twice
    twice = estimate(calibration_error(SCORES + SCORES[3:4], GOOD + GOOD[3:4]), 7).value
    assert value(calibration_error(SCORES, GOOD), 1, 1, 1, 2, 1, 1) == pytest.approx(twice)
    twice = estimate(answered_at(SCORES + SCORES[2:3], GOOD + GOOD[2:3], 0.5), 7).value
    assert value(answered_at(SCORES, GOOD, 0.5), 1, 1, 2, 1, 1, 1) == twice


def test_the_area_is_that_of_pairs_and_of_others_who_compute_it() -> None:
    told = estimate(area(SCORES, GOOD, [True] * 6), 6)
    positive, negative = [0.9, 0.7, 0.5], [0.9, 0.4, 0.2]
    assert told.value == 6.5 / 9
    assert auroc(positive, negative) == pytest.approx(6.5 / 9)
    generator = np.random.default_rng(1)
    scores, labels = generator.integers(0, 20, 200) / 20, generator.random(200) < 0.4
    ours = estimate(area(list(scores), list(labels), [True] * 200), 200)
    assert ours.value == pytest.approx(roc_auc_score(labels, scores))
    assert ours.low is not None
    assert ours.high is not None
    assert ours.low < roc_auc_score(labels, scores) < ours.high


def test_the_area_is_of_those_that_are_counted() -> None:
    counted = [True, False, True, True, True, False]
    assert estimate(area(SCORES, GOOD, counted), 6).value == 1.0


def test_every_resample_is_drawn_though_not_all_at_once() -> None:
    size = 5000
    totals = resampled(lambda weights: weights.sum(axis=1), size)
    assert totals.tolist() == [size] * RESAMPLES


@pytest.mark.parametrize(
    ("wrong", "at_most", "share"),
    [
        ([False, False, False, True], 0.0, 0.75),
        ([False, False, False, True], 0.25, 1.0),
        # More may be answered where what follows is right.
        ([True, False, False, False], 0.25, 1.0),
        ([True, False, False, False], 0.2, 0.0),
        ([True, True, True, True], 0.5, 0.0),
    ],
)
def test_the_surest_are_answered_as_long_as_few_are_wrong(
    wrong: list[bool], at_most: float, share: float
) -> None:
    assert estimate(answered_at([0.9, 0.8, 0.7, 0.6], wrong, at_most), 4).value == share


def test_equally_sure_ones_are_answered_together() -> None:
    share, risk = risk_curve([0.5, 0.9, 0.5, 0.1], [True, False, False, True])
    assert share.tolist() == [0.25, 0.75, 1.0]
    assert risk.tolist() == pytest.approx([0, 1 / 3, 0.5])


def test_calibration_is_told_bin_by_bin() -> None:
    scores, labels = [0.05, 0.15, 0.15, 1.0], [False, True, False, True]
    assert reliability(scores, labels) == [
        (0.05, 0.0, 1),
        (pytest.approx(0.15), 0.5, 2),
        (1.0, 1.0, 1),
    ]
    told = estimate(calibration_error(scores, labels), 4).value
    assert told == pytest.approx((0.05 + 2 * 0.35 + 0) / 4)
