"""What was fitted for a model is used with that model, and with no other."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from retrieval import Outcome
from retrieval.answers import Calibration
from retrieval.asking.fitted import CALIBRATION, RANKING, fitted_for
from retrieval.cli.app import app
from retrieval.cli.fitting import CALIBRATION as PACKAGED_CALIBRATION
from retrieval.cli.fitting import RANKING as PACKAGED_RANKING
from retrieval.domain import Strictness
from retrieval.errors import ModelError, SettingsError
from retrieval.search import NO_ADAPTER, locate_model, packaged_weights
from tests.retrieval.evaluation.folders import JUDGED, MANY, write_collection
from tests.retrieval.models import write_other_model
from tests.retrieval.shelf import BINS, STPS, open_library, write

if TYPE_CHECKING:
    from pathlib import Path

QUESTION = "what is a Sustainability and Transformation Plan?"
ELSEWHERE = "who won the football match in Lisbon?"


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a model that nothing was fitted for."""
    return write_other_model(tmp_path_factory.mktemp("models") / "other")


@pytest.fixture
def fitting(other: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Set the environment for a fit of the other model, and return where it goes."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RETRIEVAL_MODEL", str(other))
    monkeypatch.setenv("RETRIEVAL_INDEX_THREADS", "1")
    monkeypatch.setenv("RETRIEVAL_FITTED", str(tmp_path / "fitted"))
    return tmp_path / "fitted"


def fit(what: str, folder: Path) -> None:
    done = CliRunner().invoke(app, ["fit", what, str(folder)])
    if done.exception:
        raise done.exception


def test_the_packaged_model_has_what_comes_with_the_release(tmp_path: Path) -> None:
    for model in (locate_model(), locate_model(adapter=NO_ADAPTER)):
        # A folder that holds nothing is for nothing.
        for folder in (None, tmp_path):
            fitted = fitted_for(model, folder)
            assert (fitted.weights, fitted.calibration) == (
                packaged_weights(),
                Calibration.packaged(),
            )
    with open_library(tmp_path) as library:
        assert library.warnings() == []


@pytest.mark.parametrize("strictness", Strictness)
def test_with_a_model_that_nothing_was_fitted_for_no_reply_is_sure(
    other: Path, tmp_path: Path, strictness: Strictness
) -> None:
    with open_library(tmp_path, model=str(other)) as library:
        library.add(write(tmp_path, "stps.md", STPS))
        library.add(write(tmp_path, "bins.txt", BINS))
        library.set_strictness(strictness, guild=1)
        for question in (QUESTION, ELSEWHERE):
            reply = library.ask(question, guild=1)
            assert (reply.outcome, reply.probability) == (Outcome.POSSIBLE, 0.5)
        assert library.ask(QUESTION).quotes[0].text.startswith("A Sustainability and Transform")
        (warning,) = library.warnings()
        assert warning == (
            f"RETRIEVAL_MODEL: no probability was fitted for {other}: every reply is shown as the "
            "closest passages, which may not answer. To mend it: leave RETRIEVAL_MODEL empty, or fit on questions "
            "with known answers (CONTRIBUTING.md, Another model)."
        )


def test_what_is_fitted_for_another_model_is_used_with_it_alone(
    other: Path, tmp_path: Path, fitting: Path
) -> None:
    release = {path: path.read_bytes() for path in (PACKAGED_RANKING, PACKAGED_CALIBRATION)}
    town = write_collection(tmp_path / "town", queries=MANY, relevant=JUDGED)
    fit("ranking", town)
    model = locate_model(str(other))
    weights, calibration = fitted_for(model, fitting)
    assert weights == json.loads((fitting / RANKING).read_text())["weights"] != packaged_weights()
    assert not calibration.is_known
    fit("calibration", town)
    stored = json.loads((fitting / CALIBRATION).read_text())
    calibration = fitted_for(model, fitting).calibration
    assert calibration.weights == stored["weights"]
    assert calibration.strictness == Calibration.packaged().strictness
    assert {path: path.read_bytes() for path in release} == release
    with open_library(tmp_path, model=str(other), fitted=fitting) as library:
        assert library.warnings() == []
        library.add(write(tmp_path, "stps.md", STPS))
        trace = library.trace(QUESTION)
        assert trace.evidence is not None
        assert trace.reply.probability == calibration.probability(trace.evidence) != 0.5
        best = library.find(QUESTION).candidates[0]
        assert best.log_odds == pytest.approx(
            sum(weights[name] * getattr(best.features, name) for name in weights)
        )
    with pytest.raises(ModelError) as caught:
        open_library(tmp_path, model="", fitted=fitting)
    assert str(caught.value) == (
        f"{fitting / RANKING} was fitted for {other}, and the model is "
        "sentence-transformers/all-MiniLM-L6-v2; set RETRIEVAL_MODEL and RETRIEVAL_FITTED together."
    )


@pytest.mark.parametrize("content", ["torn", "[]", '{"weights": {"pieces": 1}}', '{"weights": 3}'])
def test_a_file_that_no_fit_has_written_is_refused(tmp_path: Path, content: str) -> None:
    file = write(tmp_path, RANKING, content)
    with pytest.raises(ModelError, match="is not what this release's `fit` writes") as caught:
        fitted_for(locate_model(), tmp_path)
    assert str(caught.value).startswith(str(file))


@pytest.mark.parametrize("what", ["ranking", "calibration"])
def test_a_fit_for_another_model_never_goes_into_the_release(
    tmp_path: Path, fitting: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    monkeypatch.delenv("RETRIEVAL_FITTED")
    before = PACKAGED_RANKING.read_bytes(), PACKAGED_CALIBRATION.read_bytes()
    with pytest.raises(SettingsError, match="set RETRIEVAL_FITTED to a folder of your own"):
        fit(what, write_collection(tmp_path / "town"))
    assert before == (PACKAGED_RANKING.read_bytes(), PACKAGED_CALIBRATION.read_bytes())
    assert not fitting.exists()
