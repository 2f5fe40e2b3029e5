"""The weights of the ranking are learned, and each feature's gain is told."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from retrieval.domain.hits import FEATURES
from retrieval.evaluation.learning import fit_ranking, ndcg
from tests.retrieval.evaluation.observed import observed

if TYPE_CHECKING:
    from retrieval.evaluation.observing import Observed

SECOND = 1 / math.log2(3)
NO_FEATURES = [[0.0] * 6] * 3


def test_ndcg_is_one_for_the_relevant_rows_in_front() -> None:
    item = observed(1, NO_FEATURES, [True, False, True])
    assert ndcg(item, np.array([3.0, 1.0, 2.0])) == pytest.approx(1.0)
    assert ndcg(item, np.array([3.0, 2.0, 1.0])) == pytest.approx((1 + 0.5) / (1 + SECOND))


def test_a_row_counts_once_where_its_best_passage_stands() -> None:
    item = observed(1, NO_FEATURES, [False, False, True], rows=["a", "a", "b"])
    assert ndcg(item, np.array([3.0, 2.0, 1.0])) == pytest.approx(SECOND)


def test_what_was_not_found_counts_as_missed() -> None:
    item = observed(1, NO_FEATURES, [True, False, False], all_relevant=2)
    assert ndcg(item, np.array([3.0, 2.0, 1.0])) == pytest.approx(1 / (1 + SECOND))


def test_only_the_first_ten_rows_count() -> None:
    item = observed(1, [[0.0] * 6] * 11, [False] * 10 + [True])
    assert ndcg(item, -np.arange(11.0)) == 0


def questions(name: str, count: int, column: int, seed: int) -> list[Observed]:
    """Return questions whose relevant candidate has most of one feature; the others are noise."""
    random = np.random.default_rng(seed)
    made = []
    for number in range(count):
        features = random.uniform(0, 1, (8, 6))
        features[0, column] = 1.5
        made.append(observed(f"{name}-{number}", features.tolist(), [True] + [False] * 7))
    return made


def test_the_feature_that_tells_gets_the_weight_and_is_missed_without() -> None:
    fitted = fit_ranking({"one": questions("one", 60, 5, seed=1)})
    weights = fitted["weights"]
    assert tuple(weights) == FEATURES
    others = [abs(weights[name]) for name in FEATURES if name != "section"]
    assert weights["section"] > 5 * max(others)
    gains = {row["without"]: row["ndcg"]["one"] for row in fitted["ablation"]}
    assert set(gains) == {"", *FEATURES}
    assert gains[""] == pytest.approx(1.0, abs=0.01)
    assert gains["section"] < 0.7
    assert gains["heading"] == pytest.approx(1.0, abs=0.01)


def test_sets_weigh_the_same_however_many_questions_they_have() -> None:
    few, many = questions("few", 40, 5, seed=2), questions("many", 40, 3, seed=3)
    weights = fit_ranking({"few": few, "many": many * 5})["weights"]
    assert weights["section"] == pytest.approx(weights["heading"], rel=0.25)


def test_questions_without_an_answer_teach_nothing_and_are_not_counted() -> None:
    asked = questions("one", 40, 5, seed=4)
    wrong = [
        observed(
            f"wrong-{n}", [[0, 0, 0, 1, 0, 0], [0, 0, 0, 0, 0, 1]], [True, False], answerable=False
        )
        for n in range(40)
    ]
    fitted = fit_ranking({"one": [*asked, *wrong]})
    assert fitted["weights"] == fit_ranking({"one": asked})["weights"]
    assert fitted["questions"] == {"one": 40}


def test_other_rankings_of_the_same_candidates_are_told() -> None:
    # BM25 has the relevant one first, the cosine has it second.
    item = observed(
        "q",
        [[0.9, 0, 0.1, 0, 0, 0], [0.1, 0, 0.2, 0, 0, 0], [0.8, 0, 0.9, 0, 0, 0]],
        [False, False, True],
    )
    told = fit_ranking({"one": [item, *questions("one", 10, 1, seed=5)], "two": [item]})
    assert {name: sets["two"] for name, sets in told["baselines"].items()} == {
        "BM25": 1.0,
        "cosine of the passage": pytest.approx(SECOND, abs=0.001),
        "reciprocal rank fusion": 1.0,
    }
