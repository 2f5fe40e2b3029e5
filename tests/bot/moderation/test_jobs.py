"""Jobs are followed to their end, whatever Discord makes of an edit."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import discord
import pytest

from bot.cards import library_notices
from bot.errors import NoticeError
from bot.gateway.sharding import Shards
from bot.moderation import jobs as following
from bot.moderation.jobs import Jobs, Place
from retrieval.domain import Job, JobKind, JobOutcome, JobState
from retrieval.errors import SourceNotFoundError
from tests.bot.builders import SettingsAlone, job_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.cards import Card

PLACE = Place(channel=1, message=2, token="token", until=0.0)  # noqa: S106 - it opens nothing.
RUNNING = job_of(JobKind.REINDEX, JobState.RUNNING, done=1, total=4)
DONE = job_of(JobKind.REINDEX, JobState.DONE, outcome=JobOutcome(unchanged=4))


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "_LOOK_SECONDS", 0.01)
    monkeypatch.setattr(following, "_EDIT_SECONDS", 0.02)
    monkeypatch.setattr(following, "_IDLE_SECONDS", 0.02)
    monkeypatch.setattr(following, "_TROUBLE_SECONDS", 0.02)


class _Librarian:
    """A queue of one job."""

    def __init__(self, job: Job) -> None:
        self.job_now = job
        self.notices: list[dict[str, Any]] = []
        self.trouble = 0
        self.forgetful = False
        self.here = True

    async def jobs(self, *, open_only: bool = True) -> list[Job]:
        if self.trouble:
            self.trouble -= 1
            raise OSError
        job = self.job_now
        return [job] if job.state.is_open or not open_only else []

    async def work_waits(self) -> bool:
        return self.here

    async def job(self, job_id: int, *, guild: int) -> Job:
        if guild != self.job_now.guild:
            raise SourceNotFoundError("no such job")
        return self.job_now

    async def set_notice(self, job_id: int, notice: dict[str, Any]) -> None:
        if self.forgetful:
            raise NoticeError(library_notices.cannot_write())
        self.notices.append(notice)


class _Worker:
    stuck = False

    def __init__(self) -> None:
        self.ensured = 0

    async def ensure(self) -> None:
        self.ensured += 1

    def hurry(self) -> None:
        """Nothing waits."""

    async def stop(self) -> None:
        """Nothing runs."""


class _Jobs(Jobs):
    """Edits a list in place of a message."""

    def __init__(
        self,
        librarian: _Librarian,
        *,
        answers: list[bool | Exception],
        language: str | None = None,
    ) -> None:
        client = SimpleNamespace(
            served=Shards(),
            answering=SettingsAlone(language=language),
            get_guild=lambda _guild: None,
        )
        self.worker = _Worker()
        super().__init__(cast("Any", client), cast("Any", librarian), cast("Any", self.worker))
        self.shown: list[str] = []
        self._answers = answers

    async def _show(self, card: Card, place: Place) -> bool:
        assert place == PLACE
        self.shown.append(card.embed.title)
        answer = self._answers.pop(0) if self._answers else True
        if isinstance(answer, Exception):
            raise answer
        return answer


def follow(
    librarian: _Librarian,
    until: Callable[[_Jobs], bool],
    *answers: bool | Exception,
    queued: Job | None = None,
    language: str | None = None,
) -> _Jobs:
    async def run() -> _Jobs:
        jobs = _Jobs(librarian, answers=list(answers), language=language)
        jobs.start()
        if queued is not None:
            await jobs.follow(queued, PLACE)
        async with asyncio.timeout(10):
            while not until(jobs):  # noqa: ASYNC110 - what is waited for tells nobody.
                await asyncio.sleep(0.01)
        await jobs.stop()
        return jobs

    return asyncio.run(run())


def unavailable() -> discord.HTTPException:
    return discord.HTTPException(cast("Any", SimpleNamespace(status=503, reason="")), "")


def test_a_place_is_read_as_it_was_kept() -> None:
    assert Place.read(asdict(PLACE)) == PLACE
    assert Place.read({}) is None
    assert Place.read({"channel": 1, "else": 2}) is None


def test_a_new_job_is_followed_until_its_end_was_told() -> None:
    librarian = _Librarian(RUNNING)

    def over(jobs: _Jobs) -> bool:
        if jobs.worker.ensured > 2:
            librarian.job_now = DONE
        return librarian.notices[-1:] == [{}]

    jobs = follow(librarian, over, queued=replace(RUNNING, state=JobState.QUEUED))

    assert librarian.notices == [asdict(PLACE), {}]
    assert jobs.shown == ["Reading the library again", "Library read again"]


def test_a_job_whose_place_cannot_be_kept_is_followed_all_the_same() -> None:
    librarian = _Librarian(DONE)
    librarian.forgetful = True

    jobs = follow(librarian, lambda jobs: bool(jobs.shown), queued=RUNNING)

    assert jobs.shown == ["Library read again"]


def test_no_worker_is_started_for_a_job_of_another_folder() -> None:
    librarian = _Librarian(replace(RUNNING, notice=asdict(PLACE)))
    librarian.here = False

    jobs = follow(librarian, lambda jobs: bool(jobs.shown))

    assert jobs.shown == ["Reading the library again"]
    assert jobs.worker.ensured == 0


def test_a_job_is_told_in_the_language_of_its_guild() -> None:
    ended_meanwhile = _Librarian(replace(DONE, notice=asdict(PLACE)))

    jobs = follow(ended_meanwhile, lambda _: bool(ended_meanwhile.notices), language="cy")

    assert jobs.shown == ["Llyfrgell wedi’i darllen eto"]


def test_what_an_earlier_process_left_is_followed_by_the_next() -> None:
    ended_meanwhile = _Librarian(replace(DONE, notice=asdict(PLACE)))

    jobs = follow(ended_meanwhile, lambda _: bool(ended_meanwhile.notices))

    assert jobs.shown == ["Library read again"]
    assert ended_meanwhile.notices == [{}]


def test_a_job_whose_end_was_told_is_not_told_again() -> None:
    librarian = _Librarian(DONE)

    async def run() -> list[str]:
        jobs = _Jobs(librarian, answers=[])
        jobs.start()
        await asyncio.sleep(0.1)
        await jobs.stop()
        return jobs.shown

    assert asyncio.run(run()) == []


def test_a_job_that_was_queued_unnoticed_is_begun_all_the_same() -> None:
    librarian = _Librarian(DONE)

    async def run() -> int:
        jobs = _Jobs(librarian, answers=[])
        jobs.start()
        await asyncio.sleep(0.05)
        assert jobs.worker.ensured == 0
        librarian.job_now = RUNNING
        await asyncio.sleep(0.2)
        await jobs.stop()
        return jobs.worker.ensured

    assert asyncio.run(run()) > 0


def test_an_end_that_was_written_over_is_told_again() -> None:
    librarian = _Librarian(replace(DONE, notice=asdict(PLACE)))

    def over(jobs: _Jobs) -> bool:
        if len(librarian.notices) == len(jobs.shown) == 1:
            jobs.tell_again(DONE.id, PLACE, guild=DONE.guild or 0)
        return len(librarian.notices) == 2

    assert follow(librarian, over).shown == ["Library read again"] * 2


def test_an_edit_that_discord_does_not_take_now_is_tried_again() -> None:
    librarian = _Librarian(replace(DONE, notice=asdict(PLACE)))

    jobs = follow(librarian, lambda _: bool(librarian.notices), unavailable(), TimeoutError())

    assert jobs.shown == ["Library read again"] * 3


@pytest.mark.parametrize("answer", [False, ValueError("a fault of ours")])
def test_a_message_that_cannot_be_edited_is_left_alone(answer: bool | Exception) -> None:
    librarian = _Librarian(replace(RUNNING, notice=asdict(PLACE)))

    jobs = follow(librarian, lambda _: bool(librarian.notices), answer)

    assert jobs.shown == ["Reading the library again"]
    assert librarian.notices == [{}]


def test_a_queue_that_cannot_be_read_is_read_again() -> None:
    librarian = _Librarian(replace(DONE, notice=asdict(PLACE)))
    librarian.trouble = 2

    assert follow(librarian, lambda _: bool(librarian.notices)).shown == ["Library read again"]


def test_a_job_that_is_gone_is_followed_no_more() -> None:
    librarian = _Librarian(replace(DONE, library="guild:8"))

    jobs = follow(librarian, lambda jobs: not jobs._followed, queued=RUNNING)  # noqa: SLF001

    assert jobs.shown == []
