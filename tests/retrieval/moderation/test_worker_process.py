"""The worker as a real process: killed, told to end, cancelled, it loses nothing and doubles nothing."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from typing import TYPE_CHECKING

import pytest

from retrieval.domain import JobKind, JobState
from tests.retrieval.forking import End, Forks, shared_forks
from tests.retrieval.moderated import MODERATOR, outcome, queue, texts
from tests.retrieval.shelf import FIRST_GUILD, SECOND_GUILD

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from retrieval import Library
    from retrieval.domain import Job

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="orphans are counted as Linux does")

COMPLETED = End(0, 0)
KILLED = End(-signal.SIGKILL, 0)
FILES = 6
SENTENCES = 30
"""Of each file, which makes four passages, so that files are stored all through a job."""
KILLS = 4
WAIT_S = 120.0
"""It gives way to whatever else runs, such as other tests."""
SEED = 20170706
THIRD_GUILD = 303


@pytest.fixture(scope="module")
def forks() -> Forks:
    """Return what starts the processes."""
    return shared_forks()


class Work:
    """A worker process on a library, and what is queued for it."""

    def __init__(self, library: Library, folder: Path, forks: Forks) -> None:
        """Begin without jobs."""
        self.library = library
        self.folder = folder
        self.forks = forks
        self.rounds = 0
        self.expected: dict[str, str] = {}

    def add(self) -> Job:
        """Queue a job with files that nobody has seen."""
        self.rounds += 1
        files = []
        for number in range(FILES):
            ward = self.rounds * 100 + number
            text = " ".join(
                f"The committee of ward {ward} met for the {time}th time about road {ward + time}."
                for time in range(SENTENCES)
            )
            files.append((f"ward-{ward}.txt", text))
        self.expected |= dict(files)
        return queue(self.library, *files)

    def start(self) -> int:
        """Start the process."""
        return self.forks.start("--index", str(self.folder / "index"), "work")

    def finish(self) -> None:
        """Let a process do all that is left."""
        self.start()
        assert self.forks.wait() == COMPLETED, self.forks.output

    def when(self, reached: Callable[[], bool]) -> None:
        """Wait while the process works."""
        deadline = time.monotonic() + WAIT_S
        while not reached():
            assert time.monotonic() < deadline, "it does not come so far"
            assert not self.forks.has_ended(within_s=0.001), self.forks.output

    def state(self, job: Job) -> JobState:
        """Return how far a job is."""
        assert job.guild is not None
        return self.library.job(job.id, guild=job.guild).state

    def stored(self) -> int:
        """Return how many documents the first guild has."""
        return self.library.documents.counts([f"guild:{FIRST_GUILD}"])[0]

    def check_done(self, job: Job) -> None:
        """Assert that all files are there once, and that the job says and records so."""
        assert self.state(job) is JobState.DONE
        assert texts(self.library) == self.expected
        found = outcome(self.library, job)
        names = {upload.name for upload in job.uploads}
        assert {title for _, title in found.documents} == names
        assert (len(found.documents), found.unchanged, found.refused) == (FILES, 0, ())
        events = self.library.history(guild=FIRST_GUILD, limit=FILES)
        assert {event.title for event in events} == names


@pytest.fixture
def work(library: Library, tmp_path: Path, forks: Forks) -> Work:
    """Return a library without jobs."""
    return Work(library, tmp_path, forks)


def test_the_jobs_of_several_guilds_are_done_in_turn_beside_whatever_else_runs(
    work: Work, library: Library
) -> None:
    first = work.add()
    again = queue(library, ("again.txt", "The pool opens at seven."))
    others = [
        queue(library, ("pool.txt", "The pool opens at seven."), guild=guild)
        for guild in (SECOND_GUILD, THIRD_GUILD)
    ]
    process = work.start()
    work.when(lambda: work.state(first) is JobState.RUNNING)
    assert os.getpriority(os.PRIO_PROCESS, process) == 10
    # One that is started meanwhile makes way.
    assert library.worker().run_until_empty() == 0
    assert work.forks.wait() == COMPLETED, work.forks.output
    assert library.jobs() == []
    ended = {
        guild: library.history(guild=guild, limit=100)
        for guild in (FIRST_GUILD, SECOND_GUILD, THIRD_GUILD)
    }
    order = sorted((e.id, guild) for guild, events in ended.items() for e in events)
    assert [guild for _, guild in order] == [
        *[FIRST_GUILD] * FILES,
        SECOND_GUILD,
        THIRD_GUILD,
        FIRST_GUILD,
    ]
    assert {event.actor for events in ended.values() for event in events} == {MODERATOR}
    assert [len(outcome(library, job).documents) for job in (first, again, *others)] == [
        FILES,
        1,
        1,
        1,
    ]


def test_killed_at_any_moment_the_next_worker_finishes_and_doubles_nothing(work: Work) -> None:
    moments = random.Random(SEED)
    for _ in range(KILLS):
        before = work.stored()
        job = work.add()
        documents = moments.randrange(FILES)
        process = work.start()
        work.when(
            lambda job=job, enough=before + documents: (  # type: ignore[misc]
                work.state(job) is JobState.RUNNING and work.stored() >= enough
            )
        )
        assert work.forks.kill(process, after_s=moments.uniform(0, 0.05)) == KILLED
        assert work.state(job) is JobState.RUNNING
        work.finish()
        work.check_done(job)


def test_told_to_end_it_hands_its_job_back_as_often_as_it_takes(work: Work) -> None:
    job = work.add()
    for documents in (0, 2, 4):
        process = work.start()
        work.when(
            lambda enough=documents: (  # type: ignore[misc]
                work.state(job) is JobState.RUNNING and work.stored() >= enough
            )
        )
        os.kill(process, signal.SIGTERM)
        assert work.forks.wait() == COMPLETED, work.forks.output
        assert work.state(job) is JobState.QUEUED
    work.finish()
    work.check_done(job)


def test_a_job_that_is_cancelled_ends_and_keeps_what_is_finished(
    work: Work, library: Library
) -> None:
    job = work.add()
    work.start()
    work.when(lambda: work.state(job) is JobState.RUNNING)
    assert library.cancel(job.id, guild=FIRST_GUILD)
    assert work.forks.wait() == COMPLETED, work.forks.output
    assert work.state(job) is JobState.CANCELLED
    kept = texts(library)
    assert len(kept) < FILES
    assert kept.items() <= work.expected.items()
    assert {title for _, title in outcome(library, job).documents} == set(kept)


def test_a_job_that_kills_its_worker_twice_fails_and_others_are_done(
    work: Work, library: Library
) -> None:
    poison = work.add()
    harmless = queue(library, kind=JobKind.REINDEX, guild=SECOND_GUILD)
    place = library.uploads.place()
    for attempt in (1, 2):
        process = work.start()
        work.when(
            lambda attempt=attempt: (  # type: ignore[misc]
                [begun for _, begun in library.job_store.left(place)] == [attempt]
            )
        )
        assert work.forks.kill(process) == KILLED
    work.finish()
    assert work.state(poison) is JobState.FAILED
    assert "twice, so it is not tried again" in str(outcome(library, poison).error)
    assert work.state(harmless) is JobState.DONE
