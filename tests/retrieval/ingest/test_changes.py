"""A changed file: a new version follows the old one, and only what is new is embedded."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

from retrieval.ingest import FileReport, FileStatus
from retrieval.ingest.examining import Examiner
from tests.retrieval.ingest.runs import statuses
from tests.retrieval.shelf import BINS, MUSEUM, POOL, write

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.retrieval.ingest.runs import Runs

HANDBOOK = "# Handbook\n\n" + "".join(
    f"## Part {part}\n\nRule {part} is about thing {part}.\n\n" for part in range(20)
)
ARCHIVE = """\
Category Archives: Waste

Bins are collected on Monday morning by the council, and nobody else may open them.

Tagged | Comments Off on When bins are emptied

The swimming pool opens at seven every day except in August, when it is cleaned.

Tagged | Comments Off on When the pool opens
"""


def test_only_the_passages_that_are_new_are_embedded(runs: Runs, tmp_path: Path) -> None:
    file = write(tmp_path / "docs", "a.md", HANDBOOK)
    runs.index(file)
    assert runs.encoded == 20
    runs.encoded = 0
    write(tmp_path / "docs", "a.md", HANDBOOK.replace("thing 7", "something else"))
    assert runs.index(file).updated == [str(file)]
    assert runs.encoded == 1
    assert "Rule 7 is about something else." in runs.texts()["a.md"]


def test_the_version_before_can_still_be_read(runs: Runs, tmp_path: Path) -> None:
    file = write(tmp_path / "docs", "a.txt", BINS)
    runs.index(file)
    (number,) = runs.only_file().documents
    write(tmp_path / "docs", "a.txt", POOL)
    runs.index(file)
    old = runs.stores.documents.get(["guild:1"], number)
    assert old is not None
    assert (old.text, old.superseded) == (BINS, True)


def test_other_bytes_with_the_same_text_change_nothing_and_say_so(
    runs: Runs, tmp_path: Path
) -> None:
    file = write(tmp_path / "docs", "a.txt", BINS)
    runs.index(file)
    before, revision = runs.only_file(), runs.stores.documents.revision("guild:1")
    write(tmp_path / "docs", "a.txt", f"\ufeff{BINS}\r\n\r\n")
    report = runs.index(file)
    reason = "its text is the same as before"
    assert report.files == [FileReport(str(file), FileStatus.UNCHANGED, reason, 1)]
    assert runs.only_file().documents == before.documents
    assert runs.stores.documents.revision("guild:1") == revision
    assert runs.index(file).files == [FileReport(str(file), FileStatus.UNCHANGED, "", 1)]


def test_the_same_text_with_another_date_keeps_its_id(runs: Runs, tmp_path: Path) -> None:
    file = write(tmp_path / "docs", "a.md", f"---\ndate: 2017\n---\n{BINS}")
    runs.index(file)
    (number,) = runs.only_file().documents
    write(tmp_path / "docs", "a.md", f"---\ndate: 2018\n---\n{BINS}")
    assert runs.index(file).updated == [str(file)]
    assert runs.only_file().documents == (number,)
    document = runs.stores.documents.get(["guild:1"], number)
    assert document is not None
    assert document.metadata.date == "2018"
    assert runs.encoded == 1


def test_one_file_may_hold_several_articles(runs: Runs, tmp_path: Path) -> None:
    file = write(tmp_path / "docs", "a.txt", ARCHIVE)
    report = runs.index(file)
    assert report.files == [FileReport(str(file), FileStatus.ADDED, "", 2)]
    found = [(source.title, source.path) for source in runs.stores.documents.sources(["guild:1"])]
    assert found == [("When bins are emptied", str(file)), ("When the pool opens", str(file))]


def test_an_article_put_before_the_others_leaves_them_as_they_were(
    runs: Runs, tmp_path: Path
) -> None:
    file = write(tmp_path / "docs", "a.txt", ARCHIVE)
    runs.index(file)
    before = runs.only_file().documents
    runs.encoded = 0
    new = f"{MUSEUM}\n\nTagged | Comments Off on What the museum costs\n\nBins are"
    write(tmp_path / "docs", "a.txt", ARCHIVE.replace("Bins are", new, 1))
    assert runs.index(file).files[0].documents == 3
    assert runs.only_file().documents[1:] == before
    assert runs.encoded == 1


def test_an_archive_of_files_is_taken_file_by_file(runs: Runs, tmp_path: Path) -> None:
    path = tmp_path / "docs" / "all.zip"
    path.parent.mkdir()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("waste/bins.txt", BINS)
        archive.writestr("pool.txt", POOL)
        archive.writestr("picture.png", b"\x89PNG\r\n\x1a\n")
    (report,) = runs.index(path).files
    assert (report.status, report.documents) == (FileStatus.ADDED, 2)
    assert report.reason.startswith("picture.png is a picture")
    paths = [source.path for source in runs.stores.documents.sources(["guild:1"])]
    assert sorted(paths) == [f"{path}/pool.txt", f"{path}/waste/bins.txt"]


def test_what_other_files_hold_already_is_left_out_of_an_archive(
    runs: Runs, tmp_path: Path
) -> None:
    write(tmp_path / "docs", "a.txt", BINS)
    with zipfile.ZipFile(tmp_path / "docs" / "b.zip", "w") as archive:
        archive.writestr("bins.txt", BINS)
        archive.writestr("pool.txt", POOL)
    report = runs.index(tmp_path / "docs")
    assert report.files[1].reason == "1 of its documents are in the library already."
    assert (report.files[1].status, report.files[1].documents) == (FileStatus.ADDED, 1)
    assert runs.texts() == {"a.txt": BINS, "pool.txt": POOL}


def test_the_same_text_in_another_format_is_a_copy(runs: Runs, tmp_path: Path) -> None:
    first = write(tmp_path / "docs", "a.txt", BINS)
    write(tmp_path / "docs", "b.md", f"{BINS}\n")
    reason = f"the same text is in the library as {first}"
    assert runs.index(tmp_path / "docs").files[1].reason == reason
    assert statuses(runs.index(tmp_path / "docs")) == {"a.txt": "unchanged", "b.md": "duplicate"}


def test_a_copy_is_taken_once_the_original_is_gone(runs: Runs, tmp_path: Path) -> None:
    first = write(tmp_path / "docs", "a.txt", BINS)
    write(tmp_path / "docs", "b.txt", POOL)
    runs.index(tmp_path / "docs")
    write(tmp_path / "docs", "b.txt", f"{BINS}\n")
    runs.index(tmp_path / "docs")
    first.unlink()
    report = runs.index(tmp_path / "docs", prune=True)
    assert statuses(report) == {"b.txt": "added", "a.txt": "removed"}
    assert runs.texts() == {"b.txt": BINS}


def test_what_is_gone_is_removed_only_when_asked_to_and_only_here(
    runs: Runs, tmp_path: Path
) -> None:
    file = write(tmp_path / "docs", "a.txt", BINS)
    elsewhere = write(tmp_path / "other", "b.txt", POOL)
    runs.index(tmp_path / "docs", tmp_path / "other")
    file.unlink()
    elsewhere.unlink()
    assert statuses(runs.index(tmp_path / "docs")) == {"a.txt": "missing"}
    assert set(runs.texts()) == {"a.txt", "b.txt"}
    assert statuses(runs.index(tmp_path / "docs", prune=True)) == {"a.txt": "removed"}
    assert set(runs.texts()) == {"b.txt"}


def test_a_refused_file_is_not_read_again_before_it_changes(
    runs: Runs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(tmp_path / "docs", "a.txt", " \n ")
    (first,) = runs.index(file).refused
    read = []
    monkeypatch.setattr(Examiner, "_read", lambda *_arguments: read.append(1))
    assert runs.index(file).refused == [first]
    assert read == []
    monkeypatch.undo()
    write(tmp_path / "docs", "a.txt", BINS)
    assert runs.index(file).added == [str(file)]


def test_nothing_is_left_of_a_refused_file_that_is_gone(runs: Runs, tmp_path: Path) -> None:
    file = write(tmp_path / "docs", "a.txt", " \n ")
    runs.index(tmp_path / "docs")
    file.unlink()
    assert runs.index(tmp_path / "docs").files == []
    assert runs.stores.files.all("guild:1") == []


def test_a_link_that_leads_out_of_the_folder_is_left_alone(runs: Runs, tmp_path: Path) -> None:
    secret = write(tmp_path / "private", "secret.txt", POOL)
    write(tmp_path / "docs", "a.txt", BINS)
    (tmp_path / "docs" / "b.txt").symlink_to(secret)
    assert statuses(runs.index(tmp_path / "docs")) == {"a.txt": "added"}


def test_a_folder_that_cannot_be_read_is_told(
    runs: Runs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever runs the tests may read everything, so the system's answer is given by hand."""
    write(tmp_path / "docs", "a.txt", BINS)

    def walk(top: Path, onerror: object) -> object:
        assert callable(onerror)
        onerror(PermissionError(13, "Permission denied", f"{top}/closed"))
        return iter([(str(top), [], ["a.txt"])])

    monkeypatch.setattr("retrieval.documents.files.os.walk", walk)
    report = runs.index(tmp_path / "docs")
    assert [(file.status, file.reason) for file in report.files] == [
        (FileStatus.REFUSED, f"{tmp_path}/docs/closed cannot be read: Permission denied."),
        (FileStatus.ADDED, ""),
    ]
