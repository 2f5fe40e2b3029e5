"""``copy`` moves all libraries from a file into a database that machines share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrieval.catalogue import connect, migrate
from tests.retrieval.catalogue.stores import Stores
from tests.retrieval.terminal import run_cli

if TYPE_CHECKING:
    from pathlib import Path


def test_a_library_is_copied_from_a_file_into_postgresql(tmp_path: Path, postgres_url: str) -> None:
    address = f"sqlite:///{tmp_path / 'catalogue.db'}"
    engine = connect(address)
    migrate(engine)
    number = Stores(engine).put("guild:1")
    engine.dispose()
    done = run_cli(tmp_path, "copy", address, postgres_url)
    assert (done.returncode, done.stderr) == (0, "")
    assert "        1 documents\n" in done.stdout
    assert "set RETRIEVAL_CATALOGUE to its address" in done.stdout
    copied = connect(postgres_url)
    assert Stores(copied).documents.get(["guild:1"], number) is not None
    copied.dispose()


def test_a_database_that_is_not_there_is_one_line_without_the_password(tmp_path: Path) -> None:
    address = "postgresql://bot:hunter2@127.0.0.1:1/verse"
    done = run_cli(tmp_path, "sources", RETRIEVAL_CATALOGUE=address)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("error: the catalogue postgresql+psycopg://bot:***@127.0.0.1:1/verse")
    assert "Check that the database server runs" in line
