"""A job waits while anybody asks, in whichever process, and never for ever."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from retrieval.precedence import Precedence
from retrieval.search import Embedder
from tests.retrieval.builders import packaged_model

if TYPE_CHECKING:
    from collections.abc import Iterator

    from retrieval import Library
    from retrieval.asking.answering import Trace

REPOSITORY = Path(__file__).parents[2]
ASKING = """
import sys, time
from pathlib import Path
from retrieval.precedence import Precedence

with Precedence(Path(sys.argv[1])).asking():
    print("asking", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return where the library is kept."""
    folder = tmp_path / "index"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture
def job(folder: Path) -> Iterator[Precedence]:
    """Return what a job looks at."""
    made = Precedence(folder)
    yield made
    made.close()


@pytest.fixture
def bot(folder: Path) -> Iterator[Precedence]:
    """Return what questions are announced by, as another process would."""
    made = Precedence(folder)
    yield made
    made.close()


@contextmanager
def another_process_asks(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Have a process ask for ever."""
    with ExitStack() as stack:
        process = stack.enter_context(
            subprocess.Popen(
                [sys.executable, "-c", ASKING, folder],
                stdout=subprocess.PIPE,
                text=True,
                cwd=REPOSITORY,
            )
        )
        stack.callback(process.kill)
        assert process.stdout is not None
        assert process.stdout.readline() == "asking\n"
        yield process


def waited(job: Precedence) -> float:
    """Return for how many seconds a job gives way."""
    began = time.monotonic()
    job.give_way()
    return time.monotonic() - began


def test_a_job_waits_until_the_question_is_answered(job: Precedence, bot: Precedence) -> None:
    time.sleep(0.6)  # It has worked, and would wait two seconds.
    with bot.asking():
        giving_way = threading.Thread(target=job.give_way)
        giving_way.start()
        giving_way.join(0.3)
        assert giving_way.is_alive()
    giving_way.join(1.0)
    assert not giving_way.is_alive()


def test_a_job_waits_for_nobody_where_nobody_asks(job: Precedence, bot: Precedence) -> None:
    with bot.asking():
        pass
    time.sleep(0.2)
    assert waited(job) < 0.5
    assert not bot.is_asked()


def test_of_several_questions_the_last_one_ends_the_waiting(
    job: Precedence, bot: Precedence
) -> None:
    with ExitStack() as first, ExitStack() as second:
        first.enter_context(bot.asking())
        second.enter_context(bot.asking())
        first.close()
        assert job.is_asked()
        second.close()
        assert not job.is_asked()


def test_a_question_in_the_process_of_the_job_counts_and_stays_announced(
    job: Precedence, bot: Precedence
) -> None:
    with job.asking():
        assert job.is_asked()
        assert bot.is_asked()
    assert not job.is_asked()


@pytest.mark.parametrize(("worked", "waits"), [(0.0, 0.0), (0.1, 0.4), (60.0, 2.0)])
def test_a_job_waits_four_times_as_long_as_it_has_worked_and_two_seconds_at_the_most(
    job: Precedence, bot: Precedence, monkeypatch: pytest.MonkeyPatch, worked: float, waits: float
) -> None:
    now = [0.0]

    def sleep(seconds: float) -> None:
        now[0] += seconds

    clock = SimpleNamespace(monotonic=lambda: now[0], sleep=sleep)
    monkeypatch.setattr("retrieval.precedence.time", clock)
    job.give_way()
    now[0] += worked
    with bot.asking():
        job.give_way()
    assert now[0] == pytest.approx(worked + waits, abs=0.02)


def test_what_is_closed_keeps_nobody_waiting_and_touches_no_other_file(
    job: Precedence, bot: Precedence
) -> None:
    with bot.asking():
        bot.close()
        assert not job.is_asked()
    with bot.asking():
        assert not job.is_asked()
    bot.close()


def test_a_question_that_fails_lets_jobs_go_on(job: Precedence, bot: Precedence) -> None:
    with pytest.raises(ZeroDivisionError), bot.asking():
        _ = 1 / 0
    assert not job.is_asked()


def test_a_process_that_is_killed_while_it_answers_lets_jobs_go_on(
    job: Precedence, folder: Path
) -> None:
    with another_process_asks(folder) as process:
        assert job.is_asked()
        process.kill()
        process.wait()
        assert not job.is_asked()


def test_questions_do_not_wait_for_one_another(bot: Precedence, folder: Path) -> None:
    with another_process_asks(folder):
        began = time.monotonic()
        with bot.asking():
            assert time.monotonic() - began < 5


def test_where_the_system_has_no_such_locks_everything_goes_on(
    bot: Precedence, job: Precedence, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.precedence.fcntl", None)
    time.sleep(0.2)
    with bot.asking():
        assert waited(job) < 0.5


def test_a_question_to_the_library_is_announced_for_as_long_as_it_takes(
    library: Library, job: Precedence, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bool] = []
    trace = library.trace

    def look(*args: Any, **named: Any) -> Trace:
        seen.append(job.is_asked())
        return trace(*args, **named)

    monkeypatch.setattr(library, "trace", look)
    library.ask("what is a carer?")
    assert seen == [True]
    assert not job.is_asked()


def test_what_takes_long_may_wait_before_each_batch() -> None:
    batches: list[None] = []
    embedder = Embedder(packaged_model(), threads=1, before_batch=lambda: batches.append(None))
    embedder.encode_pieces([f"passage {number}" for number in range(17)])
    assert len(batches) == 3
