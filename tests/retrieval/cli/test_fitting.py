"""The commands that fit what the search decides by."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest
from typer.testing import CliRunner

from retrieval.answers import EVIDENCE
from retrieval.cli.app import app
from retrieval.cli.fitting import BASIS, CALIBRATION, RANKING
from retrieval.search import FEATURES
from tests.retrieval.evaluation.folders import QUERIES, write_collection
from tests.retrieval.shelf import STPS, write

if TYPE_CHECKING:
    from pathlib import Path

MANY = [{**query, "id": f"{query['id']} {number}"} for query in QUERIES for number in range(12)]
JUDGED = [
    (f"{number} {count}", row, grade)
    for number, row, grade in (("bins", "a 1", 1), ("mirrored", "m/2", 1), ("glass", "é", 2))
    for count in range(12)
]


@pytest.fixture
def packaged() -> dict[Path, bytes]:
    """Return what the release has, which no test may change."""
    return {path: path.read_bytes() for path in (BASIS, CALIBRATION, RANKING)}


def fit(*arguments: object) -> str:
    done = CliRunner().invoke(app, ["fit", *map(str, arguments)])
    if done.exception:
        raise done.exception
    return done.stdout


def test_the_ranking_is_fitted_on_collections(tmp_path: Path, packaged: dict[Path, bytes]) -> None:
    town = write_collection(tmp_path / "town", queries=MANY, relevant=JUDGED)
    output = tmp_path / "ranking.json"
    said = fit("ranking", town, "--output", output, "--keep", tmp_path / "kept")
    stored = json.loads(output.read_text())
    assert json.loads(said) == stored["weights"]
    assert tuple(stored["weights"]) == FEATURES
    assert stored["questions"] == {"town": 36}
    assert [row["without"] for row in stored["ablation"]] == ["", *FEATURES]
    assert {path: path.read_bytes() for path in packaged} == packaged


def test_the_calibration_is_fitted_and_its_thresholds_stay(
    tmp_path: Path, packaged: dict[Path, bytes]
) -> None:
    town = write_collection(tmp_path / "town", queries=MANY, relevant=JUDGED)
    output = tmp_path / "calibration.json"
    said = fit("calibration", town, "--output", output)
    stored = json.loads(output.read_text())
    assert json.loads(said) == stored["fit"]
    assert stored["fit"]["collections"] == ["town"]
    assert (stored["fit"]["questions"], stored["fit"]["answerable"]) == (48, 36)
    assert tuple(stored["weights"]) == EVIDENCE
    assert stored["strictness"] == json.loads(packaged[CALIBRATION])["strictness"]
    assert {path: path.read_bytes() for path in packaged} == packaged


def test_the_basis_is_fitted_on_documents(tmp_path: Path, packaged: dict[Path, bytes]) -> None:
    write(tmp_path / "documents", "stps.md", STPS)
    output = tmp_path / "basis.npy"
    said = fit("basis", tmp_path / "documents", "--output", output)
    assert said == f"{output}: 384 dimensions on 96\n"
    assert np.load(output).shape == (384, 96)
    assert {path: path.read_bytes() for path in packaged} == packaged
