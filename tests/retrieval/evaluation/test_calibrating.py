"""The probability is fitted on questions that are known to be answered or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from retrieval.answers import EVIDENCE, Evidence
from retrieval.evaluation.calibrating import fit_calibration
from tests.retrieval.evaluation.observed import observed

if TYPE_CHECKING:
    from retrieval.evaluation.observing import Observed


def asked(number: int, answerable: bool, sentence: float, why: str = "") -> Observed:
    evidence = Evidence(
        headings=0.0, document_gap=0.0, pieces_gap=0.0, sentences=sentence, little_elsewhere=0.0
    )
    return observed(number, [], [], answerable=answerable, why=why, evidence=evidence)


def drawn(count: int) -> list[Observed]:
    """Return questions whose log odds are 6 times the cosine, less 3."""
    random = np.random.default_rng(7)
    cosines = random.uniform(0, 1, count)
    answered = random.uniform(0, 1, count) < 1 / (1 + np.exp(3 - 6 * cosines))
    return [
        asked(number, bool(known), float(cosine), "" if known else "page removed")
        for number, (known, cosine) in enumerate(zip(answered, cosines, strict=True))
    ]


def test_the_coefficients_that_made_the_questions_are_found_again() -> None:
    fitted = fit_calibration(drawn(4000))
    assert tuple(fitted["weights"]) == EVIDENCE
    assert fitted["weights"]["sentences"] == pytest.approx(6, rel=0.1)
    assert fitted["intercept"] == pytest.approx(-3, rel=0.1)
    assert [fitted["weights"][name] for name in EVIDENCE if name != "sentences"] == [0] * 4
    assert fitted["fit"]["expected_calibration_error"] < 0.03


def test_each_reason_is_told_apart_from_all_that_is_answered() -> None:
    near = [asked(n, answerable=True, sentence=0.6 + n / 1000) for n in range(40)]
    far = [asked(n, answerable=False, sentence=n / 1000, why="off topic") for n in range(40, 60)]
    like = [
        asked(n, answerable=False, sentence=0.6 + n % 40 / 1000, why="removed") for n in range(40)
    ]
    told = fit_calibration([*near, *far, *like])["fit"]
    assert told["questions"] == 100
    assert told["answerable"] == 40
    assert told["auroc_by_reason"]["off topic"] == 1.0
    assert told["auroc_by_reason"]["removed"] == pytest.approx(0.5, abs=0.1)
    assert told["auroc"] == pytest.approx(
        (1.0 * 20 + told["auroc_by_reason"]["removed"] * 40) / 60, abs=0.01
    )


def test_a_question_for_which_nothing_was_found_is_left_out() -> None:
    nothing = observed("nothing", [], [], answerable=False)
    assert fit_calibration([nothing, *drawn(100)])["fit"]["questions"] == 100
