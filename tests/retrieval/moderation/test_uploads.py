"""Files that moderators give: safe names, bytes kept once, each guild's apart."""

from __future__ import annotations

import os
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.domain import JobKind, Metadata, Upload
from retrieval.errors import (
    CatalogueError,
    CorrectionsError,
    SourceNotFoundError,
    UnreadableDocumentError,
)
from retrieval.moderation.uploads import Uploads, safe_name
from tests.retrieval.shelf import FIRST_GUILD, POOL, SECOND_GUILD, STPS

if TYPE_CHECKING:
    from retrieval import Library

DATA = POOL.encode()


@pytest.fixture
def uploads(tmp_path: Path) -> Uploads:
    """Return a folder without uploads."""
    return Uploads(tmp_path)


def below(folder: Path) -> list[str]:
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("minutes.pdf", "minutes.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\ann\\minutes.docx", "minutes.docx"),
        ("/etc/cron.d/job.md", "job.md"),
        ("a\x00b\x1b[31m.txt", "a_b_[31m.txt"),
        ('what? <b>|"now"*.txt', "what_ _b___now__.txt"),
        (".hidden.txt", "hidden.txt"),
        (".txt", "document.txt"),
        ("..", "document"),
        ("", "document"),
        ("  minutes  of\tMay .txt . ", "minutes of May.txt"),
        ("CON.txt", "_CON.txt"),
        ("lpt1.md", "_lpt1.md"),
        ("console.txt", "console.txt"),
        ("Bericht über Pläne.txt", "Bericht über Pläne.txt"),
        ("Ple\u0301n.txt", "Pl\u00e9n.txt"),
        ("政策.pdf", "政策.pdf"),
        ("minutes\u202efdp.exe.txt", "minutesfdp.exe.txt"),
        ("zero\u200bwidth.txt", "zerowidth.txt"),
        ("lone\ud800.txt", "lone_.txt"),
        ("line\u2028break.txt", "line break.txt"),
    ],
)
def test_a_name_is_what_it_looks_like_and_nothing_else(name: str, kept: str) -> None:
    assert safe_name(name) == kept


def test_a_long_name_keeps_its_ending_and_whole_letters() -> None:
    kept = safe_name("ü" * 500 + ".markdown")
    assert kept == "ü" * 55 + ".markdown"
    assert len(safe_name("a." + "x" * 500).encode()) <= 120


@given(st.text(max_size=300))
def test_any_name_can_be_a_file_and_stays_where_it_is_put(name: str) -> None:
    kept = safe_name(name)
    assert kept == safe_name(kept)
    assert kept == os.path.basename(kept)  # noqa: PTH119 - it is asked whether it is a path.
    assert 0 < len(kept.encode()) <= 130
    assert not kept.startswith(".")
    assert not any(character in kept for character in '/\\\0\n\r\u202e<>:"|?*')


def test_bytes_are_kept_below_their_guild_once(uploads: Uploads, tmp_path: Path) -> None:
    first = uploads.keep("../pool.txt", DATA, guild=1)
    assert first.name == "pool.txt"
    assert Path(first.path).read_bytes() == DATA
    assert Path(first.path).is_absolute()
    again = uploads.keep("pool.txt", DATA, guild=1)
    assert again == first
    other = uploads.keep("pool.txt", DATA, guild=2)
    renamed = uploads.keep("lido.txt", DATA, guild=1)
    folder = Path(first.path).parent.name
    assert below(tmp_path) == [
        f"uploads/1/{folder}/lido.txt",
        f"uploads/1/{folder}/pool.txt",
        f"uploads/2/{folder}/pool.txt",
    ]
    assert {Path(item.path).stat().st_nlink for item in (first, other, renamed)} == {1}
    assert (uploads.size(1), uploads.size(2), uploads.size(3)) == (2 * len(DATA), len(DATA), 0)


def test_a_torn_file_is_written_again(uploads: Uploads) -> None:
    path = Path(uploads.keep("pool.txt", DATA, guild=1).path)
    path.write_bytes(DATA[:5])
    uploads.keep("pool.txt", DATA, guild=1)
    assert path.read_bytes() == DATA


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("pool.txt", b"", r"pool\.txt is empty, so there is nothing to quote"),
        ("minutes", DATA, r"minutes is not called like a document .* one of \.pdf, \.docx"),
        ("minutes.exe", DATA, r"Save it as one of these and add it again"),
        ("sources.toml", DATA, r"sources\.toml is not called like a document"),
        (".zip/../x", DATA, r"^x is not called like a document"),
    ],
)
def test_what_cannot_be_a_document_is_refused(
    uploads: Uploads, tmp_path: Path, name: str, data: bytes, problem: str
) -> None:
    with pytest.raises(UnreadableDocumentError, match=problem):
        uploads.keep(name, data, guild=1)
    assert below(tmp_path) == []


def test_what_is_too_large_to_be_read_is_refused(
    uploads: Uploads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.moderation.uploads.MAX_BYTES", 10)
    with pytest.raises(UnreadableDocumentError, match="split it and add the parts"):
        uploads.keep("pool.txt", DATA, guild=1)


def test_an_ending_may_be_in_capitals(uploads: Uploads) -> None:
    assert uploads.keep("POOL.TXT", DATA, guild=1).name == "POOL.TXT"


def test_a_folder_that_cannot_be_written_to_is_told(uploads: Uploads, tmp_path: Path) -> None:
    (tmp_path / "uploads").write_text("in the way")
    with pytest.raises(CatalogueError, match=r"pool\.txt could not be kept in .*Check whose"):
        uploads.keep("pool.txt", DATA, guild=1)


def test_the_place_of_a_folder_is_the_same_for_all_who_use_it(tmp_path: Path) -> None:
    place = Uploads(tmp_path).place()
    assert len(place) == 16
    assert Uploads(tmp_path).place() == place
    (tmp_path / "other").mkdir()
    assert Uploads(tmp_path / "other").place() != place
    assert below(tmp_path) == [".place", "other/.place"]


def test_what_nothing_needs_is_removed_after_a_while(uploads: Uploads, tmp_path: Path) -> None:
    kept, old, new, other = (
        uploads.keep(name, f"{name} {DATA!r}".encode(), guild=guild)
        for name, guild in (("kept.txt", 1), ("old.txt", 1), ("new.txt", 1), ("other.txt", 2))
    )
    for upload in (kept, old, other):
        os.utime(upload.path, (1_000, 1_000))
    uploads.sweep(1, {kept.path}, before=2_000)
    assert not Path(old.path).parent.exists()
    assert [Path(item.path).exists() for item in (kept, new, other)] == [True, True, True]


def test_an_upload_is_found_where_its_folder_was_moved_to_and_by_its_own_guild_alone(
    tmp_path: Path,
) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    before = Path(Uploads(old).keep("pool.txt", DATA, guild=1).path)
    assert Uploads(new).present(before.as_posix(), guild=1) == before
    old.rename(new)
    uploads = Uploads(new)
    here = new / before.relative_to(old)
    assert uploads.present(before.as_posix(), guild=1) == here
    assert uploads.present(before.as_posix(), guild=2) == before
    elsewhere = before.with_name("other.txt")
    assert uploads.present(elsewhere.as_posix(), guild=1) == elsewhere
    os.utime(here, (1_000, 1_000))
    uploads.sweep(1, {before.as_posix()}, before=2_000)
    assert here.exists()


def test_a_preview_is_what_the_file_says_of_itself(library: Library) -> None:
    upload = library.keep_upload("stps.md", STPS.encode(), guild=FIRST_GUILD)
    assert library.preview_upload(upload) == Metadata(
        title="What STPs are",
        publisher="Chapter & Verse",
        date="2017-07-06",
        url="https://example.org/stps",
        cites=("A report",),
    )
    broken = library.keep_upload("broken.pdf", b"%PDF-1.4 nothing more", guild=FIRST_GUILD)
    with pytest.raises(UnreadableDocumentError, match=r"broken\.pdf"):
        library.preview_upload(broken)
    Path(upload.path).unlink()
    with pytest.raises(UnreadableDocumentError, match=r"stps\.md is not kept any more; add it"):
        library.preview_upload(upload)


def test_an_archive_says_nothing_of_itself(library: Library) -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("stps.md", STPS)
        archive.writestr("pool.txt", POOL)
    upload = library.keep_upload("both.zip", packed.getvalue(), guild=FIRST_GUILD)
    assert library.preview_upload(upload) is None


def test_a_job_takes_what_was_kept_for_its_guild_alone(library: Library, tmp_path: Path) -> None:
    """A path is the caller's word; none leads out of the guild's own folder."""
    mine = library.keep_upload("pool.txt", DATA, guild=FIRST_GUILD)
    outside = tmp_path / "secret.txt"
    outside.write_text("secret")
    for forged in (
        mine.path,
        str(outside),
        f"{mine.path}/../../../{FIRST_GUILD}/x/pool.txt",
        str(Path(mine.path).with_name("other.txt")),
    ):
        with pytest.raises(UnreadableDocumentError, match=r"pool\.txt is not kept any more"):
            library.enqueue(
                JobKind.ADD, guild=SECOND_GUILD, actor=1, uploads=[Upload("pool.txt", forged)]
            )
    assert library.jobs() == []


@pytest.mark.parametrize(
    ("kind", "count", "problem"),
    [
        (JobKind.ADD, 0, "give at least one"),
        (JobKind.REPLACE, 0, "give exactly one"),
        (JobKind.REPLACE, 2, "give exactly one"),
        (JobKind.REINDEX, 1, "takes no files"),
    ],
)
def test_a_job_has_as_many_files_as_it_takes(
    library: Library, kind: JobKind, count: int, problem: str
) -> None:
    upload = library.keep_upload("pool.txt", DATA, guild=FIRST_GUILD)
    with pytest.raises(UnreadableDocumentError, match=problem):
        library.enqueue(kind, guild=FIRST_GUILD, actor=1, uploads=[upload] * count, document_id=1)


def test_what_a_moderator_says_of_a_file_is_checked_when_it_is_queued(library: Library) -> None:
    upload = library.keep_upload("pool.txt", DATA, guild=FIRST_GUILD)
    said = {"title": "  The\nlido ", "date": "6 July 2017", "publisher": " "}
    job = library.enqueue(
        JobKind.ADD, guild=FIRST_GUILD, actor=1, uploads=[replace(upload, fields=said)]
    )
    assert job.uploads[0].fields == {"title": "The lido", "date": "2017-07-06", "publisher": ""}
    for wrong in ({"date": "soon"}, {"titel": "The lido"}):
        with pytest.raises(CorrectionsError, match=r"^pool\.txt: "):
            library.enqueue(
                JobKind.ADD, guild=FIRST_GUILD, actor=1, uploads=[replace(upload, fields=wrong)]
            )
    assert [job.id for job in library.jobs()] == [job.id]


def test_only_a_document_of_the_guild_itself_is_replaced(shelf: Library) -> None:
    upload = shelf.keep_upload("pool.txt", b"The pool opens at nine.", guild=FIRST_GUILD)
    shared = shelf.sources()[0].document_id
    others = [
        source.document_id
        for source in shelf.sources(guild=SECOND_GUILD)
        if source.library != "shared"
    ]
    for number in (shared, *others, 9_999, None):
        with pytest.raises(SourceNotFoundError, match="no such document here to replace"):
            shelf.enqueue(
                JobKind.REPLACE,
                guild=FIRST_GUILD,
                actor=1,
                uploads=[upload],
                document_id=number,
            )
    Path(upload.path).unlink()
    assert shelf.jobs() == []
