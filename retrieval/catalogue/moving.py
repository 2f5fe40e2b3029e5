"""Files that now lie elsewhere, and those whose place another has taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from retrieval.catalogue import schema
from retrieval.catalogue.storing import documents_of, supersede

if TYPE_CHECKING:
    from sqlalchemy import Connection, Select

    from retrieval.catalogue.records import FileIdentity

_DISPLACED = "displaced:"
"""Begins the location of a file whose place another was moved to."""


def is_displaced(location: str) -> bool:
    """Tell whether another file was moved to where this one was."""
    return location.startswith(_DISPLACED)


def displaced(library: str) -> Select[tuple[int, str]]:
    """Return the query for ids and locations of the files whose place another was moved to."""
    files = schema.files
    return select(files.c.id, files.c.location).where(
        files.c.library == library, files.c.location.startswith(_DISPLACED)
    )


def move(connection: Connection, library: str, file_id: int, file: FileIdentity) -> None:
    """Note that a file now lies elsewhere; one that is known at that place is put aside."""
    files, documents = schema.files, schema.documents
    before = connection.execute(
        select(files.c.path, files.c.location).where(
            files.c.library == library, files.c.id == file_id
        )
    ).one_or_none()
    if before is None or before.location == file.location:
        return
    occupant = connection.execute(
        select(files.c.id).where(files.c.library == library, files.c.location == file.location)
    ).scalar()
    if occupant is not None:
        aside = f"{_DISPLACED}{occupant}:{file.location}"
        _relocate(connection, library, occupant, file.location, aside)
    _relocate(connection, library, file_id, before.location, file.location)
    connection.execute(update(files).where(files.c.id == file_id).values(path=file.path))
    owned = select(documents.c.id, documents.c.path).where(documents.c.file_id == file_id)
    for row in connection.execute(owned).all():
        moved = file.path + row.path.removeprefix(before.path)
        connection.execute(update(documents).where(documents.c.id == row.id).values(path=moved))


def end_displaced(connection: Connection, library: str) -> bool:
    """Supersede what files held that are still displaced; tell whether there was one."""
    files, superseded = schema.files, schema.superseded
    rows = connection.execute(displaced(library).order_by(files.c.id)).all()
    for row in rows:
        place = row.location.removeprefix(f"{_DISPLACED}{row.id}:")
        supersede(connection, place, dict.fromkeys(documents_of(connection, row.id)))
        connection.execute(
            update(superseded)
            .where(superseded.c.library == library, superseded.c.location == row.location)
            .values(location=place)
        )
        connection.execute(delete(files).where(files.c.id == row.id))
    return bool(rows)


def _relocate(
    connection: Connection, library: str, file_id: int, before: str, location: str
) -> None:
    """Change the place of a file, and of the earlier versions that came from it."""
    files, superseded = schema.files, schema.superseded
    connection.execute(update(files).where(files.c.id == file_id).values(location=location))
    connection.execute(
        update(superseded)
        .where(superseded.c.library == library, superseded.c.location == before)
        .values(location=location)
    )
