"""Word documents: mammoth turns them into HTML, which is walked block by block."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import mammoth
from lxml import html as lxml_html

from retrieval.documents.authors import author_named
from retrieval.documents.building import TextBuilder
from retrieval.documents.contents import Fate, FileContents, Line
from retrieval.documents.dates import parse_date
from retrieval.documents.decoding import decode
from retrieval.documents.word.markup import (
    BLOCKS,
    HEADINGS,
    cells_of,
    depth_of,
    filled_rows,
    is_bold,
    is_mostly_bold,
    words_of,
)
from retrieval.documents.word.numbers import BULLET
from retrieval.documents.word.parts import damaged, word_file
from retrieval.documents.word.styles import CONTENTS_STYLE, TITLE_STYLE
from retrieval.domain import BlockKind, Metadata
from retrieval.errors import UnreadableDocumentError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.html import HtmlElement

_STYLE_MAP = f"""
p.{TITLE_STYLE} => h1.title:fresh
p.{CONTENTS_STYLE} => p.contents:fresh
"""
_NOTE = re.compile(r"(?:foot|end)note-\d+")
_MAX_HEADING_WORDS = 30
"""Numbered clauses are often set in a style of headings; what is longer is one of those."""
_MAX_BOLD_HEADING_WORDS = 15
_NO_HEADING_END = (".", ",", ";", ":")
_COMMON_HEADING = re.compile(
    r"(?:introduction|foreword|preface|(?:executive )?summary|contents|background|overview|purpose"
    r"|scope)",
    re.IGNORECASE,
)
"""First headings that are no titles."""
_DATE_WITHIN_BLOCKS = 8
"""A date further down is the date of something else."""
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
        walk = _Walk(mostly_bold=is_mostly_bold(body))
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
    title = properties.get("title")
    if title and _NO_TITLE.fullmatch(title):
        title = None
    return Metadata(
        title=walk.title or walk.first_line or title or walk.first_heading or None,
        publisher=properties.get("Company"),
        author=author_named(properties.get("creator")),
        date=walk.date,
    )


class _Walk:
    """One pass over the blocks of mammoth's HTML."""

    def __init__(self, *, mostly_bold: bool) -> None:
        self._mostly_bold = mostly_bold
        self._level = 0
        self.builder = TextBuilder()
        self.lines: list[Line] = []
        self.title: str | None = None
        self.first_line: str | None = None
        """The heading with which the document begins, if it is not one that any document has."""
        self.first_heading: str | None = None
        self.date: str | None = None

    def children(self, parent: HtmlElement, depth: int = 0) -> None:
        """Add the blocks of an element inside ``depth`` lists."""
        for element in parent.iterchildren("*"):
            self._block(element, depth)

    def _block(self, element: HtmlElement, depth: int) -> None:
        if element.tag in HEADINGS:
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
        marker, text = words_of(element)
        text = f"{marker} {text}" if marker and text and marker != BULLET else text
        if len(text.split()) > _MAX_HEADING_WORDS:
            self._add(BlockKind.PARAGRAPH, text)
            return
        level = int(element.tag[1])
        if element.get("class") == "title":
            self.title = self.title or text or None
        if level == 1 and not marker:
            self._note_first_line(text)
        if self.first_heading is None:
            self.first_heading = text if level == 1 else ""
        self._level = level
        self._add(BlockKind.HEADING, text, level=level)

    def _note_first_line(self, text: str) -> None:
        if not self.builder.blocks and not _COMMON_HEADING.fullmatch(text):
            self.first_line = text

    def _paragraph(self, element: HtmlElement) -> None:
        marker, text = words_of(element)
        if not text:
            return
        if element.get("class") == "contents":
            self.lines.append(Line(text, Fate.DROPPED, "table of contents"))
        elif self._is_date(text):
            self.date = parse_date(text)
            self.lines.append(Line(text, Fate.METADATA, "date"))
        elif self._heads(element, text):
            level = min(max(self._level, 1) + 1, 6) if self.builder.blocks else 1
            self._note_first_line(text)
            self._add(BlockKind.HEADING, f"{marker} {text}".strip(), level=level)
        else:
            self._add(BlockKind.PARAGRAPH, text, marker=f"{marker} " if marker else "")

    def _heads(self, element: HtmlElement, text: str) -> bool:
        """Tell whether a paragraph is a heading that was only set in bold."""
        return (
            not self._mostly_bold
            and len(text.split()) <= _MAX_BOLD_HEADING_WORDS
            and not text.endswith(_NO_HEADING_END)
            and element.getnext() is not None
            and is_bold(element)
        )

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
        marker, text = words_of(element)
        if text:
            level = max(depth, depth_of(element))
            self._add(BlockKind.LIST_ITEM, text, level=level, marker=f"{marker or BULLET} ")
        for child in element.iterchildren("*"):
            if child.tag in BLOCKS:
                self._block(child, depth)

    def _note(self, element: HtmlElement, marker: str) -> None:
        for child in element.iterchildren("*"):
            _, text = words_of(child)
            if text:
                self._add(BlockKind.PARAGRAPH, text, marker=marker)
                marker = ""

    def _table(self, element: HtmlElement) -> None:
        rows = [row for row in element.iter("tr") if next(row.iterancestors("table")) is element]
        if all(len(cells_of(row)) == 1 for row in rows):
            for row in rows:  # A frame around text rather than a table.
                self.children(cells_of(row)[0])
            return
        bold_header = len(rows) > 1 and is_bold(rows[0]) and not is_bold(rows[1])
        for number, (row, texts) in enumerate(zip(rows, filled_rows(rows), strict=True)):
            header = row.getparent().tag == "thead" or (number == 0 and bold_header)
            if any(texts):
                self._add(BlockKind.TABLE_ROW, " | ".join(texts), level=0 if header else 1)

    def _add(self, kind: BlockKind, text: str, *, level: int = 0, marker: str = "") -> None:
        if text:
            self.builder.add(kind, text, level=level, marker=marker)
            self.lines.append(Line((marker + text).strip(), Fate.KEPT))
