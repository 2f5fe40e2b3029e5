"""The catalogue as one file, and back, under readers and writers."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from retrieval.catalogue import (
    GuildSettingStore,
    connect,
    is_unused,
    put_back,
    take_snapshot,
)
from retrieval.errors import CatalogueError
from tests.retrieval.catalogue.test_migrations import ANSWERED_LIBRARY, Earlier

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine


@pytest.fixture
def engine(sqlite_engine: Engine) -> Engine:
    """Return an engine on a file, which alone is copied like this."""
    return sqlite_engine


@pytest.fixture
def settings(engine: Engine) -> GuildSettingStore:
    return GuildSettingStore(engine)


def stored(file: Path) -> list[Any]:
    """Return the settings that a file holds."""
    with closing(sqlite3.connect(file)) as database:
        return database.execute("SELECT name, value FROM guild_settings ORDER BY name").fetchall()


def test_a_snapshot_is_one_file_of_one_moment(
    engine: Engine, settings: GuildSettingStore, tmp_path: Path
) -> None:
    settings.put("guild:1", "language", "red")

    assert take_snapshot(engine, tmp_path / "copy.db") == (0, 0)
    settings.put("guild:1", "language", "blue")

    assert sorted(path.name for path in tmp_path.glob("copy*")) == ["copy.db"]
    assert stored(tmp_path / "copy.db") == [("language", '"red"')]


def test_a_snapshot_is_taken_while_others_write(
    engine: Engine, settings: GuildSettingStore, tmp_path: Path
) -> None:
    """Two rows that always change together are the same in each snapshot."""
    done = threading.Event()
    written: list[int] = []

    def write() -> None:
        with closing(sqlite3.connect(tmp_path / "catalogue.db", timeout=30)) as database:
            while not done.is_set():
                with database:
                    number = len(written)
                    database.execute("UPDATE guild_settings SET value = ?", (str(number),))
                    written.append(number)

    settings.put("guild:1", "help_channel", 0)
    settings.put("guild:1", "digest_channel", 0)
    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            before = len(written)
            take_snapshot(engine, tmp_path / f"{number}.db")
            while len(written) < before + 3:
                done.wait(0.001)
    finally:
        done.set()
        writer.join()

    snapshots = [dict(stored(tmp_path / f"{number}.db")) for number in range(5)]
    assert all(snapshot["help_channel"] == snapshot["digest_channel"] for snapshot in snapshots)
    assert snapshots[0] != snapshots[4]


def test_what_is_put_back_is_seen_by_who_has_it_open(
    engine: Engine, settings: GuildSettingStore, tmp_path: Path
) -> None:
    settings.put("guild:1", "language", "red")
    take_snapshot(engine, tmp_path / "copy.db")
    settings.put("guild:1", "language", "blue")
    settings.put("guild:2", "language", "green")
    other = connect(str(engine.url))
    assert GuildSettingStore(other).get("guild:2", "language") == "green"

    put_back(engine, tmp_path / "copy.db")

    for store in (settings, GuildSettingStore(other)):
        assert store.get("guild:1", "language") == "red"
        assert store.get("guild:2", "language") is None
    GuildSettingStore(other).put("guild:3", "language", "white")
    assert settings.get("guild:3", "language") == "white"
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
    other.dispose()


def test_a_transaction_that_reads_keeps_what_it_saw(
    engine: Engine, settings: GuildSettingStore, tmp_path: Path
) -> None:
    settings.put("guild:1", "language", "red")
    take_snapshot(engine, tmp_path / "copy.db")
    settings.put("guild:1", "language", "blue")
    question = "SELECT value FROM guild_settings"
    with connect(str(engine.url)).connect() as reading:
        assert reading.exec_driver_sql(question).scalar_one() == '"blue"'

        put_back(engine, tmp_path / "copy.db")

        assert reading.exec_driver_sql(question).scalar_one() == '"blue"'
        reading.rollback()
        assert reading.exec_driver_sql(question).scalar_one() == '"red"'
        reading.engine.dispose()


def test_a_snapshot_of_an_older_release_is_upgraded(engine: Engine, tmp_path: Path) -> None:
    older = Earlier(f"sqlite:///{tmp_path / 'older.db'}").holding("0003", ANSWERED_LIBRARY)
    older.dispose()
    version = "SELECT version_num FROM alembic_version"
    with engine.connect() as connection:
        newest = connection.exec_driver_sql(version).scalar_one()

    put_back(engine, tmp_path / "older.db")

    with engine.connect() as connection:
        assert connection.exec_driver_sql(version).scalar_one() == newest
        question = connection.exec_driver_sql("SELECT question FROM answers").scalar_one()
        assert question == "bins?"


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda file: file.write_bytes(b"no database " * 500), "file is not a database"),
        (lambda file: file.write_bytes(file.read_bytes()[:-8192]), "malformed"),
        (lambda file: file.unlink(), "unable to open"),
    ],
)
def test_what_is_damaged_is_not_put_back(
    damage: Any, reason: str, engine: Engine, settings: GuildSettingStore, tmp_path: Path
) -> None:
    settings.put("guild:1", "language", "red")
    take_snapshot(engine, tmp_path / "copy.db")
    damage(tmp_path / "copy.db")

    with pytest.raises(CatalogueError, match=f"the copy of the catalogue is damaged: .*{reason}"):
        put_back(engine, tmp_path / "copy.db")

    assert settings.get("guild:1", "language") == "red"


def test_a_newer_releases_is_not_put_back(
    engine: Engine, settings: GuildSettingStore, tmp_path: Path
) -> None:
    settings.put("guild:1", "language", "red")
    take_snapshot(engine, tmp_path / "copy.db")
    with closing(sqlite3.connect(tmp_path / "copy.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(CatalogueError, match="written by a newer release"):
        put_back(engine, tmp_path / "copy.db")

    assert settings.get("guild:1", "language") == "red"


def test_a_snapshot_does_not_take_a_files_place(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("mine")

    with pytest.raises(CatalogueError, match="cannot be copied to"):
        take_snapshot(engine, tmp_path / "copy.db")

    assert (tmp_path / "copy.db").read_text() == "mine"


def test_unused_is_what_holds_no_row(tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path / 'new.db'}")

    assert is_unused(engine)
    GuildSettingStore(engine).put("guild:1", "language", "red")
    assert not is_unused(engine)

    engine.dispose()


def test_a_server_is_backed_up_by_its_own_tools(postgres_engine: Engine, tmp_path: Path) -> None:
    for attempt in (
        lambda: take_snapshot(postgres_engine, tmp_path / "copy.db"),
        lambda: put_back(postgres_engine, tmp_path / "copy.db"),
        lambda: is_unused(postgres_engine),
    ):
        with pytest.raises(CatalogueError, match="pg_dump and pg_restore"):
            attempt()
