"""A model is traced once on a machine; what is kept of it needs few libraries and gives the same."""

from __future__ import annotations

import logging
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch

from retrieval.search import NO_ADAPTER, Embedder, locate_model
from tests.retrieval.builders import packaged_model

QUESTION = "what is a sustainability and transformation plan?"
_IN_A_PROCESS = f"""
import sys
from retrieval.search import Embedder, locate_model
(found,) = Embedder(locate_model(), threads=1).encode_questions(["{QUESTION}"])
print(*sorted({{"torch", "transformers", "sentence_transformers"}} & sys.modules.keys()))
print(*found.vector.tolist())
"""


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder in which models are kept."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "chapter-and-verse"


@pytest.fixture
def makes(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """Return a list that grows whenever a model is traced."""
    made: list[None] = []
    trace: Any = torch.jit.trace

    def counted(*arguments: Any, **options: Any) -> Any:
        made.append(None)
        return trace(*arguments, **options)

    monkeypatch.setattr(torch.jit, "trace", counted)
    return made


def encoded(**options: Any) -> list[float]:
    (found,) = Embedder(packaged_model(), threads=1, **options).encode_questions([QUESTION])
    vector: list[float] = found.vector.tolist()
    return vector


@pytest.mark.parametrize("for_questions", [False, True])
def test_a_model_is_traced_once(for_questions: bool, cache: Path, makes: list[None]) -> None:
    first = encoded(for_questions=for_questions)
    assert encoded(for_questions=for_questions) == pytest.approx(first, abs=1e-6)
    assert len(makes) == 1
    (kept,) = cache.iterdir()
    assert kept.stat().st_size > 80_000_000
    assert cache.stat().st_mode & 0o077 == 0


def test_the_next_process_imports_pytorch_alone(cache: Path) -> None:
    here = encoded()
    assert cache.is_dir()
    ended = subprocess.run(
        [sys.executable, "-c", _IN_A_PROCESS],
        check=True,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[3],
    )
    imported, vector = ended.stdout.splitlines()
    assert imported == "torch"
    assert [float(value) for value in vector.split()] == pytest.approx(here, abs=1e-6)


def test_what_is_torn_is_made_again(cache: Path, makes: list[None]) -> None:
    whole = encoded()
    (kept,) = cache.iterdir()
    for content in (kept.read_bytes()[:-1000], b"", b"no trace"):
        kept.write_bytes(content)
        makes.clear()
        assert encoded() == pytest.approx(whole, abs=1e-6)
        assert len(makes) == 1
        assert encoded() == pytest.approx(whole, abs=1e-6)
        assert len(makes) == 1


def test_where_nothing_can_be_kept_each_makes_its_own(
    cache: Path, makes: list[None], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "retrieval")
    cache.write_text("in the way")
    assert encoded() == pytest.approx(encoded(), abs=1e-6)
    assert len(makes) == 2
    assert [line.partition(": ")[0] for line in caplog.messages] == [
        f"the model cannot be kept in {cache}"
    ] * 2


def test_what_cannot_be_written_leaves_nothing(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_script: Any, path: str, **_: Any) -> None:
        with open(path, "wb") as file:  # noqa: PTH123 - as PyTorch does it.
            file.write(b"half")
        raise RuntimeError("No space left on device")

    monkeypatch.setattr(torch.jit, "save", full)
    assert encoded()
    assert list(cache.iterdir()) == []


def test_an_untraced_model_is_not_kept(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    traced = encoded()
    shutil.rmtree(cache)
    monkeypatch.setattr("retrieval.search.tracing.TracedEncoder", None)
    assert encoded() == pytest.approx(traced, abs=1e-6)
    assert not cache.exists()


def test_another_model_or_way_of_reading_is_kept_by_itself(cache: Path, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(packaged_model().folder, folder, ignore=shutil.ignore_patterns("*.py"))
    for number, model in enumerate(
        [packaged_model(), locate_model(str(folder)), locate_model(adapter=NO_ADAPTER)], start=1
    ):
        Embedder(model, threads=1)
        # The same files elsewhere are the same model.
        assert len(list(cache.iterdir())) == max(1, number - 1)
    pooling = folder / "1_Pooling" / "config.json"
    pooling.write_text(pooling.read_text() + "\n")
    Embedder(locate_model(str(folder)), threads=1)
    assert len(list(cache.iterdir())) == 3


def test_another_kind_of_processor_has_its_own(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoded()
    monkeypatch.setattr(torch.backends.cpu, "get_cpu_capability", lambda: "another")
    encoded()
    assert len(list(cache.iterdir())) == 2


def test_those_read_longest_ago_go(
    cache: Path, makes: list[None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.search.kept._MOST", 2)
    encoded()
    encoded(for_questions=True)
    encoded()
    Embedder(locate_model(adapter=NO_ADAPTER), threads=1)
    assert len(list(cache.iterdir())) == 2
    makes.clear()
    encoded()
    assert makes == []
    encoded(for_questions=True)
    assert makes == [None]
