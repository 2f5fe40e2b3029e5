"""Tables that show something, row by row; others only lay out their page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lxml import etree

from retrieval.documents.html.hidden import is_hidden
from retrieval.documents.html.pieces import (
    BLOCKS,
    HEADINGS,
    Piece,
    VisibleLine,
    inline,
    is_unseen,
)
from retrieval.documents.html.tree import name_of, texts, words
from retrieval.domain import BlockKind

if TYPE_CHECKING:
    from collections.abc import Iterator

_NO_CELL = frozenset((*HEADINGS, "table", "form", "nav", "article", "iframe", "header", "footer"))
"""A table that holds one of these lays out a page instead of showing figures."""
_MAX_CELL_CHARACTERS = 1000


def is_data(table: Any) -> bool:
    """Tell whether a table shows something, as its cells are short and hold no sections."""
    if table.get("role") in ("presentation", "none"):
        return False
    columns = 0
    for item in table.iter():
        if item is not table and name_of(item) in _NO_CELL:
            return False
        if name_of(item) == "tr":
            cells = _cells(item)
            columns = max(columns, len(cells))
            if any(len(_cell(cell)) > _MAX_CELL_CHARACTERS for cell in cells):
                return False
    return columns > 1


def table_lines(table: Any) -> Iterator[VisibleLine]:
    """Yield the caption and the rows of a table, the cells of a row joined by " | "."""
    for item in table.iter("caption", "tr"):
        if name_of(item) == "caption":
            text, kind, level = _cell(item), BlockKind.PARAGRAPH, 0
        else:
            cells = _cells(item)
            text = words(" | ".join(map(_cell, cells)))
            heads = name_of(item.getparent()) == "thead" or _is_header(item, cells)
            kind, level = BlockKind.TABLE_ROW, 0 if heads else 1
        pieces = list(_pieces(item))
        if pieces and any(map(str.isalnum, text)):
            size = sum(len(piece.text) for piece in pieces)
            linked = sum(len(piece.text) for piece in pieces if piece.linked) / size
            longest = max(pieces, key=lambda piece: len(piece.text))
            anchor = (longest.owner, longest.attribute)
            yield VisibleLine(text, kind, level, "", item, linked, anchor)


def _is_header(row: Any, cells: list[Any]) -> bool:
    """Tell whether a row has header cells, or is a first row in bold above one that is not."""
    if all(name_of(cell) == "th" for cell in cells):
        return bool(cells)
    following = next(row.itersiblings("tr"), None)
    return (
        following is not None
        and next(row.itersiblings("tr", preceding=True), None) is None
        and all(map(_is_bold, cells))
        and not any(map(_is_bold, _cells(following)))
    )


def _is_bold(cell: Any) -> bool:
    bold = "".join(texts(item) for item in cell.iter("b", "strong"))
    return bool(bold) and words(bold) == words(texts(cell))


def _cells(row: Any) -> list[Any]:
    return [cell for cell in row if name_of(cell) in ("td", "th")]


def _cell(cell: Any) -> str:
    return words("".join(f" {p.text}" if p.bold else p.text for p in _pieces(cell)))


def _pieces(element: Any) -> Iterator[Piece]:
    """Yield the pieces of a cell or row; ``bold`` marks those that begin a line in it."""
    new_line = False
    events = etree.iterwalk(element, events=("start", "end"))
    for event, item in events:
        if event == "start" and (is_unseen(item) or (is_hidden(item) and item is not element)):
            events.skip_subtree()
            continue
        new_line = new_line or name_of(item) in BLOCKS or name_of(item) == "br"
        attribute = "text" if event == "start" else "tail"
        text = getattr(item, attribute)
        if text and not (item is element and event == "end"):
            holder = item if event == "start" else item.getparent()
            linked = any(name_of(e) == "a" for e in inline(holder))
            begins = new_line and not text.isspace()
            yield Piece(re.sub(r"\s+", " ", text), item, attribute, linked, begins)
            new_line = new_line and not begins
