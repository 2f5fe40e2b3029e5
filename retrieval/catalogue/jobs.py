"""The queue of what moderators have asked for; each change of a job's state is a transaction."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select, update

from retrieval.catalogue import schema
from retrieval.catalogue.job_events import record_cancelled, record_outcome
from retrieval.catalogue.rows import ensure_library, inserted_id, stamp
from retrieval.domain import OPEN_STATES, Job, JobKind, JobOutcome, JobState, Upload
from retrieval.errors import SourceNotFoundError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Engine

_OPEN = [state.value for state in OPEN_STATES]
_QUEUED, _RUNNING = JobState.QUEUED.value, JobState.RUNNING.value


class JobStore:
    """Queries on jobs. Each method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        """Use an engine that ``connect`` made."""
        self._reader = engine
        self._writer = engine.execution_options(writes="jobs")

    def add(
        self,
        library: str,
        kind: JobKind,
        *,
        actor: int,
        place: str,
        uploads: Sequence[Upload] = (),
        document_id: int | None = None,
        notice: dict[str, Any] | None = None,
    ) -> Job:
        """Queue a job.

        :param place: stands for the folder whose worker is to do it.
        """
        with self._writer.begin() as connection:
            ensure_library(connection, library)
            number = inserted_id(
                connection,
                insert(schema.jobs).values(
                    library=library,
                    kind=kind.value,
                    state=_QUEUED,
                    uploads=[asdict(upload) for upload in uploads],
                    document_id=document_id,
                    actor=actor,
                    notice=notice or {},
                    place=place,
                    stage="",
                    done=0,
                    total=0,
                    attempts=0,
                    cancelling=False,
                    created_at=dt.datetime.now(dt.UTC),
                ),
            )
        return self.get(library, number)

    def get(self, library: str, job_id: int) -> Job:
        """Return a job of a library.

        :raises SourceNotFoundError: if it has no such job.
        """
        table = schema.jobs
        with self._reader.connect() as connection:
            row = connection.execute(
                select(table).where(table.c.id == job_id, table.c.library == library)
            ).one_or_none()
        if row is None:
            raise SourceNotFoundError("there is no such job here.")
        return _job(row)

    def all(self, library: str | None, *, open_only: bool) -> list[Job]:
        """Return the jobs of a library, or of all, in the order in which they were queued."""
        table = schema.jobs
        query = select(table).order_by(table.c.id)
        if library is not None:
            query = query.where(table.c.library == library)
        if open_only:
            query = query.where(table.c.state.in_(_OPEN))
        with self._reader.connect() as connection:
            return [_job(row) for row in connection.execute(query)]

    def counts(self, library: str) -> tuple[int, int]:
        """Return how many jobs of a library wait, and how many are being done."""
        table = schema.jobs
        query = (
            select(table.c.state, func.count().label("jobs"))
            .where(table.c.library == library, table.c.state.in_(_OPEN))
            .group_by(table.c.state)
        )
        with self._reader.connect() as connection:
            found = {row.state: row.jobs for row in connection.execute(query)}
        return found.get(_QUEUED, 0), found.get(_RUNNING, 0)

    def set_notice(self, job_id: int, notice: dict[str, Any]) -> None:
        """Keep where the caller of a job reports."""
        table = schema.jobs
        with self._writer.begin() as connection:
            connection.execute(update(table).where(table.c.id == job_id).values(notice=notice))

    def cancel(self, job: Job, outcome: JobOutcome, *, actor: int | None) -> bool:
        """Cancel a job that waits, or have the worker end the one that it is doing.

        :param job: as it was a moment ago.
        :param outcome: what came of it by then; one that waits may have been begun and handed back.
        :param actor: the member who cancels it.
        :returns: whether something of it was left to do, and nobody had cancelled it yet.
        """
        table = schema.jobs
        here = (table.c.id == job.id, table.c.cancelling.is_(False))
        with self._writer.begin() as connection:
            # One that was at work a moment ago may have done more since: a worker ends it.
            ended = (
                job.state is JobState.QUEUED
                and connection.execute(
                    update(table)
                    .where(*here, table.c.state == _QUEUED)
                    .values(_ended(JobState.CANCELLED, outcome))
                ).rowcount
            )
            told = connection.execute(
                update(table).where(*here, table.c.state.in_(_OPEN)).values(cancelling=True)
            ).rowcount
            if ended:
                record_outcome(connection, job, JobState.CANCELLED, outcome)
            if ended or told:
                record_cancelled(connection, job, actor=actor)
        return bool(ended or told)

    def is_running(self, library: str, place: str) -> bool:
        """Tell whether the worker of a folder is at work on a library."""
        table = schema.jobs
        query = select(table.c.id).where(
            table.c.library == library, table.c.state == _RUNNING, table.c.place == place
        )
        with self._reader.connect() as connection:
            return connection.execute(query.limit(1)).first() is not None

    # --- For the worker ---------------------------------------------------------------------

    def claim(self, place: str) -> Job | None:
        """Begin the oldest job of the library that has waited longest; ``None`` if none waits.

        A library waits since its oldest job was queued, or since its last one ended.
        """
        table = schema.jobs
        waiting = (
            select(table.c.library, func.min(table.c.id), func.min(table.c.created_at))
            .where(table.c.state == _QUEUED, table.c.place == place)
            .group_by(table.c.library)
        )
        ended = select(table.c.library, func.max(table.c.ended_at)).group_by(table.c.library)
        with self._writer.begin() as connection:
            last = {library: at for library, at in connection.execute(ended) if at is not None}
            first = min(
                (
                    (max(created, last.get(library, created)), number)
                    for library, number, created in connection.execute(waiting)
                ),
                default=None,
            )
            if first is None:
                return None
            chosen = table.c.id == first[1]
            connection.execute(
                update(table)
                .where(chosen)
                .values(
                    state=_RUNNING,
                    attempts=table.c.attempts + 1,
                    started_at=func.coalesce(table.c.started_at, dt.datetime.now(dt.UTC)),
                )
            )
            row = connection.execute(select(table).where(chosen)).one()
        return _job(row)

    def waits(self, place: str) -> bool:
        """Tell whether a job is queued for the worker of a folder, or being done, or was left."""
        table = schema.jobs
        query = select(table.c.id).where(table.c.state.in_(_OPEN), table.c.place == place)
        with self._reader.connect() as connection:
            return connection.execute(query.limit(1)).first() is not None

    def left(self, place: str) -> list[tuple[Job, int]]:
        """Return what workers were doing when they died, and how often each job was begun.

        Only for who knows that no worker is at work.
        """
        table = schema.jobs
        query = select(table).where(table.c.state == _RUNNING, table.c.place == place)
        with self._reader.connect() as connection:
            rows = connection.execute(query.order_by(table.c.id)).all()
        return [(_job(row), row.attempts) for row in rows]

    def advance(self, job_id: int, stage: str, done: int, total: int) -> None:
        """Tell how far a job is."""
        table = schema.jobs
        with self._writer.begin() as connection:
            connection.execute(
                update(table)
                .where(table.c.id == job_id)
                .values(stage=stage, done=done, total=total)
            )

    def is_cancelled(self, job_id: int) -> bool:
        """Tell whether a job that is being done shall end."""
        table = schema.jobs
        with self._reader.connect() as connection:
            return bool(
                connection.execute(select(table.c.cancelling).where(table.c.id == job_id)).scalar()
            )

    def hand_back(self, job_id: int, *, blameless: bool) -> None:
        """Queue a job again that was being done.

        :param blameless: whether that it was not finished is none of its doing.
        """
        table = schema.jobs
        with self._writer.begin() as connection:
            connection.execute(
                update(table)
                .where(table.c.id == job_id, table.c.state == _RUNNING)
                .values(state=_QUEUED, attempts=table.c.attempts - int(blameless))
            )

    def forget(self, before: dt.datetime) -> None:
        """Remove the jobs that ended before a time."""
        table = schema.jobs
        with self._writer.begin() as connection:
            connection.execute(delete(table).where(table.c.ended_at < before))

    def end(self, job: Job, state: JobState, outcome: JobOutcome) -> None:
        """End a job, unless somebody has, and note in the history what it has changed."""
        table = schema.jobs
        with self._writer.begin() as connection:
            ended = connection.execute(
                update(table)
                .where(table.c.id == job.id, table.c.state.in_(_OPEN))
                .values(_ended(state, outcome))
            )
            if ended.rowcount:
                record_outcome(connection, job, state, outcome)


def _ended(state: JobState, outcome: JobOutcome) -> dict[str, Any]:
    return {
        "state": state.value,
        "outcome": asdict(outcome),
        "stage": "",
        "ended_at": dt.datetime.now(dt.UTC),
    }


def _job(row: Any) -> Job:
    return Job(
        id=row.id,
        library=row.library,
        kind=JobKind(row.kind),
        state=JobState(row.state),
        uploads=tuple(Upload(**upload) for upload in row.uploads),
        document_id=row.document_id,
        actor=row.actor,
        notice=row.notice,
        stage=row.stage,
        done=row.done,
        total=row.total,
        outcome=None if row.outcome is None else _outcome(row.outcome),
        created_at=stamp(row.created_at),
        ended_at=None if row.ended_at is None else stamp(row.ended_at),
        cancelling=row.cancelling,
    )


def _outcome(stored: dict[str, Any]) -> JobOutcome:
    pairs = {name: tuple(map(tuple, stored[name])) for name in ("documents", "refused")}
    return JobOutcome(**{**stored, **pairs})
