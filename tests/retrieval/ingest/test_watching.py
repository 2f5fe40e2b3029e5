"""A folder is followed: each change is indexed, nothing is missed, and it ends in order."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from retrieval.domain import SHARED_LIBRARY
from retrieval.errors import CatalogueError, UnreadableDocumentError
from retrieval.ingest import FileReport, FileStatus, IndexReport, follow
from tests.retrieval.forking import End, Forks, shared_forks
from tests.retrieval.shelf import BINS, MUSEUM, POOL, open_library, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from retrieval import Library

WITHIN_S = 60.0
ADDED = FileReport("a.txt", FileStatus.ADDED, documents=1)
DOCUMENTS = 150
"""More than are embedded together, so that they are stored in two turns."""
UNCHANGED = FileReport("a.txt", FileStatus.UNCHANGED, documents=1)
BAD = FileReport("bad.pdf", FileStatus.REFUSED, "it is damaged")
FAILED = FileReport("b.txt", FileStatus.FAILED, "its disk does not answer")


def wait_until(reached: Callable[[], bool]) -> None:
    """Wait for something that another thread or process does."""
    deadline = time.monotonic() + WITHIN_S
    while not reached():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.02)


# --- Following, with runs that are counted ------------------------------------------------------


class Following:
    """A folder that is followed by a thread, and what became of that."""

    def __init__(self, *paths: Path, reports: list[IndexReport | Exception] | None = None) -> None:
        """Start.

        :param reports: what the first runs yield or raise; later ones find nothing.
        """
        self.runs = 0
        self.told: list[list[FileReport]] = []
        self._reports = reports or []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._follow, args=(paths,))
        self._thread.start()

    def end(self) -> None:
        """Stop and wait for the end."""
        self._stop.set()
        self._thread.join(WITHIN_S)
        assert not self._thread.is_alive()

    def _follow(self, paths: tuple[Path, ...]) -> None:
        follow(paths, self._run, lambda report: self.told.append(report.files), self._stop)

    def _run(self) -> IndexReport:
        self.runs += 1
        found = self._reports.pop(0) if self._reports else IndexReport()
        if isinstance(found, Exception):
            raise found
        return found


@contextmanager
def following(
    *paths: Path, reports: list[IndexReport | Exception] | None = None
) -> Iterator[Following]:
    """Follow a folder until the end of the block."""
    followed = Following(*paths, reports=reports)
    try:
        wait_until(lambda: followed.runs > 0)
        yield followed
    finally:
        followed.end()


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait less for quiet, and before the next try."""
    monkeypatch.setattr("retrieval.ingest.watching._QUIET_MS", 50)
    monkeypatch.setattr("retrieval.ingest.watching._TRY_AGAIN_S", 0.1)


@pytest.mark.usefixtures("_impatient")
class TestFollowing:
    """What makes a run due, and what is told of it."""

    def test_a_change_is_a_run(self, tmp_path: Path) -> None:
        """In a folder that was not there before, too."""
        with following(tmp_path) as followed:
            write(tmp_path, "sub/a.txt", BINS)
            wait_until(lambda: followed.runs > 1)

    def test_what_is_not_read_is_no_reason_to_run(self, tmp_path: Path) -> None:
        """A visible change comes after the hidden ones, so that they have been seen by then."""
        with following(tmp_path) as followed:
            write(tmp_path, ".git/index", "1")
            write(tmp_path, ".~lock.a.odt#", "1")
            time.sleep(0.5)  # Not for luck: a run within this time would fail the test.
            assert followed.runs == 1
            write(tmp_path, "a.txt", BINS)
            wait_until(lambda: followed.runs == 2)

    def test_a_file_is_followed_when_it_is_replaced(self, tmp_path: Path) -> None:
        """As editors do that write another file and rename it."""
        file = write(tmp_path, "a.txt", BINS)
        with following(file) as followed:
            write(tmp_path, ".new", POOL).replace(file)
            wait_until(lambda: followed.runs > 1)
            runs = followed.runs
            write(tmp_path, ".new", MUSEUM).replace(file)
            wait_until(lambda: followed.runs > runs)

    def test_a_folder_that_goes_is_followed_again_when_it_is_back(self, tmp_path: Path) -> None:
        """Its watch has to be set up again."""
        docs = write(tmp_path, "docs/a.txt", BINS).parent
        with following(docs) as followed:
            shutil.rmtree(docs)
            wait_until(lambda: followed.runs > 1)
            runs = followed.runs
            docs.mkdir()
            wait_until(lambda: followed.runs > runs)
            time.sleep(0.3)
            runs = followed.runs
            write(docs, "b.txt", POOL)
            wait_until(lambda: followed.runs > runs)

    def test_nothing_to_follow_is_refused(self, tmp_path: Path) -> None:
        """Rather than followed in vain."""
        with pytest.raises(UnreadableDocumentError, match="no file or folder to follow"):
            follow([tmp_path / "none"], IndexReport, lambda _report: None)

    def test_a_run_that_fails_is_tried_again(
        self, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        """It is told once, however often it fails in the same way."""
        trouble: list[IndexReport | Exception] = [
            CatalogueError("the disk is full"),
            CatalogueError("the disk is full"),
            OSError("no lock"),
            IndexReport([ADDED]),
        ]
        with following(tmp_path, reports=trouble) as followed:
            wait_until(lambda: followed.told == [[ADDED]])
        assert [record.getMessage() for record in caplog.records] == [
            "the change could not be indexed yet: the disk is full",
            "the change could not be indexed yet: no lock",
        ]

    def test_a_file_that_failed_is_tried_again_until_it_does_not(self, tmp_path: Path) -> None:
        """Though the run itself did not fail."""
        reports: list[IndexReport | Exception] = [
            IndexReport([FAILED]),
            IndexReport([FAILED]),
            IndexReport([ADDED]),
        ]
        with following(tmp_path, reports=reports) as followed:
            wait_until(lambda: followed.told == [[FAILED], [ADDED]])
            time.sleep(0.3)
            assert followed.runs == 3

    def test_only_what_is_new_is_told_after_the_first_run(self, tmp_path: Path) -> None:
        """What was refused is not told with each change elsewhere."""
        reports: list[IndexReport | Exception] = [
            IndexReport([UNCHANGED, BAD]),
            IndexReport([ADDED, BAD]),
            IndexReport([UNCHANGED, BAD]),
            IndexReport([ADDED, BAD]),
        ]
        with following(tmp_path, reports=reports) as followed:
            for number in range(1, 4):
                write(tmp_path, "a.txt", str(number))
                wait_until(lambda: len(reports) == 3 - number)  # noqa: B023 - awaited at once.
        assert followed.told == [[UNCHANGED, BAD], [ADDED], [UNCHANGED], [ADDED]]


# --- The command --------------------------------------------------------------------------------

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forks and processes as of Linux")


@pytest.fixture(scope="module")
def forks() -> Forks:
    """Return what starts processes that follow a folder."""
    return shared_forks()


@contextmanager
def watching(forks: Forks, folder: Path, *options: str) -> Iterator[int]:
    """Run ``index --watch`` on the folder ``docs``; whatever happens, it is ended."""
    process = forks.start(
        "--index", str(folder / "index"), "index", "--json", "--watch", *options, f"{folder}/docs"
    )
    try:
        yield process
    except BaseException:
        forks.kill(process)
        raise


def stored(library: Library) -> dict[str, str]:
    """Return the text of each document by its path in the folder."""
    found = {}
    for source in library.sources():
        document = library.documents.get([SHARED_LIBRARY], source.document_id)
        if document is not None:
            found[document.path.rpartition("/docs/")[2]] = document.text
    return found


def processor_s(process: int) -> float:
    """Return the seconds of processor time that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def told(forks: Forks) -> list[tuple[str, str]]:
    """Return what the process has said, by the files' paths in the folder."""
    files = [json.loads(line) for line in forks.output.splitlines(keepends=True) if "\n" in line]
    return [(file["path"].rpartition("/docs/")[2], file["status"]) for file in files]


def test_files_are_followed_as_they_come_change_move_and_go(forks: Forks, tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    file = write(docs, "a.txt", BINS)
    with open_library(tmp_path) as library, watching(forks, tmp_path, "--prune") as process:
        wait_until(lambda: told(forks) == [("a.txt", "added")])
        assert stored(library) == {"a.txt": BINS}
        other = write(docs, "sub/b.txt", POOL)
        wait_until(lambda: told(forks)[1:] == [("sub/b.txt", "added")])
        (docs / "bad.pdf").write_bytes(b"%PDF-1.4")
        write(docs, "a.txt", MUSEUM)
        news = [("a.txt", "updated"), ("bad.pdf", "refused")]
        wait_until(lambda: sorted(told(forks)[2:]) == news)
        assert stored(library) == {"a.txt": MUSEUM, "sub/b.txt": POOL}
        other.rename(docs / "c.txt")
        wait_until(lambda: told(forks)[4:] == [("c.txt", "unchanged")])
        assert stored(library) == {"a.txt": MUSEUM, "c.txt": POOL}
        file.unlink()
        wait_until(lambda: told(forks)[5:] == [("a.txt", "removed")])
        assert stored(library) == {"c.txt": POOL}
        before = processor_s(process)
        time.sleep(3)
        assert processor_s(process) - before < 0.1
        os.kill(process, signal.SIGTERM)
        assert forks.wait() == End(0, 0)
    assert len(told(forks)) == 6


def test_ctrl_c_ends_it_in_the_middle_of_a_run(forks: Forks, tmp_path: Path) -> None:
    """Its parser is gone, the lock is free, and what it had stored is whole."""
    docs = tmp_path / "docs"
    write(docs, "a.txt", BINS)
    with open_library(tmp_path) as library, watching(forks, tmp_path) as process:
        wait_until(lambda: stored(library) == {"a.txt": BINS})
        for count in range(DOCUMENTS):
            write(docs, f"many/{count:03}.txt", f"Rule {count} is a rule of its own.")
        wait_until(lambda: len(stored(library)) > 2)
        os.kill(process, signal.SIGINT)
        assert forks.wait() == End(0, 0)
        assert "Traceback" not in forks.output
        assert 2 < len(stored(library)) < 1 + DOCUMENTS
        report = library.index([docs])
        assert len(report.added) + len(report.unchanged) == 1 + DOCUMENTS
        assert len(library.sources()) == 1 + DOCUMENTS
