"""Rankings are measured as ir-measures does, on the order that was found."""

from __future__ import annotations

from dataclasses import astuple
from math import log2

import pytest

from retrieval.evaluation.ranks import Ranked, rank_figures

MANY = [f"d{number}" for number in range(30)]


def test_the_order_is_what_counts() -> None:
    found = rank_figures({"q": {"b": 1, "x y": 1}}, {"q": ["a", "b", "c"]})
    ideal = 1 + 1 / log2(3)
    assert astuple(found["q"]) == pytest.approx((1 / log2(3) / ideal, 0.5, 0.5, 0.5))


def test_a_higher_grade_gains_more() -> None:
    found = rank_figures({"q": {"a": 1, "b": 2}}, {"q": ["a", "b"]})
    assert found["q"].ndcg_at_10 == pytest.approx((1 + 2 / log2(3)) / (2 + 1 / log2(3)))


@pytest.mark.parametrize(
    ("place", "figures"),
    [
        (4, (1 / log2(6), 0.2, 1.0, 1.0)),
        (9, (1 / log2(11), 0.1, 0.0, 1.0)),
        (10, (0.0, 0.0, 0.0, 1.0)),
        (20, (0.0, 0.0, 0.0, 0.0)),
    ],
)
def test_each_figure_looks_as_deep_as_its_name_says(place: int, figures: tuple[float, ...]) -> None:
    found = rank_figures({"q": {f"d{place}": 1}}, {"q": MANY})
    assert astuple(found["q"]) == pytest.approx(figures)


def test_only_questions_that_were_asked_and_have_relevant_rows_are_measured() -> None:
    relevant = {"q": {"a": 1}, "p": {}, "o": {"a": 1}}
    assert rank_figures(relevant, {"q": [], "p": ["a"], "n": ["a"]}) == {"q": Ranked(0, 0, 0, 0)}
    assert rank_figures({}, {"q": ["a"]}) == {}


def test_any_text_is_an_id() -> None:
    found = rank_figures({"q\0a": {"d\0a": 1}, "q": {"": 1}}, {"q\0a": ["d", "d\0a"], "q": [""]})
    assert [found[name].mrr_at_10 for name in ("q\0a", "q")] == [0.5, 1.0]
