"""The worker: carries out, one after the other, what moderators have queued."""

from __future__ import annotations

import datetime as dt
import logging
import signal
import threading
import time
import traceback
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import filelock
from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_exponential

from retrieval.domain import JobKind, JobOutcome, JobState
from retrieval.errors import CatalogueError, LibraryBusyError, SourceNotFoundError, UserFacingError
from retrieval.ingest import FileReport, FileStatus, Given, check_corrections, location_of
from retrieval.moderation.outcomes import outcome_of
from retrieval.redaction import traceback_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from retrieval.catalogue import ChangeStore, FileStore, JobStore, Trash
    from retrieval.domain import Job
    from retrieval.ingest import IndexReport
    from retrieval.moderation.curating import Curating
    from retrieval.moderation.uploads import Uploads

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 2
"""A job that has ended its worker so often is not tried again."""
_POISONOUS = (
    "It ended the program that worked on it twice, so it is not tried again: most likely one of the "
    "files needs more memory than there is. Add the files one by one, and split the largest."
)
_BUG = "Something went wrong that should not have; the owner finds it in the log."
_TELL_EVERY_S = 0.5
_TRY_AGAIN_AFTER_S = (2.0, 10.0)
"""Pauses before a file is read again that could not be read for a reason that is not its own."""
_PATIENCE_S = 60.0
"""How long the catalogue may be away when the end of a job is to be stored."""
_KEEP_UPLOADS_S = 86_400.0
"""Uploads that are part of no job are kept for a day: a moderator may be about to confirm them."""

_KEEP_JOBS = dt.timedelta(days=30)
"""How long it can be asked what came of a job; the history has what it changed."""


class CancelledError(Exception):
    """A moderator has cancelled the job that is being done."""


class Worker:
    """Does jobs; there is one at a time for each folder of a library.

    What it does is stored file by file, and beginning a job again goes on where it stopped. So it
    may die at any moment, and the next worker finishes the job.
    """

    def __init__(
        self,
        folder: Path,
        *,
        curating: Curating,
        jobs: JobStore,
        files: FileStore,
        changes: ChangeStore,
        trash: Trash,
        uploads: Uploads,
    ) -> None:
        """Use ``Library.worker``."""
        self._lock = filelock.FileLock(folder / ".worker.lock")
        self._curating = curating
        self._jobs = jobs
        self._files = files
        self._changes = changes
        self._trash = trash
        self._uploads = uploads

    def run_until_empty(self) -> int:
        """Do all jobs that are queued here; return how many were ended.

        It returns at once where another worker is at work, which does the jobs.

        :raises CatalogueError: if the catalogue cannot be used; what was at work is queued again.
        :raises KeyboardInterrupt: if it is interrupted, after the job was handed back.
        """
        ended = 0
        place = self._uploads.place()
        while True:
            try:
                self._lock.acquire(timeout=0)
            except filelock.Timeout:
                return ended
            try:
                self._recover(place)
                while (job := self._jobs.claim(place)) is not None:
                    ended += self._do(job)
            except (KeyboardInterrupt, CatalogueError) as error:
                with _undisturbed():
                    _let_go(error)
                    _patiently(lambda: self._hand_back(place))
                raise
            finally:
                self._lock.release()
            # One that was queued while the lock was held, and whose own worker left for that.
            if not self._jobs.waits(place):
                return ended

    def _recover(self, place: str) -> None:
        """See to what an earlier worker was doing when it died."""
        for job, attempts in self._jobs.left(place):
            if job.cancelling:
                self._jobs.end(job, JobState.CANCELLED, self._outcome(job))
            elif attempts >= MAX_ATTEMPTS:
                outcome = self._outcome(job, error=_POISONOUS)
                self._jobs.end(job, JobState.FAILED, outcome)
            else:
                self._jobs.hand_back(job.id, blameless=False)

    def _hand_back(self, place: str) -> None:
        """Queue again what is at work, which is not to blame for its end."""
        for job, _ in self._jobs.left(place):
            self._jobs.hand_back(job.id, blameless=True)
            log.info("job %d is handed back", job.id)

    def _do(self, job: Job) -> bool:
        """Do a job; tell whether it has ended."""
        log.info("job %d begins: %s", job.id, job.kind)
        try:
            report = self._index(job, _Telling(self._jobs, job))
            outcome = self._outcome(job, report)
            state = JobState.DONE
        except CancelledError:
            outcome, state = self._outcome(job), JobState.CANCELLED
        except CatalogueError:
            raise
        except LibraryBusyError:  # The owner indexes at this moment; it is waited for again.
            self._jobs.hand_back(job.id, blameless=True)
            return False
        except UserFacingError as error:
            outcome, state = self._outcome(job, error=str(error)), JobState.FAILED
        except Exception as error:  # noqa: BLE001 - the owner finds it in the log.
            said = [text for file in job.uploads for text in (file.name, *file.fields.values())]
            log.error("job %d failed\n%s", job.id, traceback_of(error, said))  # noqa: TRY400
            outcome, state = self._outcome(job, error=_BUG), JobState.FAILED
        if state is not JobState.DONE:
            self._curating.catch_up(job.library)
        with _undisturbed():
            _patiently(lambda: self._jobs.end(job, state, outcome))
            log.info("job %d ends: %s", job.id, state)
            self._tidy(job)
        return True

    def _index(self, job: Job, tell: _Telling) -> IndexReport:
        if job.kind is JobKind.REINDEX:
            return self._reindex(job, tell)
        job = self._uploads.of(job)
        report = self._take_in(job, tell)
        for pause in _TRY_AGAIN_AFTER_S:
            if not report.paths(FileStatus.FAILED):
                break
            tell.wait(pause)
            report = self._take_in(job, tell)
        return report

    def _take_in(self, job: Job, tell: _Telling) -> IndexReport:
        """Index the uploads of a job."""
        replaces = self._replaced(job)
        given = {
            location_of(Path(upload.path)): Given(check_corrections(dict(upload.fields)), replaces)
            for upload in job.uploads
        }
        # A file that is added brings back what was removed before that, and nothing since.
        removed = partial(self._trash.texts_since, job.library, job.id)
        kept_out = frozenset if replaces else removed
        paths = list(map(Path, given))
        return self._curating.run(job.library, paths, tell, kept_out=kept_out, given=given)

    def _replaced(self, job: Job) -> int | None:
        """Return the document whose next version the upload is; ``None`` if it is already."""
        if job.kind is not JobKind.REPLACE or job.document_id is None:
            return None
        current = self._changes.current(job.library, job.document_id)
        if current is None:
            raise SourceNotFoundError(
                "The document to replace is not in the library any more; add the file instead."
            )
        location = location_of(Path(job.uploads[0].path))
        held = self._files.versions(job.library, location)
        return None if current in {version.id for version in held} else current

    def _reindex(self, job: Job, tell: _Telling) -> IndexReport:
        folders = self._changes.folders(job.library)
        paths = [Path(folder) for folder in folders if Path(folder).is_dir()]
        gone = []
        for file in self._files.all(job.library):
            path = self._uploads.present(file.identity.location, guild=job.guild)
            listed = any(path.is_relative_to(folder) for folder in folders)
            if listed or file.displaced or not file.documents:
                continue
            if not path.is_file():
                gone.append(FileReport(path.as_posix(), FileStatus.MISSING))
                continue
            paths.append(path)
            if (place := path.as_posix()) != file.identity.location:
                moved = replace(file.identity, path=place, location=place)
                self._files.move(job.library, file.id, moved)
        report = self._curating.run(job.library, paths, tell, readmit=False)
        report.files += gone
        return report

    def _outcome(
        self, job: Job, report: IndexReport | None = None, *, error: str | None = None
    ) -> JobOutcome:
        return outcome_of(self._uploads.of(job), self._changes, report, error=error)

    def _tidy(self, job: Job) -> None:
        """Remove uploads that came to nothing, and those of documents that are gone for good."""
        if job.guild is None:
            return
        try:
            kept = self._trash.locations()
            for file in self._files.all(job.library):
                if file.documents:
                    kept.add(file.identity.location)
            for other in self._jobs.all(job.library, open_only=True):
                kept |= {location_of(Path(upload.path)) for upload in other.uploads}
            before = time.time() - _KEEP_UPLOADS_S
            self._uploads.sweep(job.guild, kept, before=before)
            self._jobs.forget(dt.datetime.now(dt.UTC) - _KEEP_JOBS)
        except (OSError, CatalogueError) as error:  # It waits until the next job has ended.
            log.warning("uploads could not be tidied up: %s", error)


def _let_go(error: BaseException | None) -> None:
    """Free what the frames of an error hold: an open statement of SQLite's keeps its lock."""
    while error is not None:
        traceback.clear_frames(error.__traceback__)
        error = error.__context__


class _Telling:
    """Tells moderators how far a job is, and learns from them when it shall end."""

    def __init__(self, jobs: JobStore, job: Job) -> None:
        self._jobs = jobs
        self._id = job.id
        self._told_at = float("-inf")

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Take a step of an indexing run.

        :raises CancelledError: if the job was cancelled.
        """
        if self._jobs.is_cancelled(self._id):
            raise CancelledError
        now = time.monotonic()
        if now - self._told_at >= _TELL_EVERY_S:
            self._jobs.advance(self._id, stage, done, total)
            self._told_at = now

    def wait(self, seconds: float) -> None:
        """Wait, unless the job is cancelled meanwhile."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self._jobs.is_cancelled(self._id):
                raise CancelledError
            time.sleep(_TELL_EVERY_S)


def _patiently(store: Callable[[], None]) -> None:
    """Store something, also where the catalogue comes back only in a while."""
    for attempt in Retrying(
        retry=retry_if_exception_type(CatalogueError),
        stop=stop_after_delay(_PATIENCE_S),
        wait=wait_exponential(0.5, max=5),
        reraise=True,
    ):
        with attempt:
            store()


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Put off the signals that end the worker, for what is done in a moment."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    asked: list[int] = []
    signals = (signal.SIGINT, signal.SIGTERM)
    before = {
        number: signal.signal(number, lambda got, _frame: asked.append(got)) for number in signals
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if asked:
            signal.raise_signal(asked[0])
