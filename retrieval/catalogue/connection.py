"""Open the database and bring its schema up to date."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError

from retrieval.errors import CatalogueAwayError, CatalogueError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import URL, Connection, Engine
    from sqlalchemy.engine import ExceptionContext

    _Mend = Callable[[ExceptionContext], str | None]

_BUSY_TIMEOUT_S = 30
_MIGRATIONS = Path(__file__).parent / "migrations"
_POSTGRESQL = ("postgresql", "postgres")
_ADDRESS = (
    "Write RETRIEVAL_CATALOGUE as postgresql://USER:PASSWORD@HOST/DATABASE, with %40 for an @ and "
    "%2F for a / in the password, or leave it empty for a file in the folder of the library."
)


def connect(url: str) -> Engine:
    """Return an engine for the catalogue at ``url``; SQLite is put in WAL mode.

    With the execution option ``writes`` a transaction takes its turn among all that write; give it
    a text instead of ``True`` to wait only for those with the same. Whatever is done with the
    engine raises ``CatalogueError`` where the database is damaged, busy, full or away.

    :raises CatalogueError: if there can be no such address; a password in it is never shown.
    """
    address = _read(url)
    mend: _Mend
    if address.get_backend_name() == "sqlite":
        engine, mend = create_engine(address), _mend_sqlite
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        # Loads a driver that most installations never need.
        from retrieval.catalogue import postgresql  # noqa: PLC0415

        engine, mend = postgresql.open_engine(address), postgresql.mend
    event.listen(engine, "handle_error", partial(_explain, engine.url, mend))
    return engine


def _read(url: str) -> URL:
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):  # What they say may hold a part of the password.
        raise CatalogueError(f"the address of the catalogue cannot be read. {_ADDRESS}") from None
    backend = address.get_backend_name()
    if backend not in (*_POSTGRESQL, "sqlite"):
        raise CatalogueError(f"the catalogue is kept in PostgreSQL or SQLite only. {_ADDRESS}")
    if backend in _POSTGRESQL and "@" in (address.host or ""):
        raise CatalogueError(f"the address of the catalogue has an @ too many. {_ADDRESS}")
    return address


def _explain(url: URL, mend: _Mend, context: ExceptionContext) -> CatalogueError | None:
    """Say what is wrong with the database; what was wrong with a query stays a bug."""
    if context.is_pre_ping:  # The pool replaces the connection.
        return None
    advice = mend(context)
    if advice is None:
        return None
    reason = " ".join(str(context.original_exception).split()).rstrip(".?")
    away = context.is_disconnect or context.connection is None
    kind = CatalogueAwayError if away and url.get_backend_name() != "sqlite" else CatalogueError
    return kind(f"the catalogue {url} cannot be used: {reason}. {advice}")


def _mend_sqlite(context: ExceptionContext) -> str | None:
    error = context.sqlalchemy_exception
    if not isinstance(error, OperationalError) and type(error) is not DatabaseError:
        return None
    return "Check that the folder can be written to and that the file is whole."


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
    """Bring the schema to the newest version; of several processes that start at once, one does.

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
        engine.connect().execution_options(writes=True, patient=True) as connection,
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
