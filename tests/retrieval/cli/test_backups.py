"""``backup`` and ``restore`` as an owner types them; ``bring-back`` is for single documents."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from retrieval.catalogue import connect, put_back, take_snapshot
from retrieval.cli.app import app
from retrieval.errors import RetrievalError
from tests.retrieval.shelf import open_library
from tests.retrieval.terminal import records, run_cli

if TYPE_CHECKING:
    from pathlib import Path

    from retrieval import Library


@pytest.fixture
def place(shelf: Library, tmp_path: Path) -> Path:
    """Return a folder with a library of four documents, without search indexes."""
    take_snapshot(shelf.documents._reader, tmp_path / "catalogue.db")  # noqa: SLF001
    (tmp_path / "index").mkdir()
    engine = connect(f"sqlite:///{tmp_path / 'index' / 'catalogue.db'}")
    put_back(engine, tmp_path / "catalogue.db")
    engine.dispose()
    return tmp_path


def test_a_library_comes_back_with_its_indexes(place: Path) -> None:
    backed_up = run_cli(place, "backup", "copy.tar.gz")
    assert (backed_up.returncode, backed_up.stderr) == (0, "")
    assert backed_up.stdout.startswith("backed up copy.tar.gz: 4 documents, 5 passages, ")
    shutil.rmtree(place / "index")

    restored = run_cli(place, "restore", "--json", "copy.tar.gz")

    assert (restored.returncode, restored.stderr) == (0, "")
    size = (place / "copy.tar.gz").stat().st_size
    assert records(restored) == [{"documents": 4, "passages": 5, "uploads": 0, "size": size}]
    for name in ("shared", "guild-101", "guild-202"):
        assert (place / "index" / "libraries" / name / "current").exists()
    with open_library(place) as library:
        assert len(library.sources()) == 2


def refused(place: Path, *arguments: str) -> str:
    """Run a command in this process; return what its one line on standard error says."""
    done = CliRunner().invoke(app, ["--index", str(place / "index"), *arguments])
    assert isinstance(done.exception, RetrievalError)
    assert "\n" not in str(done.exception)
    return str(done.exception)


def test_what_cannot_be_done_is_one_line(place: Path) -> None:
    copy = str(place / "copy.tar.gz")
    CliRunner().invoke(app, ["--index", str(place / "index"), "backup", copy])

    nothing = refused(place / "empty", "backup", copy)
    used = refused(place, "restore", copy)
    none = refused(place / "empty", "restore", str(place / "none.tar.gz"))

    assert nothing == f"there is no library in {place / 'empty' / 'index'} to back up."
    assert used.startswith(f"{place / 'index'} holds a library already. Restore into another")
    assert "--replace" in used
    assert none.startswith(f"{place / 'none.tar.gz'} is no whole backup of a library")


def test_a_catalogue_on_a_server_has_tools_of_its_own(
    tmp_path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RETRIEVAL_CATALOGUE", postgres_url)

    said = refused(tmp_path, "backup", str(tmp_path / "copy.tar.gz"))

    assert said.startswith("the catalogue is kept in postgresql, whose own tools back it up")
    assert list(tmp_path.glob("*.tar.gz")) == []
