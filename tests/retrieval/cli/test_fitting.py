"""The commands that fit what the search decides by."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest
from typer.testing import CliRunner

from retrieval.answers import EVIDENCE
from retrieval.cli.app import app
from retrieval.cli.fitting import ADAPTER, BASIS, CALIBRATION, RANKING
from retrieval.domain.hits import FEATURES
from retrieval.evaluation import load_collection
from retrieval.evaluation.folding import Fold
from retrieval.search import load_adapter, locate_model
from tests.retrieval.evaluation.folders import JUDGED, MANY, write_collection
from tests.retrieval.shelf import STPS, write

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def packaged() -> dict[Path, bytes]:
    """Return what the release has, which no test may change."""
    return {path: path.read_bytes() for path in (ADAPTER, BASIS, CALIBRATION, RANKING)}


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


def test_an_adapter_is_fitted_without_the_pages_of_a_fold(
    tmp_path: Path, packaged: dict[Path, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.evaluation.adapting._EPOCHS", 1)
    town = write_collection(tmp_path / "town", queries=MANY, relevant=JUDGED)
    adapters = tmp_path / "adapters"
    said = fit("adapter", town, "--fold", "0/2", "--output", adapters)
    path = adapters / "fold-0-of-2.npz"
    held = [
        Fold(0, 2).holds(load_collection(town), query) for query in load_collection(town).queries
    ]
    assert 0 < sum(held) < len(held)
    assert said.startswith(f"{path}: {path.stat().st_size} bytes, ")
    fit("adapter", town, "--fold", "1/2", "--output", adapters)
    mean = tmp_path / "mean.npz"
    assert fit("average", adapters, "--output", mean).startswith(f"{mean}: the mean of 2, ")
    assert locate_model(adapter=str(mean)).adapter == load_adapter(mean)
    # What is fitted then asks each question of the one that has not seen its page.
    output = tmp_path / "ranking.json"
    fit("ranking", town, "--adapters", adapters, "--output", output)
    stored = json.loads(output.read_text())
    assert stored["questions"] == {"town": 36}
    assert [row["without"] for row in stored["ablation"]] == ["", *FEATURES, "adapter"]
    assert {path: path.read_bytes() for path in packaged} == packaged


def test_the_basis_is_fitted_on_documents(tmp_path: Path, packaged: dict[Path, bytes]) -> None:
    write(tmp_path / "documents", "stps.md", STPS)
    output = tmp_path / "basis.npy"
    said = fit("basis", tmp_path / "documents", "--output", output)
    assert said == f"{output}: 384 dimensions on 96\n"
    assert np.load(output).shape == (384, 96)
    assert {path: path.read_bytes() for path in packaged} == packaged
