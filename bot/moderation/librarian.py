"""What moderators do to the library, as the event loop may ask for it: on threads of its own."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from bot.cards import library_notices
from bot.errors import NoticeError
from bot.moderation.drafts import DraftStore, notice_of, was_confirmed
from bot.moderation.unchanged import why_not_changed
from bot.threads import Threads, Waiting
from retrieval.domain import JobKind, library_of
from retrieval.errors import (
    CatalogueAwayError,
    CatalogueError,
    LibraryBusyError,
    SourceNotFoundError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from concurrent.futures import Future
    from pathlib import Path

    from bot.moderation.drafts import Draft
    from retrieval.domain import Event, Job, LibraryStatus, Metadata, Source, SourceDetails, Upload
    from retrieval.library import Library

P = ParamSpec("P")
T = TypeVar("T")

MOST_OPEN_JOBS = 20
"""Jobs of a guild that may wait or be under way at once."""
UNDO_DAYS = 7
"""Days for which a removed document can be brought back."""

_WORKING_THREADS = 2
"""Threads for reading an upload and for changing documents, which take seconds."""
_ASKING_THREADS = 2
"""Threads for looking at the queue, which must not wait behind those."""
_WORKING_SECONDS = 120.0
_ASKING_SECONDS = 10.0


class Librarian:
    """Changes a guild's library for its moderators; errors become notices that tell them why."""

    def __init__(self, library: Library, index: Path) -> None:
        """Work on ``library``, whose folder is ``index``."""
        self.index = index
        self._library = library
        self._drafts = DraftStore(index / "drafts")
        self._working = Threads(_WORKING_THREADS, thread_name_prefix="working")
        self._asking = Threads(_ASKING_THREADS, thread_name_prefix="queue")
        self._waiting = Waiting()

    # --- Uploads ----------------------------------------------------------------------------

    async def keep(self, name: str, data: bytes, *, guild: int) -> Upload:
        """Keep a file that a moderator gave.

        :raises UnreadableDocumentError: if it cannot be a document.
        :raises NoticeError: if it cannot be written.
        """
        return await self._work(self._library.keep_upload, name, data, guild=guild)

    async def preview(self, upload: Upload) -> Metadata | None:
        """Return what a file says about itself; ``None`` for one that holds several documents.

        :raises UnreadableDocumentError: if it cannot become a document.
        """
        return await self._work(self._preview, upload)

    async def add_draft(self, draft: Draft) -> Draft:
        """Keep an upload until its moderator confirms it; return it with its id."""
        return await self._ask(self._add_draft, draft)

    async def update_draft(self, draft: Draft) -> None:
        """Keep what a moderator has corrected so far."""
        await self._ask(self._drafts.update, draft)

    async def draft(self, draft_id: str, *, guild: int) -> Draft:
        """Return an upload that waits to be confirmed.

        :raises NoticeError: when it waits no longer, or is another guild's.
        """
        draft = await self._ask(self._drafts.get, draft_id, guild=guild)
        if draft is None:
            raise NoticeError(library_notices.draft_gone())
        return draft

    async def confirm(self, draft_id: str, *, guild: int, actor: int) -> Job:
        """Queue the job that an upload is for; only the first who confirms it does.

        :raises NoticeError: when it waits no longer, or too many jobs do.
        """
        return await self._ask(self._confirm, draft_id, guild, actor)

    async def discard(self, draft_id: str, *, guild: int) -> None:
        """Throw an upload away.

        :raises NoticeError: when it waits no longer.
        """
        await self._ask(self._discard, draft_id, guild)

    # --- Jobs -------------------------------------------------------------------------------

    async def reindex(self, *, guild: int, actor: int) -> Job:
        """Queue the job that looks at all files of a guild's library again.

        :raises NoticeError: when too many jobs wait.
        """
        return await self._ask(self._enqueue, JobKind.REINDEX, guild=guild, actor=actor)

    async def job(self, job_id: int, *, guild: int) -> Job:
        """Return a job.

        :raises SourceNotFoundError: when the guild has no such job.
        """
        return await self._ask(self._library.job, job_id, guild=guild)

    async def jobs(self, *, open_only: bool = True) -> list[Job]:
        """Return the jobs of all guilds."""
        return await self._ask(self._library.jobs, open_only=open_only)

    async def work_waits(self) -> bool:
        """Say whether a job is to be done in this folder, and no worker is at it."""
        return await self._ask(self._library.work_waits)

    async def cancel(self, job_id: int, *, guild: int, actor: int) -> Job:
        """Cancel a job, where it has not ended yet, and return it as it is then.

        :raises NoticeError: when the guild has no such job.
        """
        return await self._ask(self._cancel, job_id, guild, actor)

    async def set_notice(self, job_id: int, notice: Mapping[str, Any]) -> None:
        """Keep where a job is reported."""
        await self._ask(self._library.set_notice, job_id, notice)

    # --- Documents --------------------------------------------------------------------------

    async def own(self, *, guild: int) -> list[Source]:
        """Return the documents that a guild's moderators can change."""
        sources = await self._ask(self._library.sources, guild=guild)
        return [source for source in sources if _is_own(source, guild)]

    async def document(self, document_id: int, *, guild: int) -> SourceDetails:
        """Return a document that a guild's moderators can change.

        :raises NoticeError: when there is no such document, or all guilds share it.
        """
        return await self._ask(self._document, document_id, guild)

    async def remove(self, document_id: int, *, guild: int, actor: int) -> Source:
        """Remove a document of a guild's own.

        :raises NoticeError: when there is no such document, or a newer version of it.
        """
        return await self._work(self._remove, document_id, guild, actor)

    async def restore(self, document_id: int, *, guild: int, actor: int) -> Source:
        """Bring a removed document back.

        :raises NoticeError: when it is there again, or gone for good.
        """
        try:
            return await self._work(self._library.restore, document_id, guild=guild, actor=actor)
        except SourceNotFoundError:
            raise NoticeError(library_notices.undo_too_late(UNDO_DAYS)) from None

    async def correct(
        self, document_id: int, fields: dict[str, str], *, guild: int, actor: int
    ) -> Source:
        """Correct what a document says about itself.

        :raises CorrectionsError: when a date is none.
        :raises NoticeError: as ``remove``, or when a job is changing the library.
        """
        return await self._work(self._correct, document_id, fields, guild, actor)

    async def status(self, *, guild: int) -> LibraryStatus:
        """Return how a guild's library is."""
        return await self._ask(self._library.status, guild=guild)

    async def history(self, *, guild: int, limit: int, before: int | None = None) -> list[Event]:
        """Return what was done to a guild's library, the latest first."""
        return await self._ask(self._library.history, guild=guild, limit=limit, before=before)

    def close(self) -> bool:
        """Take no more calls; say whether all threads are done, so that the process can end."""
        self._working.shutdown(wait=False, cancel_futures=True)
        self._asking.shutdown(wait=False, cancel_futures=True)
        return self._waiting.is_over

    def _preview(self, upload: Upload) -> Metadata | None:
        try:
            return self._library.preview_upload(upload)
        except LibraryBusyError:
            raise NoticeError(library_notices.try_again()) from None

    def _add_draft(self, draft: Draft) -> Draft:
        self._drafts.expired()
        return self._drafts.add(draft)

    def _confirm(self, draft_id: str, guild: int, actor: int) -> Job:
        with self._drafts.taking(draft_id, guild=guild) as draft:
            if draft is None or was_confirmed(
                draft, self._library.jobs(guild=guild, open_only=False)
            ):
                raise NoticeError(library_notices.draft_gone())
            return self._enqueue(
                JobKind.ADD if draft.replaces is None else JobKind.REPLACE,
                guild=guild,
                actor=actor,
                uploads=draft.uploads,
                document_id=draft.replaces,
                notice=notice_of(draft),
            )

    def _discard(self, draft_id: str, guild: int) -> None:
        with self._drafts.taking(draft_id, guild=guild) as draft:
            if draft is None or was_confirmed(
                draft, self._library.jobs(guild=guild, open_only=False)
            ):
                raise NoticeError(library_notices.draft_gone())

    def _enqueue(self, kind: JobKind, *, guild: int, **given: Any) -> Job:
        if len(self._library.jobs(guild=guild)) >= MOST_OPEN_JOBS:
            raise NoticeError(library_notices.queue_full(MOST_OPEN_JOBS))
        try:
            return self._library.enqueue(kind, guild=guild, **given)
        except SourceNotFoundError:
            raise NoticeError(library_notices.no_document()) from None

    def _cancel(self, job_id: int, guild: int, actor: int) -> Job:
        try:
            self._library.cancel(job_id, guild=guild, actor=actor)
            return self._library.job(job_id, guild=guild)
        except SourceNotFoundError:
            raise NoticeError(library_notices.no_job()) from None

    def _document(self, document_id: int, guild: int) -> SourceDetails:
        with self._expecting(document_id, guild):
            details = self._library.source(document_id, guild=guild)
        if not _is_own(details.source, guild):
            raise NoticeError(library_notices.shared_document(details.source.title))
        return details

    def _correct(self, document_id: int, fields: dict[str, str], guild: int, actor: int) -> Source:
        with self._expecting(document_id, guild):
            return self._library.correct(document_id, fields, guild=guild, actor=actor)

    def _remove(self, document_id: int, guild: int, actor: int) -> Source:
        with self._expecting(document_id, guild):
            return self._library.remove(document_id, guild=guild, actor=actor, only_present=True)

    @contextmanager
    def _expecting(self, document_id: int, guild: int) -> Iterator[None]:
        """Say of a document that is not there whether a newer version has taken its place."""
        try:
            yield
        except SourceNotFoundError:
            now = self._library.changes.current(library_of(guild), document_id)
            why = library_notices.document_replaced if now else library_notices.no_document
            raise NoticeError(why()) from None

    async def _work(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._wait(self._working.submit(call, *args, **kwargs), _WORKING_SECONDS)

    async def _ask(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._wait(self._asking.submit(call, *args, **kwargs), _ASKING_SECONDS)

    async def _wait(self, future: Future[T], seconds: float) -> T:
        try:
            return await self._waiting.result(future, seconds, _late)
        except LibraryBusyError:
            raise NoticeError(library_notices.library_busy()) from None
        except CatalogueAwayError:
            raise  # It has a notice of its own, whatever was to be done.
        except (CatalogueError, OSError) as error:
            raise NoticeError(why_not_changed(error)) from None


def _late(_seconds: float) -> Exception:
    return NoticeError(library_notices.slow())


def _is_own(source: Source, guild: int) -> bool:
    return source.library == library_of(guild)
