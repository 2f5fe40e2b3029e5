"""Blocks of a PDF in the making: their text and their levels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.documents.pdf.hyphenation import join_lines, remove_soft_hyphens
from retrieval.documents.pdf.markers import style_of
from retrieval.documents.pdf.measures import size_of
from retrieval.domain import BlockKind

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Sequence

    from retrieval.documents.pdf.lines import PdfLine

INDENT = 0.8
"""Of the type size: what is further to the right than this is indented."""


@dataclass(slots=True)
class Draft:
    """A block in the making."""

    kind: BlockKind
    lines: list[PdfLine]
    text: str = ""
    marker: str = ""
    level: int = 0

    @property
    def first(self) -> PdfLine:
        """Its first line."""
        return self.lines[0]

    @property
    def last(self) -> PdfLine:
        """Its last line."""
        return self.lines[-1]


def text_of(draft: Draft, words: Counter[str]) -> str:
    """Return the text of a block, its lines joined and its divided words mended."""
    if draft.kind is BlockKind.TABLE_ROW:
        cells = [_join_all(cell.split("\n"), words) for cell in draft.first.cells]
        return " ".join(" | ".join(cells).split())
    return _join_all([draft.text, *(line.text for line in draft.lines[1:])], words)


def _join_all(lines: Sequence[str], words: Counter[str]) -> str:
    parts: list[str] = []
    end = lines[0]
    for line in lines[1:]:
        # Only the last word matters for the joint; to go on with it alone keeps this linear.
        head, _, tail = end.rpartition(" ")
        parts += [head] if head else []
        end = join_lines(tail, line, words)
    return remove_soft_hyphens(" ".join((*parts, end)))


def rank_headings(drafts: Sequence[Draft]) -> None:
    """Set the levels of headings: the larger the type, the higher; bold before regular."""
    headings = [draft for draft in drafts if draft.kind is BlockKind.HEADING]
    styles = sorted({(-size_of(each.first), not each.first.bold) for each in headings})
    for draft in headings:
        rank = styles.index((-size_of(draft.first), not draft.first.bold))
        draft.level = min(rank + 1, 6)


def rank_items(drafts: Sequence[Draft]) -> None:
    """Set the depths of list items by how far they are indented."""
    open_levels: list[tuple[float, str, int]] = []
    for draft in drafts:
        if draft.kind is not BlockKind.LIST_ITEM:
            open_levels.clear()
            continue
        line, style = draft.first, style_of(draft.marker.strip())
        indent = INDENT * line.size
        while open_levels:
            x, other, page = open_levels[-1]
            moved = page != line.page and style == other  # Left pages have another margin.
            if moved or abs(x - line.x) <= indent:
                open_levels.pop()
                break
            if line.x > x:
                break
            if len(open_levels) == 1:
                open_levels.clear()
                break
            open_levels.pop()
        open_levels.append((line.x, style, line.page))
        draft.level = len(open_levels)
