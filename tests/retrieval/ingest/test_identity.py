"""What is said of a document stays with it, and what is removed stays removed."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

from retrieval.domain import Document, Metadata
from retrieval.ingest import FileReport, FileStatus
from tests.retrieval.ingest.runs import statuses
from tests.retrieval.shelf import BINS, MUSEUM, POOL, write

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.retrieval.ingest.runs import Runs

SAID: dict[str, str | None] = {"publisher": "Baths Department", "date": "2017-07-06"}
LONG = " ".join(f"Rule {number} is about thing {number}." for number in range(40))


def documents(runs: Runs) -> dict[str, Document]:
    """Return the documents by how their texts begin."""
    found = {}
    for source in runs.stores.documents.sources(["guild:1"]):
        document = runs.stores.documents.get(["guild:1"], source.document_id)
        assert document is not None
        found[document.text.split()[1]] = document
    return found


def page(*articles: tuple[str, str]) -> str:
    return "\n\n".join(f"{text}\n\nTagged | Comments Off on {title}" for title, text in articles)


def archive(path: Path, **members: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    with zipfile.ZipFile(path, "w") as file:
        for name, text in members.items():
            file.writestr(f"{name}.txt", text)
    return path


def correct(runs: Runs, word: str) -> int:
    """Correct the document that begins with a word; return its id."""
    number = documents(runs)[word].id
    runs.stores.documents.correct("guild:1", number, SAID)
    return number


def test_a_correction_never_passes_to_another_article_of_a_page(runs: Runs, tmp_path: Path) -> None:
    file = write(tmp_path / "docs", "a.txt", page(("Bin days", BINS), ("Pool hours", POOL)))
    runs.index(file)
    correct(runs, "swimming")
    write(tmp_path / "docs", "a.txt", page(("Museum fees", MUSEUM), ("Bin days", BINS)))
    runs.index(file)
    assert documents(runs)["museum"].metadata == Metadata(title="Museum fees")


def test_a_correction_never_passes_to_another_file_of_an_archive(
    runs: Runs, tmp_path: Path
) -> None:
    file = archive(tmp_path / "docs" / "a.zip", pool=POOL, bins=BINS)
    runs.index(file)
    correct(runs, "swimming")
    archive(file, museum=MUSEUM, bins=BINS)
    runs.index(file)
    assert documents(runs)["museum"].metadata == Metadata()


def test_a_correction_never_passes_to_another_text_under_the_same_name(
    runs: Runs, tmp_path: Path
) -> None:
    file = write(tmp_path / "docs", "a.txt", LONG)
    runs.index(file)
    correct(runs, "0")
    write(tmp_path / "docs", "a.txt", LONG.replace("thing", "matter of number"))
    runs.index(file)
    assert documents(runs)["0"].metadata == Metadata()


def test_a_correction_stays_with_the_next_version_and_that_is_told(
    runs: Runs, tmp_path: Path
) -> None:
    file = write(tmp_path / "docs", "a.txt", LONG)
    runs.index(file)
    correct(runs, "0")
    write(tmp_path / "docs", "a.txt", LONG.replace("thing 7.", "something else."))
    (report,) = runs.index(file).files
    assert report.reason == (
        "A moderator's corrections (publisher, date) were kept for its new text."
    )
    assert documents(runs)["0"].metadata.publisher == "Baths Department"


def test_corrected_titles_stay_when_the_articles_change(runs: Runs, tmp_path: Path) -> None:
    file = write(tmp_path / "docs", "a.txt", page(("Bin days", BINS), ("Pool hours", POOL)))
    runs.index(file)
    for word, title in (("bins", "The bins"), ("swimming", "The pool")):
        number = documents(runs)[word].id
        runs.stores.documents.correct("guild:1", number, {"title": title})
    more = " Not on holidays."
    changed = page(("Pool hours", POOL + more), ("Bin days", BINS + more))
    write(tmp_path / "docs", "a.txt", changed)
    runs.index(file)
    found = documents(runs)
    assert (found["bins"].title, found["swimming"].title) == ("The bins", "The pool")


def test_a_correction_follows_its_text_to_another_file(runs: Runs, tmp_path: Path) -> None:
    write(tmp_path / "docs", "a.txt", BINS)
    write(tmp_path / "docs", "b.txt", POOL)
    runs.index(tmp_path / "docs")
    correct(runs, "swimming")
    write(tmp_path / "docs", "a.txt", POOL)
    write(tmp_path / "docs", "b.txt", BINS)
    runs.index(tmp_path / "docs")
    found = documents(runs)
    assert found["swimming"].metadata.publisher == "Baths Department"
    assert found["bins"].metadata.publisher is None


def test_what_an_archive_holds_comes_back_when_the_original_changes(
    runs: Runs, tmp_path: Path
) -> None:
    write(tmp_path / "docs", "a.txt", BINS)
    archive(tmp_path / "docs" / "b.zip", bins=BINS, pool=POOL)
    runs.index(tmp_path / "docs")
    write(tmp_path / "docs", "a.txt", MUSEUM)
    assert statuses(runs.index(tmp_path / "docs")) == {"a.txt": "updated", "b.zip": "updated"}
    assert runs.texts() == {"a.txt": MUSEUM, "bins.txt": BINS, "pool.txt": POOL}


def test_it_comes_back_in_the_same_run_though_the_original_is_read_later(
    runs: Runs, tmp_path: Path
) -> None:
    write(tmp_path / "docs", "b.txt", BINS)
    runs.index(tmp_path / "docs")
    archive(tmp_path / "docs" / "a.zip", bins=BINS, pool=POOL)
    runs.index(tmp_path / "docs")
    write(tmp_path / "docs", "b.txt", MUSEUM)
    assert statuses(runs.index(tmp_path / "docs")) == {"a.zip": "updated", "b.txt": "updated"}
    assert runs.texts() == {"b.txt": MUSEUM, "bins.txt": BINS, "pool.txt": POOL}


def test_a_copy_costs_nothing_and_changes_nothing_from_the_second_run_on(
    runs: Runs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "docs", "a.txt", BINS)
    write(tmp_path / "docs", "b.md", f"{BINS}\n")
    write(tmp_path / "docs", "c.txt", POOL)
    runs.index(tmp_path / "docs")
    write(tmp_path / "docs", "c.txt", f"{BINS}\n\n")
    first = runs.index(tmp_path / "docs")
    revision = runs.stores.documents.revision("guild:1")
    read: list[str] = []
    monkeypatch.setattr(runs.parser, "read", lambda _content, name: read.append(name))
    assert runs.index(tmp_path / "docs").files == first.files
    assert statuses(first) == {"a.txt": "unchanged", "b.md": "duplicate", "c.txt": "duplicate"}
    assert read == []
    assert runs.stores.documents.revision("guild:1") == revision


def test_a_copy_stays_one_while_the_original_only_changes_its_bytes(
    runs: Runs, tmp_path: Path
) -> None:
    write(tmp_path / "docs", "a.txt", BINS)
    write(tmp_path / "docs", "b.md", f"{BINS}\n")
    runs.index(tmp_path / "docs")
    write(tmp_path / "docs", "a.txt", f"{BINS}\n\n\n")
    for _ in range(2):
        report = runs.index(tmp_path / "docs")
        assert statuses(report) == {"a.txt": "unchanged", "b.md": "duplicate"}


def test_a_refused_file_is_nobodys_original(runs: Runs, tmp_path: Path) -> None:
    file = write(tmp_path / "docs", "a.txt", BINS)
    runs.index(file)
    write(tmp_path / "docs", "a.txt", " \n ")
    runs.index(file)
    write(tmp_path / "docs", "c.txt", " \n ")
    assert statuses(runs.index(tmp_path / "docs")) == {"a.txt": "refused", "c.txt": "refused"}


def test_files_that_are_renumbered_keep_their_documents(runs: Runs, tmp_path: Path) -> None:
    for name, text in (("1", BINS), ("2", POOL), ("3", MUSEUM)):
        write(tmp_path / "docs", f"{name}.md", f"# About it\n\n{text}")
    runs.index(tmp_path / "docs")
    for name in ("3", "2", "1"):
        (tmp_path / "docs" / f"{name}.md").rename(tmp_path / "docs" / f"{int(name) + 1}.md")
    report = runs.index(tmp_path / "docs")
    assert {file.status for file in report.files} == {FileStatus.UNCHANGED}
    kept = {source.document_id for source in runs.stores.documents.sources(["guild:1"])}
    stored = {file.identity.path.rsplit("/", 1)[-1] for file in runs.stores.files.all("guild:1")}
    assert stored == {"2.md", "3.md", "4.md"}
    assert runs.encoded == 3
    assert kept == {1, 2, 3}


def test_a_file_saved_over_another_supersedes_what_that_said(runs: Runs, tmp_path: Path) -> None:
    first = write(tmp_path / "docs", "a.md", f"# Bins\n\n{BINS}")
    second = write(tmp_path / "docs", "b.md", f"# Pool\n\n{POOL}")
    runs.index(tmp_path / "docs")
    old, new = (file.documents[0] for file in runs.stores.files.all("guild:1"))
    second.rename(first)
    reason = f"moved from {second}"
    expected = [FileReport(str(first), FileStatus.UNCHANGED, reason, 1)]
    assert runs.index(tmp_path / "docs").files == expected
    (stored,) = runs.stores.files.all("guild:1")
    assert stored.documents == (new,)
    superseded = runs.stores.documents.get(["guild:1"], old)
    assert superseded is not None
    assert superseded.superseded


def test_an_untitled_file_that_is_renamed_is_found_by_its_new_name(
    runs: Runs, tmp_path: Path
) -> None:
    file = write(tmp_path / "docs", "a.txt", BINS)
    runs.index(file)
    (number,) = runs.only_file().documents
    moved = file.rename(tmp_path / "docs" / "waste.txt")
    expected = [FileReport(str(moved), FileStatus.UNCHANGED, f"moved from {file}", 1)]
    assert runs.index(tmp_path / "docs").files == expected
    assert runs.only_file().documents == (number,)
    assert runs.encoded == 2


def test_a_renamed_file_is_corrected_by_the_table_of_its_new_name(
    runs: Runs, tmp_path: Path
) -> None:
    file = write(tmp_path / "docs", "a.md", f"# Bins\n\n{BINS}")
    write(
        tmp_path / "docs",
        "sources.toml",
        '["a.md"]\npublisher = "One"\n["b.md"]\npublisher = "Two"\n',
    )
    runs.index(tmp_path / "docs")
    file.rename(tmp_path / "docs" / "b.md")
    runs.index(tmp_path / "docs")
    (document,) = documents(runs).values()
    assert document.metadata.publisher == "Two"


def test_a_folder_does_not_bring_back_what_a_moderator_removed(runs: Runs, tmp_path: Path) -> None:
    file = write(tmp_path / "docs", "a.txt", BINS)
    write(tmp_path / "docs", "b.txt", POOL)
    runs.index(tmp_path / "docs")
    runs.stores.documents.remove("guild:1", documents(runs)["bins"].id)
    reason = (
        "its text was removed from the library; `python -m retrieval index` with the file itself "
        "brings it back."
    )
    for _ in range(2):
        report = runs.index(tmp_path / "docs")
        assert report.files[0] == FileReport(str(file), FileStatus.LEFT_OUT, reason)
    assert runs.texts() == {"b.txt": POOL}
    assert runs.index(file).added == [str(file)]
    assert statuses(runs.index(tmp_path / "docs")) == {"a.txt": "unchanged", "b.txt": "unchanged"}


def test_one_article_of_a_page_can_be_removed_for_good(runs: Runs, tmp_path: Path) -> None:
    file = write(tmp_path / "docs", "a.txt", page(("Bin days", BINS), ("Pool hours", POOL)))
    runs.index(tmp_path / "docs")
    runs.stores.documents.remove("guild:1", documents(runs)["bins"].id)
    runs.index(tmp_path / "docs")
    assert set(documents(runs)) == {"swimming"}
    assert statuses(runs.index(tmp_path / "docs")) == {"a.txt": "unchanged"}
    runs.index(file)
    assert set(documents(runs)) == {"bins", "swimming"}


def test_what_is_removed_while_its_next_version_is_read_does_not_come_back(
    runs: Runs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(tmp_path / "docs", "a.txt", BINS)
    write(tmp_path / "docs", "b.txt", POOL)
    runs.index(tmp_path / "docs")
    write(tmp_path / "docs", "a.txt", f"{BINS} Not on holidays.")
    write(tmp_path / "docs", "b.txt", f"{POOL} Not on holidays.")
    read = runs.parser.read

    def remove_and_read(content: bytes, name: str) -> object:
        if name == "a.txt":
            runs.stores.documents.remove("guild:1", documents(runs)["bins"].id)
        return read(content, name)

    monkeypatch.setattr(runs.parser, "read", remove_and_read)
    report = runs.index(tmp_path / "docs")
    assert statuses(report) == {"a.txt": "failed", "b.txt": "updated"}
    assert report.files[0].reason == (
        f"a document of {file} was removed or changed while the file was read; index it again."
    )
    assert set(documents(runs)) == {"swimming"}


def test_near_duplicates_in_one_archive_are_linked(runs: Runs, tmp_path: Path) -> None:
    runs.index(
        archive(tmp_path / "docs" / "a.zip", v1=LONG, v2=LONG.replace("thing 7.", "that one."))
    )
    one, two = (
        runs.stores.documents.get(["guild:1"], number) for number in runs.only_file().documents
    )
    assert one is not None
    assert two is not None
    assert one.near == {two.id}


def test_an_empty_folder_is_not_taken_for_one_whose_files_were_removed(
    runs: Runs, tmp_path: Path
) -> None:
    """Its disk may not be there: two documents are not removed, a single one is."""
    files = [
        write(tmp_path / "docs", f"{name}.txt", text) for name, text in (("a", BINS), ("b", POOL))
    ]
    runs.index(tmp_path / "docs")
    for file in files:
        file.unlink()
    report = runs.index(tmp_path / "docs", prune=True)
    assert statuses(report) == {"a.txt": "missing", "b.txt": "missing"}
    assert "is its disk there?" in report.files[0].reason
    write(tmp_path / "docs", "c.txt", MUSEUM)
    assert statuses(runs.index(tmp_path / "docs", prune=True)) == {
        "a.txt": "removed",
        "b.txt": "removed",
        "c.txt": "added",
    }
