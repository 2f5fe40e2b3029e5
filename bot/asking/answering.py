"""The library as the event loop may use it: on threads, with limits on number and time."""

from __future__ import annotations

import asyncio
import gc
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from bot.cards import notices
from bot.errors import GivenUpError, NoticeError
from bot.monitoring.logs import get_logger
from bot.threads import Threads, Waiting
from retrieval.domain import Earlier, Filter
from retrieval.errors import CatalogueError

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from retrieval.domain import (
        Context,
        Definition,
        GuildSettings,
        ListedTerm,
        Reply,
        Source,
        SourceDetails,
        TermChange,
    )
    from retrieval.library import Library

log = get_logger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

_LOOKUP_THREADS = 4
"""Threads for paging, rating and lists, which must not wait behind questions."""

WARM_SECONDS = 120.0
"""Seconds that a question waits for the model to be loaded, before its own time begins."""

_NOT_KEPT = "0" * 12
"""The id of an answer that could not be kept, which no other has."""

_LOOKUP_SECONDS = 10.0
"""Seconds after which a lookup is given up; each is a few queries of the catalogue."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """A reply, and the id by which its buttons find it again."""

    reply: Reply
    id: str


@dataclass(frozen=True, slots=True)
class Follows:
    """The card that a question replies to."""

    answer_id: str
    title: str
    """What it says was asked: the beginning of the question."""


class Answering:
    """Runs library calls on two bounded pools of threads: questions, and quick lookups."""

    def __init__(
        self,
        library: Library,
        *,
        answer_seconds: float,
        max_questions: int,
        warm_seconds: float = WARM_SECONDS,
    ) -> None:
        """Serve from ``library``.

        :param answer_seconds: seconds after which a question is given up.
        :param max_questions: questions under way at once; further ones are refused.
        :param warm_seconds: seconds that a question waits while the model is being loaded.
        """
        self._warm_seconds = warm_seconds
        self._warming: Future[None] | None = None
        self._library = library
        self._answer_seconds = answer_seconds
        self._slots = threading.BoundedSemaphore(max_questions)
        self._questions = Threads(max_questions, thread_name_prefix="question")
        self._lookups = Threads(_LOOKUP_THREADS, thread_name_prefix="lookup")
        self._waiting = Waiting()

    async def ask(
        self,
        question: str,
        *,
        guild: int | None,
        where: Filter | None = None,
        follows: Follows | None = None,
        asker: int | None = None,
    ) -> Remembered:
        """Return the reply to a question.

        :param where: what documents have to be to be searched in.
        :param follows: the card that it replies to.
        :param asker: who asks; kept only where the guild wants that.
        :raises NoticeError: when too many questions are under way, or this one takes too long.
        """
        if not self._slots.acquire(blocking=False):
            raise NoticeError(notices.busy())
        try:
            await self._until_warm()
            future = self._questions.submit(self._ask, question, guild, where, follows, asker)
        except BaseException:
            self._slots.release()
            raise
        # A thread cannot be stopped, so one that was given up on keeps its slot until it ends.
        future.add_done_callback(lambda _: self._slots.release())
        return await self._wait(future, self._answer_seconds)

    @property
    def is_full(self) -> bool:
        """Whether so many questions are under way that another one would be refused."""
        if not self._slots.acquire(blocking=False):
            return True
        self._slots.release()
        return False

    async def recall(self, answer_id: str, *, guild: int | None) -> Reply:
        """Return an earlier reply.

        :raises AnswerExpiredError: when it is gone.
        """
        return await self._lookup(self._library.recall, answer_id, guild=guild)

    async def context(
        self, document_id: int, start: int, end: int, *, guild: int | None
    ) -> Context:
        """Return the paragraphs around a quote.

        :raises SourceNotFoundError: when the guild sees no such document.
        """
        return await self._lookup(self._library.context, document_id, start, end, guild=guild)

    async def rate(
        self, answer_id: str, position: int, *, helpful: bool, rater: int, guild: int | None
    ) -> None:
        """Keep a member's rating of a quote.

        :raises AnswerExpiredError: when the answer is gone.
        """
        await self._change(
            self._library.rate, answer_id, position, helpful=helpful, rater=rater, guild=guild
        )

    async def sources(self, *, guild: int | None) -> list[Source]:
        """Return the documents that a guild sees, by title."""
        return await self._lookup(self._library.sources, guild=guild)

    async def source(self, document_id: int, *, guild: int | None) -> SourceDetails:
        """Return all that is known about a document.

        :raises SourceNotFoundError: when the guild sees no such document.
        """
        return await self._lookup(self._library.source, document_id, guild=guild)

    async def guild_settings(self, *, guild: int | None) -> GuildSettings:
        """Return what is set for a guild, mostly from memory."""
        preferences = self._library.preferences
        known = preferences.known(guild)
        return await self._lookup(preferences.of, guild) if known is None else known

    async def moderators_take_questions(self, *, guild: int | None) -> bool:
        """Tell whether members can ask moderators where the documents do not answer."""
        if guild is None:
            return False
        return (await self.guild_settings(guild=guild)).help_channel is not None

    async def set_for_guild(self, name: str, value: Any, *, guild: int, actor: int) -> None:
        """Set a field of a guild's settings, from its next question on."""
        call = self._library.set_for_guild
        await self._change(call, name, value, guild=guild, actor=actor)

    async def define(self, term: str, *, guild: int | None) -> Definition:
        """Return what the documents say a term means.

        :raises QuestionError: for a term that has no word in it, or is too long.
        """
        return await self._lookup(self._library.define, term, guild=guild)

    async def terms(self, *, guild: int | None) -> list[str]:
        """Return the terms that can be defined, in alphabetical order."""
        return await self._lookup(self._library.terms, guild=guild)

    async def glossary(self, *, guild: int) -> list[ListedTerm]:
        """Return a guild's terms in alphabetical order, with what its moderators say of them."""
        return await self._lookup(self._library.glossary, guild=guild)

    async def set_term(
        self, term: str, meaning: str, *, note: str, alone: bool, guild: int, actor: int
    ) -> TermChange:
        """Set what a term means in a guild, from its next question on.

        :raises GlossaryError: for words that cannot be a term or its meaning, or too many terms.
        """
        call = self._library.set_term
        return await self._change(
            call, term, meaning, note=note, alone=alone, guild=guild, actor=actor
        )

    async def remove_term(self, term: str, *, guild: int, actor: int) -> TermChange:
        """Take away what moderators have set for a term; of any other, hide what documents say.

        :raises TermRemovedError: if that is hidden already.
        :raises GlossaryError: if there is no such term.
        """
        return await self._change(self._library.remove_term, term, guild=guild, actor=actor)

    async def restore_term(self, change: int, *, guild: int, actor: int) -> TermChange:
        """Let what documents say of a term hold alone again.

        :param change: the last one of that term.
        :raises GlossaryError: if it is not.
        """
        return await self._change(self._library.restore_term, change, guild=guild, actor=actor)

    async def undo_term(self, change: int, *, guild: int, actor: int) -> TermChange:
        """Put back what a change of a term has replaced.

        :raises GlossaryError: if it is too old, or the term was changed again since.
        """
        return await self._change(self._library.undo_term, change, guild=guild, actor=actor)

    async def warm(self) -> None:
        """Load the model and the indexes, so that the first question is not slow."""
        self._warming = self._lookups.submit(self._warm)
        await self._wait(self._warming, None)

    def _warm(self) -> None:
        self._library.warm()
        # What is loaded by now stays, half a million objects. A look through all of them keeps
        # every question waiting for a third of a second, now and then.
        gc.collect()
        gc.freeze()

    @property
    def is_warm(self) -> bool:
        """Whether ``warm`` has loaded the model and the indexes."""
        warming = self._warming
        if warming is None or not warming.done() or warming.cancelled():
            return False
        return warming.exception() is None

    def close(self) -> bool:
        """Take no more calls; say whether all threads are done, so that the process can end."""
        self._questions.shutdown(wait=False, cancel_futures=True)
        self._lookups.shutdown(wait=False, cancel_futures=True)
        return self._waiting.is_over

    async def _until_warm(self) -> None:
        # Loading the model takes long on a small server, and is no fault of the question's.
        if self._warming is None or self._warming.done():
            return
        warm, _ = await asyncio.wait(
            {asyncio.wrap_future(self._warming)}, timeout=self._warm_seconds
        )
        if not warm:
            raise NoticeError(notices.being_built())
        # A failure to load is for whoever called warm(); here it must not go unread.
        warm.pop().exception()

    def _ask(
        self,
        question: str,
        guild: int | None,
        where: Filter | None,
        follows: Follows | None,
        asker: int | None,
    ) -> Remembered:
        after = None if follows is None else self._earlier(follows, guild)
        reply = self._library.ask(question, guild=guild, where=where, after=after)
        try:
            return Remembered(reply, self._library.remember(reply, guild=guild, asker=asker))
        except CatalogueError as error:
            # On a full disk, say. It is an answer all the same; its buttons tell that it has expired.
            log.warning("an answer cannot be kept", why=str(error))
            return Remembered(reply, _NOT_KEPT)

    def _earlier(self, follows: Follows, guild: int | None) -> Earlier:
        known = self._library.earlier(follows.answer_id, guild=guild)
        if known is not None and known.question:
            return known
        # Where questions are not kept, or no longer, the card that is replied to still says it.
        return Earlier(follows.title, known.filter if known is not None else Filter())

    async def _lookup(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._wait(self._lookups.submit(call, *args, **kwargs), _LOOKUP_SECONDS)

    async def _change(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        changing = self._lookups.submit(call, *args, **kwargs)
        return await self._wait(changing, _LOOKUP_SECONDS, is_change=True)

    async def _wait(
        self, future: Future[T], seconds: float | None, *, is_change: bool = False
    ) -> T:
        def late(waited: float) -> Exception:
            card = notices.change_timed_out() if is_change else notices.timed_out(waited)
            return GivenUpError(card)

        return await self._waiting.result(future, seconds, late)
