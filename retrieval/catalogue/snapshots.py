"""The catalogue as one consistent file, and back, while others read and write it.

SQLite does both itself: ``VACUUM INTO`` writes what one reading transaction sees, and the online
backup interface replaces the content of a database in one writing transaction, so that a process
that dies leaves all of the old content or all of the new (https://www.sqlite.org/lang_vacuum.html,
https://www.sqlite.org/backup.html). A server has tools of its own for this.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from retrieval.catalogue import schema
from retrieval.catalogue.connection import connect, migrate
from retrieval.errors import CatalogueError

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine


def take_snapshot(engine: Engine, target: Path) -> tuple[int, int]:
    """Write all that the catalogue holds at this moment to a new file, and check it.

    :returns: the numbers of documents and passages.

    :raises CatalogueError: if the catalogue is no SQLite file, is damaged, or there is no space.
    """
    _only_sqlite(engine)
    with engine.connect() as connection:
        driver: Any = connection.connection.dbapi_connection
        try:
            driver.execute("VACUUM INTO ?", (str(target),))
        except sqlite3.Error as error:
            raise CatalogueError(
                f"the catalogue {engine.url} cannot be copied to {target}: {error}."
            ) from error
    return check_snapshot(target)


def check_snapshot(file: Path) -> tuple[int, int]:
    """Prove that a snapshot is whole; return its numbers of documents and passages.

    :raises CatalogueError: if it is not.
    """
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as database:
            (found,) = database.execute("PRAGMA integrity_check(1)").fetchone()
            if found == "ok":
                (documents,) = database.execute("SELECT count(*) FROM documents").fetchone()
                (passages,) = database.execute("SELECT count(*) FROM passages").fetchone()
                return documents, passages
    except sqlite3.Error as error:
        found = str(error)
    raise CatalogueError(f"the copy of the catalogue is damaged: {found}.")


def is_unused(engine: Engine) -> bool:
    """Tell whether a catalogue holds nothing at all; where there is none yet, one is begun.

    :raises CatalogueError: if the catalogue is no SQLite file, is damaged or of a newer release.
    """
    _only_sqlite(engine)
    migrate(engine)
    with engine.connect() as connection:
        return all(
            connection.execute(select(table).limit(1)).first() is None
            for table in schema.metadata.sorted_tables
        )


def put_back(engine: Engine, snapshot: Path) -> None:
    """Replace the content of the catalogue by a snapshot's, which is upgraded first.

    Others that have it open see the new content with their next transaction.

    :raises CatalogueError: if the catalogue is no SQLite file, or the snapshot is damaged or of a
        newer release; the catalogue is then as it was.
    """
    _only_sqlite(engine)
    check_snapshot(snapshot)
    upgraded = connect(f"sqlite:///{snapshot}")
    try:
        migrate(upgraded)
    finally:
        upgraded.dispose()
    with closing(sqlite3.connect(snapshot)) as source, engine.connect() as connection:
        driver: Any = connection.connection.dbapi_connection
        try:
            source.backup(driver)
        except sqlite3.Error as error:
            raise CatalogueError(
                f"the catalogue {engine.url} cannot be replaced: {error}. It is as it was."
            ) from error


def _only_sqlite(engine: Engine) -> None:
    if engine.dialect.name != "sqlite":
        raise CatalogueError(
            f"the catalogue is kept in {engine.dialect.name}, whose own tools back it up and restore "
            "it while it is used: pg_dump and pg_restore. Copy the folder uploads beside it."
        )
