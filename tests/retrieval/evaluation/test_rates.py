"""The figures of a run are those of its records."""

from __future__ import annotations

from typing import Any

import pytest

from retrieval.evaluation.rates import MEANS, figures_of, is_wrong
from retrieval.evaluation.resampling import Estimate
from tests.retrieval.evaluation.records_made import record

RECORDS = [
    record(1, probability=0.9, rank=1, ndcg_at_10=1.0, sentence_hit=True, latency_ms=10.0),
    record(2, probability=0.8, rank=2, ndcg_at_10=0.5, sentence_hit=False, latency_ms=20.0),
    record(3, probability=0.3, rank=4, ndcg_at_10=0.0, latency_ms=30.0),
    record(4, probability=0.6, answerable=False, why="page removed", latency_ms=0.0),
    record(5, probability=0.1, answerable=False, why="off topic", latency_ms=40.0),
    record(6, probability=0.1, answerable=False, latency_ms=40.0),
]


def values(*, quotes: bool) -> dict[str, tuple[Any, int]]:
    """Return value and number of questions of each figure."""
    return {
        name: (told.value, told.questions)
        for name, told in figures_of(RECORDS, quotes=quotes).items()
    }


def test_the_figures_of_a_collection() -> None:
    found = values(quotes=False)
    assert list(found)[: len(MEANS)] == list(MEANS)
    assert found["ndcg_at_10"] == (0.5, 3)
    assert found["sentence_hit"] == (0.5, 2)
    assert found["word_f1"] == (None, 0)
    assert found["auroc"] == (pytest.approx(8 / 9), 6)
    assert found["auroc (off topic)"] == (1.0, 4)
    assert found["auroc (page removed)"] == (pytest.approx(2 / 3), 4)
    assert found["answered_at_5_percent_wrong"] == (pytest.approx(1 / 6), 6)
    assert found["latency_ms_p50"] == (30.0, 5)
    assert found["latency_ms_p95"] == (40.0, 5)
    assert "hit_at_1" not in found


def test_the_figures_of_a_file_of_questions() -> None:
    found = values(quotes=True)
    assert found["hit_at_1"] == (pytest.approx(1 / 3), 3)
    assert found["hit_at_3"] == (pytest.approx(2 / 3), 3)
    assert "ndcg_at_10" not in found


def test_an_answer_is_wrong_unless_what_it_quotes_first_is_relevant() -> None:
    assert is_wrong(RECORDS) == [False, True, True, True, True, True]


def test_no_records_have_no_figures() -> None:
    nothing = Estimate(None, None, None, 0)
    assert set(figures_of([]).values()) == {nothing}
