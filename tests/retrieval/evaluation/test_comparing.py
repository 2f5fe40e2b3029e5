"""Two runs are compared question by question."""

from __future__ import annotations

import pytest

from retrieval.errors import UserFacingError
from retrieval.evaluation import Run, compare, earlier_of
from retrieval.evaluation.records import StoredRun
from tests.retrieval.evaluation.records_made import record

EARLIER = [StoredRun("a", "text", ()), StoredRun("a", "text_long", ()), StoredRun("b", "text", ())]


def run(target: str, variant: str = "text") -> Run:
    return Run(target, "collection", variant, None, {}, ())


def test_a_better_run_is_told_with_how_sure_that_is() -> None:
    before = [record(n, ndcg_at_10=0.5, sentence_hit=None) for n in range(40)]
    after = [record(n, ndcg_at_10=0.7 if n % 4 else 0.5) for n in range(39, -1, -1)]
    (told,) = compare(before, after)
    assert (told.figure, told.questions) == ("ndcg_at_10", 40)
    assert told.before == 0.5
    assert told.after == pytest.approx(0.65)
    assert told.difference == pytest.approx(0.15)
    assert 0.11 < told.low < 0.15 < told.high < 0.19
    assert told.p == pytest.approx(1 / 10_001)


def test_chance_is_told_as_such() -> None:
    before = [record(n, sentence_hit=n % 2 == 0, ndcg_at_10=0.5) for n in range(40)]
    after = [record(n, sentence_hit=n % 2 == 1, ndcg_at_10=0.5) for n in range(40)]
    same, flipped = compare(before, after)
    assert (same.difference, same.low, same.high, same.p) == (0, 0, 0, 1)
    assert (flipped.figure, flipped.difference, flipped.p) == ("sentence_hit", 0, 1)
    assert flipped.low < -0.2
    assert flipped.high > 0.2


def test_the_probability_is_the_share_of_signs_that_go_as_far() -> None:
    before = [record(n, ndcg_at_10=0.0) for n in range(3)]
    after = [record(n, ndcg_at_10=1.0) for n in range(3)]
    (told,) = compare(before, after)
    # Of eight ways to sign three differences, two are as far from nothing.
    assert told.p == pytest.approx(0.25, abs=0.02)


def test_only_questions_of_both_runs_are_compared() -> None:
    before = [record(1, ndcg_at_10=0.0), record(2, ndcg_at_10=0.0), record(3)]
    after = [record(2, ndcg_at_10=0.5), record(3, ndcg_at_10=1.0), record(4, ndcg_at_10=1.0)]
    (told,) = compare(before, after)
    assert (told.questions, told.difference) == (1, 0.5)
    with pytest.raises(UserFacingError, match="share no question"):
        compare(before, [record(5)])


def test_a_run_is_compared_with_that_of_its_target_and_wording() -> None:
    assert earlier_of(run("a", "text_long"), EARLIER) is EARLIER[1]
    assert earlier_of(run("b", "text_long"), EARLIER) is EARLIER[2]
    assert earlier_of(run("c"), EARLIER[2:]) is EARLIER[2]
    with pytest.raises(UserFacingError) as caught:
        earlier_of(run("c"), EARLIER)
    assert str(caught.value) == (
        "the file to compare with has no run of c (text); it has a (text), a (text_long), b (text)."
    )
