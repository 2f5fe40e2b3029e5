"""Indexing rests where others want the processors, and only there."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import contextmanager
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from retrieval.search import Embedder
from retrieval.search.yielding import Yielding
from tests.retrieval.builders import packaged_model

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who waits")


@pytest.fixture
def rests(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return the seconds of each rest, none of which is taken."""
    taken: list[float] = []
    monkeypatch.setattr("retrieval.search.yielding.time", SimpleNamespace(sleep=taken.append))
    return taken


@contextmanager
def one_processor_wanted_by_another() -> Iterator[None]:
    """Stay on one processor, on which another process is busy."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    busy = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        time.sleep(0.3)
        yield
    finally:
        busy.kill()
        busy.wait()
        os.sched_setaffinity(0, before)


def work(seconds: float) -> None:
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        pass


@LINUX
def test_it_rests_several_times_as_long_as_it_was_kept_waiting(rests: list[float]) -> None:
    with one_processor_wanted_by_another():
        rest = Yielding()
        began = time.monotonic()
        work(0.2)
        waited = time.monotonic() - began - 0.2
        rest()
        rest()
    assert rests[0] == pytest.approx(4 * waited, rel=0.2)
    assert rests[0] > 0.2
    assert rests[1] < rests[0] / 4  # What was waited for once counts once.


def test_what_it_waits_for_itself_is_no_reason(rests: list[float]) -> None:
    rest = Yielding()
    subprocess.run([sys.executable, "-c", "import time; time.sleep(0.3)"], check=True)
    rest()
    assert rests[0] < 0.8


def test_a_rest_has_an_end(rests: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    waited = iter([0.0, 100.0, 100.0])
    monkeypatch.setattr("retrieval.search.yielding._waited_s", lambda: next(waited))
    Yielding()()
    assert rests == [5.0]


def test_where_nothing_is_told_it_never_rests(
    rests: list[float], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("retrieval.search.yielding._SCHEDULED", tmp_path / "schedstat")
    Yielding()()
    (tmp_path / "schedstat").write_text("not numbers\n")
    Yielding()()
    assert rests == [0.0, 0.0]


def test_an_embedder_rests_before_each_batch_if_it_is_to(
    rests: list[float], embedder: Embedder
) -> None:
    questions = [f"question {number}" for number in range(70)]
    embedder.encode_questions(questions)
    assert not rests
    Embedder(packaged_model(), threads=1, yields=True).encode_questions(questions)
    assert len(rests) == 3
