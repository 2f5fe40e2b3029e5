"""What may be better in a moment is tried again, and nothing else is."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from retrieval.errors import TryAgainError, UnreadableDocumentError
from retrieval.ingest import FileReport, FileStatus, read_file
from retrieval.ingest.opening import with_patience
from tests.retrieval.shelf import BINS, write

if TYPE_CHECKING:
    from tests.retrieval.ingest.runs import Runs


def failing(times: int, error: Exception) -> list[int]:
    """Call a function that fails so many times; return the numbers of its calls."""
    calls: list[int] = []

    def attempt() -> None:
        calls.append(len(calls))
        if len(calls) <= times:
            raise error

    with_patience(attempt)
    return calls


def test_what_passes_is_tried_three_times() -> None:
    assert failing(2, TryAgainError("busy")) == [0, 1, 2]
    with pytest.raises(TryAgainError, match="busy"):
        failing(3, TryAgainError("busy"))


def test_what_does_not_pass_is_tried_once() -> None:
    with pytest.raises(UnreadableDocumentError):
        failing(1, UnreadableDocumentError("damaged"))


@pytest.mark.parametrize("number", [errno.EIO, errno.ESTALE, errno.EBUSY])
def test_a_disk_that_does_not_answer_is_asked_again(
    runs: Runs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    file = write(tmp_path / "docs", "a.txt", BINS)
    answers = [OSError(number, os.strerror(number))]
    read_bytes = Path.read_bytes

    def read(path: Path) -> bytes:
        if answers:
            raise answers.pop()
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", read)
    assert runs.index(file).added == [str(file)]


def test_a_disk_that_never_answers_fails_its_file_until_the_next_run(
    runs: Runs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(tmp_path / "docs", "a.txt", BINS)

    def read(_path: Path) -> bytes:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(Path, "read_bytes", read)
    reason = f"{file} cannot be read: Input/output error."
    assert runs.index(file).files == [FileReport(str(file), FileStatus.FAILED, reason)]
    monkeypatch.undo()
    assert runs.index(file).added == [str(file)]


def test_a_file_that_is_being_written_is_read_when_it_is_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(tmp_path, "a.txt", "Bins")
    read_bytes = Path.read_bytes
    writes = [" are collected"]

    def read(path: Path) -> bytes:
        content = read_bytes(path)
        if writes:
            path.write_bytes(content + writes.pop().encode())
        return content

    monkeypatch.setattr(Path, "read_bytes", read)
    assert with_patience(lambda: read_file(file)) == b"Bins are collected"


def test_a_file_that_is_too_large_is_refused_without_reading_it(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    with file.open("wb") as content:
        content.truncate(100_000_001)
    with pytest.raises(UnreadableDocumentError, match="the most that is read is 100 MB"):
        read_file(file)
