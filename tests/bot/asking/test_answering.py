"""Library calls off the event loop, within limits of number and time."""

from __future__ import annotations

import asyncio
import gc
import threading
from typing import TYPE_CHECKING, cast

import pytest

from bot.asking.answering import Answering, Remembered
from bot.cards import notices
from bot.errors import NoticeError
from retrieval.domain import NoAnswer, Outcome, Reply
from retrieval.errors import AnswerExpiredError, CatalogueError, SourceNotFoundError

if TYPE_CHECKING:
    from retrieval.library import Library


class _SlowLibrary:
    """Answers when it is told to, which a real library cannot be made to do."""

    def __init__(self) -> None:
        self.asked = threading.Semaphore(0)
        self.go_on = threading.Event()
        self.threads: set[str] = set()
        self.loaded = threading.Event()

    def ask(self, question: str, **_how: object) -> Reply:
        self.threads.add(threading.current_thread().name)
        self.asked.release()
        assert self.go_on.wait(30)
        return NoAnswer(question, 0.0)

    def remember(self, reply: Reply, *, guild: int | None = None, asker: int | None = None) -> str:
        return f"{reply.question} {guild}"

    def warm(self) -> None:
        assert self.loaded.wait(30)

    def sources(self, *, guild: int | None = None) -> list[object]:
        self.threads.add(threading.current_thread().name)
        return []


def slow(
    seconds: float = 30.0, questions: int = 2, warm: float = 30.0
) -> tuple[_SlowLibrary, Answering]:
    library = _SlowLibrary()
    answering = Answering(
        cast("Library", library), answer_seconds=seconds, max_questions=questions, warm_seconds=warm
    )
    return library, answering


def unanswered(question: str) -> Remembered:
    """Return what the slow library makes of a question of no guild."""
    return Remembered(NoAnswer(question, 0.0), f"{question} None")


def test_an_answer_is_remembered_for_its_guild_alone(library: Library) -> None:
    answering = Answering(library, answer_seconds=60, max_questions=2)

    async def run() -> None:
        asked = await answering.ask("What is an STP?", guild=7)
        assert asked.reply.outcome is not Outcome.NOT_FOUND
        assert await answering.recall(asked.id, guild=7) == asked.reply
        await answering.rate(asked.id, 0, helpful=True, rater=1, guild=7)
        for guild in (8, None):
            with pytest.raises(AnswerExpiredError):
                await answering.recall(asked.id, guild=guild)
            with pytest.raises(AnswerExpiredError):
                await answering.rate(asked.id, 0, helpful=True, rater=1, guild=guild)

    asyncio.run(run())
    assert answering.close()


def test_sources_and_context_are_looked_up(library: Library) -> None:
    answering = Answering(library, answer_seconds=60, max_questions=2)

    async def run() -> None:
        await answering.warm()
        sources = await answering.sources(guild=None)
        assert [source.title for source in sources] == ["Unpaid carers", "What STPs are"]
        details = await answering.source(sources[1].document_id, guild=None)
        assert details.metadata.date == "2017-07-06"
        context = await answering.context(sources[1].document_id, 0, 5, guild=None)
        assert context.quote == (0, 5)
        with pytest.raises(SourceNotFoundError):
            await answering.source(10**6, guild=None)

    asyncio.run(run())
    assert answering.close()


def test_what_is_loaded_is_no_longer_looked_through_for_garbage() -> None:
    library, answering = slow()
    library.loaded.set()
    try:
        asyncio.run(answering.warm())
        assert gc.get_freeze_count() > 10_000
    finally:
        gc.unfreeze()
    assert answering.close()


def test_questions_run_on_threads_while_the_loop_goes_on() -> None:
    library, answering = slow()

    async def run() -> None:
        first = asyncio.create_task(answering.ask("a", guild=None))
        second = asyncio.create_task(answering.ask("b", guild=None))
        # Both are inside the library before either ends, and lookups do not wait behind them.
        for _ in range(2):
            await asyncio.to_thread(library.asked.acquire)
        assert await answering.sources(guild=None) == []
        library.go_on.set()
        assert [await first, await second] == [unanswered("a"), unanswered("b")]

    asyncio.run(run())
    assert not any(name.startswith("MainThread") for name in library.threads)
    assert answering.close()


def test_a_question_above_the_number_is_refused_at_once() -> None:
    library, answering = slow(questions=1)

    async def run() -> None:
        first = asyncio.create_task(answering.ask("a", guild=None))
        await asyncio.to_thread(library.asked.acquire)
        with pytest.raises(NoticeError) as refused:
            await answering.ask("b", guild=None)
        assert refused.value.card == notices.busy()
        library.go_on.set()
        await first
        # Its slot is free again.
        assert await answering.ask("c", guild=None) == unanswered("c")

    asyncio.run(run())


def test_a_question_that_takes_too_long_is_given_up_but_keeps_its_slot() -> None:
    library, answering = slow(seconds=0.05, questions=1)

    async def run() -> None:
        with pytest.raises(NoticeError) as late:
            await answering.ask("a", guild=None)
        assert late.value.card == notices.timed_out(0.05)
        with pytest.raises(NoticeError) as refused:
            await answering.ask("b", guild=None)
        assert refused.value.card == notices.busy()

    asyncio.run(run())
    assert not answering.close()
    library.go_on.set()


def test_an_answer_that_cannot_be_kept_is_given_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    library, answering = slow()
    library.go_on.set()

    def full(*_reply: object, **_named: object) -> str:
        raise CatalogueError("the disk is full")

    monkeypatch.setattr(library, "remember", full)

    asked = asyncio.run(answering.ask("why?", guild=None))

    assert asked == Remembered(NoAnswer("why?", 0.0), "000000000000")
    assert answering.close()


def test_a_timeout_of_the_librarys_own_is_not_taken_for_ours() -> None:
    class _Broken:
        def ask(self, question: str, **_how: object) -> Reply:
            raise TimeoutError("the catalogue is locked")

    answering = Answering(cast("Library", _Broken()), answer_seconds=30, max_questions=1)

    with pytest.raises(TimeoutError, match="the catalogue is locked"):
        asyncio.run(answering.ask("a", guild=None))


def test_the_time_of_a_question_begins_when_the_model_is_loaded() -> None:
    library, answering = slow(seconds=0.2)
    library.go_on.set()

    async def run() -> None:
        warming = asyncio.create_task(answering.warm())
        await asyncio.sleep(0)
        asked = asyncio.create_task(answering.ask("a", guild=None))
        # Longer than the question itself may take.
        done, _ = await asyncio.wait({asked}, timeout=0.4)
        assert not done
        library.loaded.set()
        assert await asked == unanswered("a")
        await warming

    asyncio.run(run())


def test_a_model_that_does_not_load_in_time_is_told_and_frees_the_slot() -> None:
    library, answering = slow(questions=1, warm=0.02)

    async def run() -> None:
        warming = asyncio.create_task(answering.warm())
        await asyncio.sleep(0)
        for _ in range(2):
            with pytest.raises(NoticeError) as refused:
                await answering.ask("a", guild=None)
            assert refused.value.card == notices.being_built()
        library.loaded.set()
        await warming

    asyncio.run(run())
