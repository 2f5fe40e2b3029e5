"""Tables without ruled lines: rows of pieces that stand at the same places across the page."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from retrieval.documents.pdf.lines import PdfLine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_MIN_ROWS = 3
_MIN_COLUMNS = 2
_SURE_COLUMNS = 3
"""Two columns may be anything; with figures in the second they are a table."""
_FIGURES_SHARE = 0.6
_SAME_BASE = 1.0
_SAME_EDGE = 3.0
"""Points by which the first column may waver."""
_WAVERING = 2.5
"""Of the type size: by how much others may, whose figures are set to the right."""
_MAX_ROW_GAP = 3.0
"""Of the type size."""
_MAX_CELL_WORDS = 8
_MAX_FIGURE_WORDS = 3
_YEAR = re.compile(r"(?:19|20)\d\d(?:\s*[-–/]\s*\d{2,4})?")

_Row = list[PdfLine]


def with_loose_tables(lines: Sequence[PdfLine]) -> list[PdfLine]:
    """Return the lines of a page with those that make a table joined to its rows.

    :param lines: in the order in which the file draws them; a row is drawn from left to right.
    """
    found: list[PdfLine] = []
    for rows in _runs([list(row) for _, row in groupby(lines, key=_rows())]):
        if len(rows) >= _MIN_ROWS and _is_table(rows):
            found += [_joined(row, is_header=not at and _heads(row)) for at, row in enumerate(rows)]
        else:
            found += [line for row in rows for line in row]
    return found


def _rows() -> Callable[[PdfLine], int]:
    """Return a key that is the same for pieces that follow each other on one base line."""
    count = 0
    last: PdfLine | None = None

    def row(line: PdfLine) -> int:
        nonlocal count, last
        if (
            last is None
            or abs(last.y - line.y) > _SAME_BASE
            or line.x <= last.x
            or (line.turn, line.cells, line.note) != (0, (), False)
        ):
            count += 1
        last = line
        return count

    return row


def _runs(rows: Sequence[_Row]) -> Iterator[list[_Row]]:
    """Yield rows below each other that have the same columns together, others alone."""
    run: list[_Row] = []
    for row in rows:
        if run and not _follows(run[-1], row):
            yield run
            run = []
        run.append(row)
    if run:
        yield run


def _follows(above: _Row, row: _Row) -> bool:
    size = row[0].size
    return (
        len(row) == len(above) >= _MIN_COLUMNS
        and 0 < above[0].y - row[0].y < _MAX_ROW_GAP * size
        and abs(above[0].x - row[0].x) <= _SAME_EDGE
        and all(
            abs(first.x - second.x) <= _WAVERING * size
            for first, second in zip(above, row, strict=True)
        )
    )


def _is_table(rows: Sequence[_Row]) -> bool:
    cells = [line.text for row in rows for line in row]
    if any(len(cell.split()) > _MAX_CELL_WORDS for cell in cells):
        return False
    figures = sum(_is_figure(row[1].text) for row in rows)
    return len(rows[0]) >= _SURE_COLUMNS or figures >= _FIGURES_SHARE * len(rows)


def _is_figure(text: str) -> bool:
    return len(text.split()) <= _MAX_FIGURE_WORDS and any(map(str.isdigit, text))


def _heads(row: _Row) -> bool:
    """Tell whether a row names columns: it has no figures but years."""
    return not any(_is_figure(line.text) and not _YEAR.fullmatch(line.text) for line in row)


def _joined(row: _Row, *, is_header: bool) -> PdfLine:
    cells = tuple(line.text for line in row)
    first = row[0]
    return PdfLine(" | ".join(cells), first.page, first.x, first.y, cells=cells, header=is_header)
