"""``kill -9`` while documents are indexed: what was complete is served, and nothing else."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import sys
import time
from collections import defaultdict
from contextlib import closing
from typing import TYPE_CHECKING

import numpy as np
import pytest

from retrieval.catalogue import find_damage
from retrieval.doctor import examine
from retrieval.domain import SHARED_LIBRARY, Outcome
from retrieval.ingest import identity_of
from retrieval.settings import RetrievalSettings
from tests.retrieval import mixture
from tests.retrieval.builders import check_quote, packaged_model
from tests.retrieval.forking import End, Forks, shared_forks
from tests.retrieval.shelf import open_library, quoted

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import numpy.typing as npt

    from retrieval import Library
    from retrieval.search import Embedder

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="orphans are counted as Linux does")

KILLS = 20
KILLS_A_STAGE = 4
STORING_KILLS = 10
GROWTHS = 12
"""Transactions of a run after which, at the most, it is killed."""
SEED = 20170706
COMPLETED = End(0, 0)
KILLED = End(-signal.SIGKILL, 0)
Versions = defaultdict[str, dict[str, tuple[mixture.Expected, ...]]]
"""What the bytes of each file stand for, by their hash, at this and the earlier stages."""


@pytest.fixture(scope="module")
def forks() -> Forks:
    """Return what starts the processes that are killed."""
    return shared_forks()


@pytest.fixture(autouse=True)
def _loaded_once(monkeypatch: pytest.MonkeyPatch, embedder: Embedder) -> None:
    """Let each library that is opened here use the model that is loaded already."""
    monkeypatch.setattr("retrieval.library.Embedder", lambda _model, **_threads: embedder)


class Place:
    """A library, its files, and all that it may hold."""

    def __init__(self, folder: Path, forks: Forks, documents: int) -> None:
        """Write the files of the first stage."""
        self.folder = folder
        self.forks = forks
        self.docs = folder / "docs"
        self.documents = documents
        self.stage = -1
        self.files: list[Path] = []
        self.versions: Versions = defaultdict(dict)
        self.change()

    def change(self) -> None:
        """Write the files of the next stage."""
        self.stage += 1
        self.files = mixture.write_stage(self.docs, self.stage, self.documents)
        for file in self.files:
            self.versions[str(file)][mixture.hash_of(file)] = mixture.expected_of(file)

    def start(self, folder: Path | None = None) -> int:
        """Start a process that indexes into the library below a folder."""
        index = (folder or self.folder) / "index"
        return self.forks.start("--index", str(index), "index", str(self.docs))

    def kill_when(self, reached: Callable[[], bool]) -> None:
        """Index, and kill the process at the moment that ``reached`` tells."""
        process = self.start()
        while not reached() and not self.forks.has_ended(within_s=0.001):
            pass
        assert self.forks.kill(process) == KILLED, self.forks.output

    def complete(self, folder: Path | None = None) -> float:
        """Index to the end; return the seconds that it took."""
        began = time.monotonic()
        self.start(folder)
        assert self.forks.wait() == COMPLETED, self.forks.output
        return time.monotonic() - began

    def stored(self) -> dict[str, str]:
        """Return the hash of each file that anybody else can see in the catalogue, by its path."""
        file = self.folder / "index" / "catalogue.db"
        try:
            with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
                rows = connection.execute("SELECT location, content_hash FROM files").fetchall()
        except sqlite3.OperationalError:  # The file or its tables are not there yet.
            return {}
        return dict(rows)

    def left(self) -> float:
        """Return the share of the files that the library does not have as they are now."""
        stored = self.stored()
        current = [stored.get(str(file)) == mixture.hash_of(file) for file in self.files]
        return current.count(False) / len(current)


def check_whole(library: Library, place: Place) -> dict[str, str]:
    """Assert that each file is there with all that it said at one time, or not at all.

    :returns: the hash of each file, by its path.
    """
    store, model = library.documents, identity_of(packaged_model())
    assert library.embeddings.missing(SHARED_LIBRARY, model) == []
    stored = list(library.embeddings.all(SHARED_LIBRARY, model))
    owners = store.passages_by_id([item.id for item in stored])
    passages = defaultdict(list)
    for item in stored:
        assert item.vector.shape == (384,)
        assert item.sentence_vectors.shape == (len(item.passage.sentences), 384)
        passages[owners[item.id][0].id].append(item.passage)
    hashes, whole = {}, {}
    for file in library.files.all(SHARED_LIBRARY):
        hashes[file.identity.location] = file.identity.content_hash
        expected = place.versions[file.identity.location][file.identity.content_hash]
        assert len(file.documents) == len(expected)
        for number, one in zip(file.documents, expected, strict=True):
            document = store.get([SHARED_LIBRARY], number)
            assert document is not None
            assert document.text == one.text
            assert document.content_hash == file.identity.content_hash
            whole[number] = list(one.passages)
    assert dict(passages) == whole
    check_superseded(library, place, hashes)
    return hashes


def check_superseded(library: Library, place: Place, hashes: dict[str, str]) -> None:
    """Assert that earlier versions are whole ones, and not also the current ones."""
    file = place.folder / "index" / "catalogue.db"
    with closing(sqlite3.connect(file)) as connection:
        rows = connection.execute("SELECT id, location, content_hash, text FROM superseded")
        for number, location, content_hash, text in rows:
            assert content_hash != hashes[location]
            texts = [one.text for one in place.versions[location][content_hash]]
            assert text in texts
            document = library.documents.get([SHARED_LIBRARY], number)
            assert document is not None
            assert document.superseded
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def check_serves(place: Place) -> None:
    """Assert that the next question is answered from whole documents, and that all is well then."""
    with open_library(place.folder) as library:
        hashes = check_whole(library, place)
        assert hashes == place.stored()
        for file, content_hash in list(hashes.items())[-1:]:
            check_answer(library, place.versions[file][content_hash][-1])
        assert library.ask("who met?").quotes or not hashes
        assert library.generations.stored.check(SHARED_LIBRARY) is None
        assert find_damage(library.documents._reader) is None  # noqa: SLF001
    assert [path for path in place.forks.temporary.rglob("*") if path.is_file()] == []


def check_answer(library: Library, expected: mixture.Expected) -> None:
    """Assert that a document is quoted."""
    sentence = next(line for line in expected.text.splitlines() if "met on" in line)
    reply = library.ask(f"what did the {sentence.split()[4]} team meet on?")
    assert reply.outcome is not Outcome.NOT_FOUND
    assert any(quote in expected.text for quote in quoted(reply))
    for quote in reply.quotes:
        check_quote(quote)


def check_complete(place: Place) -> None:
    """Assert that the library has all files as they are now, and nothing is lying about."""
    with open_library(place.folder) as library:
        current = {str(file): mixture.hash_of(file) for file in place.files}
        assert check_whole(library, place) == current
        check_answer(library, mixture.expected_of(place.files[0])[0])
    findings = examine(RetrievalSettings(index=place.folder / "index"))
    assert [finding for finding in findings if not finding.ok] == []
    (generation,) = (
        path.name
        for path in (place.folder / "index" / "libraries" / "shared").iterdir()
        if path.name not in (".lock", "current")
    )
    assert not generation.startswith("tmp-")


def texts(library: Library) -> dict[str, str]:
    """Return the text of each document by its path."""
    found = {}
    for source in library.sources():
        document = library.documents.get([SHARED_LIBRARY], source.document_id)
        assert document is not None
        found[document.path] = document.text
    return found


def vectors(library: Library) -> dict[tuple[str, int], npt.NDArray[np.float64]]:
    """Return the vectors of each passage and its sentences, by its path and where it begins."""
    stored = list(library.embeddings.all(SHARED_LIBRARY, identity_of(packaged_model())))
    owners = library.documents.passages_by_id([item.id for item in stored])
    return {
        (owners[item.id][0].path, item.passage.start): np.vstack(
            [item.vector, item.sentence_vectors]
        ).astype(np.float64)
        for item in stored
    }


def check_same(library: Library, other: Library) -> None:
    """Assert that two libraries hold the same."""
    assert texts(library) == texts(other)
    ours, theirs = vectors(library), vectors(other)
    assert ours.keys() == theirs.keys()
    for place, ours_here in ours.items():
        # Numbers depend a little on what is embedded together.
        np.testing.assert_allclose(ours_here, theirs[place], atol=0.002)


def test_killed_at_twenty_random_moments(tmp_path: Path, forks: Forks) -> None:
    """Each run goes on where the last was killed, while files change now and then."""
    place = Place(tmp_path, forks, mixture.DOCUMENTS)
    chance = random.Random(SEED)
    moments = [(number + chance.random()) / KILLS for number in range(KILLS)]
    chance.shuffle(moments)
    whole_s = place.complete(tmp_path / "uninterrupted")
    while moments:
        # Starting takes its time, however little there is to do.
        likely_s = whole_s * max(place.left(), 0.25)
        after_s = moments[-1] * likely_s
        sys.stdout.write(
            f"stage {place.stage}, {place.left():.0%} left: {KILLS + 1 - len(moments)}. kill "
            f"after {after_s:.3f} of about {likely_s:.3f} s (seed {SEED})\n"
        )
        if place.forks.kill(place.start(), after_s) == KILLED:
            moments.pop()
            check_serves(place)
        else:
            check_complete(place)
        if not place.left() or len(moments) % KILLS_A_STAGE == 0:
            place.change()
    place.change()
    place.complete()
    check_complete(place)
    place.complete(tmp_path / "uninterrupted")
    with open_library(tmp_path) as ours, open_library(tmp_path / "uninterrupted") as theirs:
        check_same(ours, theirs)


def test_killed_while_a_document_is_stored(tmp_path: Path, forks: Forks) -> None:
    """In a transaction or between two: just after the journal has grown."""
    chance = random.Random(SEED)
    place = Place(tmp_path, forks, 50)
    journal = tmp_path / "index" / "catalogue.db-wal"
    kills = 0
    while kills < STORING_KILLS:
        process = place.start()
        for _ in range(chance.randint(1, GROWTHS)):
            before = _size(journal)
            while _size(journal) == before and not forks.has_ended():
                pass
        if forks.kill(process, chance.random() * 0.002) == KILLED:
            kills += 1
            check_serves(place)
        if not place.left():
            place.change()


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0


def test_killed_before_the_first_document_is_stored(tmp_path: Path, forks: Forks) -> None:
    place = Place(tmp_path, forks, 10)
    place.kill_when((tmp_path / "index" / ".index.lock").exists)
    assert place.stored() == {}
    check_serves(place)


def test_killed_while_a_generation_is_written(tmp_path: Path, forks: Forks) -> None:
    """The run before is complete, so a run has nothing to do but to write the index again."""
    place = Place(tmp_path, forks, 40)
    place.complete()
    generations = place.folder / "index" / "libraries" / SHARED_LIBRARY
    before = (generations / "current").read_text()
    # The last complete state is an older one: a document was removed without an index of it.
    with open_library(place.folder) as library:
        removed = library.files.all(SHARED_LIBRARY)[-1]
        library.files.remove(SHARED_LIBRARY, removed.id)

    def writing() -> bool:
        with os.scandir(generations) as entries:
            return any(entry.name.startswith("tmp-") and entry.is_dir() for entry in entries)

    place.kill_when(writing)
    assert [path for path in generations.iterdir() if path.name.startswith("tmp-")]
    assert (generations / "current").read_text() == before
    check_serves(place)
    assert not [path for path in generations.iterdir() if path.name.startswith("tmp-")]
    place.complete()
    check_complete(place)
