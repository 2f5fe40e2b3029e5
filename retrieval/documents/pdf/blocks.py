"""From lines with their place and type size to paragraphs, headings and list items."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from retrieval.documents.pdf.drafts import INDENT, Draft, rank_headings, rank_items, text_of
from retrieval.documents.pdf.hyphenation import vocabulary
from retrieval.documents.pdf.markers import BULLET, LOOSE_BULLETS, NUMBER, style_of, value_of
from retrieval.documents.pdf.measures import SAME_SIZE, Measure, alike, size_of
from retrieval.domain import BlockKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.documents.building import TextBuilder
    from retrieval.documents.pdf.lines import PdfLine

_ENDS_SENTENCE = re.compile(r"[.!?:;…][\"'”’)\]]*$")
_ENDS_FULLY = re.compile(r"[.!?:…][\"'”’)\]]*$")
_HYPHEN_END = re.compile("\\w[-\u2010\u00ad]$")

_LARGER = 1.12
"""How much larger than the text the type of a heading is."""
_LINE_GAP = 1.25
"""A gap this much wider than that between the lines of a paragraph parts two paragraphs."""
_LOOSE_GAP = 1.6
_HEADING_GAP = 2.0
"""Of the type size; lines of a heading stand no further apart."""
_HARDLY_EARLY = 0.95
_EARLY = 0.85
_VERY_EARLY = 0.6
_MAX_HEADING_WORDS = 25
_MAX_BOLD_HEADING_WORDS = 15


def add_blocks(builder: TextBuilder, lines: Sequence[PdfLine]) -> None:
    """Add the blocks that lines make, in order, to a text.

    :param lines: without headers, footers and page numbers, in the order of reading.
    """
    words = vocabulary(line.text for line in lines)
    drafts = _Drafts(lines).made()
    rank_headings(drafts)
    rank_items(drafts)
    for draft in drafts:
        text = text_of(draft, words)
        builder.add(draft.kind, text, level=draft.level, marker=draft.marker, page=draft.first.page)


class _Drafts:
    """One pass over the lines of a document that puts them together to blocks."""

    def __init__(self, lines: Sequence[PdfLine]) -> None:
        self._lines = lines
        self._usual = Measure.of(lines)
        self._drafts: list[Draft] = []
        self._header = ""

    def made(self) -> list[Draft]:
        position = 0
        while position < len(self._lines):
            line = self._lines[position]
            if line.cells:
                self._add_row(line)
                position += 1
            elif heading := self._heading_at(position):
                self._drafts.append(Draft(BlockKind.HEADING, heading, line.text))
                position += len(heading)
            else:
                self._add_text(line)
                position += 1
        return self._drafts

    def _add_row(self, line: PdfLine) -> None:
        before = self._drafts[-1] if self._drafts else None
        goes_on = (
            before is not None
            and before.kind is BlockKind.TABLE_ROW
            and before.first.page == line.page - 1
            and len(before.first.cells) == len(line.cells)
        )
        if line.header and goes_on and line.text == self._header:
            return  # A table that goes on over a page has its header again, or none.
        is_header = line.header and not goes_on
        if is_header:
            self._header = line.text
        self._drafts.append(Draft(BlockKind.TABLE_ROW, [line], line.text, level=int(not is_header)))

    def _heading_at(self, position: int) -> list[PdfLine]:
        """Return the lines of the heading that begins here, if one does."""
        first = self._lines[position]
        if not self._may_head(first) or self._is_inside_paragraph(first):
            return []
        lines = [first]
        for line in self._lines[position + 1 :]:
            gap = lines[-1].y - line.y
            if (
                line.page != first.page
                or not self._may_head(line)
                or size_of(line) != size_of(first)
                or line.bold is not first.bold
                or not 0 <= gap <= _HEADING_GAP * line.size
                or _ENDS_FULLY.search(lines[-1].text)
                or (self._mark(line) and not lines[-1].text.endswith(("-", ",")))
            ):
                break
            lines.append(line)
        text = " ".join(line.text for line in lines)
        following = self._lines[position + len(lines) : position + len(lines) + 1]
        if following and self._goes_on(lines[-1], following[0]) and following[0].text[0].islower():
            return []
        return lines if self._reads_as_heading(text, first) else []

    def _may_head(self, line: PdfLine) -> bool:
        if line.cells or line.turn < 0:
            return False
        bullet = BULLET.match(line.text)
        if bullet:
            return False
        bold = line.bold and not self._usual.mostly_bold and line.size >= 0.9 * self._usual.size
        return line.size >= _LARGER * self._usual.size or bold

    def _reads_as_heading(self, text: str, line: PdfLine) -> bool:
        large = line.size >= _LARGER * self._usual.size
        most = _MAX_HEADING_WORDS if large else _MAX_BOLD_HEADING_WORDS
        words = text.split()
        if not any(map(str.isalpha, text)) or len(words) > most:
            return False
        if text.endswith("?"):
            return True
        if large:
            return not (text.endswith(".") and len(words) > most // 2)
        return not _ENDS_SENTENCE.search(text) and not text.endswith(",")

    def _is_inside_paragraph(self, line: PdfLine) -> bool:
        """Tell whether a line set in bold only goes on with the sentence before it."""
        before = self._drafts[-1] if self._drafts else None
        if before is None or before.kind in (BlockKind.HEADING, BlockKind.TABLE_ROW):
            return False
        last = before.last
        return (
            last.page == line.page
            and alike(last, line)
            and 0 <= last.y - line.y <= _LINE_GAP * self._usual.gap(line)
            and not _ENDS_SENTENCE.search(last.text)
            and not self._ends_early(last, line, _EARLY)
        )

    def _add_text(self, line: PdfLine) -> None:
        mark = self._mark(line)
        open_draft = self._open_draft(line)
        if mark and self._is_marker(mark, line, open_draft):
            self._add_marked(line, mark)
        elif open_draft is not None and self._belongs(open_draft, line):
            if not open_draft.text:  # The bullet stood on a line of its own.
                open_draft.text = line.text
                open_draft.lines[0] = line
            else:
                open_draft.lines.append(line)
        elif line.text in "•‣◦▪●○■":
            self._drafts.append(Draft(BlockKind.LIST_ITEM, [line], marker=f"{line.text} "))
        else:
            self._drafts.append(Draft(BlockKind.PARAGRAPH, [line], line.text))

    def _open_draft(self, line: PdfLine) -> Draft | None:
        """Return the block that a line may go on with; notes at the foot of a page are passed."""
        for draft in reversed(self._drafts[-12:]):
            if draft.kind in (BlockKind.HEADING, BlockKind.TABLE_ROW):
                return None
            is_note = (
                draft.last.page == line.page - 1 and draft.last.size < (1 - SAME_SIZE) * line.size
            )
            if not is_note:
                return draft
        return None

    def _mark(self, line: PdfLine) -> re.Match[str] | None:
        return BULLET.match(line.text) or NUMBER.match(line.text)

    def _is_marker(self, mark: re.Match[str], line: PdfLine, open_draft: Draft | None) -> bool:
        """Tell a marker from a dash or a number at the beginning of a wrapped line."""
        sign = mark.group(1)
        if mark.end() == len(line.text):
            return False
        if mark.re is BULLET and sign not in LOOSE_BULLETS:
            return True
        if mark.re is BULLET and not mark.group()[-1].isspace():  # "-5", "*note"
            return False
        if open_draft is None or not self._belongs(open_draft, line):
            return True
        style = style_of(sign)
        if open_draft.marker and style_of(open_draft.marker.strip()) == style:
            number = value_of(sign)
            return number is None or number == (value_of(open_draft.marker.strip()) or 0) + 1
        return _ENDS_SENTENCE.search(open_draft.last.text) is not None

    def _add_marked(self, line: PdfLine, mark: re.Match[str]) -> None:
        text = line.text[mark.end() :]
        # "2.14" numbers the paragraphs of a report; it does not make them items of a list.
        is_item = mark.re is BULLET or not re.match(r"\d+\.\d", mark.group(1))
        kind = BlockKind.LIST_ITEM if is_item else BlockKind.PARAGRAPH
        self._drafts.append(Draft(kind, [line], text, f"{mark.group(1)} "))

    def _belongs(self, draft: Draft, line: PdfLine) -> bool:
        """Tell whether a line goes on with a block."""
        last = draft.last
        if line.note:
            return False
        if not draft.text:
            return abs(last.y - line.y) <= line.size
        if not alike(last, line):
            return False
        if last.page != line.page or line.y > last.y + 1:  # Over a page, or to the next column.
            return self._goes_on(last, line)
        return self._goes_on_below(draft, line)

    def _goes_on(self, last: PdfLine, line: PdfLine) -> bool:
        if _ENDS_SENTENCE.search(last.text) or not alike(last, line):
            return False
        if _HYPHEN_END.search(last.text) or line.text[0].islower():
            return True
        return last.text.endswith(",") or not self._ends_early(last, line, _HARDLY_EARLY)

    def _goes_on_below(self, draft: Draft, line: PdfLine) -> bool:
        last, first = draft.last, draft.first
        usual = self._usual.gap(line)
        gap = last.y - line.y
        unfinished = not _ENDS_SENTENCE.search(last.text) and line.text[0].islower()
        if gap > (_LOOSE_GAP if unfinished else _LINE_GAP) * usual:
            return False
        if unfinished or _HYPHEN_END.search(last.text):
            return True
        indent = INDENT * line.size
        if draft.kind is BlockKind.LIST_ITEM:
            new = line.x < first.x - indent / 2
        else:
            new = self._begins_as(first, line)
        if new or (len(draft.lines) > 1 and abs(line.x - last.x) > indent):
            return False
        if _ENDS_FULLY.search(last.text):
            return not self._ends_early(last, line, _EARLY)
        return not self._ends_early(last, line, _VERY_EARLY)

    def _begins_as(self, first: PdfLine, line: PdfLine) -> bool:
        """Tell whether a line is indented as the first line of the paragraph above it is."""
        return abs(first.x - line.x) < 1 and self._usual.is_indented(line)

    def _ends_early(self, last: PdfLine, line: PdfLine, share: float) -> bool:
        """Tell whether a line was ended although the first word of the next had room in it."""
        word = line.text.split(" ", 1)[0]
        return len(last.text) + 1 + len(word) < share * self._usual.line_length(last)
