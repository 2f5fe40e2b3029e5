"""Which reader takes which file, and what becomes of archives."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import docx
import pytest

from retrieval.documents import READERS, READING_VERSION, read
from retrieval.documents.contents import Fate, FileContents, Line
from retrieval.documents.formats import Format
from retrieval.errors import UnreadableDocumentError, UserFacingError
from tests.retrieval.documents.test_formats import GIF, PAGE, message, pdf
from tests.retrieval.documents.word.files import saved
from tests.retrieval.documents.zip_files import encrypted, zipped


def word() -> bytes:
    document = docx.Document()
    document.add_paragraph("Bins are collected.")
    return saved(document)


LONG_PAGE = PAGE.replace("Text.", "The council collects bins on Mondays. " * 5)


def test_there_is_a_reader_for_every_format_but_archives() -> None:
    assert set(READERS) == set(Format) - {Format.ARCHIVE}
    assert READING_VERSION == 2


@pytest.mark.parametrize(
    ("content", "format_"),
    [
        (b"Bins are *collected*.", "text"),
        (b"# Bins\n\n## Days\n\nThey are *collected*.", "markdown"),
        (word(), "docx"),
        (pdf(), "pdf"),
        (LONG_PAGE.encode(), "html"),
        (message(), "mail"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_format_has_its_reader_and_one_document(content: bytes, format_: str) -> None:
    (contents,) = read(content, "a.bin")
    (document,) = contents.documents
    assert document.format == format_
    assert "collect" in document.text
    assert (contents.member, contents.refused) == ("", "")


@pytest.mark.parametrize("content", [b" \n\t\r\n", b"\xef\xbb\xbf", b"...\n---\n", b"\xff\xfe"])
@pytest.mark.parametrize("name", ["empty.md", "empty.txt"])
def test_a_file_without_a_word_is_refused(content: bytes, name: str) -> None:
    with pytest.raises(UnreadableDocumentError) as caught:
        read(content, name)
    assert str(caught.value) == f"{name} has no text in it, so there is nothing to quote."
    assert isinstance(caught.value, UserFacingError)


def test_headings_alone_are_no_text() -> None:
    with pytest.raises(UnreadableDocumentError, match="has no text in it"):
        read(b"# Bins\n\n## Days\n", "a.md")


def test_a_file_that_cannot_be_read_is_refused_with_what_to_do() -> None:
    with pytest.raises(UnreadableDocumentError) as caught:
        read(GIF, "a.txt")
    assert str(caught.value) == "a.txt is a picture (GIF); add the text as a document instead."


def test_each_member_of_an_archive_is_read_for_itself() -> None:
    archive = zipped({"plans/bins.md": "*Bins*", "plans/b.docx": word(), "c.gif": GIF})
    bins, plan, picture = read(archive, "a.zip")
    assert (bins.member, bins.documents[0].text, bins.lines) == (
        "plans/bins.md",
        "Bins",
        (Line("*Bins*", Fate.KEPT),),
    )
    assert (plan.member, plan.documents[0].format) == ("plans/b.docx", "docx")
    assert picture == FileContents(
        (),
        member="c.gif",
        refused="c.gif is a picture (GIF); add the text as a document instead.",
    )


@pytest.mark.parametrize(
    ("archive", "refused"),
    [
        (
            zipped({"b.zip": zipped({"c.txt": "Text."})}),
            "b.zip is an archive inside an archive; unpack it first.",
        ),
        (
            encrypted(zipped({"b.txt": "Text."})),
            "b.txt is protected by a password; add it without one.",
        ),
        (zipped({"b.txt": ""}), "b.txt is empty, so there is nothing to quote."),
        (zipped({"b.txt": "..."}), "b.txt has no text in it, so there is nothing to quote."),
        (
            zipped({"../b.docx": word()[:1000]}),
            "b.docx is a damaged ZIP file; make it anew and add it again.",
        ),
    ],
)
def test_a_member_that_cannot_be_read_costs_only_itself(archive: bytes, refused: str) -> None:
    (contents,) = read(archive, "a.zip")
    assert contents == FileContents((), member=refused.partition(" ")[0], refused=refused)


def test_an_archive_without_a_document_is_refused() -> None:
    with pytest.raises(UnreadableDocumentError) as caught:
        read(zipped({".hidden": "x", "folder/": ""}), "a.zip")
    assert str(caught.value) == "a.zip is an archive without a document in it."


def test_corrections_inside_an_archive_are_told_and_left() -> None:
    note, text = read(zipped({"x/sources.toml": "a = 1", "a.txt": "Text."}), "a.zip")
    assert note == FileContents(
        (),
        notes=("x/sources.toml is not read inside an archive yet; put it beside the archive.",),
        member="x/sources.toml",
    )
    assert text.documents[0].text == "Text."


def test_the_libraries_of_a_format_are_loaded_when_it_comes_up() -> None:
    code = (
        "import sys; import retrieval.documents; "
        "print([m for m in ('mammoth', 'lxml', 'trafilatura', 'htmldate', 'pdfplumber', 'pypdf', "
        "'markdown_it', 'yaml', 'charset_normalizer') if m in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )
    assert result.stdout.strip() == "[]"
