"""The queue: states change in transactions, guilds take turns, and each sees its own jobs alone."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from retrieval.catalogue import EventStore, JobStore
from retrieval.domain import Event, JobKind, JobOutcome, JobState, Upload
from retrieval.errors import SourceNotFoundError

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from retrieval.domain import Job

HERE, ELSEWHERE = "a" * 16, "b" * 16
ACTOR = 2**63 - 1
"""As large as an id of Discord can get."""
CANCELLER = 8


@pytest.fixture
def jobs(engine: Engine) -> JobStore:
    """Return an empty queue."""
    return JobStore(engine)


def add(jobs: JobStore, guild: int = 1, kind: JobKind = JobKind.REINDEX, place: str = HERE) -> Job:
    return jobs.add(f"guild:{guild}", kind, actor=ACTOR, place=place)


def claimed(jobs: JobStore) -> int | None:
    job = jobs.claim(HERE)
    return None if job is None else job.id


def test_a_job_is_kept_as_it_was_queued(jobs: JobStore) -> None:
    uploads = (Upload("a.txt", "/uploads/a.txt", {"title": "A"}), Upload("b.txt", "/uploads/b.txt"))
    notice = {"channel": 5, "message": 6}
    job = jobs.add(
        "guild:1",
        JobKind.REPLACE,
        actor=ACTOR,
        place=HERE,
        uploads=uploads,
        document_id=7,
        notice=notice,
    )
    assert (job.guild, job.kind, job.state) == (1, JobKind.REPLACE, JobState.QUEUED)
    assert (job.uploads, job.document_id, job.actor) == (uploads, 7, ACTOR)
    assert (job.notice, job.outcome, job.ended_at) == (notice, None, None)
    jobs.set_notice(job.id, {"channel": 8})
    assert jobs.get("guild:1", job.id).notice == {"channel": 8}


def test_a_guild_sees_its_own_jobs_alone(jobs: JobStore) -> None:
    mine, yours = add(jobs, 1), add(jobs, 2)
    assert [job.id for job in jobs.all("guild:1", open_only=True)] == [mine.id]
    assert [job.id for job in jobs.all(None, open_only=True)] == [mine.id, yours.id]
    assert (jobs.counts("guild:1"), jobs.counts("guild:3")) == ((1, 0), (0, 0))
    with pytest.raises(SourceNotFoundError, match="no such job here"):
        jobs.get("guild:1", yours.id)
    assert jobs.get("guild:2", yours.id).state is JobState.QUEUED


def test_a_job_that_waits_is_cancelled_at_once_and_never_begun(jobs: JobStore) -> None:
    job = add(jobs)
    assert jobs.cancel(job, JobOutcome(), actor=CANCELLER)
    ended = jobs.get("guild:1", job.id)
    assert (ended.state, ended.outcome) == (JobState.CANCELLED, JobOutcome())
    assert ended.ended_at is not None
    assert claimed(jobs) is None
    assert not jobs.cancel(ended, JobOutcome(), actor=CANCELLER)
    assert jobs.all("guild:1", open_only=True) == []
    assert jobs.all("guild:1", open_only=False) == [ended]


def test_a_job_at_work_is_told_that_it_was_cancelled(jobs: JobStore) -> None:
    job = add(jobs)
    assert claimed(jobs) == job.id
    assert not jobs.is_cancelled(job.id)
    assert jobs.cancel(job, JobOutcome(), actor=CANCELLER)
    assert not jobs.cancel(job, JobOutcome(), actor=ACTOR)
    assert jobs.is_cancelled(job.id)
    at_work = jobs.get("guild:1", job.id)
    assert (at_work.state, at_work.cancelling) == (JobState.RUNNING, True)


def test_how_far_a_job_is_can_be_seen(jobs: JobStore) -> None:
    job = add(jobs)
    assert not jobs.is_running("guild:1", HERE)
    claimed(jobs)
    jobs.advance(job.id, "minutes.pdf", 3, 10)
    found = jobs.get("guild:1", job.id)
    assert (found.stage, found.done, found.total) == ("minutes.pdf", 3, 10)
    assert jobs.counts("guild:1") == (0, 1)
    assert jobs.is_running("guild:1", HERE)
    assert not jobs.is_running("guild:1", ELSEWHERE)
    assert not jobs.is_running("guild:2", HERE)


def test_guilds_take_turns_however_much_one_has_queued(jobs: JobStore) -> None:
    first = [add(jobs, 1).id for _ in range(3)]
    second = [add(jobs, 2).id for _ in range(2)]
    third = add(jobs, 3).id
    done = []
    while (job := jobs.claim(HERE)) is not None:
        jobs.end(job, JobState.DONE, JobOutcome())
        done.append(job.id)
    assert done == [first[0], second[0], third, first[1], second[1], first[2]]


def test_a_worker_does_what_was_queued_in_its_own_folder(jobs: JobStore) -> None:
    other = add(jobs, place=ELSEWHERE)
    assert not jobs.waits(HERE)
    assert claimed(jobs) is None
    assert jobs.waits(ELSEWHERE)
    job = jobs.claim(ELSEWHERE)
    assert job is not None
    assert job.id == other.id
    assert jobs.left(HERE) == []
    # It is left should that worker die.
    assert jobs.waits(ELSEWHERE)
    jobs.end(job, JobState.DONE, JobOutcome())
    assert not jobs.waits(ELSEWHERE)


def test_what_a_dead_worker_left_is_found_with_how_often_it_was_begun(jobs: JobStore) -> None:
    job = add(jobs)
    claimed(jobs)
    ((left, attempts),) = jobs.left(HERE)
    assert (left.id, attempts) == (job.id, 1)
    jobs.hand_back(job.id, blameless=False)
    assert jobs.left(HERE) == []
    claimed(jobs)
    assert [attempts for _, attempts in jobs.left(HERE)] == [2]
    jobs.hand_back(job.id, blameless=True)
    claimed(jobs)
    assert [attempts for _, attempts in jobs.left(HERE)] == [2]


def test_a_job_that_has_ended_is_not_handed_back(jobs: JobStore) -> None:
    job = add(jobs)
    claimed(jobs)
    jobs.end(job, JobState.DONE, JobOutcome(unchanged=2))
    jobs.hand_back(job.id, blameless=True)
    assert jobs.get("guild:1", job.id).state is JobState.DONE


def test_a_job_ends_once(jobs: JobStore, engine: Engine) -> None:
    job = add(jobs, kind=JobKind.ADD)
    claimed(jobs)
    ended = JobOutcome(documents=((4, "Bins"),))
    jobs.end(job, JobState.CANCELLED, ended)
    jobs.end(job, JobState.DONE, JobOutcome(documents=((4, "Bins"), (5, "Pool"))))
    found = jobs.get("guild:1", job.id)
    assert (found.state, found.outcome) == (JobState.CANCELLED, ended)
    assert len(EventStore(engine).all("guild:1", limit=10)) == 1


@pytest.mark.parametrize(
    ("kind", "action"), [(JobKind.ADD, "added"), (JobKind.REPLACE, "replaced")]
)
def test_what_a_job_changed_is_part_of_the_history(
    jobs: JobStore, engine: Engine, kind: JobKind, action: str
) -> None:
    outcome = JobOutcome(
        documents=((4, "Bins"), (5, "Pool")), unchanged=1, refused=(("a.xls", "is a workbook."),)
    )
    jobs.end(add(jobs, kind=kind), JobState.DONE, outcome)
    (job,) = jobs.all("guild:1", open_only=False)
    assert (job.state, job.outcome) == (JobState.DONE, outcome)
    events = EventStore(engine).all("guild:1", limit=10)
    assert [(event.action, event.actor, event.document_id, event.title) for event in events] == [
        (action, ACTOR, 5, "Pool"),
        (action, ACTOR, 4, "Bins"),
    ]


def test_many_documents_are_one_line_of_the_history(jobs: JobStore, engine: Engine) -> None:
    job = jobs.add(
        "guild:1", JobKind.ADD, actor=1, place=HERE, uploads=[Upload("all.zip", "/all.zip")]
    )
    documents = tuple((number, f"Document {number}") for number in range(21))
    jobs.end(job, JobState.DONE, JobOutcome(documents=documents))
    (event,) = EventStore(engine).all("guild:1", limit=10)
    assert (event.action, event.detail) == ("added", "21 documents of all.zip")


def told(engine: Engine) -> list[tuple[int | None, str, str]]:
    """Return actor, action and detail of what the history says, the first thing first."""
    events = EventStore(engine).all("guild:1", limit=99)
    return [(event.actor, event.action, event.detail) for event in reversed(events)]


def test_indexing_again_is_noted_though_it_changed_nothing(jobs: JobStore, engine: Engine) -> None:
    jobs.end(add(jobs), JobState.FAILED, JobOutcome(error="no"))
    jobs.end(add(jobs), JobState.DONE, JobOutcome(unchanged=9))
    assert told(engine) == [(ACTOR, "reindexed", "nothing changed")]
    assert EventStore(engine).last_change("guild:1") is None
    jobs.end(add(jobs), JobState.DONE, JobOutcome(documents=((4, "Bins"),), removed=2))
    assert told(engine)[1:] == [(ACTOR, "reindexed", "1 new or changed, 2 removed")]
    assert EventStore(engine).last_change("guild:1") is not None


def test_who_cancelled_a_job_is_noted_once_with_what_came_of_it(
    jobs: JobStore, engine: Engine
) -> None:
    files = [Upload("a.md", "/a.md"), Upload("b.md", "/b.md")]
    job = jobs.add("guild:1", JobKind.ADD, actor=ACTOR, place=HERE, uploads=files)
    claimed(jobs)
    jobs.hand_back(job.id, blameless=True)
    begun = JobOutcome(documents=((4, "Bins"),))
    assert jobs.cancel(job, begun, actor=CANCELLER)
    assert not jobs.cancel(job, begun, actor=ACTOR)
    assert jobs.get("guild:1", job.id).outcome == begun
    assert told(engine) == [(ACTOR, "added", ""), (CANCELLER, "cancelled adding", "a.md, b.md")]


def test_a_job_that_was_at_work_a_moment_ago_is_ended_by_a_worker(
    jobs: JobStore, engine: Engine
) -> None:
    """It may have been handed back since with more done than whoever cancels it knows."""
    add(jobs)
    claimed(jobs)
    ((at_work, _),) = jobs.left(HERE)
    jobs.hand_back(at_work.id, blameless=True)
    assert jobs.cancel(at_work, JobOutcome(), actor=CANCELLER)
    waiting = jobs.get("guild:1", at_work.id)
    assert (waiting.state, waiting.cancelling) == (JobState.QUEUED, True)
    assert told(engine) == [(CANCELLER, "cancelled reindexing", "")]


def test_the_history_is_read_from_the_latest_on_page_by_page(engine: Engine) -> None:
    events = EventStore(engine)
    assert events.last_change("guild:1") is None
    for number in range(5):
        events.add("guild:1", "edited", actor=ACTOR, document_id=number, title="Bins", detail="d")
    events.add("guild:2", "edited")
    first = events.all("guild:1", limit=2)
    assert [event.document_id for event in first] == [4, 3]
    rest = events.all("guild:1", limit=9, before=first[-1].id)
    assert [event.document_id for event in rest] == [2, 1, 0]
    latest = first[0]
    expected = Event(latest.id, latest.at, ACTOR, "edited", 4, "Bins", "d")
    assert latest == expected
    assert events.last_change("guild:1") == latest.at
    assert latest.at.endswith("+00:00")


def test_jobs_that_ended_long_ago_are_forgotten(jobs: JobStore) -> None:
    ended, waiting = add(jobs), add(jobs, 2)
    jobs.cancel(ended, JobOutcome(), actor=CANCELLER)
    jobs.forget(dt.datetime.now(dt.UTC) - dt.timedelta(days=1))
    assert [job.id for job in jobs.all(None, open_only=False)] == [ended.id, waiting.id]
    jobs.forget(dt.datetime.now(dt.UTC) + dt.timedelta(days=1))
    assert [job.id for job in jobs.all(None, open_only=False)] == [waiting.id]
