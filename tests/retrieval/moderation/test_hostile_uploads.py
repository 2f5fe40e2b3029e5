"""Files that somebody gives with bad intent: each is refused with a reason, or kept as harmless.

What the readers and archives stand is tested with them (``documents/test_archives.py``,
``documents/word``, ``documents/sandbox``); here it is what a moderator's upload goes through.
``tests/end_to_end/ATTACKS.md`` says which test answers which attack.
"""

from __future__ import annotations

import gzip
import io
import unicodedata
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.documents import Parser
from retrieval.errors import UnreadableDocumentError
from retrieval.ingest import MAX_BYTES
from tests.retrieval.documents.zip_files import overlapping, zipped
from tests.retrieval.shelf import BINS, FIRST_GUILD, MUSEUM, POOL, SECOND_GUILD, open_library

if TYPE_CHECKING:
    from collections.abc import Iterator

    from retrieval import Library

PAGE = f"<!DOCTYPE html><title>Bins</title><h1>Bins</h1><p>{BINS}</p>".encode()
BOMB = zipped({"zeros.txt": bytes(50_000_000)})
NESTED = zipped({"a.zip": zipped({"b.zip": BOMB})})
ENTITY = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    "<w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>"
)


DRAWN = b"BT /F 12 Tf 50 700 Td (%b) Tj ET" % BINS.encode()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the library."""
    return tmp_path_factory.mktemp("hostile").resolve()


@pytest.fixture(scope="module")
def library(folder: Path) -> Iterator[Library]:
    """Return a library that is still empty after every test here."""
    with open_library(folder) as library:
        yield library
        assert library.sources(guild=FIRST_GUILD) == []


def below(folder: Path) -> set[Path]:
    """Return every file below the folder but those of the catalogue."""
    found = {path for path in folder.rglob("*") if not path.is_dir()}
    return {path for path in found if not path.name.startswith("catalogue.db")}


def pdf(drawn: bytes) -> bytes:
    """Return a PDF of one page whose drawing is packed twice."""
    packed = zlib.compress(zlib.compress(drawn))
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources 6 0 R>>",
        b"<</Length %d/Filter[/FlateDecode/FlateDecode]>>stream\n%b\nendstream"
        % (len(packed), packed),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Font<</F 5 0 R>>>>",
    ]
    objects = b"".join(b"%d 0 obj%b\nendobj\n" % (n, part) for n, part in enumerate(parts, 1))
    return b"%PDF-1.7\n" + objects + b"trailer<</Root 1 0 R>>"


def link(path: str, target: str) -> bytes:
    """Return a ZIP file that holds a symbolic link."""
    info = zipfile.ZipInfo(path)
    info.create_system = 3
    info.external_attr = 0o120777 << 16
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(info, target)
    return content.getvalue()


@pytest.fixture(scope="module")
def parser() -> Iterator[Parser]:
    """Return one parser for all tests; each preview has its own."""
    with Parser() as parser:
        yield parser


def read(library: Library, parser: Parser, name: str, content: bytes) -> list[tuple[str, str]]:
    """Return path and text of each document that a file holds, as indexing will read it."""
    upload = library.keep_upload(name, content, guild=FIRST_GUILD)
    found = parser.read(Path(upload.path).read_bytes(), upload.name)
    return [(one.member or upload.name, doc.text) for one in found for doc in one.documents]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("plan.pdf", b"MZ\x90\x00\x03" + bytes(99), "plan.pdf is a Windows program"),
        ("plan.txt", gzip.compress(bytes(10_000_000)), "plan.txt is packed with gzip"),
        ("plan.zip", BOMB, "unpacks to more than 200 times its size"),
        ("plan.zip", NESTED, "a.zip is an archive inside an archive; unpack it first."),
        ("plan.docx", zipped({"word/document.xml": bytes(50_000_000)}), "not safe to unpack"),
        ("plan.docx", zipped({"word/document.xml": ENTITY}), "not safe to read"),
        ("plan.pdf", pdf(DRAWN + b" " * 100_000_000), "nothing of it can be read"),
        ("plan.zip", overlapping("a.txt", "b.txt", BINS.encode()), "members overlap"),
    ],
    ids=[
        "program",
        "packed",
        "bomb",
        "nested bomb",
        "Word bomb",
        "entity",
        "PDF bomb",
        "overlapping",
    ],
)
def test_a_hostile_file_is_refused_with_the_reason(
    library: Library, folder: Path, name: str, content: bytes, reason: str
) -> None:
    upload = library.keep_upload(name, content, guild=FIRST_GUILD)
    kept = below(folder)
    with pytest.raises(UnreadableDocumentError) as caught:
        library.preview_upload(upload)
    assert reason in str(caught.value)
    assert below(folder) == kept


def test_a_pdf_that_unpacks_to_little_is_read(library: Library, parser: Parser) -> None:
    assert read(library, parser, "plan.pdf", pdf(DRAWN)) == [("plan.pdf", BINS)]


def test_a_page_that_is_called_a_word_document_is_read_as_the_page_it_is(
    library: Library, parser: Parser
) -> None:
    assert read(library, parser, "plan.docx", PAGE) == [("plan.docx", f"Bins\n\n{BINS}")]


def test_an_archive_whose_paths_lead_out_writes_nothing_there(
    library: Library, parser: Parser, folder: Path
) -> None:
    outside = folder / "outside.txt"
    content = zipped(
        {
            "../" * 4 + "outside.txt": BINS,
            str(outside): POOL,
            "..\\..\\outside.txt": MUSEUM,
        }
    )
    before = below(folder)
    assert [text for _, text in read(library, parser, "paths.zip", content)] == [BINS, POOL, MUSEUM]
    assert [path.name for path in below(folder) - before] == ["paths.zip"]


def test_a_link_in_an_archive_is_text_and_not_followed(
    library: Library, parser: Parser, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(BINS, encoding="utf-8")
    assert read(library, parser, "plan.zip", link("plan.txt", str(secret))) == [
        ("plan.txt", str(secret))
    ]


def test_a_file_above_the_limit_is_not_kept(library: Library, folder: Path) -> None:
    kept = below(folder)
    with pytest.raises(UnreadableDocumentError, match="split it and add the parts"):
        library.keep_upload("plan.pdf", bytes(MAX_BYTES + 1), guild=FIRST_GUILD)
    assert below(folder) == kept


@pytest.mark.parametrize(
    "name", ["plan.exe", "plan.txt.exe", "plan.pdf\u202e.exe", "plan", "", "..", "/", "a.txt/.."]
)
def test_a_name_that_is_not_a_documents_is_refused(
    library: Library, folder: Path, name: str
) -> None:
    kept = below(folder)
    with pytest.raises(UnreadableDocumentError, match="not called like a document"):
        library.keep_upload(name, b"words", guild=FIRST_GUILD)
    assert below(folder) == kept


HOSTILE = st.sampled_from(
    [
        *("../", "..\\", "/", "\\", "C:", ":", "\x00", "\r\n", "\x1b[2J", "\u202e", "\u200b"),
        *("@everyone", "**", "`", "[x](https://evil.example)", "<@1>", "$(id)", "~", "-", "."),
        *("con", "\ud800", "\U000e0041", "%2e%2e%2f", "\u0301", "\u2028", " ", "x" * 300),
    ]
)


@given(
    parts=st.lists(st.one_of(HOSTILE, st.text(max_size=5)), max_size=8),
    ending=st.sampled_from([".txt", ".PDF", ".md ", ".zip."]),
)
@settings(
    deadline=None,
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_name_is_kept_inside_the_guilds_folder_under_a_harmless_one(
    library: Library, folder: Path, parts: list[str], ending: str
) -> None:
    before = below(folder)
    upload = library.keep_upload("".join(parts) + ending, b"words", guild=SECOND_GUILD)
    path = Path(upload.path)
    assert path.name == upload.name
    assert path.parent.parent == folder / "index" / "uploads" / str(SECOND_GUILD)
    assert below(folder) - before <= {path}
    assert path.read_bytes() == b"words"
    assert not path.is_symlink()
    assert len(upload.name.encode()) <= 255
    assert not upload.name.startswith(".")
    assert not [c for c in upload.name if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"}]
    assert not set('/\\:<>"|?*') & set(upload.name)
