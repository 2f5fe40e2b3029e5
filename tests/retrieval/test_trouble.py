"""Trouble outside of the documents: nothing is lost or torn, and what is wrong is said."""

from __future__ import annotations

import errno
import json
import os
import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from retrieval.domain import SHARED_LIBRARY
from retrieval.ingest import FileStatus, identity_of
from retrieval.ingest.opening import is_gone
from tests.retrieval.builders import check_quote, packaged_model
from tests.retrieval.documents.zip_files import zipped
from tests.retrieval.forking import End, Forks, shared_forks
from tests.retrieval.mounts import ProtectedFolder, SmallDisk
from tests.retrieval.shelf import BINS, MUSEUM, POOL, open_library, quoted, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from retrieval import Library
    from retrieval.search import Embedder

FULL = "database or disk is full"
DOCUMENTS = 30
QUESTION = "when are household bins collected?"
FAILED = End(1, 0)


@pytest.fixture(scope="module")
def forks() -> Forks:
    """Return what starts processes that index."""
    return shared_forks()


@pytest.fixture(autouse=True)
def _loaded_once(monkeypatch: pytest.MonkeyPatch, embedder: Embedder) -> None:
    """Let each library that is opened here use the model that is loaded already."""
    monkeypatch.setattr("retrieval.library.Embedder", lambda _model, **_threads: embedder)


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """Return a folder of documents."""
    for number in range(DOCUMENTS):
        parts = "".join(f"## Part {part}\n\nRule {number} {part}.\n\n" for part in range(4))
        write(tmp_path / "docs", f"{number:02}.md", f"# Handbook {number}\n\n{parts}")
    return tmp_path / "docs"


def run(forks: Forks, folder: Path, *arguments: str) -> End:
    """Run a command on the library below a folder."""
    forks.start("--index", str(folder / "index"), *arguments)
    return forks.wait()


def records(forks: Forks) -> list[dict[str, Any]]:
    """Return what the last run said of each file."""
    return [json.loads(line) for line in forks.output.splitlines() if line.startswith("{")]


def names(paths: list[str]) -> list[str]:
    return [path.rsplit("/", 1)[-1] for path in paths]


def whole(library: Library, parts: int = 4) -> list[str]:
    """Assert that each document is there with all its passages; return the files' names."""
    model = identity_of(packaged_model())
    assert library.embeddings.missing(SHARED_LIBRARY, model) == []
    files = library.files.all(SHARED_LIBRARY)
    for file in files:
        for number in file.documents:
            assert len(library.documents.passage_ids(number)) == parts
    return sorted(names([file.identity.path for file in files]))


# --- A disk that is full ------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[str], SmallDisk]]:
    """Return what mounts a small disk as the folder ``disk``."""
    disks: list[SmallDisk] = []

    def mount(size: str) -> SmallDisk:
        disks.append(SmallDisk(tmp_path / "disk", size))
        return disks[-1]

    yield mount
    for disk in disks:
        disk.close()


def test_a_full_disk_costs_only_what_no_longer_fits(
    small_disk: Callable[[str], SmallDisk], forks: Forks, docs: Path
) -> None:
    """The documents stored before it was full are answered from, and the next run goes on."""
    disk = small_disk("1060k")
    assert run(forks, disk.folder, "index", "--json", str(docs)) == FAILED
    told = records(forks)
    assert names([file["path"] for file in told]) == sorted(os.listdir(docs))  # noqa: PTH208
    added = [file for file in told if file["status"] == "added"]
    failed = [file for file in told if file["status"] == "failed"]
    assert 0 < len(added) < DOCUMENTS == len(added) + len(failed)
    assert {FULL in file["reason"] for file in failed} == {True}
    assert "Traceback" not in forks.output
    with open_library(disk.folder) as library:
        assert whole(library) == names([file["path"] for file in added])
        assert library.ask("what is rule 0?").quotes
    disk.grow("20m")
    assert run(forks, disk.folder, "index", "--json", str(docs)) == End(0, 0)
    again = [file["status"] for file in records(forks)]
    assert (again.count("unchanged"), again.count("added")) == (len(added), len(failed))
    with open_library(disk.folder) as library:
        assert whole(library) == sorted(os.listdir(docs))  # noqa: PTH208


def test_a_disk_that_was_full_before_the_first_run_is_told_in_one_line(
    small_disk: Callable[[str], SmallDisk], forks: Forks, docs: Path
) -> None:
    disk = small_disk("64k")
    assert run(forks, disk.folder, "index", str(docs)) == FAILED
    assert forks.output == (
        f"error: the catalogue sqlite:///{disk.folder}/index/catalogue.db cannot be used: {FULL}. "
        "Check that the folder can be written to and that the file is whole.\n"
    )


def test_a_search_index_that_no_longer_fits_is_served_from_memory(
    small_disk: Callable[[str], SmallDisk], docs: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Whichever of its files is the one for which there is no room."""
    disk = small_disk("8m")
    place = disk.folder / "index" / "libraries" / SHARED_LIBRARY
    with open_library(disk.folder) as library:
        library.index([docs])
        size = sum(path.stat().st_size for path in place.rglob("*"))
        for share in (0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
            shutil.rmtree(place.parent)
            with (disk.folder / "other").open("wb") as other:
                left = os.statvfs(disk.folder)
                other.write(bytes(left.f_bavail * left.f_bsize - int(size * share)))
            caplog.clear()
            library.generations._loaded.clear()  # noqa: SLF001
            assert library.ask("what is rule 0?").quotes
            assert "the search index could not be written" in caplog.text
            (disk.folder / "other").unlink()
        library.generations._loaded.clear()  # noqa: SLF001
        assert library.ask("what is rule 0?").quotes
        assert library.generations.stored.check(SHARED_LIBRARY) is None
    assert not list(place.glob("tmp-*"))


# --- A folder that cannot be written to ---------------------------------------------------------


@pytest.fixture
def protected(tmp_path: Path) -> Iterator[SmallDisk | ProtectedFolder]:
    """Return a folder that can be protected, even from root."""
    folder = tmp_path / "disk"
    place = ProtectedFolder(folder) if os.geteuid() else SmallDisk(folder, "20m")
    yield place
    place.close()


@pytest.mark.parametrize("command", [["index", "docs"], ["ask", QUESTION], ["sources"]])
def test_a_folder_that_cannot_be_written_to_is_told_in_one_line(
    protected: SmallDisk | ProtectedFolder, forks: Forks, tmp_path: Path, command: list[str]
) -> None:
    bins = write(tmp_path, "bins.txt", BINS)
    with open_library(protected.folder) as library:
        library.add(bins)
    protected.protect()
    assert run(forks, protected.folder, *command) == FAILED
    (line,) = forks.output.splitlines()
    assert line.startswith(
        f"error: {protected.folder}/index, the folder of the library, cannot be written to: "
    )
    protected.unprotect()
    with open_library(protected.folder) as library:
        assert quoted(library.ask(QUESTION)) == [BINS]
        assert library.add(bins).unchanged == [str(bins)]


# --- Others at work -----------------------------------------------------------------------------


def test_two_runs_at_once_store_everything_once(forks: Forks, docs: Path, tmp_path: Path) -> None:
    """Two processes index the same folder; whichever comes second finds nothing to do."""
    with open_library(tmp_path) as library:
        forks.start("--index", str(tmp_path / "index"), "index", "--json", str(docs))
        ours = library.index([docs])
        assert forks.wait() == End(0, 0)
        theirs = [file["status"] for file in records(forks)]
        assert sorted([len(ours.added), theirs.count("added")]) == [0, DOCUMENTS]
        assert sorted([len(ours.unchanged), theirs.count("unchanged")]) == [0, DOCUMENTS]
        assert whole(library) == sorted(os.listdir(docs))  # noqa: PTH208


def test_questions_are_answered_rightly_while_another_process_indexes(
    forks: Forks, docs: Path, tmp_path: Path
) -> None:
    """Each answer is from the old or the new version, and from the new one ever after."""
    bins = write(docs, "bins.txt", BINS)
    changed = BINS.replace("Monday", "Friday")
    with open_library(tmp_path) as library:
        library.index([bins])
        write(docs, "bins.txt", changed)
        write(docs, "pool.txt", POOL)
        forks.start("--index", str(tmp_path / "index"), "index", str(docs))
        seen = []
        while not forks.has_ended(within_s=0.02):
            reply = library.ask(QUESTION)
            for quote in reply.quotes:
                check_quote(quote)
            (answer,) = [text for text in quoted(reply) if text in (BINS, changed)]
            seen.append(answer)
        assert forks.wait() == End(0, 0)
        assert seen[0] == BINS
        assert seen == sorted(seen, key=[BINS, changed].index)
        assert changed in quoted(library.ask(QUESTION))
        assert BINS not in quoted(library.ask(QUESTION))
        assert POOL in quoted(library.ask("when does the swimming pool open?"))


def test_a_document_replaced_in_the_middle_of_a_question_is_quoted_as_it_is_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The question has the old search index in hand when the new version is stored."""
    bins = write(tmp_path, "bins.txt", BINS)
    changed = BINS.replace("Monday", "Friday")
    with open_library(tmp_path) as library, open_library(tmp_path) as other:
        library.add(bins)
        encode = library.encoder.encode

        def encode_late(question: str) -> object:
            if bins.read_text(encoding="utf-8") == BINS:
                other.add(write(tmp_path, "bins.txt", changed))
            return encode(question)

        monkeypatch.setattr(library.encoder, "encode", encode_late)
        assert quoted(library.ask(QUESTION)) == [changed]


def test_a_document_removed_while_its_file_is_read_again_costs_no_other(tmp_path: Path) -> None:
    archive = tmp_path / "docs" / "a.zip"
    archive.parent.mkdir()
    archive.write_bytes(zipped({"bins.txt": BINS, "pool.txt": POOL}))
    with open_library(tmp_path) as library, open_library(tmp_path) as bot:
        library.index([archive])
        write(archive.parent, "b.txt", MUSEUM)
        archive.write_bytes(zipped({"bins.txt": BINS, "pool.txt": f"{POOL} So it says."}))
        (kept,) = [s.document_id for s in library.sources() if s.path.endswith("bins.txt")]

        def remove(name: str, _done: int, _total: int) -> None:
            if name == "b.txt":
                bot.remove(kept)

        report = library.index([archive.parent], progress=remove)
        assert [file.status for file in report.files] == [FileStatus.FAILED, FileStatus.ADDED]
        assert whole(library, parts=1) == ["a.zip", "b.txt"]
        assert len(library.index([archive.parent]).updated) == 1
        assert MUSEUM in quoted(library.ask("what does the museum of glass charge?"))


def test_a_catalogue_that_somebody_else_locks_fails_what_is_new_until_the_next_run(
    docs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.catalogue.connection._BUSY_TIMEOUT_S", 0.1)
    with open_library(tmp_path) as library:
        library.add(write(docs, "00.md", BINS))
        with closing(sqlite3.connect(tmp_path / "index" / "catalogue.db")) as other:
            other.execute("BEGIN IMMEDIATE")
            report = library.index([docs])
            assert quoted(library.ask(QUESTION)) == [BINS]
        assert names([file.path for file in report.files]) == sorted(os.listdir(docs))  # noqa: PTH208
        assert names(report.unchanged) == ["00.md"]
        assert {file.status for file in report.files[1:]} == {FileStatus.FAILED}
        assert {"database is locked" in file.reason for file in report.files[1:]} == {True}
        assert len(library.index([docs]).added) == DOCUMENTS - 1


def test_what_cannot_be_removed_now_is_told_and_stays(
    docs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.catalogue.connection._BUSY_TIMEOUT_S", 0.1)
    with open_library(tmp_path) as library:
        library.index([docs])
        for name in ("07.md", "08.md"):
            (docs / name).unlink()
        with closing(sqlite3.connect(tmp_path / "index" / "catalogue.db")) as other:
            other.execute("BEGIN IMMEDIATE")
            report = library.index([docs], prune=True)
        assert sorted(names([file.path for file in report.refused])) == ["07.md", "08.md"]
        assert len(library.sources()) == DOCUMENTS
        again = library.index([docs], prune=True)
        assert sorted(names(again.paths(FileStatus.REMOVED))) == ["07.md", "08.md"]


# --- Files that go ------------------------------------------------------------------------------


def when_at(name: str, do: Callable[[], object]) -> Callable[[str, int, int], None]:
    """Return a progress callback that does something when a file's turn comes."""

    def progress(current: str, _done: int, _total: int) -> None:
        if current == name:
            do()

    return progress


@pytest.mark.parametrize("prune", [False, True])
def test_a_folder_that_vanishes_while_it_is_indexed_loses_nothing(
    docs: Path, tmp_path: Path, *, prune: bool
) -> None:
    """As when a share is unmounted: what was indexed before stays, even if told to prune."""
    with open_library(tmp_path) as library:
        library.index([docs])
        write(docs, "98.txt", BINS)
        write(docs, "99.txt", POOL)
        vanish = when_at("05.md", lambda: docs.rename(tmp_path / "elsewhere"))
        report = library.index([docs], prune=prune, progress=vanish)
        assert len(report.files) == DOCUMENTS + 2
        assert len(report.unchanged) == 5
        assert {file.status for file in report.files[5:]} == {FileStatus.FAILED}
        assert (
            report.files[-1].reason == f"{docs}/99.txt cannot be read: No such file or directory."
        )
        assert report.files[5].reason == (
            f"{docs}/05.md cannot be read: No such file or directory. The version indexed before "
            "is still quoted."
        )
        assert len(whole(library)) == DOCUMENTS
        (tmp_path / "elsewhere").rename(docs)
        assert len(library.index([docs]).added) == 2


def test_a_new_file_that_vanishes_before_it_is_read_fails_alone(docs: Path, tmp_path: Path) -> None:
    with open_library(tmp_path) as library:
        file = docs / "05.md"
        report = library.index([docs], progress=when_at("05.md", file.unlink))
        assert names([failed.path for failed in report.refused]) == ["05.md"]
        assert report.refused[0].status is FileStatus.FAILED
        assert len(report.added) == DOCUMENTS - 1


def test_a_known_file_that_vanishes_before_it_is_read_is_told_once(
    docs: Path, tmp_path: Path
) -> None:
    with open_library(tmp_path) as library:
        library.index([docs])
        file = docs / "05.md"
        report = library.index([docs], progress=when_at("05.md", file.unlink))
        assert len(report.files) == DOCUMENTS
        assert names([missing.path for missing in report.missing]) == ["05.md"]
        assert report.refused == []


def test_a_file_that_is_moved_while_a_run_prunes_keeps_its_document(
    docs: Path, tmp_path: Path
) -> None:
    """Its old place is empty when the run looks for what is gone, its new one was not listed."""
    with open_library(tmp_path) as library:
        library.index([docs])
        before = {source.document_id for source in library.sources()}
        move = when_at("05.md", lambda: (docs / "04.md").rename(docs / "new.md"))
        report = library.index([docs], prune=True, progress=move)
        assert names([file.path for file in report.missing]) == ["04.md"]
        report = library.index([docs], prune=True)
        assert report.paths(FileStatus.REMOVED) == []
        assert {source.document_id for source in library.sources()} == before


@pytest.mark.parametrize(
    ("number", "gone"),
    [(errno.ENOENT, True), (errno.ENOTDIR, True), (errno.EACCES, False), (errno.ESTALE, False)],
)
def test_what_nobody_can_look_at_is_not_taken_for_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, *, gone: bool
) -> None:
    """Or else a share that does not answer would be emptied by a run that prunes."""

    def lstat(_path: str) -> os.stat_result:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("os.lstat", lstat)
    assert is_gone("a.txt") is gone
