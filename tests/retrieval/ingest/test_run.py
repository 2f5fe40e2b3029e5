"""What becomes of files: only what is new costs anything, and nothing is lost."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from retrieval.ingest import (
    FileReport,
    FileStatus,
    fit_context,
    identity_of,
)
from tests.retrieval.builders import packaged_model, token_counts
from tests.retrieval.shelf import BINS, MUSEUM, POOL, write

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


from tests.retrieval.ingest.runs import Runs, statuses


def test_new_files_are_added_with_one_loading_of_the_model(runs: Runs, tmp_path: Path) -> None:
    write(tmp_path / "docs", "a.txt", BINS)
    write(tmp_path / "docs", "b.txt", POOL)
    report = runs.index(tmp_path / "docs")
    assert report.added == [f"{tmp_path}/docs/a.txt", f"{tmp_path}/docs/b.txt"]
    assert runs.texts() == {"a.txt": BINS, "b.txt": POOL}
    assert runs.loads == 1
    assert runs.progress == [("a.txt", 0, 2), ("b.txt", 1, 2), ("", 2, 2)]
    assert runs.stores.embeddings.missing("guild:1", identity_of(packaged_model())) == []


def test_what_has_not_changed_costs_nothing(runs: Runs, tmp_path: Path) -> None:
    write(tmp_path / "docs", "a.txt", BINS)
    runs.index(tmp_path / "docs")
    before = runs.stores.documents.revision("guild:1")
    report = runs.index(tmp_path / "docs")
    assert report.unchanged == [f"{tmp_path}/docs/a.txt"]
    assert runs.loads == 1
    assert runs.stores.documents.revision("guild:1") == before


def test_a_changed_file_replaces_what_it_said_before(runs: Runs, tmp_path: Path) -> None:
    file = write(tmp_path / "docs", "a.txt", BINS)
    runs.index(file)
    write(tmp_path / "docs", "a.txt", POOL)
    report = runs.index(file)
    assert report.updated == [str(file)]
    assert runs.texts() == {"a.txt": POOL}
    assert runs.stores.documents.counts(["guild:1"]) == (1, 1)


def test_a_document_read_by_an_older_release_is_read_again(
    runs: Runs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(tmp_path / "docs", "a.txt", BINS)
    runs.index(file)
    monkeypatch.setattr("retrieval.ingest.examining.READING_VERSION", 1_000)
    assert statuses(runs.index(file)) == {"a.txt": "updated"}
    assert statuses(runs.index(file)) == {"a.txt": "unchanged"}


def test_a_moved_file_keeps_its_document(runs: Runs, tmp_path: Path) -> None:
    file = write(tmp_path / "docs", "a.md", f"# Bins\n\n{BINS}")
    runs.index(file)
    before = runs.only_file()
    moved = file.rename(tmp_path / "docs" / "b.md")
    report = runs.index(tmp_path / "docs")
    assert report.files == [FileReport(str(moved), FileStatus.UNCHANGED, f"moved from {file}", 1)]
    after = runs.only_file()
    assert after.documents == before.documents
    assert (after.identity.path, after.identity.location) == (str(moved), str(moved))
    assert runs.loads == 1


def test_a_copy_is_reported_and_not_added(runs: Runs, tmp_path: Path) -> None:
    first = write(tmp_path / "docs", "a.txt", BINS)
    second = write(tmp_path / "docs", "b.txt", BINS)
    reason = f"the same text is in the library as {first}"
    expected = FileReport(str(second), FileStatus.DUPLICATE, reason)
    assert runs.index(tmp_path / "docs").files[1] == expected
    assert runs.index(tmp_path / "docs").files[1] == expected
    assert runs.texts() == {"a.txt": BINS}


def test_a_copy_takes_over_once_the_original_is_gone(runs: Runs, tmp_path: Path) -> None:
    first = write(tmp_path / "old", "a.md", f"# Bins\n\n{BINS}")
    runs.index(tmp_path / "old")
    second = write(tmp_path / "new", "a.md", f"# Bins\n\n{BINS}")
    runs.index(tmp_path / "new")
    first.unlink()
    report = runs.index(tmp_path / "new")
    assert report.files == [FileReport(str(second), FileStatus.UNCHANGED, f"moved from {first}", 1)]
    assert runs.only_file().identity.path == str(second)


def test_the_same_text_in_another_library_is_no_copy(runs: Runs, tmp_path: Path) -> None:
    file = write(tmp_path / "docs", "a.txt", BINS)
    runs.index(file)
    assert runs.index(file, library="guild:2").added == [str(file)]


def test_a_file_that_becomes_a_copy_gives_up_what_it_said(runs: Runs, tmp_path: Path) -> None:
    write(tmp_path / "docs", "a.txt", BINS)
    write(tmp_path / "docs", "b.txt", POOL)
    runs.index(tmp_path / "docs")
    write(tmp_path / "docs", "b.txt", BINS)
    assert statuses(runs.index(tmp_path / "docs")) == {"a.txt": "unchanged", "b.txt": "duplicate"}
    assert runs.texts() == {"a.txt": BINS}


def test_files_that_trade_places_lose_nothing(runs: Runs, tmp_path: Path) -> None:
    write(tmp_path / "docs", "a.txt", BINS)
    write(tmp_path / "docs", "b.txt", POOL)
    runs.index(tmp_path / "docs")
    write(tmp_path / "docs", "a.txt", POOL)
    write(tmp_path / "docs", "b.txt", BINS)
    assert statuses(runs.index(tmp_path / "docs")) == {"a.txt": "updated", "b.txt": "updated"}
    assert runs.texts() == {"a.txt": POOL, "b.txt": BINS}


def test_a_text_that_passes_to_another_file_is_kept(runs: Runs, tmp_path: Path) -> None:
    write(tmp_path / "docs", "a.txt", BINS)
    write(tmp_path / "docs", "b.txt", POOL)
    runs.index(tmp_path / "docs")
    write(tmp_path / "docs", "a.txt", POOL)
    write(tmp_path / "docs", "b.txt", MUSEUM)
    assert statuses(runs.index(tmp_path / "docs")) == {"a.txt": "updated", "b.txt": "updated"}
    assert runs.texts() == {"a.txt": POOL, "b.txt": MUSEUM}


def test_a_file_moved_over_another_takes_its_place(runs: Runs, tmp_path: Path) -> None:
    first = write(tmp_path / "docs", "a.txt", BINS)
    second = write(tmp_path / "docs", "b.txt", POOL)
    runs.index(tmp_path / "docs")
    second.rename(first)
    write(tmp_path / "docs", "c.txt", POOL)
    assert statuses(runs.index(tmp_path / "docs")) == {"a.txt": "unchanged", "c.txt": "duplicate"}
    assert runs.texts() == {"a.txt": POOL}


def test_a_file_that_is_gone_is_told_with_what_to_do(runs: Runs, tmp_path: Path) -> None:
    file = write(tmp_path / "docs", "a.txt", BINS)
    write(tmp_path / "docs", "b.txt", POOL)
    runs.index(tmp_path / "docs")
    file.unlink()
    report = runs.index(tmp_path / "docs")
    assert report.missing == [
        FileReport(
            str(file),
            FileStatus.MISSING,
            "its file is gone, yet it is still quoted; `python -m retrieval index --prune` with "
            "its folder removes it.",
            1,
        )
    ]
    assert "a.txt" in runs.texts()
    assert runs.index(tmp_path / "docs" / "b.txt").missing == []


def test_each_file_that_cannot_be_read_costs_only_itself(runs: Runs, tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    write(docs, "a.txt", BINS)
    (docs / "b.pdf").write_bytes(b"%PDF-1.4")
    (docs / "c.txt").write_bytes(bytes(range(256)) * 8)
    write(docs, "d.txt", "")
    write(docs, "e.md", "---\ndate: 2017-02-30\n---\nText.")
    write(docs, "f.txt", POOL)
    report = runs.index(docs, tmp_path / "none")
    assert runs.texts() == {"a.txt": BINS, "f.txt": POOL}
    assert {file.path: file.reason for file in report.refused} == {
        str(
            tmp_path / "none"
        ): f"there is no file or folder at {tmp_path / 'none'}; check the path.",
        f"{docs}/b.pdf": (
            "b.pdf is damaged or cut off, and nothing of it can be read; get the file again, or "
            "open it and save a new copy, and add that."
        ),
        f"{docs}/c.txt": "c.txt is not a text file in any known encoding; save it as UTF-8 text.",
        f"{docs}/d.txt": "d.txt is empty, so there is nothing to quote.",
        f"{docs}/e.md": "e.md: the front matter is not valid YAML: day is out of range for month",
    }
    assert [file.path.rsplit("/", 1)[-1] for file in report.files] == [
        "none",
        "a.txt",
        "b.pdf",
        "c.txt",
        "d.txt",
        "e.md",
        "f.txt",
    ]


def test_a_link_to_nothing_and_a_name_that_is_no_text_are_refused(
    runs: Runs, tmp_path: Path
) -> None:
    docs = tmp_path / "docs"
    write(docs, "a.txt", BINS)
    strange = os.fsencode(docs) + b"/b\xff.txt"
    with open(strange, "w") as file:  # noqa: PTH123 - a path of bytes.
        file.write(POOL)
    report = runs.index(docs, docs / "c.txt")
    assert statuses(report) == {"c.txt": "refused", "a.txt": "added", "b?.txt": "refused"}
    assert runs.texts() == {"a.txt": BINS}


def test_a_version_that_cannot_be_read_leaves_the_one_before(runs: Runs, tmp_path: Path) -> None:
    file = write(tmp_path / "docs", "a.txt", BINS)
    runs.index(file)
    file.write_text("")
    (refused,) = runs.index(file).refused
    assert refused.reason == (
        "a.txt is empty, so there is nothing to quote. The version indexed before is still quoted."
    )
    assert runs.texts() == {"a.txt": BINS}


def test_a_file_named_twice_is_one_file(
    runs: Runs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(tmp_path / "docs", "a.txt", BINS)
    monkeypatch.chdir(tmp_path)
    report = runs.index(file, tmp_path / "docs", tmp_path / "docs" / ".." / "docs" / "a.txt")
    assert [item.status for item in report.files] == [FileStatus.ADDED]
    relative = type(file)("docs/a.txt")
    assert runs.index(relative).unchanged == ["docs/a.txt"]


def test_many_passages_are_stored_in_several_turns(runs: Runs, tmp_path: Path) -> None:
    """The documents of one turn are embedded together; each is still whole."""
    for number in range(4):
        sections = "".join(f"## Part {part}\n\nRule {number} {part}.\n\n" for part in range(60))
        write(tmp_path / "docs", f"{number}.md", sections)
    report = runs.index(tmp_path / "docs")
    assert len(report.added) == 4
    assert runs.stores.documents.counts(["guild:1"]) == (4, 240)
    assert runs.stores.embeddings.missing("guild:1", identity_of(packaged_model())) == []


def test_titles_and_headings_give_room_to_the_passage() -> None:
    count = token_counts()
    assert fit_context("Bins", ("Waste", "Bins"), count) == "Bins\nWaste"
    long = fit_context("Household waste policy " * 50, ("Bins",), count)
    assert 30 < count([long])[0] <= 60
    assert long == ("Household waste policy " * 50)[: len(long)]
