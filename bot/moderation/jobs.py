"""Jobs followed from the queue to the message that tells how they stand.

A job is reported in a message for everybody. For the first minutes it is edited by way of the
interaction that began it, which works in any channel; then, and after that has failed, with the
bot's own token, which works where the bot may see the channel. Where neither does, the message
stays as it is: the job goes on, and ``/library status`` and ``/library history`` tell the rest.

Where a job is reported is kept with it until its end has been told, so a restarted bot goes on.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import discord

from bot.cards.jobs import job_card
from bot.cards.rendering import to_embed, to_view
from bot.delivery.readers import Readers, language_for
from bot.delivery.retrying import is_passing
from bot.errors import NoticeError
from bot.language.translation import speaking
from bot.monitoring.logs import get_logger
from retrieval.errors import SourceNotFoundError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.cards import Card
    from bot.gateway.client import ChapterClient
    from bot.language.translation import Language
    from bot.moderation.librarian import Librarian
    from bot.moderation.worker import Worker
    from retrieval.domain import Job

log = get_logger(__name__)

_LOOK_SECONDS = 0.5
"""Seconds between two looks at the queue while something is open."""
_IDLE_SECONDS = 15.0
"""Seconds between two looks while nothing is open."""
_EDIT_SECONDS = 2.0
"""Least seconds between two edits of one message; Discord takes some five in five seconds."""
_TAKEN_SECONDS = 20.0
"""Seconds for an edit to be taken."""
_TOKEN_SECONDS = 14 * 60.0
"""Seconds for which the token of an interaction is used; Discord takes it for 15 minutes."""
_LAST_SECONDS = 2.0
"""Seconds for edits under way when the bot ends."""
_TROUBLE_SECONDS = 5.0
"""Seconds before looking again after the library could not be asked."""


@dataclass(frozen=True, slots=True)
class Place:
    """The message in which a job is reported, as it is kept with the job."""

    channel: int
    message: int
    token: str
    """Of the interaction that began the job."""
    until: float
    """Seconds since 1970 up to which that token is good."""

    @classmethod
    def of(cls, interaction: discord.Interaction[Any], message: discord.Message) -> Place:
        """Return the place of a message that an interaction was answered with."""
        until = interaction.created_at.timestamp() + _TOKEN_SECONDS
        return cls(message.channel.id, message.id, interaction.token, until)

    @classmethod
    def read(cls, notice: Mapping[str, Any]) -> Place | None:
        """Return the place that a job's notice tells of, if it does."""
        try:
            return cls(**notice)
        except TypeError:
            return None


@dataclass(slots=True)
class _Followed:
    """A job whose message is kept up to date."""

    guild: int
    place: Place
    shown: Card | None = None
    edited_at: float = 0.0
    editing: asyncio.Task[None] | None = None

    @property
    def is_due(self) -> bool:
        """Whether its message may be edited now."""
        free = self.editing is None or self.editing.done()
        return free and time.monotonic() >= self.edited_at + _EDIT_SECONDS


class Jobs:
    """Follows all jobs that this process answers for, and keeps a worker at them."""

    def __init__(self, client: ChapterClient, librarian: Librarian, worker: Worker) -> None:
        """Report through ``client``."""
        self._client = client
        self._librarian = librarian
        self._worker = worker
        self._followed: dict[int, _Followed] = {}
        self._woken = asyncio.Event()
        self._loop: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Go on with what an earlier process left, and follow what comes."""
        if self._loop is None:
            self._loop = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Follow no more, and end the worker."""
        if self._loop is not None:
            self._loop.cancel()
            await asyncio.gather(self._loop, return_exceptions=True)
        editing = [each.editing for each in self._followed.values() if each.editing is not None]
        ending = asyncio.create_task(self._worker.stop())
        await asyncio.wait([*editing, ending], timeout=_LAST_SECONDS)
        await ending

    def begin(self) -> None:
        """Begin at once with what was just queued."""
        self._worker.hurry()
        self._woken.set()

    async def follow(self, job: Job, place: Place) -> None:
        """Report a job that was just queued where it is told of already."""
        if job.guild is None:
            return
        # Kept before it is followed, so that the end cannot be told before the beginning.
        try:
            await self._librarian.set_notice(job.id, asdict(place))
        except NoticeError:
            log.warning("a job's message is known to this process alone", job=job.id)
        with speaking(await self._language(job.guild)):
            self._followed[job.id] = _Followed(job.guild, place, shown=job_card(job))
        self._woken.set()

    def tell_again(self, job_id: int, place: Place, *, guild: int) -> None:
        """Report a job once more where something else was written over what was said of it."""
        followed = self._followed.setdefault(job_id, _Followed(guild, place))
        followed.shown = None
        self._woken.set()

    async def _run(self) -> None:
        await self._until_it_works(self._adopt)
        while True:
            # Before the look, so that what is queued while it lasts is not slept through.
            self._woken.clear()
            open_jobs = await self._until_it_works(self._look)
            if open_jobs or self._followed:
                await asyncio.sleep(_LOOK_SECONDS)
                continue
            # What took too long to be queued, or another process has queued, wakes nobody here.
            with suppress(TimeoutError):
                async with asyncio.timeout(_IDLE_SECONDS):
                    await self._woken.wait()

    async def _until_it_works(self, step: Callable[[], Any]) -> Any:
        while True:
            try:
                return await step()
            except Exception as error:  # noqa: BLE001 - following has to outlive whatever it is.
                log.warning("the queue cannot be read", error=type(error).__name__)
                await asyncio.sleep(_TROUBLE_SECONDS)

    async def _adopt(self) -> None:
        for job in await self._librarian.jobs(open_only=False):
            place = Place.read(job.notice)
            if place is not None and job.guild is not None and self._is_ours(job.guild):
                self._followed.setdefault(job.id, _Followed(job.guild, place))

    async def _look(self) -> bool:
        open_jobs = {job.id: job for job in await self._librarian.jobs()}
        # Whoever serves the guild by now: a job is done in the folder that has its files.
        if open_jobs and await self._librarian.work_waits():
            await self._worker.ensure()
        for job_id, followed in list(self._followed.items()):
            if followed.is_due:
                try:
                    ended = job_id not in open_jobs
                    job = (
                        await self._librarian.job(job_id, guild=followed.guild)
                        if ended
                        else open_jobs[job_id]
                    )
                except SourceNotFoundError:
                    del self._followed[job_id]
                else:
                    with speaking(await self._language(followed.guild)):
                        self._report(job, followed)
        return bool(open_jobs)

    async def _language(self, guild: int) -> Language:
        """Return the language of everybody in a guild."""
        return await language_for(Readers.everybody(self._client, guild), self._client.answering)

    def _report(self, job: Job, followed: _Followed) -> None:
        card = job_card(job, stuck=self._worker.stuck)
        if card != followed.shown or not job.state.is_open:
            followed.edited_at = time.monotonic()
            followed.editing = asyncio.create_task(self._edit(job, card, followed))

    async def _edit(self, job: Job, card: Card, followed: _Followed) -> None:
        try:
            async with asyncio.timeout(_TAKEN_SECONDS):
                taken = await self._show(card, followed.place)
        except Exception as error:  # noqa: BLE001 - told apart right here.
            if is_passing(error):
                log.warning("a job's message was not taken, trying again", job=job.id)
                return
            log.warning("a job's message cannot be edited", job=job.id, error=type(error).__name__)
            taken = False
        followed.shown = card
        if not taken:
            log.info("a job goes on without its message", job=job.id)
        if not taken or not job.state.is_open:
            self._followed.pop(job.id, None)
            # What could not be written is told once more after the next start.
            with suppress(NoticeError):
                await self._librarian.set_notice(job.id, {})

    async def _show(self, card: Card, place: Place) -> bool:
        """Edit the message; say whether that can be done."""
        embed, view = to_embed(card), to_view(card)
        application = self._client.application_id
        if time.time() < place.until and application is not None:
            webhook = discord.Webhook.partial(application, place.token, client=self._client)
            try:
                await webhook.edit_message(place.message, embed=embed, view=view)
            except discord.HTTPException as error:
                if is_passing(error):
                    raise
            else:
                return True
        channel = self._client.get_partial_messageable(place.channel)
        try:
            await channel.get_partial_message(place.message).edit(embed=embed, view=view)
        except (discord.NotFound, discord.Forbidden):
            return False
        return True

    def _is_ours(self, guild: int) -> bool:
        """Say whether a guild is served by one of this process's connections."""
        return self._client.served.serve(guild)
