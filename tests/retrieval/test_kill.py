"""``kill -9`` while documents are indexed: what was complete is served, and nothing else."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from retrieval.doctor import examine
from retrieval.domain import SHARED_LIBRARY
from retrieval.ingest import identity_of
from retrieval.settings import RetrievalSettings
from tests.retrieval.builders import check_quote, packaged_model
from tests.retrieval.shelf import open_library, quoted, write
from tests.retrieval.terminal import command, environment, run_cli

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from retrieval import Library

DOCUMENTS = 40
SECTIONS = 5
"""Passages of a document; 128 are embedded together, so that it takes several turns."""
WAIT_S = 120
TOPICS = ("bins", "roads", "parks", "books", "markets")


def text_of(number: int) -> str:
    sections = (
        f"## About {topic}\n\nRule {number} says that {topic} are looked after by team {number}.\n"
        for topic in TOPICS
    )
    return f"# Handbook {number}\n\n" + "\n".join(sections)


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of documents."""
    folder = tmp_path_factory.mktemp("handbooks")
    for number in range(DOCUMENTS):
        write(folder, f"{number:02}.md", text_of(number))
    return folder


def kill_when(folder: Path, documents: Path, reached: Callable[[], bool]) -> None:
    """Index, and kill the process at the moment that ``reached`` tells."""
    process = subprocess.Popen(
        command(folder, "index", str(documents)),
        cwd=folder,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + WAIT_S
    try:
        while not reached():
            assert process.poll() is None, "it ended before it could be killed"
            assert time.monotonic() < deadline, "it did not get there"
            time.sleep(0.001)
    finally:
        process.send_signal(signal.SIGKILL)
        code = process.wait()
    assert code == -signal.SIGKILL


def stored(folder: Path) -> int:
    """Return the number of documents that anybody else can see in the catalogue."""
    file = folder / "index" / "catalogue.db"
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
            (count,) = connection.execute("SELECT count(*) FROM documents").fetchone()
    except sqlite3.OperationalError:  # The file or its tables are not there yet.
        return 0
    return int(count)


def check_whole(library: Library) -> int:
    """Assert that every document is there with all its passages; return how many there are."""
    store, model = library.documents, identity_of(packaged_model())
    embeddings = library.embeddings
    passages = {passage.id: passage for passage in embeddings.all(SHARED_LIBRARY, model)}
    assert embeddings.missing(SHARED_LIBRARY, model) == []
    owners = store.passages_by_id(list(passages))
    counts: dict[int, int] = {}
    for number, (document, passage) in owners.items():
        counts[document.id] = counts.get(document.id, 0) + 1
        assert document.text[passage.start : passage.end] == passage.text
        vectors = passages[number].sentence_vectors
        assert vectors.shape == (len(passage.sentences), 384)
    ids = [number for file in library.files.all(SHARED_LIBRARY) for number in file.documents]
    assert counts == dict.fromkeys(ids, SECTIONS)
    return len(ids)


def check_serves(folder: Path) -> None:
    """Assert that the next question is answered from whole documents, and that all is well then."""
    with open_library(folder) as library:
        assert check_whole(library) == stored(folder)
        reply = library.ask("which team looks after the bins by rule 0?")
        assert "Rule 0 says that bins are looked after by team 0." in quoted(reply)
        for quote in reply.quotes:
            check_quote(quote)
    findings = examine(RetrievalSettings(index=folder / "index"))
    assert [finding for finding in findings if not finding.ok] == []


def check_completes(folder: Path, documents: Path) -> None:
    """Assert that another run takes what is missing, and only that."""
    before = stored(folder)
    with open_library(folder) as library:
        report = library.index([documents])
        assert (len(report.unchanged), len(report.added)) == (before, DOCUMENTS - before)
        assert check_whole(library) == DOCUMENTS
        last = library.ask("which team looks after the markets by rule 39?")
        assert "Rule 39 says that markets are looked after by team 39." in quoted(last)


@pytest.mark.parametrize("count", [1, 30])
def test_killed_while_documents_are_stored(tmp_path: Path, documents: Path, count: int) -> None:
    kill_when(tmp_path, documents, lambda: stored(tmp_path) >= count)
    assert count <= stored(tmp_path) < DOCUMENTS
    check_serves(tmp_path)
    check_completes(tmp_path, documents)


def test_killed_before_the_first_document_is_stored(tmp_path: Path, documents: Path) -> None:
    kill_when(tmp_path, documents, (tmp_path / "index" / ".index.lock").exists)
    assert stored(tmp_path) == 0
    done = run_cli(tmp_path, "ask", "--json", "which team looks after the bins?")
    assert done.returncode == 0
    assert '"outcome": "not_found"' in done.stdout


def test_killed_while_a_generation_is_written(tmp_path: Path, documents: Path) -> None:
    """The run before is complete, so a run has nothing to do but to write the index again."""
    with open_library(tmp_path) as library:
        library.index([documents])
    place = tmp_path / "index" / "libraries" / SHARED_LIBRARY
    before = (place / "current").read_text()
    # The last complete state is an older one: a document was removed without an index of it.
    with open_library(tmp_path) as library:
        removed = library.files.all(SHARED_LIBRARY)[-1]
        library.files.remove(SHARED_LIBRARY, removed.id)

    def writing() -> bool:
        with os.scandir(place) as entries:
            return any(entry.name.startswith("tmp-") and entry.is_dir() for entry in entries)

    kill_when(tmp_path, documents, writing)
    assert [path for path in place.iterdir() if path.name.startswith("tmp-")]
    assert (place / "current").read_text() == before
    check_serves(tmp_path)
    assert not [path for path in place.iterdir() if path.name.startswith("tmp-")]
    check_completes(tmp_path, documents)
