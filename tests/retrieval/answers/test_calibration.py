"""The probability that the documents answer."""

from __future__ import annotations

import math

import pytest

from retrieval.answers import EVIDENCE, Calibration, Evidence


def test_the_probability_is_the_logistic_of_the_weighted_evidence() -> None:
    calibration = Calibration(
        intercept=-1.0,
        weights={"cosine": 1.0, "sentence_cosine": 2.0, "passage_coverage": 4.0},
        answered_from=0.5,
        possible_from=0.3,
    )
    evidence = Evidence(cosine=0.5, sentence_cosine=0.25, passage_coverage=0.0)
    assert calibration.probability(evidence) == 0.5
    more = Evidence(cosine=0.5, sentence_cosine=0.25, passage_coverage=0.5)
    assert calibration.probability(more) == pytest.approx(1 / (1 + math.exp(-2)))


def test_the_packaged_coefficients_are_for_this_evidence_and_in_order() -> None:
    packaged = Calibration.packaged()
    assert (
        tuple(packaged.weights)
        == EVIDENCE
        == (
            "cosine",
            "sentence_cosine",
            "passage_coverage",
        )
    )
    assert 0 < packaged.possible_from < packaged.answered_from < 1


def test_more_evidence_makes_the_packaged_probability_rise() -> None:
    packaged = Calibration.packaged()
    assert packaged.probability(Evidence(0, 0, 0)) < 0.05
    assert packaged.probability(Evidence(0.9, 0.9, 1)) > 0.9
