"""Measures of whether pypdf's text of a page is what the page shows."""

from __future__ import annotations

import math
import re
from collections import Counter
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from retrieval.documents.pdf.geometry import product
from retrieval.documents.pdf.marks import is_raised

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from retrieval.documents.pdf.lines import PdfLine

_WORD = re.compile(r"[^\W\d_]+")
_MIN_WORDS_TO_JUDGE = 30
_GLUED_WORD_LETTERS = 25
_MAX_GLUED_SHARE = 0.1
_MAX_SINGLE_SHARE = 0.3

_MIN_TORN = 2
_MAX_TORN_SHARE = 0.2
_LETTER_WIDTH = 0.5
"""Of the type size, on average."""
_MAX_BESIDE = 3
"""Of the type size; what stands further to the right is another column."""

_MIN_SHARED_STARTS = 6
_MIN_SHARED_START_SHARE = 0.5
_START_GRID = 3
_COLUMN_AT = 0.3
"""Share of the page's width from where on a second column may begin."""

_THIN = 3
"""Points; a painted rectangle no wider is a line."""
_MAX_RULES = 2_000
"""A page with more lines is a chart or a map, on which looking for tables takes minutes."""
_MIN_HORIZONTAL_RULES = 3
_MIN_VERTICAL_RULES = 2


_MARK_BYTES = 6
"""Three digits, in a font whose characters take two bytes."""
_SHOWING = (b"Tj", b"TJ", b"'", b'"')
"""Operators that show text (ISO 32000-1, table 109)."""


class Trouble(StrEnum):
    """Why pypdf's text of a page may not be what the page shows."""

    RULES = "ruled tables"
    COLUMNS = "columns side by side"
    TORN = "lines torn apart"
    GLUED = "words run together"
    EXPLODED = "words torn into letters"


def illegible(lines: Iterable[PdfLine]) -> Trouble | None:
    """Return how the words of a page are spoilt, if they are.

    Words are glued if more than a tenth of all letters stand in words of 25 letters or more; torn
    if more than three words in ten are single letters. Below 30 words nothing is said. English,
    and German too, is far below either bound, a spoilt page far above.
    """
    words = [word for line in lines for word in _WORD.findall(line.text)]
    letters = sum(map(len, words))
    long_letters = sum(len(word) for word in words if len(word) >= _GLUED_WORD_LETTERS)
    if letters >= _MIN_WORDS_TO_JUDGE * 4 and long_letters > _MAX_GLUED_SHARE * letters:
        return Trouble.GLUED
    singles = sum(len(word) == 1 for word in words)
    if len(words) >= _MIN_WORDS_TO_JUDGE and singles > _MAX_SINGLE_SHARE * len(words):
        return Trouble.EXPLODED
    return None


def trouble_of(lines: Sequence[PdfLine], drawing: Drawing, width: float) -> Trouble | None:
    """Return why a page should be read once more, if it should.

    :param width: of the page, in points.
    """
    if trouble := illegible(lines):
        return trouble
    if drawing.has_ruled_table():
        return Trouble.RULES
    if drawing.runs_across_columns(width):
        return Trouble.COLUMNS
    torn = sum(is_beside(first, second) for first, second in pairwise(lines))
    return Trouble.TORN if torn > max(_MIN_TORN, _MAX_TORN_SHARE * len(lines)) else None


def is_beside(first: PdfLine, second: PdfLine) -> bool:
    """Tell whether a piece stands to the right of the one before it, hardly a word away.

    How wide text is, pypdf does not tell; letters are about half as wide as the type is high.
    """
    end = first.x + _LETTER_WIDTH * first.size * len(first.text)
    return (
        first.turn == second.turn >= 0
        and abs(first.y - second.y) < 1
        and first.x < second.x < end + _MAX_BESIDE * first.size
    )


class Drawing:
    """Collects where text is shown and where lines are ruled on a page."""

    def __init__(self) -> None:
        """Start with an empty page."""
        self._horizontal = 0
        self._vertical = 0
        self._point = (0.0, 0.0)
        self._starts: list[tuple[float, float]] = []
        self._new_font = True
        self._size = self._scale = self._rise = self._base = 0.0
        self._saved: list[tuple[float, float]] = []
        self.shown_rise = 0.0
        """By how much the last text was raised (``Ts``), which the places that pypdf gives leave
        out."""
        self.hides_marks = False
        """Whether text became smaller and rose without a new font: pypdf does not part it then."""

    def take(self, operator: bytes, operands: Any, cm: list[float], tm: list[float]) -> None:
        """Take an operation of the page, as pypdf's visitor gives it."""
        if operator in _SHOWING:
            matrix = product(tm, cm)
            self._starts.append((matrix[4], matrix[5]))
            self._show(matrix, short=_shown_bytes(operands) <= _MARK_BYTES)
        elif operator == b"Tf":
            self._new_font, self._size = True, _number(operands, 1)
        elif operator == b"Ts":
            self._rise = _number(operands, 0)
        elif operator == b"q":
            self._saved.append((self._size, self._rise))
        elif operator == b"Q" and self._saved:
            self._size, self._rise = self._saved.pop()
        elif operator in (b"m", b"l", b"re"):
            try:
                numbers = [float(operand) for operand in operands]
            except (TypeError, ValueError):
                return
            self._rule(operator, numbers)

    def _show(self, matrix: tuple[float, ...], *, short: bool) -> None:
        self.shown_rise = self._rise
        scale = math.hypot(matrix[2], matrix[3])
        base = matrix[5] + self._rise * scale
        if short and not self._new_font:
            before, now = self._scale * self._size, scale * self._size
            self.hides_marks |= is_raised(now, base - self._base, before)
        self._new_font, self._scale, self._base = False, scale, base

    def _rule(self, operator: bytes, numbers: list[float]) -> None:
        if operator == b"re" and len(numbers) == len("xywh"):
            width, height = abs(numbers[2]), abs(numbers[3])
            self._horizontal += 0 if width <= _THIN else 1 if height <= _THIN else 2
            self._vertical += 0 if height <= _THIN else 1 if width <= _THIN else 2
        elif operator != b"re" and len(numbers) == len("xy"):
            x, y = numbers
            if operator == b"l":
                self._horizontal += abs(self._point[1] - y) <= _THIN < abs(self._point[0] - x)
                self._vertical += abs(self._point[0] - x) <= _THIN < abs(self._point[1] - y)
            self._point = (x, y)

    def has_ruled_table(self) -> bool:
        """Tell whether enough lines are ruled both ways to make a table."""
        return (
            self._horizontal >= _MIN_HORIZONTAL_RULES
            and self._vertical >= _MIN_VERTICAL_RULES
            and self._horizontal + self._vertical <= _MAX_RULES
        )

    def runs_across_columns(self, width: float) -> bool:
        """Tell whether the file draws columns row by row, so that pypdf joins them to one line.

        It does if, in half of the rows and at least six, text begins anew at the same place far
        from the left edge without a new row between.
        """
        rows = 0
        shared: Counter[int] = Counter()
        previous: float | None = None
        seen: set[int] = set()
        for x, y in self._starts:
            if previous is None or abs(y - previous) > 1:
                rows += 1
                seen = set()
            elif (place := round(x / _START_GRID)) not in seen and x > _COLUMN_AT * width:
                seen.add(place)
                shared[place] += 1
            previous = y
        most = max(shared.values(), default=0)
        return most >= max(_MIN_SHARED_STARTS, _MIN_SHARED_START_SHARE * rows)


def _number(operands: Any, position: int) -> float:
    try:
        return float(operands[position])
    except (TypeError, ValueError, IndexError):
        return 0.0


def _shown_bytes(operands: Any) -> int:
    """Return how long the text is that an operator shows; numbers between its parts count not."""
    shown = operands[-1] if operands else ()
    parts = shown if isinstance(shown, list) else [shown]
    return sum(len(part) for part in parts if isinstance(part, str | bytes))
