"""The catalogue is opened and migrated, or it is said why not."""

from __future__ import annotations

import random
import sqlite3
import threading
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import inspect, select

from retrieval.catalogue import DocumentStore, connect, find_damage, migrate, schema
from retrieval.errors import CatalogueError, UserFacingError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine


def test_sqlite_is_put_in_wal_mode_with_deleted_text_overwritten(sqlite_engine: Engine) -> None:
    with sqlite_engine.connect() as connection:
        values = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "foreign_keys", "secure_delete", "busy_timeout")
        }
    assert values == {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "secure_delete": 1,
        "busy_timeout": 30_000,
    }


def test_migrating_again_changes_nothing(engine: Engine) -> None:
    before = inspect(engine).get_table_names()
    migrate(engine)
    assert inspect(engine).get_table_names() == before
    assert "alembic_version" in before


@contextmanager
def _written_by_a_newer_release(engine: Engine) -> Iterator[None]:
    """Change the version of the schema meanwhile; a database may be used by other tests."""
    with engine.begin() as connection:
        known = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    yield
    with engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{known}'")


def test_a_catalogue_of_a_newer_release_is_refused_with_what_to_do(engine: Engine) -> None:
    with _written_by_a_newer_release(engine), pytest.raises(CatalogueError) as caught:
        migrate(engine)
    assert str(caught.value) == (
        f"{engine.url} was written by a newer release (schema 9999); upgrade this program before "
        "opening it."
    )


def test_a_file_that_is_no_database_is_refused_with_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "catalogue.db"
    file.write_bytes(
        b"This is no database, but it is longer than the header of one would be. " * 20
    )
    engine = connect(f"sqlite:///{file}")
    with pytest.raises(CatalogueError) as caught:
        migrate(engine)
    engine.dispose()
    assert str(caught.value) == (
        f"the catalogue sqlite:///{file} cannot be used: file is not a database. Check that the "
        "folder can be written to and that the file is whole."
    )
    assert not isinstance(caught.value, UserFacingError)


def test_a_folder_that_is_not_there_is_an_error_that_names_it(tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path / 'none' / 'catalogue.db'}")
    with pytest.raises(CatalogueError, match="unable to open database file"):
        migrate(engine)
    engine.dispose()


def test_a_whole_catalogue_has_no_damage(engine: Engine) -> None:
    assert find_damage(engine) is None


def test_damage_that_can_still_be_read_around_is_found(tmp_path: Path) -> None:
    file = tmp_path / "catalogue.db"
    content = bytearray(_migrated(file))
    content[36:40] = (5).to_bytes(4, "big")  # The header's number of unused pages.
    file.write_bytes(content)
    engine = connect(f"sqlite:///{file}")
    damage = find_damage(engine)
    engine.dispose()
    assert damage is not None
    assert "freelist" in damage.lower()


def test_with_a_damaged_table_every_query_on_it_says_so(tmp_path: Path) -> None:
    file = tmp_path / "catalogue.db"
    content = bytearray(_migrated(file))
    with closing(sqlite3.connect(file)) as connection:
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'documents'"
        ).fetchone()
    content[(page - 1) * 4096 : page * 4096] = random.Random(1).randbytes(4096)
    file.write_bytes(content)
    engine = connect(f"sqlite:///{file}")
    for query in (find_damage, lambda engine: DocumentStore(engine).get(["shared"], 1)):
        with pytest.raises(CatalogueError, match="database disk image is malformed"):
            query(engine)
    engine.dispose()


def _migrated(file: Path) -> bytes:
    """Make a catalogue and return its bytes."""
    engine = connect(f"sqlite:///{file}")
    migrate(engine)
    engine.dispose()
    return file.read_bytes()


def test_a_wrong_query_stays_a_bug(engine: Engine) -> None:
    with (
        engine.begin() as connection,
        pytest.raises(Exception, match=r"(?i)unique constraint") as caught,
    ):
        for _ in range(2):
            connection.execute(schema.libraries.insert().values(name="shared", revision="0"))
    assert not isinstance(caught.value, CatalogueError)


def test_a_reader_sees_one_state_while_another_writes(engine: Engine) -> None:
    names = select(schema.libraries.c.name)
    with engine.connect() as reader:
        assert reader.execute(names).all() == []
        with engine.execution_options(writes=True).begin() as writer:
            writer.execute(schema.libraries.insert().values(name="shared", revision="0"))
        assert reader.execute(names).all() == []
    with engine.connect() as reader:
        assert reader.execute(names).scalars().all() == ["shared"]


def test_writers_wait_for_their_turn(engine: Engine) -> None:
    """A transaction that reads first and writes later would fail if others wrote in between."""
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(schema.libraries.insert().values(name="shared", revision="0"))
    failures: list[CatalogueError] = []

    def advance() -> None:
        try:
            for _ in range(20):
                with engine.execution_options(writes=True).begin() as connection:
                    table = schema.libraries
                    seen = connection.execute(select(table.c.revision)).scalar_one()
                    connection.execute(table.update().values(revision=str(int(seen) + 1)))
        except CatalogueError as error:
            failures.append(error)

    threads = [threading.Thread(target=advance) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert DocumentStore(engine).revision("shared") == "80"
