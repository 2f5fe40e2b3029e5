"""The lines of a page as a reader of it sees them, each with its place and its shape."""

from __future__ import annotations

import re
from dataclasses import replace
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
from retrieval.documents.html.tables import is_data, table_lines
from retrieval.documents.html.tree import ancestors, name_of, words
from retrieval.domain import BlockKind

if TYPE_CHECKING:
    from collections.abc import Iterator

_LISTS = ("ul", "ol", "menu", "dir")
_BULLET = re.compile(r"(?:[•‣◦▪●·\uf0a7\uf0b7*–—-]|\(?\d{1,2}[.)]|\(?[a-z]\))\s+(?=\S)")
_OFFICE_BULLET = re.compile(r"(?:[•·\uf0a7\uf0b7§\uf0d8o*–—-]|\(?\w{1,4}[.)])\s+(?=\S)")
_OFFICE_LIST = re.compile(r"mso-list:\s*(?!none)\S+\s+level(\d)", re.IGNORECASE)
"""How Word and Outlook write a list: as paragraphs that begin with a sign."""
_PICTURES = ("·", "\uf0a7", "\uf0b7", "\uf0d8", "§", "o")
"""Bullets that only look like one in a font of pictures."""
_ENDS_SENTENCE = re.compile(r"[.!?:;…][\"'”’)\]]*$")
_MAX_BOLD_HEADING_WORDS = 10


def visible_lines(root: Any) -> list[VisibleLine]:
    """Return the lines of a page, in order; a row of a table is one line.

    What the page does not show is there as well, line by line, below the line that it stands in.
    """
    return list(_Walk().walk(root))


class _Walk:
    """One pass over the elements, remembering what the pieces so far belong to."""

    def __init__(self) -> None:
        self._pieces: list[Piece] = []
        self._marker = ""
        self._numbers: dict[Any, int] = {}
        self._hidden: list[VisibleLine] = []

    def walk(self, root: Any) -> Iterator[VisibleLine]:
        events = etree.iterwalk(root, events=("start", "end", "comment"))
        for event, element in events:
            name = name_of(element)
            if event == "start":
                hidden = element is not root and is_hidden(element)
                if hidden or is_unseen(element) or _is_anchor(element, name):
                    yield from self._skip(events, element, name)
                    if hidden:
                        self._hide(element)
                elif name == "table" and is_data(element):
                    yield from self._flush(element.getparent())
                    yield from table_lines(element)
                    events.skip_subtree()
                else:
                    yield from self._begin(element, name)
            elif event == "end":
                if name in BLOCKS:
                    yield from self._flush(element)
                elif name == "br":
                    self._pieces.append(Piece("\n", element, "", linked=False, bold=False))
                if element is not root:
                    self._take(element, "tail")
            else:
                self._take(element, "tail")
        yield from self._flush(root)

    def _begin(self, element: Any, name: str) -> Iterator[VisibleLine]:
        if name in BLOCKS:
            yield from self._flush(element.getparent())
            if name == "li":
                self._marker = self._next_marker(element)
        self._take(element, "text")

    def _hide(self, element: Any) -> None:
        if not is_unseen(element):
            found = _Walk().walk(element)
            self._hidden.extend(replace(line, hidden=True) for line in found)

    def _skip(self, events: Any, element: Any, name: str) -> Iterator[VisibleLine]:
        # The end of a skipped element is still announced, and its tail is taken there.
        events.skip_subtree()
        if name in BLOCKS:
            yield from self._flush(element.getparent())

    def _take(self, owner: Any, attribute: str) -> None:
        text = getattr(owner, attribute)
        if not text:
            return
        holder = owner if attribute == "text" else owner.getparent()
        if holder is None:
            return
        if not _keeps_line_ends(holder):
            text = re.sub(r"\s+", " ", text)
        names = [name_of(e) for e in inline(holder)]
        self._pieces.append(
            Piece(
                text,
                owner,
                attribute,
                linked="a" in names,
                bold="b" in names or "strong" in names,
            )
        )

    def _flush(self, block: Any) -> Iterator[VisibleLine]:
        pieces, self._pieces = self._pieces, []
        if block is None:
            return
        for group in _visual_lines(pieces):
            line = self._line(group, block)
            if line is not None:
                self._marker = ""
                yield line
        hidden, self._hidden = self._hidden, []
        yield from hidden

    def _line(self, pieces: list[Piece], block: Any) -> VisibleLine | None:
        text = words("".join(piece.text for piece in pieces))
        if not text:
            return None
        kind, level = _shape(block)
        marker = self._marker if kind is BlockKind.LIST_ITEM else ""
        depth = _office_depth(block)
        form = _OFFICE_BULLET if depth else _BULLET
        bullet = form.match(text) if kind is BlockKind.PARAGRAPH else None
        if bullet and _keeps_item(text[bullet.end() :]):
            sign, text = bullet.group(), text[bullet.end() :]
            marker = "• " if sign.strip() in _PICTURES else sign
            kind, level = BlockKind.LIST_ITEM, depth or 1
        seen = [piece for piece in pieces if piece.text.strip()]
        if kind is BlockKind.PARAGRAPH and all(p.bold for p in seen) and _is_short_title(text):
            kind, level = BlockKind.HEADING, 6
        size = sum(len(words(p.text)) for p in seen)
        linked = sum(len(words(p.text)) for p in seen if p.linked) / size if size else 0.0
        longest = max(seen, key=lambda p: len(p.text))
        return VisibleLine(
            text, kind, level, marker, block, linked, (longest.owner, longest.attribute)
        )

    def _next_marker(self, item: Any) -> str:
        parent = item.getparent()
        if parent is None or name_of(parent) != "ol":
            return "• "
        number = _number(item.get("value"))
        if number is None:
            number = self._numbers.get(parent, (_number(parent.get("start")) or 1) - 1) + 1
        self._numbers[parent] = number
        return f"{_numeral(number, parent.get('type') or '1')}. "


def _visual_lines(pieces: list[Piece]) -> Iterator[list[Piece]]:
    """Yield the pieces of each line; a line that was only broken for its looks is joined again."""
    lines: list[list[Piece]] = [[]]
    for piece in pieces:
        head, *rest = piece.text.split("\n")
        lines[-1].append(Piece(head, piece.owner, piece.attribute, piece.linked, piece.bold))
        lines.extend(
            [Piece(part, piece.owner, piece.attribute, piece.linked, piece.bold)] for part in rest
        )
    joined: list[Piece] = []
    for line in lines:
        text, before = _join(line), _join(joined)
        if joined and text and text[:1].islower() and before and not _ENDS_SENTENCE.search(before):
            joined.append(Piece(" ", line[0].owner, "", linked=False, bold=line[0].bold))
            joined.extend(line)
            continue
        if before:
            yield joined
        joined = list(line)
    if _join(joined):
        yield joined


def _join(pieces: list[Piece]) -> str:
    return words("".join(piece.text for piece in pieces))


def _shape(block: Any) -> tuple[BlockKind, int]:
    name = name_of(block)
    if name in HEADINGS:
        return BlockKind.HEADING, int(name[1])
    if block.get("role") == "heading":
        return BlockKind.HEADING, min(6, _number(block.get("aria-level")) or 2)
    depth, in_item = 0, False
    for holder in ancestors(block):
        in_item = in_item or (name_of(holder) == "li" and not depth)
        if name_of(holder) in HEADINGS:
            return BlockKind.HEADING, int(name_of(holder)[1])
        depth += name_of(holder) in _LISTS
    return (BlockKind.LIST_ITEM, depth or 1) if in_item else (BlockKind.PARAGRAPH, 0)


def within(line: VisibleLine, scope: Any) -> VisibleLine:
    """Return a line with its depth in lists counted from an element that may lie in a list itself."""
    if line.kind is not BlockKind.LIST_ITEM:
        return line
    level = line.level - sum(1 for e in ancestors(scope) if name_of(e) in _LISTS)
    if level > 0:
        return replace(line, level=level)
    return replace(line, kind=BlockKind.PARAGRAPH, level=0, marker="")


def _is_short_title(text: str) -> bool:
    return (
        len(text.split()) <= _MAX_BOLD_HEADING_WORDS
        and text[:1].isupper()
        and (text.endswith("?") or not _ENDS_SENTENCE.search(text))
    )


def _office_depth(block: Any) -> int:
    found = _OFFICE_LIST.search(block.get("style") or "")
    named = (block.get("class") or "").startswith("MsoListParagraph")
    return int(found[1]) if found else int(named)


def _keeps_item(text: str) -> bool:
    """Tell whether what follows a bullet is a text rather than the rest of a date or a sum."""
    return any(character.isalpha() for character in text)


def _is_anchor(element: Any, name: str) -> bool:
    """Tell whether an element is the sign beside a heading that links to it."""
    return name == "a" and not len(element) and words(element.text) in ("¶", "#", "§", "🔗")


def _keeps_line_ends(element: Any) -> bool:
    return any(name_of(holder) == "pre" for holder in ancestors(element))


def _number(text: str | None) -> int | None:
    return int(text) if text and re.fullmatch(r"[0-9]{1,6}", text.strip()) else None


def _numeral(number: int, style: str) -> str:
    if style in "aA" and 0 < number <= 26:  # noqa: PLR2004 - the letters of the alphabet.
        return chr(ord(style) + number - 1)
    if style in "iI" and 0 < number < 40:  # noqa: PLR2004 - as far as the simple rule goes.
        tens, ones = divmod(number, 10)
        units = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"]
        roman = "x" * tens + units[ones]
        return roman.upper() if style == "I" else roman
    return str(number)
