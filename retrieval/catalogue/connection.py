"""Open the database and bring its schema up to date."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, event
from sqlalchemy.exc import DatabaseError, OperationalError

from retrieval.errors import CatalogueError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine import ExceptionContext

_BUSY_TIMEOUT_S = 30
_MIGRATIONS = Path(__file__).parent / "migrations"


def connect(url: str) -> Engine:
    """Return an engine for the catalogue at ``url``; SQLite is put in WAL mode.

    ``engine.begin()`` starts a writing transaction, ``engine.connect()`` a reading one. Whatever
    is done with it raises ``CatalogueError`` where the database is damaged, busy or full.
    """
    engine = create_engine(url)
    event.listen(engine, "handle_error", _explain)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _explain(context: ExceptionContext) -> CatalogueError | None:
    """Say what is wrong with the database; what was wrong with a query stays a bug."""
    error = context.sqlalchemy_exception
    if not isinstance(error, OperationalError) and type(error) is not DatabaseError:
        return None
    url = context.engine.url if context.engine else "database"
    return CatalogueError(
        f"the catalogue {url} cannot be used: {context.original_exception}. "
        "Check that the folder can be written to and that the file is whole."
    )


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver would begin transactions by itself, and too late for a consistent read.
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout = {_BUSY_TIMEOUT_S * 1000}",
        "journal_mode = WAL",
        "synchronous = NORMAL",
        "foreign_keys = ON",
        "secure_delete = ON",  # What a moderator removes is gone from the file as well.
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later cannot wait for its turn in WAL mode: it
    # fails at once if somebody else wrote in between. So writers take their turn at the start.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def find_damage(engine: Engine) -> str | None:
    """Return what SQLite's own check finds wrong with the file, or ``None``.

    :raises CatalogueError: if there is too much wrong for the check itself.
    """
    if engine.dialect.name != "sqlite":
        return None
    with engine.connect() as connection:
        found = connection.exec_driver_sql("PRAGMA quick_check").scalar_one()
    return None if found == "ok" else str(found)


def migrate(engine: Engine) -> None:
    """Bring the schema to the newest version.

    :raises CatalogueError: if the database is damaged, or a newer release has written it.
    """
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    if current == scripts.get_current_head():
        return
    known = {script.revision for script in scripts.walk_revisions()}
    if current is not None and current not in known:
        raise CatalogueError(
            f"{engine.url} was written by a newer release (schema {current}); "
            "upgrade this program before opening it."
        )
    with (
        engine.connect().execution_options(writes=True) as connection,
        _without_foreign_keys(connection),
        connection.begin(),
    ):
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        _check_foreign_keys(connection)


@contextmanager
def _without_foreign_keys(connection: Connection) -> Iterator[None]:
    """Let SQLite copy and drop a table that others refer to, which is how it changes one.

    The pragma does nothing within a transaction, so the driver's own connection is asked.
    """
    driver: Any = connection.connection.dbapi_connection
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        if sqlite:
            driver.execute("PRAGMA foreign_keys = ON")


def _check_foreign_keys(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        raise CatalogueError(
            f"the catalogue {connection.engine.url} could not be upgraded: {len(broken)} rows "
            "refer to nothing. It was left as it was; restore a backup or report this."
        )
