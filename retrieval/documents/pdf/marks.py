"""Marks of notes in the lines of a PDF, told by their size and height."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from retrieval.documents.superscripts import note_number, read_superscript

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SMALLER = 0.85
_LEAST_RISE = 0.1
_MOST_RISE = 0.8
"""Of the type size of the text beside it; what is higher stands in the line above."""
_SAME_SIZE = 0.05
_DESCENT = 0.2
"""Of the type size: how far letters reach below their base line, about."""
_CLOSE = 0.5
"""Of the type size: how far from the letter before it a mark may stand."""
_DIGIT_OR_SIGN = re.compile(r"[\d*†‡§¶,;–\[\]()-]")
_PUNCTUATION = (".", ",", ";", ":", ")", "?", "!", "”", "’")


class Piece(NamedTuple):
    """Text that a page shows at one go. Lengths are in points."""

    text: str
    x: float
    y: float
    """Its base line, raised or not."""
    size: float
    bold: bool
    turn: int


def is_raised(size: float, rise: float, beside: float) -> bool:
    """Tell whether characters are clearly smaller and higher than those of size ``beside``.

    :param rise: how much higher their base line is.
    """
    return size <= _SMALLER * beside and _LEAST_RISE * beside < rise < _MOST_RISE * beside


def without_marks(pieces: Sequence[Piece], size: float) -> tuple[str, bool]:
    """Return the text of a line without the marks of notes, and whether it is itself a note.

    :param size: type size of most of its characters.
    """
    lowest = base_line(pieces, size)
    text, base, is_note = "", lowest, False
    for position, piece in enumerate(pieces):
        here = read = piece.text
        if here.strip() and is_raised(piece.size, piece.y - base, size):
            after = "".join(each.text for each in pieces[position + 1 :])
            number = None if text.strip() else note_number(here)
            meaning = number or read_superscript(here, text.rstrip(), after)
            if meaning is not None:
                is_note = is_note or number is not None
                space = " " if here != here.strip() and not after.startswith(_PUNCTUATION) else ""
                read = meaning + space
                text = text if meaning == "" else text.rstrip()
        elif abs(piece.size - size) <= _SAME_SIZE * size:
            base = piece.y
        text += read
    return text, is_note


def base_line(pieces: Sequence[Piece], size: float) -> float:
    """Return the base line of the first piece in the size of most of a line."""
    fitting = (each.y for each in pieces if abs(each.size - size) <= _SAME_SIZE * size)
    return next(fitting, pieces[0].y)


def glue(before: str, after: str) -> str:
    """Join two pieces of a line that stand apart."""
    return f"{before}{after}" if after.startswith(_PUNCTUATION) else f"{before} {after}"


_HEIGHTS = ("top", "bottom", "doctop", "y0", "y1")
_Character = dict[str, Any]


def mend_page(page: Any) -> Any:
    """Return a page of pdfplumber's without the marks of notes; powers become characters."""
    marks: set[int] = set()
    characters = page.chars
    for start, end in _raised_runs(characters):
        run = characters[start:end]
        before = _text(characters[max(0, start - 12) : start])
        after = _text(characters[end : end + 2])
        meaning = read_superscript(_text(run), before.rstrip(), after)
        if meaning == "":
            marks.update(map(id, run))
        elif meaning is not None:
            beside = {key: characters[start - 1][key] for key in _HEIGHTS}
            for character, shown in zip(run, meaning, strict=True):
                character.update(beside, text=shown)  # Else it would stand in a row of its own.
    return page.filter(lambda each: id(each) not in marks) if marks else page


def _raised_runs(characters: Sequence[_Character]) -> Iterator[tuple[int, int]]:
    """Yield where runs of small raised digits and signs begin and end; each follows a letter."""
    start = None
    beside = None
    for position, (before, character) in enumerate(pairwise(characters), 1):
        beside = before if start is None else beside
        if _is_raised_beside(character, before, beside):
            start = position if start is None else start
        elif start is not None:
            yield start, position
            start = None
    if start is not None:
        yield start, len(characters)


def _is_raised_beside(character: _Character, before: _Character, beside: _Character | None) -> bool:
    return (
        beside is not None
        and _DIGIT_OR_SIGN.fullmatch(character["text"]) is not None
        and bool(character.get("upright")) is bool(beside.get("upright"))
        and abs(character["x0"] - before["x1"]) <= _CLOSE * beside["size"]
        and is_raised(character["size"], _base(character) - _base(beside), beside["size"])
    )


def _base(character: _Character) -> float:
    """Return about how high a character's base line is; the matrix leaves out its rise."""
    return float(character["y0"]) + _DESCENT * float(character["size"])


def _text(characters: Sequence[_Character]) -> str:
    return "".join(character["text"] for character in characters)
