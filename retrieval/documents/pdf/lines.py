"""The lines of a PDF page with their place, type size and weight, as pypdf finds them."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from retrieval.documents.pdf.geometry import place, product
from retrieval.documents.pdf.marks import Piece, base_line, glue, is_raised, without_marks
from retrieval.documents.pdf.trouble import Drawing, is_beside, trouble_of
from retrieval.documents.superscripts import note_number, read_superscript

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pypdf import PageObject

    from retrieval.documents.pdf.trouble import Trouble

_LATIN_LIGATURES = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
}
"""What NFKC makes of these; it would change much else, so only these are mended."""
_SYMBOL_BULLETS = dict.fromkeys("\uf0b7\uf0a7\uf0d8\uf0fc\uf076\uf0be\uf02d", "•")
"""Bullets of the Symbol and Wingdings fonts, which have no place in Unicode."""
_UNUSED_CODES = dict.fromkeys("\x7f\x81\x8d\x8f\x90\x9d", "•")
"""In WinAnsiEncoding "all unused codes greater than 40 map to the bullet character" (ISO 32000-1,
annex D.2); reportlab writes its bullets so."""
_CHARACTERS = str.maketrans(_LATIN_LIGATURES | _SYMBOL_BULLETS | _UNUSED_CODES)
_UNMAPPED = re.compile(r"\(cid:(\d+)\)")
"""How pdfminer writes a character for which the font gives no Unicode."""
_UNSTORABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\u200b\ufeff\ufffd-\uffff]")
_BOLD_FONT = re.compile("bold|black|heavy|demi|CMBX", re.IGNORECASE)
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


_MARK_BEFORE = 3
"""Of the type size: how far before a note its mark may begin."""
_BOLD_SHARE = 0.8
"""A line is bold if this share of its letters is; a full stop or a bullet often is not."""


@dataclass(frozen=True, slots=True)
class PdfLine:
    """A line of a page, or the row of a ruled table. Lengths are in points."""

    text: str
    page: int
    """Counted from 1."""
    x: float = 0.0
    """Where it begins, along the direction of reading."""
    y: float = 0.0
    """Its base line; higher on the page is more."""
    size: float = 0.0
    """Type size of most of its characters."""
    bold: bool = False
    turn: int = 0
    """Direction of reading in degrees, anticlockwise; -1 for one that is no quarter turn."""
    cells: tuple[str, ...] = ()
    """What stands in the cells, if it is a row."""
    header: bool = False
    """Whether it is the row that names the columns."""
    note: bool = False
    """Whether a note begins here, with its mark."""


@dataclass(slots=True)
class PageText:
    """The lines of a page and what was learnt about it while reading them."""

    number: int
    lines: list[PdfLine] = field(default_factory=list)
    trouble: Trouble | None = None
    hides_marks: bool = False
    """Whether pypdf cannot tell marks of notes from the text that they stand in."""
    lost: bool = False
    """Whether the page could not be read at all."""


def clean(text: str) -> str:
    """Return a text without what cannot be stored or found, its white space collapsed."""
    text = _UNMAPPED.sub(lambda match: "•" if match.group(1) == "127" else "", text)
    return " ".join(_UNSTORABLE.sub("", text.translate(_CHARACTERS)).split())


def is_right_to_left(lines: Iterable[PdfLine]) -> bool:
    """Tell whether a line has Hebrew or Arabic in it, which pypdf alone puts in reading order."""
    return any(_RIGHT_TO_LEFT.search(line.text) for line in lines)


def is_bold_font(name: str) -> bool:
    """Tell whether the name of a font says that it is bold."""
    return _BOLD_FONT.search(name) is not None


def read_page(page: PageObject, number: int) -> PageText:
    """Read the lines of a page in the order in which the file draws them."""
    drawing = Drawing()
    text = _Pieces(number, drawing)
    page.extract_text(visitor_text=text.take, visitor_operand_before=drawing.take)
    lines = text.finish()
    trouble = trouble_of(lines, drawing, float(page.mediabox.width))
    return PageText(number, _with_rows_joined(lines), trouble, drawing.hides_marks)


def _with_rows_joined(lines: Sequence[PdfLine]) -> list[PdfLine]:
    """Join pieces beside each other that pypdf takes for lines, as a bullet and its text."""
    joined: list[PdfLine] = []
    end = None
    for line in lines:
        first = joined[-1] if joined else None
        if end is None or first is None:
            joined.append(line)
        elif (meaning := _mark_after(end, line)) is not None:
            joined[-1] = replace(first, text=first.text + meaning)
            continue
        elif number := _mark_before(end, line):
            joined[-1] = replace(line, text=f"{number}{line.text}", note=True)
        elif is_beside(end, line) and not is_right_to_left((end, line)):
            longer = max(first, line, key=lambda each: len(each.text))
            joined[-1] = replace(
                first,
                text=glue(first.text, line.text),
                size=longer.size,
                bold=first.bold and line.bold,
            )
        else:
            joined.append(line)
        end = line
    return joined


def _mark_after(line: PdfLine, mark: PdfLine) -> str | None:
    """Return what stands for a mark so high above a line that pypdf takes it for the next."""
    if not is_raised(mark.size, mark.y - line.y, line.size) or mark.x <= line.x:
        return None
    return read_superscript(mark.text, line.text)


def _mark_before(mark: PdfLine, line: PdfLine) -> str | None:
    """Return the number of a note whose mark pypdf takes for the line before it."""
    close = 0 < line.x - mark.x < _MARK_BEFORE * line.size
    if not close or not is_raised(mark.size, mark.y - line.y, line.size):
        return None
    return note_number(mark.text)


class _Pieces:
    """Collects what pypdf's text visitor is given, and puts the pieces together to lines."""

    def __init__(self, number: int, drawing: Drawing) -> None:
        self._number = number
        self._drawing = drawing
        self._lines: list[PdfLine] = []
        self._pieces: list[Piece] = []

    def take(self, text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        if not text:
            return
        matrix = product(tm, cm)
        x, y, turn = place(matrix)
        scale = math.hypot(matrix[2], matrix[3])
        y += self._drawing.shown_rise * scale
        name = str(font.get("/BaseFont", "")) if font is not None else ""
        for position, part in enumerate(text.split("\n")):
            if position:
                self._end_line()
            if part.strip():
                bold = is_bold_font(name)
                self._pieces.append(Piece(part, x, y, abs(float(size)) * scale, bold, turn))
            elif part and self._pieces:
                self._pieces.append(self._pieces[-1]._replace(text=part))

    def finish(self) -> list[PdfLine]:
        self._end_line()
        return self._lines

    def _end_line(self) -> None:
        pieces, self._pieces = self._pieces, []
        if not pieces:
            return
        sizes: Counter[float] = Counter()
        bold = letters = 0
        for piece in pieces:
            length = sum(map(str.isalnum, piece.text))
            sizes[round(piece.size, 1)] += 2 * length + 1
            letters += length
            bold += length if piece.bold else 0
        size = max(sizes, key=lambda each: (sizes[each], each))
        text, is_note = without_marks(pieces, size)
        if text := clean(text):
            is_bold = bool(letters) and bold >= _BOLD_SHARE * letters
            x, y, turn = pieces[0].x, base_line(pieces, size), pieces[0].turn
            line = PdfLine(text, self._number, x, y, size, is_bold, turn, note=is_note)
            self._lines.append(line)
