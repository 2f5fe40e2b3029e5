"""What moderators do to a library from afar: files given, jobs queued, the history of it all."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import filelock

from retrieval.domain import SHARED_LIBRARY, JobKind, JobState, LibraryStatus, library_of
from retrieval.errors import LibraryBusyError, SourceNotFoundError
from retrieval.moderation.curating import restorable_since
from retrieval.moderation.outcomes import outcome_of
from retrieval.moderation.working import Worker

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from retrieval.catalogue import (
        ChangeStore,
        DocumentStore,
        EventStore,
        FileStore,
        JobStore,
        Trash,
    )
    from retrieval.domain import Event, Job, Metadata, Source, Upload
    from retrieval.moderation.curating import Curating
    from retrieval.moderation.uploads import Uploads
    from retrieval.precedence import Precedence
    from retrieval.search import ModelFiles
    from retrieval.serving.generations import Generations

_LOOK_S = 0.2
"""For others that look for a moment whether somebody is at work."""


class Moderating:
    """The part of ``Library`` that moderators use; each sees and changes their own guild's alone."""

    documents: DocumentStore
    generations: Generations
    uploads: Uploads
    job_store: JobStore
    events: EventStore
    changes: ChangeStore
    files: FileStore
    trash: Trash
    _curating: Curating
    _precedence: Precedence
    _folder: Path
    _model: ModelFiles

    def keep_upload(self, name: str, data: bytes, *, guild: int) -> Upload:
        """Keep the bytes of a file that a moderator gave, under a name that is safe.

        The same bytes under the same name are kept once.

        :raises UnreadableDocumentError: if it is empty, too large, or its name has no ending of
            a kind of file that can be a document.
        :raises CatalogueError: if it cannot be written.
        """
        return self.uploads.keep(name, data, guild=guild)

    def preview_upload(self, upload: Upload) -> Metadata | None:
        """Return what a file says about itself; ``None`` for one that holds several documents.

        :raises UnreadableDocumentError: if it cannot become a document; it says why.
        :raises LibraryBusyError: if it could not be read for a reason that is not the file's.
        """
        return self.uploads.preview(upload)

    def enqueue(
        self,
        kind: JobKind,
        *,
        guild: int,
        actor: int,
        uploads: Sequence[Upload] = (),
        document_id: int | None = None,
        notice: Mapping[str, Any] | None = None,
    ) -> Job:
        """Queue a job for the worker (``python -m retrieval work``).

        :param actor: id of the member who asks for it.
        :param document_id: the document to replace.
        :param notice: where the caller will report, which JSON can hold; kept with the job.
        :raises CorrectionsError: if a field of an upload cannot be used.
        :raises UnreadableDocumentError: if an upload was not kept for this guild.
        :raises SourceNotFoundError: if this guild's own library has no such document to replace.
        """
        return self.job_store.add(
            library_of(guild),
            kind,
            actor=actor,
            uploads=self.uploads.checked(kind, uploads, guild=guild),
            document_id=self._replaceable(kind, document_id, guild=guild),
            notice=dict(notice or {}),
            place=self.uploads.place(),
        )

    def _replaceable(self, kind: JobKind, document_id: int | None, *, guild: int) -> int | None:
        """Return the present version of the document that a job is to replace."""
        if kind is not JobKind.REPLACE:
            return None
        library = library_of(guild)
        found = None if document_id is None else self.changes.current(library, document_id)
        if found is None:
            raise SourceNotFoundError("there is no such document here to replace.")
        return found

    def worker(self) -> Worker:
        """Return what does the jobs."""
        return Worker(
            self._folder,
            curating=self._curating.yielding(self._precedence.give_way),
            jobs=self.job_store,
            files=self.files,
            changes=self.changes,
            trash=self.trash,
            uploads=self.uploads,
        )

    def job(self, job_id: int, *, guild: int) -> Job:
        """Return a job of a guild.

        :raises SourceNotFoundError: if the guild has no such job.
        """
        return self.job_store.get(library_of(guild), job_id)

    def jobs(self, *, guild: int | None = None, open_only: bool = True) -> list[Job]:
        """Return the jobs of a guild, or of all guilds, in the order in which they were queued."""
        library = None if guild is None else library_of(guild)
        return self.job_store.all(library, open_only=open_only)

    def cancel(self, job_id: int, *, guild: int, actor: int | None = None) -> bool:
        """Cancel a job; what it has finished, file by file, stays.

        One that is running ends with its next step, and at once where nobody is at work on its
        library: its worker was killed, perhaps with its machine and for good.

        :param actor: id of the member who cancels it, for the history.
        :returns: whether something of it was left to do, and nobody had cancelled it yet.
        :raises SourceNotFoundError: if the guild has no such job.
        """
        job = self.job(job_id, guild=guild)
        cancelled = self.job_store.cancel(job, outcome_of(job, self.changes), actor=actor)
        left = self.job(job_id, guild=guild)
        if left.state.is_open:
            # A worker that has not begun to change the library, or is between two steps, sees that
            # the job was cancelled before it takes the next.
            with suppress(LibraryBusyError), self._curating.only_run(left.library, _LOOK_S):
                outcome = outcome_of(self.uploads.of(left), self.changes)
                self.job_store.end(left, JobState.CANCELLED, outcome)
        return cancelled

    def work_waits(self) -> bool:
        """Tell whether a job is to be done in this folder, and no worker is at it."""
        if not self.job_store.waits(self.uploads.place()):
            return False
        try:
            with filelock.FileLock(self._folder / ".worker.lock").acquire(timeout=0):
                return True
        except filelock.Timeout:
            return False

    def set_notice(self, job_id: int, notice: Mapping[str, Any]) -> None:
        """Keep where the caller reports on a job, in place of what was said before."""
        self.job_store.set_notice(job_id, dict(notice))

    def restore(
        self, document_id: int, *, guild: int | None = None, actor: int | None = None
    ) -> Source:
        """Bring back a document that was removed in the last seven days, under the same id.

        Nothing is read or embedded again.

        :raises SourceNotFoundError: if it was not removed here, too long ago, or its text is in
            the library again.
        """
        return self._curating.restore(document_id, guild=guild, actor=actor)

    def history(
        self, *, guild: int | None, limit: int = 20, before: int | None = None
    ) -> list[Event]:
        """Return what was changed in a library, the latest first.

        :param before: id of an event; only what happened before it is returned.
        """
        return self.events.all(
            library_of(guild), limit=limit, before=before, restorable_since=restorable_since()
        )

    def status(self, *, guild: int) -> LibraryStatus:
        """Return how a guild's library is; nothing here tells of another guild's."""
        library = library_of(guild)
        documents, passages = self.documents.counts([library])
        shared, _ = self.documents.counts([SHARED_LIBRARY])
        queued, running = self.job_store.counts(library)
        return LibraryStatus(
            documents=documents,
            passages=passages,
            shared_documents=shared,
            last_change=self.events.last_change(library),
            model=f"{self._model.name} ({self._model.revision[:8]})",
            bytes_on_disk=self.uploads.size(guild) + self.generations.stored.size(library),
            generation=self.generations.stored.name(library),
            queued=queued,
            running=running,
        )
