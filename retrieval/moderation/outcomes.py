"""What moderators are told of a job: what is new, and what was not taken and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from retrieval.domain import JobKind, JobOutcome
from retrieval.ingest import FileStatus, location_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from retrieval.catalogue import ChangeStore
    from retrieval.domain import Job
    from retrieval.ingest import FileReport, IndexReport

_MOST_REFUSED = 100
"""Files of which it is told why they were not taken; of the others, how many they are."""
_GONE = "its file is gone from the server, yet it is still quoted; remove it, or add it again."
_SAME = "the same text is in the library already."
_REMOVED = "what it says was removed after this was asked for; add it again to bring it back."
_CHANGED = (FileStatus.ADDED, FileStatus.UPDATED)
_ARCHIVE = ".zip"


def outcome_of(
    job: Job,
    changes: ChangeStore,
    report: IndexReport | None = None,
    *,
    error: str | None = None,
) -> JobOutcome:
    """Return what came of a job.

    What it has changed is asked of the catalogue, since it may have been begun by a worker that
    died, whose report nobody has.

    :param report: of the run that ended it; none for one that did not come to its end.
    :param error: why it failed as a whole.
    """
    files = report.files if report else []
    given = [location_of(Path(upload.path)) for upload in job.uploads]
    made = changes.made_by(
        job.id,
        job.library,
        locations=None if job.kind is JobKind.REINDEX else given,
        also=[location_of(Path(file.path)) for file in files if file.status in _CHANGED],
    )
    new = {location for _, _, location in made}
    refused = list(_refused(job, files))
    if (more := len(refused) - _MOST_REFUSED) > 0:
        refused[_MOST_REFUSED:] = [("…", f"{more} more were not taken.")]
    return JobOutcome(
        documents=tuple((number, title) for number, title, _ in made),
        unchanged=sum(
            file.status is FileStatus.UNCHANGED and location_of(Path(file.path)) not in new
            for file in files
        ),
        removed=changes.ended_by(job.id, job.library),
        refused=tuple(refused),
        error=error,
    )


def _refused(job: Job, files: list[FileReport]) -> Iterator[tuple[str, str]]:
    for file in files:
        # Where files lie on the server is none of a moderator's business.
        name = file.path.rsplit("/", 1)[-1]
        reason = file.reason.replace(file.path, name)
        if file.status in (FileStatus.REFUSED, FileStatus.FAILED):
            yield name, reason
        elif file.status is FileStatus.MISSING:
            yield name, _GONE
        elif file.status is FileStatus.DUPLICATE and job.kind is not JobKind.REINDEX:
            yield name, _SAME
        elif file.status is FileStatus.LEFT_OUT and job.kind is not JobKind.REINDEX:
            yield name, _REMOVED
        elif file.status in _CHANGED and reason and name.casefold().endswith(_ARCHIVE):
            yield name, reason  # Of the members that were not taken.
