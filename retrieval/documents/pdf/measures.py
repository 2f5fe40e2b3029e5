"""What is usual in a PDF: type size of the text, gap between its lines, length of a full line."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from retrieval.documents.pdf.lines import PdfLine

SAME_SIZE = 0.12
"""Share by which type sizes may differ and still be the same to the eye."""
_USUAL_LEADING = 1.25
"""Of the type size, where a document has no two lines below each other to tell."""
_MAX_LEADING = 3
"""Of the type size; lines further apart are no lines of one paragraph."""
_MUCH_SMALLER = 0.65
_MIN_SMALLER_GAPS = 2
_MIN_INDENT = 0.8
_MAX_INDENT = 4
"""Of the type size: how far the first line of a paragraph may be indented."""
_MOSTLY_BOLD = 0.4
_MIN_LINES_TO_MEASURE = 5


def text_size(lines: Iterable[PdfLine]) -> float:
    """Return the type size in which most of the text is set, in points."""
    sizes: Counter[float] = Counter()
    for line in (line for line in lines if not line.cells):
        sizes[size_of(line)] += len(line.text)
    return max(sizes, key=lambda size: (sizes[size], size), default=0.0)


@dataclass(slots=True)
class Measure:
    """What is usual in a document. Lengths are in points, those of lines in characters."""

    size: float
    mostly_bold: bool
    leading: dict[float, float]
    width: dict[tuple[int, float], int] = field(default_factory=dict)
    any_width: dict[float, int] = field(default_factory=dict)
    edges: Counter[tuple[int, int]] = field(default_factory=Counter)
    """How many lines of a page begin at which point across it."""

    @classmethod
    def of(cls, lines: Sequence[PdfLine]) -> Measure:
        """Measure a document."""
        lines = [line for line in lines if not line.cells]
        gaps: defaultdict[float, Counter[float]] = defaultdict(Counter)
        for above, line in pairwise(lines):
            gap = above.y - line.y
            if (
                above.page == line.page
                and alike(above, line)
                and 0 < gap < _MAX_LEADING * line.size
            ):
                gaps[size_of(line)][round(gap * 2) / 2] += 1
        leading = {size: _leading(counts) for size, counts in gaps.items()}
        bold = sum(len(line.text) for line in lines if line.bold)
        total = sum(len(line.text) for line in lines)
        measure = cls(text_size(lines), bold > _MOSTLY_BOLD * total, leading)
        measure.edges.update((line.page, round(line.x)) for line in lines)
        lengths: defaultdict[tuple[int, float], list[int]] = defaultdict(list)
        everywhere: defaultdict[float, list[int]] = defaultdict(list)
        for line in lines:
            lengths[line.page, size_of(line)].append(len(line.text))
            everywhere[size_of(line)].append(len(line.text))
        measure.any_width = {size: _long(each) for size, each in everywhere.items()}
        measure.width = {
            key: _long(each) for key, each in lengths.items() if len(each) >= _MIN_LINES_TO_MEASURE
        }
        return measure

    def gap(self, line: PdfLine) -> float:
        """Return how far apart the lines of a paragraph in the size of this one stand."""
        return self.leading.get(size_of(line)) or _USUAL_LEADING * line.size

    def line_length(self, line: PdfLine) -> int:
        """Return how long a full line on the page of this one and in its size is."""
        return self.width.get((line.page, size_of(line))) or self.any_width[size_of(line)]

    def is_indented(self, line: PdfLine) -> bool:
        """Tell whether more lines of the page begin a little to the left of this one."""
        x = round(line.x)
        left = range(round(x - _MAX_INDENT * line.size), round(x - _MIN_INDENT * line.size))
        here = sum(self.edges[line.page, place] for place in (x - 1, x, x + 1))
        return any(self.edges[line.page, place] > here for place in left)


def _leading(counts: Counter[float]) -> float:
    """Return the gap between the lines of a paragraph: the most frequent, as a rule.

    In a letter most paragraphs have one line, so that the gap between paragraphs is the most
    frequent; there is a much smaller one then.
    """
    usual = max(counts, key=lambda gap: (counts[gap], -gap))
    smaller = [
        gap
        for gap, count in counts.items()
        if gap <= _MUCH_SMALLER * usual and count >= _MIN_SMALLER_GAPS
    ]
    return max(smaller, key=lambda gap: (counts[gap], -gap), default=usual)


def _long(lengths: Sequence[int]) -> int:
    """Return the length of a full line: nine in ten are no longer."""
    return sorted(lengths)[int(0.9 * (len(lengths) - 1))]


def size_of(line: PdfLine) -> float:
    """Return the type size of a line to half a point."""
    return round(line.size * 2) / 2


def alike(first: PdfLine, second: PdfLine) -> bool:
    """Tell whether two lines run the same way in about the same size."""
    larger = max(first.size, second.size)
    return first.turn == second.turn and abs(first.size - second.size) <= SAME_SIZE * larger
