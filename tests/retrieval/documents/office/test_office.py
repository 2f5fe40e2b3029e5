"""One notice, saved by LibreOffice in each format, is read as the same document."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.documents import Fate, FileContents, read
from retrieval.domain import Metadata
from retrieval.errors import UnreadableDocumentError
from tests.retrieval.documents.office.make import FEES, NAME, POINTS, SECTIONS

HERE = Path(__file__).parent
FORMATS = ["pdf", "docx", "html"]
TITLE = "District nurses in one centre"
EXPECTED = [
    ("heading", TITLE),
    *(
        block
        for heading, paragraphs in SECTIONS.items()
        for block in (("heading", heading), *(("paragraph", text) for text in paragraphs))
    ),
    ("heading", "What the nurses come for"),
    ("paragraph", "A nurse comes for:"),
    *(("list_item", text) for text in POINTS),
    ("heading", "How long a visit takes"),
    *(("table_row", " | ".join(row)) for row in FEES),
]


def contents(kind: str) -> FileContents:
    (found,) = read((HERE / f"{NAME}.{kind}").read_bytes(), f"{NAME}.{kind}")
    return found


@pytest.mark.parametrize("kind", FORMATS)
def test_words_headings_lists_and_tables_are_the_same(kind: str) -> None:
    (document,) = contents(kind).documents
    blocks = [
        (block.kind.value, document.text[block.start : block.end]) for block in document.blocks
    ]
    assert blocks == EXPECTED
    rows = [block.level for block in document.blocks if block.kind.value == "table_row"]
    assert rows == [0, 1, 1, 1]


@pytest.mark.parametrize("kind", FORMATS)
def test_it_tells_its_title_author_and_the_date_of_its_dateline(kind: str) -> None:
    (document,) = contents(kind).documents
    assert document.metadata == Metadata(
        title=TITLE, author="Northby Partnership", date="2018-02-06"
    )


@pytest.mark.parametrize("kind", FORMATS)
def test_page_headers_and_numbers_are_dropped(kind: str) -> None:
    lines = contents(kind).lines
    dropped = {line.text for line in lines if line.fate is Fate.DROPPED}
    assert "Northby Partnership: notice to patients" in dropped
    assert any(text.startswith("Page ") for text in dropped)


def test_pages_are_those_of_the_pdf() -> None:
    (document,) = contents("pdf").documents
    pages = {document.text[block.start : block.end]: block.page for block in document.blocks}
    assert (pages["Who pays"], pages["A nurse comes for:"]) == (1, 2)


def test_its_own_format_is_refused_with_what_to_do() -> None:
    with pytest.raises(UnreadableDocumentError) as error:
        contents("odt")
    assert str(error.value) == (
        "notice.odt is an OpenDocument text; save it as DOCX or PDF and add it again."
    )
