"""Indexing rests where others want the processors, and only there."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from retrieval.search import Embedder
from retrieval.search.yielding import Yielding
from tests.retrieval.builders import packaged_model

if TYPE_CHECKING:
    from collections.abc import Iterator

TOLD = pytest.mark.skipif(
    not Path("/proc/thread-self/schedstat").exists(), reason="this system does not tell who waits"
)


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
    with ExitStack() as stack:
        stack.callback(os.sched_setaffinity, 0, before)
        os.sched_setaffinity(0, {min(before)})
        busy = stack.enter_context(
            subprocess.Popen(
                [sys.executable, "-c", "print(flush=True)\nwhile True: pass"],
                stdout=subprocess.PIPE,
            )
        )
        stack.callback(busy.kill)
        assert busy.stdout is not None
        busy.stdout.readline()
        yield


def work(seconds: float) -> None:
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        pass


@TOLD
def test_it_rests_where_another_wants_the_processor(rests: list[float]) -> None:
    with one_processor_wanted_by_another():
        rest = Yielding()
        work(0.3)
        rest()
    assert rests[0] > 0.2


@pytest.mark.parametrize(
    ("waited", "expected"),
    [
        ([1.0, 1.1, 1.1, 1.1, 1.1], [0.4, 0.0]),  # What was waited for once counts once.
        ([0.0, 100.0, 100.0, 100.0, 100.0], [1.0, 0.0]),
        ([5.0, 0.0, 0.0, 0.0, 0.0], [0.0, 0.0]),  # Where it is not told any more, say.
    ],
)
def test_it_rests_four_times_as_long_as_it_waited_and_a_second_at_most(
    rests: list[float],
    monkeypatch: pytest.MonkeyPatch,
    waited: list[float],
    expected: list[float],
) -> None:
    told = iter(waited)
    monkeypatch.setattr("retrieval.search.yielding._waited_s", lambda: next(told))
    rest = Yielding()
    rest()
    rest()
    assert rests == pytest.approx(expected)


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
