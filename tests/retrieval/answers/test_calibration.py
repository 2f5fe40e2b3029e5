"""The probability that the documents answer."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest

from retrieval.answers import EVIDENCE, Calibration, Evidence
from retrieval.domain import Strictness


def test_the_probability_is_the_logistic_of_the_weighted_evidence() -> None:
    calibration = Calibration(
        model="",
        intercept=-1.5,
        weights={
            "headings": 1.0,
            "document_gap": 2.0,
            "pieces_gap": 8.0,
            "sentences": 4.0,
            "little_elsewhere": 0.5,
        },
        strictness={},
    )
    evidence = Evidence(
        headings=0.25, document_gap=0.25, pieces_gap=0.03125, sentences=0.0, little_elsewhere=1.0
    )
    assert calibration.probability(evidence) == 0.5
    more = Evidence(
        headings=0.25, document_gap=0.25, pieces_gap=0.03125, sentences=0.5, little_elsewhere=1.0
    )
    assert calibration.probability(more) == pytest.approx(1 / (1 + math.exp(-2)))


def test_the_packaged_coefficients_are_for_this_evidence_and_in_order() -> None:
    packaged = Calibration.packaged()
    assert (
        tuple(packaged.weights)
        == EVIDENCE
        == (
            "headings",
            "document_gap",
            "pieces_gap",
            "sentences",
            "little_elsewhere",
        )
    )


def test_the_stricter_the_more_likely_an_answer_must_be() -> None:
    packaged = Calibration.packaged()
    levels = [packaged.strictness[level] for level in Strictness]
    for stricter, other in pairwise(levels):
        assert stricter.answered_from > other.answered_from
        assert stricter.possible_from > other.possible_from
    assert all(0 < level.possible_from < level.answered_from < 1 for level in levels)
    balanced = packaged.strictness[Strictness.BALANCED]
    assert (packaged.answered_from, packaged.possible_from) == balanced


def test_more_evidence_makes_the_packaged_probability_rise() -> None:
    packaged = Calibration.packaged()
    assert all(weight > 0 for weight in packaged.weights.values())
    assert packaged.probability(Evidence(0, 0, 0, 0, 0.6)) < 0.05
    assert packaged.probability(Evidence(1, 3, 0.1, 0.8, 0.9)) > 0.9
