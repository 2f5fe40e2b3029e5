"""Runs are kept as JSON and read again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from retrieval.errors import UserFacingError
from retrieval.evaluation import Run, load_runs, runs_json
from retrieval.evaluation.records import StoredRun
from retrieval.evaluation.resampling import Estimate
from tests.retrieval.evaluation.records_made import record

if TYPE_CHECKING:
    from pathlib import Path

RECORDS = (record("é", rank=2, sentence_hit=True, rows=("a", "b")), record(2))
RUN = Run("town", "collection", "text", "dev", {"auroc": Estimate(0.5, 0.4, 0.6, 2)}, RECORDS)


def test_a_run_is_read_as_it_was_written(tmp_path: Path) -> None:
    file = tmp_path / "run.json"
    file.write_text(runs_json([RUN, RUN]), encoding="utf-8")
    assert load_runs(file) == [StoredRun("town", "text", RECORDS)] * 2
    stored = json.loads(file.read_text(encoding="utf-8"))["runs"][0]
    assert stored["figures"] == {
        "auroc": {"value": 0.5, "low": 0.4, "high": 0.6, "questions": 2},
    }


def test_fields_of_a_later_release_are_passed_over(tmp_path: Path) -> None:
    stored = json.loads(runs_json([RUN]))
    stored["runs"][0]["records"][0]["colour"] = "red"
    file = tmp_path / "run.json"
    file.write_text(json.dumps(stored))
    assert load_runs(file) == [StoredRun("town", "text", RECORDS)]


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"form": 0}', '{"form": 1, "runs": [{}]}'])
def test_another_file_is_an_error(tmp_path: Path, text: str) -> None:
    file = tmp_path / "run.json"
    file.write_text(text)
    with pytest.raises(UserFacingError, match=r"run.json is not what `evaluate --json` writes"):
        load_runs(file)
    with pytest.raises(UserFacingError, match="cannot be read: No such file or directory"):
        load_runs(tmp_path / "none.json")
