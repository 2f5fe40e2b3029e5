"""Word documents: mammoth turns them into HTML, which is walked block by block."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import mammoth
from lxml import html as lxml_html

from retrieval.documents.building import TextBuilder
from retrieval.documents.contents import Fate, FileContents, Line
from retrieval.documents.dates import parse_date
from retrieval.documents.decoding import decode
from retrieval.documents.word.numbers import BULLET
from retrieval.documents.word.parts import MARKER, damaged, word_file
from retrieval.documents.word.styles import CONTENTS_STYLE, TITLE_STYLE
from retrieval.domain import BlockKind, Metadata
from retrieval.errors import UnreadableDocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml.html import HtmlElement

_STYLE_MAP = f"""
p.{TITLE_STYLE} => h1.title:fresh
p.{CONTENTS_STYLE} => p.contents:fresh
"""
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = _HEADINGS | {"p", "ul", "ol", "li", "table", "div", "dl"}
_NOTE = re.compile(r"(?:foot|end)note-\d+")
_NOTE_LINK = re.compile(r"#(?:foot|end)note-")
_MAX_HEADING_WORDS = 30
"""Numbered clauses are often set in a style of headings; what is longer is one of those."""
_MAX_COLUMNS = 64
"""Word allows 63 in a table."""
_DATE_WITHIN_BLOCKS = 8
"""A date further down is the date of something else."""
_NO_AUTHORS = frozenset(
    {"python-docx", "microsoft office user", "windows user", "user", "admin", "administrator"}
)
"""What programs write where nobody has given a name."""
_NO_TITLE = re.compile(
    r"Microsoft Word - .*|.*\.(?:docx?|dotx?|rtf)|(?:Word )?Document ?\d*", re.IGNORECASE
)


def read_docx(content: bytes, name: str) -> FileContents:
    """Read a Word document: headings by style, lists with their numbers, tables row by row.

    Text of tracked insertions is read; tracked deletions, comments, hidden text, pictures and the
    table of contents are not. Footnotes stand at the end. The first row of a table is its header
    if it is marked so or all bold; else the table has none. Its date is that of a dateline near
    the top: the dates in the file's properties only tell when somebody saved it.

    :raises UnreadableDocumentError: if it is damaged or not safe to read.
    """
    file = word_file(content, name)
    try:
        result = mammoth.convert_to_html(
            io.BytesIO(file.package),
            style_map=_STYLE_MAP,
            include_embedded_style_map=False,
            external_file_access=False,
            convert_image=lambda _: [],
        )
        body = _parsed(decode(result.value.encode(), name))
        walk = _Walk()
        walk.children(body)
    except (UnreadableDocumentError, MemoryError):
        raise
    except Exception as error:  # mammoth raises whatever its look-ups happen to raise.
        raise damaged(name) from error
    walk.lines.extend(Line(text, Fate.DROPPED, "header or footer") for text in file.furniture)
    notes = ("It holds formulas, which are left out.",) if file.has_formulas else ()
    document = walk.builder.build(_metadata(walk, file.properties), "docx")
    return FileContents((document,), tuple(walk.lines), notes)


def _parsed(markup: str) -> HtmlElement:
    parser = lxml_html.HTMLParser(no_network=True, encoding="utf-8")
    return lxml_html.fragment_fromstring(markup.encode(), create_parent="div", parser=parser)


def _metadata(walk: _Walk, properties: Mapping[str, str]) -> Metadata:
    author = properties.get("creator")
    title = properties.get("title")
    if title and _NO_TITLE.fullmatch(title):
        title = None
    return Metadata(
        title=walk.title or title or walk.first_heading or None,
        publisher=properties.get("Company"),
        author=None if author and author.lower() in _NO_AUTHORS else author,
        date=walk.date,
    )


class _Walk:
    """One pass over the blocks of mammoth's HTML."""

    def __init__(self) -> None:
        self.builder = TextBuilder()
        self.lines: list[Line] = []
        self.title: str | None = None
        self.first_heading: str | None = None
        self.date: str | None = None

    def children(self, parent: HtmlElement, depth: int = 0) -> None:
        """Add the blocks of an element inside ``depth`` lists."""
        for element in parent.iterchildren("*"):
            self._block(element, depth)

    def _block(self, element: HtmlElement, depth: int) -> None:
        if element.tag in _HEADINGS:
            self._heading(element)
        elif element.tag == "p":
            self._paragraph(element)
        elif element.tag == "li":
            self._item(element, depth)
        elif element.tag == "table":
            self._table(element)
        else:
            self.children(element, depth + 1 if element.tag in ("ul", "ol") else depth)

    def _heading(self, element: HtmlElement) -> None:
        marker, text = _words(element)
        text = f"{marker} {text}" if marker and text and marker != BULLET else text
        if len(text.split()) > _MAX_HEADING_WORDS:
            self._add(BlockKind.PARAGRAPH, text)
            return
        level = int(element.tag[1])
        if element.get("class") == "title":
            self.title = self.title or text or None
        if self.first_heading is None:
            self.first_heading = text if level == 1 else ""
        self._add(BlockKind.HEADING, text, level=level)

    def _paragraph(self, element: HtmlElement) -> None:
        marker, text = _words(element)
        if not text:
            return
        if element.get("class") == "contents":
            self.lines.append(Line(text, Fate.DROPPED, "table of contents"))
        elif self._is_date(text):
            self.date = parse_date(text)
            self.lines.append(Line(text, Fate.METADATA, "date"))
        else:
            self._add(BlockKind.PARAGRAPH, text, marker=f"{marker} " if marker else "")

    def _is_date(self, text: str) -> bool:
        return (
            self.date is None
            and len(self.builder.blocks) < _DATE_WITHIN_BLOCKS
            and parse_date(text) is not None
        )

    def _item(self, element: HtmlElement, depth: int) -> None:
        if _NOTE.fullmatch(element.get("id") or ""):
            number = 1 + sum(1 for _ in element.itersiblings("li", preceding=True))
            self._note(element, f"[{number}] ")
            return
        marker, text = _words(element)
        if text:
            self._add(BlockKind.LIST_ITEM, text, level=depth, marker=f"{marker or BULLET} ")
        for child in element.iterchildren("*"):
            if child.tag in _BLOCKS:
                self._block(child, depth)

    def _note(self, element: HtmlElement, marker: str) -> None:
        for child in element.iterchildren("*"):
            _, text = _words(child)
            if text:
                self._add(BlockKind.PARAGRAPH, text, marker=marker)
                marker = ""

    def _table(self, element: HtmlElement) -> None:
        rows = [row for row in element.iter("tr") if next(row.iterancestors("table")) is element]
        if all(len(_cells(row)) == 1 for row in rows):
            for row in rows:  # A frame around text rather than a table.
                self.children(_cells(row)[0])
            return
        bold_header = len(rows) > 1 and _is_bold(rows[0]) and not _is_bold(rows[1])
        for number, (row, texts) in enumerate(zip(rows, _filled(rows), strict=True)):
            header = row.getparent().tag == "thead" or (number == 0 and bold_header)
            if any(texts):
                self._add(BlockKind.TABLE_ROW, " | ".join(texts), level=0 if header else 1)

    def _add(self, kind: BlockKind, text: str, *, level: int = 0, marker: str = "") -> None:
        if text:
            self.builder.add(kind, text, level=level, marker=marker)
            self.lines.append(Line((marker + text).strip(), Fate.KEPT))


def _words(element: HtmlElement) -> tuple[str, str]:
    """Return the number that Word shows before a paragraph, and its text on one line."""
    text = "".join(_strings(element)).strip()
    marker = ""
    if match := MARKER.match(text):
        marker, text = match[1], text[match.end() :]
    return " ".join(marker.split()), _one_line(text)


def _strings(element: HtmlElement, *, into_blocks: bool = False) -> Iterator[str]:
    """Yield the text of an element without marks of notes, and without blocks inside it."""
    yield element.text or ""
    for child in element.iterchildren("*"):
        if child.tag == "br":
            yield " "
        elif child.tag in _BLOCKS or child.tag in ("tr", "td", "th"):
            if into_blocks:
                yield " "
                yield from _strings(child, into_blocks=True)
                yield " "
        elif not (child.tag == "a" and _NOTE_LINK.match(child.get("href") or "")):
            yield from _strings(child, into_blocks=into_blocks)
        yield child.tail or ""


def _one_line(text: str) -> str:
    """Return a text without white space at line ends, numbers before paragraphs written out."""
    return " ".join(MARKER.sub(r"\1 ", text).replace("\u00ad", "").split())


def _cells(row: HtmlElement) -> list[HtmlElement]:
    return list(row.iterchildren("td", "th"))


def _filled(rows: list[HtmlElement]) -> Iterator[list[str]]:
    """Yield the texts of each row; a cell that spans several rows stands in each of them."""
    spans: dict[int, tuple[int, list[str]]] = {}
    for row in rows:
        texts: list[str] = []
        column = 0
        for cell in [*_cells(row), None]:
            while (span := spans.get(column, (0, [])))[0] > 0:
                texts += span[1]
                spans[column] = (span[0] - 1, span[1])
                column += 1
            if cell is None:
                break
            text = _one_line("".join(_strings(cell, into_blocks=True)))
            texts.append(text)
            more_rows = int(cell.get("rowspan") or 1) - 1
            width = min(int(cell.get("colspan") or 1), _MAX_COLUMNS)
            for offset in range(width):
                spans[column + offset] = (more_rows, [] if offset else [text])
            column += width
        yield texts


def _is_bold(row: HtmlElement) -> bool:
    """Tell whether all words of a row are bold."""
    plain = row.xpath(".//text()[not(ancestor::strong)]")
    return not "".join(plain).strip() and bool("".join(row.itertext()).strip())
