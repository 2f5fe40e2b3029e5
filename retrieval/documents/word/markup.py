"""Words, cells and rows in the HTML that mammoth makes of a Word document."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from retrieval.documents.superscripts import note_number, read_superscript
from retrieval.documents.word.parts import DEEPER, MARKER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
BLOCKS = HEADINGS | {"p", "ul", "ol", "li", "table", "div", "dl"}
"""Elements that stand apart from what is around them."""
_NOTE_LINK = re.compile(r"#(?:foot|end)note-")
_RAISED = re.compile("(?:\ue002[^\ue003]*\ue003)+")
"""How raised characters are written until it is known what stands around them."""
_AROUND_RAISED = 40
"""Characters that tell what raised ones are."""
_MOSTLY_BOLD = 0.5
"""Share of bold paragraphs from where on bold type says nothing."""
_MAX_COLUMNS = 64
"""Word allows 63 in a table."""


def is_mostly_bold(body: HtmlElement) -> bool:
    """Tell whether bold type says nothing, since most paragraphs are set in it."""
    paragraphs = [each for each in body.iterchildren("p") if "".join(each.itertext()).strip()]
    return sum(map(is_bold, paragraphs)) > _MOSTLY_BOLD * len(paragraphs)


def words_of(element: HtmlElement) -> tuple[str, str]:
    """Return the number that Word shows before a paragraph, and its text on one line."""
    text = "".join(_strings(element)).strip()
    marker = ""
    if match := MARKER.match(text):
        marker, text = match[1], text[match.end() :]
    return " ".join(marker.replace(DEEPER, "").split()), _one_line(text)


def depth_of(item: HtmlElement) -> int:
    """Return the depth in a list, from 1, that the name of an item's style tells."""
    return 1 + "".join(_strings(item)).count(DEEPER)


def _strings(element: HtmlElement, *, into_blocks: bool = False) -> Iterator[str]:
    """Yield the text of an element without marks of notes, and without blocks inside it."""
    yield element.text or ""
    for child in element.iterchildren("*"):
        if child.tag == "br":
            yield " "
        elif child.tag in BLOCKS or child.tag in ("tr", "td", "th"):
            if into_blocks:
                yield " "
                yield from _strings(child, into_blocks=True)
                yield " "
        elif not (child.tag == "a" and _NOTE_LINK.match(child.get("href") or "")):
            inner = _strings(child, into_blocks=into_blocks)
            yield from ("\ue002", *inner, "\ue003") if child.tag == "sup" else inner
        yield child.tail or ""


def _one_line(text: str) -> str:
    """Return a text without white space at line ends, numbers before paragraphs written out."""
    text = _RAISED.sub(_without_note_mark, text.replace("\u00ad", "").replace(DEEPER, ""))
    return " ".join(MARKER.sub(r"\1 ", text).split())


def _without_note_mark(raised: re.Match[str]) -> str:
    """Return what is read for raised characters: nothing for marks of notes typed by hand."""
    around, shown = raised.string, re.sub("[\ue002\ue003]", "", raised.group())
    before = around[max(0, raised.start() - _AROUND_RAISED) : raised.start()].rstrip()
    after = around[raised.end() : raised.end() + _AROUND_RAISED]
    if not before:
        return note_number(shown) or shown
    read = read_superscript(shown, before, after)
    return shown if read is None else read


def cells_of(row: HtmlElement) -> list[HtmlElement]:
    """Return the cells of a row."""
    return list(row.iterchildren("td", "th"))


def filled_rows(rows: list[HtmlElement]) -> Iterator[list[str]]:
    """Yield the texts of each row; a cell that spans several rows stands in each of them."""
    spans: dict[int, tuple[int, list[str]]] = {}
    for row in rows:
        texts: list[str] = []
        column = 0
        for cell in [*cells_of(row), None]:
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


def is_bold(row: HtmlElement) -> bool:
    """Tell whether all words of a row or a paragraph are bold."""
    plain = row.xpath(".//text()[not(ancestor::strong)]")
    return not "".join(plain).strip() and bool("".join(row.itertext()).strip())
