"""What was asked, as the event loop may ask for it: on threads of its own, since it takes long."""

from __future__ import annotations

from typing import TYPE_CHECKING, ParamSpec, TypeVar

from bot.cards import notices
from bot.errors import GivenUpError
from bot.insights import exports
from bot.insights.charts import draw
from bot.threads import Threads, Waiting

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from concurrent.futures import Future

    from retrieval.domain import CardPlace, Digest, Insights, ModeratorQuestion, PersonalData
    from retrieval.library import Library

    # What was asked, and a picture of it where there is something to draw.
    Drawn = tuple[Insights, bytes | None]

P = ParamSpec("P")
T = TypeVar("T")

_SECONDS = 120.0
"""Seconds after which it is given up; comparing the most questions takes some six of them."""

_LOOKUP_THREADS = 2
"""Threads for what takes a few queries, which must not wait behind pictures."""


class Reviewer:
    """Looks back on questions; others wait for it, and it waits for questions being asked."""

    def __init__(self, library: Library) -> None:
        """Look back on what is kept in ``library``."""
        self._library = library
        # One thread, so that pictures are drawn one at a time.
        self._drawing = Threads(1, thread_name_prefix="review")
        self._lookups = Threads(_LOOKUP_THREADS, thread_name_prefix="review-lookup")
        self._waiting = Waiting()

    async def insights(self, *, guild: int, days: int) -> Drawn:
        """Return what a guild asked in the last days.

        :raises NoticeError: when it takes too long.
        """
        return await self._draw(self._insights, guild, days)

    async def table(self, *, guild: int, days: int) -> tuple[bytes, int, bool]:
        """Return the questions of a guild as CSV, how many it holds, and whether some are left out.

        :raises NoticeError: when it takes too long.
        """
        return await self._lookup(self._table, guild, days)

    async def explain_rating(
        self, answer_id: str, position: int, *, reason: str, rater: int, guild: int | None
    ) -> None:
        """Keep why a quote was rated as it was.

        :raises AnswerExpiredError: when there is no such rating (any more).
        """
        await self._lookup(
            self._library.explain_rating,
            answer_id,
            position,
            reason=reason,
            rater=rater,
            guild=guild,
        )

    async def personal_data(self, *, member: int, guild: int | None) -> PersonalData:
        """Return what is kept about a member in a guild."""
        return await self._lookup(self._library.personal_data, member=member, guild=guild)

    async def forget_member(self, *, member: int, guild: int | None) -> tuple[int, int, int]:
        """Drop what is kept about a member; see ``Library.forget_member``."""
        return await self._lookup(self._library.forget_member, member=member, guild=guild)

    async def ask_moderators(
        self, answer_id: str, *, asker: int, shown: str, card: CardPlace | None, guild: int
    ) -> tuple[ModeratorQuestion | None, bool]:
        """Put a question to moderators; see ``Library.ask_moderators``.

        :raises AnswerExpiredError: when the reply is gone.
        """
        return await self._lookup(
            self._library.ask_moderators,
            answer_id,
            asker=asker,
            shown=shown,
            card=card,
            guild=guild,
        )

    async def posted(self, answer_id: str, *, guild: int, done: bool) -> None:
        """Note that moderators can read a question, or that it could not be posted."""
        note = self._library.posted if done else self._library.not_posted
        await self._lookup(note, answer_id, guild=guild)

    async def moderator_question(self, answer_id: str, *, guild: int) -> ModeratorQuestion | None:
        """Return what moderators were asked about a reply, if anything."""
        return await self._lookup(self._library.moderator_question, answer_id, guild=guild)

    async def settle_question(
        self, answer_id: str, *, moderator: int, answer: str | None, guild: int
    ) -> tuple[ModeratorQuestion | None, bool]:
        """Answer a question, or put it aside; see ``Library.settle_question``."""
        return await self._lookup(
            self._library.settle_question,
            answer_id,
            moderator=moderator,
            answer=answer,
            guild=guild,
        )

    async def undelivered(self, *, until: dt.datetime) -> list[tuple[int, ModeratorQuestion]]:
        """Return what moderators have answered and askers not got; see ``Library.undelivered``."""
        return await self._lookup(self._library.undelivered, until=until)

    async def told(self, answer_id: str, *, guild: int) -> None:
        """Note that the asker of a question has the answer."""
        await self._lookup(self._library.told, answer_id, guild=guild)

    async def digest_channels(self) -> dict[int, int]:
        """Return the guilds that want a digest, and where."""
        return await self._lookup(self._library.digest_channels)

    async def due_digest(self, *, guild: int, every: dt.timedelta) -> tuple[Digest, bytes] | None:
        """Return a guild's digest with its picture, if one is due; see ``Library.due_digest``."""
        return await self._draw(self._due_digest, guild, every)

    async def digest_sent(self, digest: Digest, *, guild: int) -> None:
        """Note that a guild has its digest."""
        await self._lookup(self._library.digest_sent, digest, guild=guild)

    async def forget_old(self) -> None:
        """Drop what is kept for longer than it is to be; see ``Library.forget_old``."""
        await self._lookup(self._library.forget_old)

    def close(self) -> bool:
        """Take no more calls; say whether all threads are done, so that the process can end."""
        self._drawing.shutdown(wait=False, cancel_futures=True)
        self._lookups.shutdown(wait=False, cancel_futures=True)
        return self._waiting.is_over

    def _insights(self, guild: int, days: int) -> Drawn:
        return _drawn(self._library.insights(guild=guild, days=days))

    def _due_digest(self, guild: int, every: dt.timedelta) -> tuple[Digest, bytes] | None:
        digest = self._library.due_digest(guild=guild, every=every)
        return None if digest is None else (digest, draw(digest.insights))

    def _table(self, guild: int, days: int) -> tuple[bytes, int, bool]:
        asked, ratings = self._library.asked(guild=guild, days=days)
        table, rows = exports.to_csv(asked, ratings)
        return table, rows, rows < len(asked)

    async def _draw(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._wait(self._drawing.submit(call, *args, **kwargs))

    async def _lookup(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._wait(self._lookups.submit(call, *args, **kwargs))

    async def _wait(self, future: Future[T]) -> T:
        return await self._waiting.result(future, _SECONDS, _late)


def _late(seconds: float) -> Exception:
    return GivenUpError(notices.timed_out(seconds))


def _drawn(insights: Insights) -> Drawn:
    return insights, draw(insights) if insights.asked else None
