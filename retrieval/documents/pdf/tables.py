"""Pages that pdfplumber reads better: ruled tables, columns side by side, spoilt words.

It places every character and so sees what pypdf does not, but takes some thirty times as long.
"""

from __future__ import annotations

from collections import Counter
from statistics import median
from typing import TYPE_CHECKING, Any

from retrieval.documents.pdf.lines import PdfLine, clean, is_bold_font
from retrieval.documents.pdf.marks import mend_page
from retrieval.documents.pdf.trouble import Trouble, illegible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from retrieval.documents.pdf.lines import PageText

_GAP = 0.15
"""Share of the type size that parts two words; pdfplumber's own guide for mixed sizes."""
_WIDE_GAP = 0.45
"""The same for words whose letters are set apart."""
_SAME_ROW = 3
_MIN_GUTTER = 8
"""Points between two columns."""
_MAX_CROSSING = 0.15
"""Share of the rows that may run across the gutter: headings over both columns."""
_MIN_COLUMN_WORDS = 3
"""Words in the middling line of a column of prose; a table without rules has fewer."""
_MIN_COLUMN_ROWS = 4
_MIN_TABLE_COLUMNS = 2
_MIN_TABLE_ROWS = 2

_Word = dict[str, Any]


def reread_page(page: Any, text: PageText) -> list[PdfLine] | None:
    """Read a page of pdfplumber's.

    :returns: its lines, or ``None`` where they are no better than what pypdf read.
    """
    page = mend_page(page)
    tables = _tables(page, text.number) if text.trouble is Trouble.RULES else {}
    if text.trouble is Trouble.RULES and not tables and not text.hides_marks:
        return None
    gap = _WIDE_GAP if text.trouble is Trouble.EXPLODED else _GAP
    words = page.extract_words(x_tolerance_ratio=gap, return_chars=True)
    outside = [word for word in words if not any(_within(word, box) for box in tables)]
    columns = _column_starts(_rows(outside))
    if text.trouble is Trouble.COLUMNS and not columns and not text.hides_marks:
        return None
    lines = _with_tables(_in_order(outside, columns, text.number), tables, page.height)
    return None if illegible(lines) else lines


_Box = tuple[float, float, float, float]


def _tables(page: Any, number: int) -> dict[_Box, list[PdfLine]]:
    """Return the rows of each ruled table; a frame around one cell is none."""
    found: dict[_Box, list[PdfLine]] = {}
    for table in page.find_tables():
        cells = table.extract(x_tolerance_ratio=_GAP)
        rows = [tuple(_cell(cell) for cell in row) for row in cells]
        rows = [row for row in rows if any(row)]
        used = max((sum(map(bool, row)) for row in rows), default=0)
        if used < _MIN_TABLE_COLUMNS or len(rows) < _MIN_TABLE_ROWS:
            continue
        left, top, _, bottom = table.bbox
        height = (bottom - top) / len(rows)
        found[table.bbox] = [
            PdfLine(
                " | ".join(map(clean, row)),
                number,
                left,
                page.height - top - height * (position + 1),
                cells=row,
                header=position == 0,
            )
            for position, row in enumerate(rows)
        ]
    return found


def _cell(text: str | None) -> str:
    """Return a cell with its lines kept apart, so that words divided in it can be mended."""
    lines = (clean(line) for line in (text or "").split("\n"))
    return "\n".join(line for line in lines if line)


def _within(word: _Word, box: _Box) -> bool:
    x = (word["x0"] + word["x1"]) / 2
    y = (word["top"] + word["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def _rows(words: Iterable[_Word]) -> list[list[_Word]]:
    """Return the words of each row of a page, from the top, from left to right."""
    rows: list[list[_Word]] = []
    for word in sorted(words, key=lambda each: (each["bottom"], each["x0"])):
        if rows and abs(rows[-1][0]["bottom"] - word["bottom"]) <= _SAME_ROW:
            rows[-1].append(word)
        else:
            rows.append([word])
    return [sorted(row, key=lambda each: each["x0"]) for row in rows]


def _column_starts(rows: Sequence[Sequence[_Word]]) -> list[float]:
    """Return where the second column of prose and the further ones begin; none for one column.

    A gutter is an upright strip that hardly a row runs across, with prose on both sides.
    """
    if len(rows) < 2 * _MIN_COLUMN_ROWS:
        return []
    left = min(row[0]["x0"] for row in rows)
    right = max(row[-1]["x1"] for row in rows)
    crossed: Counter[int] = Counter()
    for row in rows:
        covered = {x for word in row for x in range(int(word["x0"]), int(word["x1"]) + 1)}
        crossed.update(covered)
    free = [x for x in range(int(left), int(right)) if crossed[x] <= _MAX_CROSSING * len(rows)]
    starts: list[float] = []
    for start, end in _runs(free):
        edges = [*starts, end]
        if end - start >= _MIN_GUTTER and end < right - _MIN_GUTTER and _is_prose(rows, edges):
            starts.append(end)
    return starts


def _runs(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the ends of each run of whole numbers."""
    start = 0
    for position, place in enumerate(places):
        if position + 1 == len(places) or places[position + 1] != place + 1:
            yield places[start], place + 1
            start = position + 1


def _is_prose(rows: Sequence[Sequence[_Word]], starts: Sequence[float]) -> bool:
    counts: list[list[int]] = [[] for _ in range(len(starts) + 1)]
    for row in rows:
        here = Counter(_column(word, starts) for word in row)
        for column, count in here.items():
            counts[column].append(count)
    return all(
        len(column) >= _MIN_COLUMN_ROWS and median(column) >= _MIN_COLUMN_WORDS for column in counts
    )


def _column(word: _Word, starts: Sequence[float]) -> int:
    return sum(word["x0"] >= start - 1 for start in starts)


def _in_order(words: Iterable[_Word], starts: Sequence[float], number: int) -> list[PdfLine]:
    """Return lines column by column; a row across the columns ends the columns above it."""
    lines: list[PdfLine] = []
    columns: list[list[PdfLine]] = [[] for _ in range(len(starts) + 1)]

    def end_columns() -> None:
        for column in columns:
            lines.extend(column)
            column.clear()

    for row in _rows(words):
        if any(word["x0"] < start - 1 < word["x1"] for word in row for start in starts):
            end_columns()
            lines.append(_line(row, number))
            continue
        for position, column in enumerate(columns):
            part = [word for word in row if _column(word, starts) == position]
            if part:
                column.append(_line(part, number))
    end_columns()
    return lines


def _line(words: Sequence[_Word], number: int) -> PdfLine:
    characters = [character for word in words for character in word["chars"]]
    sizes = Counter(round(float(character["size"]), 1) for character in characters)
    letters = [each for each in characters if each["text"].isalnum()]
    bold = sum(is_bold_font(str(each["fontname"])) for each in letters)
    return PdfLine(
        clean(" ".join(word["text"] for word in words)),
        number,
        float(words[0]["x0"]),
        float(characters[0]["matrix"][5]),
        max(sizes, key=lambda size: (sizes[size], size)),
        bool(letters) and bold >= 0.8 * len(letters),
    )


def _with_tables(
    lines: Iterable[PdfLine], tables: Mapping[_Box, list[PdfLine]], height: float
) -> list[PdfLine]:
    """Put each table before the first line that stands below it."""
    waiting = sorted(tables.items(), key=lambda item: item[0][1])
    merged: list[PdfLine] = []
    for line in lines:
        while waiting and height - waiting[0][0][1] > line.y:
            merged += waiting.pop(0)[1]
        merged.append(line)
    for _, rows in waiting:
        merged += rows
    return [line for line in merged if line.text]
