"""A whole catalogue from one database to another: out of a file into PostgreSQL, or back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DataError

from retrieval.catalogue import schema
from retrieval.catalogue.connection import migrate
from retrieval.errors import CatalogueError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection, Engine, Table

_BATCH_ROWS = 500


def copy_catalogue(
    source: Engine,
    target: Engine,
    progress: Callable[[str, int, int], None] = lambda _name, _done, _total: None,
) -> dict[str, int]:
    """Copy all libraries into an empty catalogue, in one transaction; ids and revisions stay.

    Search indexes that were built from the one belong to the other as well. Both are brought to
    the present schema first.

    :param progress: called with a table's name, how many of its rows are copied and how many it
        has.
    :returns: how many rows were copied of each table.
    :raises CatalogueError: if there is nothing to copy, the target is not empty, or a row cannot be
        stored there. The target is left empty.
    """
    file = source.url.database
    if source.dialect.name == "sqlite" and not (file and Path(file).is_file()):
        raise CatalogueError(f"there is no catalogue at {source.url}; check the address.")
    migrate(source)
    migrate(target)
    with (
        source.connect() as reading,
        target.execution_options(writes=True).begin() as writing,
    ):
        full = {table: count for table, count in _counts(writing).items() if count}
        if full:
            held = ", ".join(f"{count} rows of {table}" for table, count in full.items())
            raise CatalogueError(
                f"{target.url} is not empty (it holds {held}); name a database without a catalogue."
            )
        expected = _counts(reading)
        for table in schema.metadata.sorted_tables:
            _copy(reading, writing, table, lambda name, done: progress(name, done, expected[name]))
            _set_last_id(writing, table, _last_id(reading, table))
        copied = _counts(writing)
        if copied != expected:
            wrong = ", ".join(name for name in expected if copied[name] != expected[name])
            raise CatalogueError(
                f"not every row of {wrong} arrived in {target.url}; it was left empty. "
                "Check the database, and copy again."
            )
    return copied


def _counts(connection: Connection) -> dict[str, int]:
    """Return how many rows each table has."""
    return {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in schema.metadata.sorted_tables
    }


def _copy(
    reading: Connection, writing: Connection, table: Table, copied: Callable[[str, int], None]
) -> None:
    rows = reading.execute(select(table).order_by(*table.primary_key)).mappings()
    done = 0
    for some in rows.yield_per(_BATCH_ROWS).partitions():
        try:
            writing.execute(insert(table), [dict(row) for row in some])
        except DataError as error:
            reason = " ".join(str(error.orig).split())
            raise CatalogueError(
                f"a row of {table.name} cannot be kept in {writing.engine.url}: {reason}. "
                "Nothing was copied; remove what it is about, and copy again."
            ) from error
        done += len(some)
        copied(table.name, done)


def _last_id(connection: Connection, table: Table) -> int:
    """Return the last id that a table has given, which is not given again when its row is gone."""
    column = table.autoincrement_column
    if column is None:
        return 0
    if connection.dialect.name == "sqlite":
        if not table.dialect_options["sqlite"]["autoincrement"]:
            return _highest(connection, table)
        named = text("SELECT max(seq) FROM sqlite_sequence WHERE name = :name")
        return connection.execute(named, {"name": table.name}).scalar() or 0
    last = text("SELECT pg_sequence_last_value(pg_get_serial_sequence(:name, :column))")
    found = connection.execute(last, {"name": table.name, "column": column.name}).scalar()
    return max(found or 0, _highest(connection, table))


def _highest(connection: Connection, table: Table) -> int:
    column: Any = table.autoincrement_column
    return connection.execute(select(func.max(column))).scalar() or 0


def _set_last_id(connection: Connection, table: Table, last: int) -> None:
    column = table.autoincrement_column
    if column is None or not last:
        return
    if connection.dialect.name != "sqlite":
        connection.execute(
            text("SELECT setval(pg_get_serial_sequence(:name, :column), :last)"),
            {"name": table.name, "column": column.name, "last": last},
        )
    elif table.dialect_options["sqlite"]["autoincrement"]:
        values = {"name": table.name, "last": last}
        connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), values)
        connection.execute(
            text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"), values
        )
