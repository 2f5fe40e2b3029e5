"""What of a library has changed, and where to look for more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, insert, or_, select

from retrieval.catalogue import schema
from retrieval.catalogue.records import source_from
from retrieval.catalogue.rows import ensure_library

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Engine


class ChangeStore:
    """Queries on changes. Each method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        """Use an engine that ``connect`` made."""
        self._reader = engine
        self._writer = engine.execution_options(writes=True)

    def current(self, library: str, document_id: int) -> int | None:
        """Return the id of a document's present version, or ``None`` where there is none."""
        documents, superseded = schema.documents, schema.superseded
        with self._reader.connect() as connection:
            known = connection.execute(
                select(documents.c.id).where(
                    documents.c.library == library, documents.c.id == document_id
                )
            ).scalar()
            if known is not None:
                return int(known)
            # The successor of an earlier version is never one itself.
            return connection.execute(
                select(documents.c.id)
                .join(superseded, superseded.c.successor_id == documents.c.id)
                .where(superseded.c.library == library, superseded.c.id == document_id)
            ).scalar()

    def made_by(
        self, job_id: int, library: str, *, locations: Collection[str] | None, also: Collection[str]
    ) -> list[tuple[int, str, str]]:
        """Return id, title and file's location of the documents that are new since a job was begun.

        :param locations: of the files whose documents count; all where not given.
        :param also: locations of files whose documents count whenever they came.
        """
        documents, files, jobs = schema.documents, schema.files, schema.jobs
        begun = select(jobs.c.started_at).where(jobs.c.id == job_id).scalar_subquery()
        query = (
            select(
                documents.c.id,
                documents.c.library,
                documents.c.path,
                documents.c.part,
                documents.c.metadata,
                files.c.location,
            )
            .join(files, files.c.id == documents.c.file_id)
            .where(
                documents.c.library == library,
                or_(documents.c.added_at >= begun, files.c.location.in_(also)),
            )
            .order_by(documents.c.id)
        )
        if locations is not None:
            query = query.where(files.c.location.in_(locations))
        with self._reader.connect() as connection:
            rows = connection.execute(query).all()
        return [(row.id, source_from(row).title, row.location) for row in rows]

    def ended_by(self, job_id: int, library: str) -> int:
        """Return how many documents have ended without a successor since a job was begun."""
        superseded, jobs = schema.superseded, schema.jobs
        begun = select(jobs.c.started_at).where(jobs.c.id == job_id).scalar_subquery()
        query = select(func.count()).where(
            superseded.c.library == library,
            superseded.c.successor_id.is_(None),
            superseded.c.superseded_at >= begun,
        )
        with self._reader.connect() as connection:
            return connection.execute(query).scalar_one()

    def note_folders(self, library: str, locations: Collection[str]) -> None:
        """Note that folders were indexed into a library."""
        new = set(locations) - set(self.folders(library))
        if not new:
            return
        table = schema.folders
        with self._writer.begin() as connection:
            ensure_library(connection, library)
            known = select(table.c.location).where(table.c.library == library)
            for location in sorted(new - set(connection.execute(known).scalars())):
                connection.execute(insert(table).values(library=library, location=location))

    def folders(self, library: str) -> list[str]:
        """Return the folders that were indexed into a library, in order."""
        table = schema.folders
        query = select(table.c.location).where(table.c.library == library)
        with self._reader.connect() as connection:
            return list(connection.execute(query.order_by(table.c.location)).scalars())
