"""What the history says of jobs: what they changed, and who cancelled them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrieval.catalogue.history import CANCELLED, NOTHING_CHANGED, record
from retrieval.domain import JobKind, JobState

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from retrieval.domain import Job, JobOutcome

_MOST_EVENTS = 20
"""Documents of a job that are noted one by one."""
_ACTIONS = {JobKind.ADD: "added", JobKind.REPLACE: "replaced"}
_CANCELLED = {
    JobKind.ADD: f"{CANCELLED} adding",
    JobKind.REPLACE: f"{CANCELLED} replacing",
    JobKind.REINDEX: f"{CANCELLED} reindexing",
}


def record_outcome(connection: Connection, job: Job, state: JobState, outcome: JobOutcome) -> None:
    """Note what a job has changed inside the transaction that ends it."""
    changed = len(outcome.documents)
    if job.kind is JobKind.REINDEX:
        detail = f"{changed} new or changed, {outcome.removed} removed"
        if not changed and not outcome.removed:
            if state is not JobState.DONE:
                return
            detail = NOTHING_CHANGED
        record(connection, job.library, "reindexed", actor=job.actor, detail=detail)
        return
    if changed > _MOST_EVENTS:
        names = ", ".join(upload.name for upload in job.uploads)
        detail = f"{changed} documents of {names}"
        record(connection, job.library, _ACTIONS[job.kind], actor=job.actor, detail=detail)
        return
    for number, title in outcome.documents:
        record(
            connection,
            job.library,
            _ACTIONS[job.kind],
            actor=job.actor,
            document_id=number,
            title=title,
        )


def record_cancelled(connection: Connection, job: Job, *, actor: int | None) -> None:
    """Note inside its transaction that a job was cancelled."""
    names = ", ".join(upload.name for upload in job.uploads)
    record(connection, job.library, _CANCELLED[job.kind], actor=actor, detail=names)
