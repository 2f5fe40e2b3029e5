"""What PostgreSQL needs besides SQLAlchemy: settings of a connection, turns at writing, locks."""

from __future__ import annotations

import hashlib
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import IsolationLevel
from psycopg.types.string import StrDumperUnknown
from sqlalchemy import create_engine, event, func, select

from retrieval.errors import CatalogueError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import URL, Connection, Engine
    from sqlalchemy.engine import ExceptionContext

_DEFAULTS = {
    "application_name": "chapter-and-verse",
    "connect_timeout": 10,
    # A machine that vanished without a word is noticed within a minute.
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""Options of libpq; those that the address names itself go before."""
_OPTIONS = "-c timezone=UTC -c lock_timeout=30s"
"""Of each session: times come back as they were stored, and nobody waits for ever."""
_SECRETS = ("password", "sslpassword")
"""May stand in the query of an address, where SQLAlchemy would show them."""
_POLL_S = 0.2

_SERVER = (
    "Check that the database server runs and can be reached from here, and that "
    "RETRIEVAL_CATALOGUE names the right database, user and password."
)
_RIGHTS = "Make the user that RETRIEVAL_CATALOGUE names the owner of the database."
_BUSY = "Another program has been changing it for too long; wait until it has ended."


def open_engine(address: URL) -> Engine:
    """Return an engine for an address; a connection that was lost is replaced when it is used."""
    secrets = {name: address.query[name] for name in _SECRETS if name in address.query}
    shown = address.difference_update_query(_SECRETS).set(drivername="postgresql+psycopg")
    settings: dict[str, Any] = {
        name: value for name, value in _DEFAULTS.items() if name not in shown.query
    }
    settings["options"] = f"{_OPTIONS} {shown.query.get('options', '')}".strip()
    engine = create_engine(shown, pool_pre_ping=True, connect_args=settings | secrets)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


class _TextDumper(StrDumperUnknown):
    """Sends a character that PostgreSQL cannot store as the one that stands for such.

    No reader leaves a NUL in a text, but one may be typed or written into a title. Places in a
    text are counted in characters, so they stay right.
    """

    def dump(self, obj: str) -> Any:
        return super().dump(obj.replace("\0", "\N{REPLACEMENT CHARACTER}"))


def _prepare(driver: Any, _record: object) -> None:
    encoding = driver.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        name = driver.info.dbname
        driver.close()
        raise CatalogueError(
            f"the database {name} holds texts in {encoding}, which has no room for every "
            "character; make it anew with ENCODING 'UTF8' TEMPLATE template0."
        )
    driver.adapters.register_dumper(str, _TextDumper)


def mend(context: ExceptionContext) -> str | None:
    """Return what to do about a failure of the server; ``None`` where it is our own bug."""
    error = context.original_exception
    if isinstance(error, psycopg.errors.InsufficientPrivilege):
        return _RIGHTS
    if isinstance(error, psycopg.errors.LockNotAvailable):
        return _BUSY
    failed = (psycopg.OperationalError, psycopg.errors.ReadOnlySqlTransaction)
    if context.connection is None or isinstance(error, failed):
        return _SERVER
    return None


def _begin(connection: Connection) -> None:
    # As in SQLite, a reader sees one state, and one writer is at work: what it has read still holds
    # when it writes. Those who write other tables than the documents' need not wait for these.
    options = connection.get_execution_options()
    turn = options.get("writes", False)
    driver: Any = connection.connection.dbapi_connection
    # A snapshot would be taken before the wait for the turn, and miss what was written meanwhile.
    # It is the driver that begins the transaction, and only with the first statement.
    driver.isolation_level = (
        IsolationLevel.READ_COMMITTED if turn else IsolationLevel.REPEATABLE_READ
    )
    if options.get("patient", False):
        connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
    if turn:
        connection.execute(select(func.pg_advisory_xact_lock(_key(f"writes {turn}"))))


@contextmanager
def advisory_lock(engine: Engine, name: str, *, timeout: float) -> Iterator[None]:
    """Keep all others that share this database from taking the lock of this name.

    It ends with the connection that holds it, so that a machine which dies leaves none behind.

    :param timeout: seconds to wait for it.
    :raises TimeoutError: if somebody else holds it for longer.
    """
    taken = select(func.pg_try_advisory_lock(_key(name)))
    until = time.monotonic() + timeout
    # No transaction is left open meanwhile, since that would keep the server from tidying up.
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while not connection.execute(taken).scalar_one():
            if time.monotonic() >= until:
                raise TimeoutError(name)
            time.sleep(_POLL_S)
        try:
            yield
        finally:
            # It is closed rather than asked to let go: it may have been lost meanwhile.
            connection.invalidate()


def _key(name: str) -> int:
    """Return the number that stands for a name; 64 bits, so that two names do not meet."""
    digest = hashlib.blake2b(f"chapter-and-verse {name}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
