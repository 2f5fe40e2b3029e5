"""What stands on the pages of a PDF beside its text: running headers, footers, page numbers."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import groupby, pairwise
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from retrieval.documents.pdf.lines import PdfLine

RUNNING_HEADER = "running header"
PAGE_NUMBER = "page number"
CONTENTS = "contents"
WATERMARK = "watermark"

_ZONE_ROWS = 3
"""Rows at the top and at the bottom of a page that may be headers or footers."""
_SAME_PLACE = 3.0
"""Points by which a running header may move from page to page."""
_SAME_ROW = 2.0
_MIN_REPEATS = 3
_SHORT_DOCUMENT = 3
"""Up to this many pages, a line at the same place of two of them is a running header."""
_NUMBERED_SHARE = 0.3
_LARGER_THAN_TEXT = 1.12
_APART = 1.3
"""How much wider than between rows the gap is that sets a header apart."""
_OTHER_SIZE = 0.12
_MAX_HEADER_WORDS = 20
"""In the size of the text; what is longer is a paragraph that happens to repeat."""

_ROMAN = re.compile(r"m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_BARE_NUMBER = re.compile(r"[\s\[(|–—-]*(\d{1,4}|[ivxlc]{1,7})[\s\])|–—-]*", re.IGNORECASE)
_NAMED_NUMBER = re.compile(
    r"[\s|–—-]*(?:page|p\.)\s*(?:\d{1,4}|[ivxlc]{1,7})(?:\s*(?:of|/)\s*\d{1,4})?[\s|–—-]*"
    r"|\d{1,4}\s*(?:of|/)\s*\d{1,4}",
    re.IGNORECASE,
)
_EDGE_NUMBER = re.compile(r"^\W*(\d{1,4})(?=\W|$)|(?:^|\W)(\d{1,4})\W*$")
_DIGITS = re.compile(r"\d+")
_LEADERS = re.compile(r"(?:\s?[.·…_]){3,}\s*(?:\d{1,4}|[ivxlc]{1,7})$", re.IGNORECASE)
_CONTENTS_HEADING = re.compile(r"(?:table of )?contents(?: page)?:?", re.IGNORECASE)
_ENTRY = re.compile(r".*\D\s(\d{1,4})$")
_MIN_ENTRIES = 3


def furniture(pages: Sequence[Sequence[PdfLine]], text_size: float) -> dict[PdfLine, str]:
    """Return the lines that are no part of the text, each with the reason.

    A running header is a line at the top or the bottom that stands at the same place of at least
    three pages in the same words; numbers in it may differ as far as they count the pages, so
    that "Recommendation 1" and "Recommendation 2" at the tops of two pages are none. It is set
    apart by a gap or its size, or what is next to it does not repeat as it does: text that is
    the same on many pages is still text.

    :param pages: the lines of each page.
    :param text_size: type size of the running text, in points.
    """
    zones = [zone for page in pages for zone in _zones(page)]
    found: dict[PdfLine, str] = {}
    offsets = _page_offsets(zones, len(pages))
    for line in _outer_lines(zones):
        if _is_page_number(line, offsets, len(pages)):
            found[line] = PAGE_NUMBER
    repeated = _repeated(zones, len(pages), text_size)
    headers = _set_apart(zones, repeated, found, text_size)
    if not _leave_nothing(pages, headers, found):
        found.update(dict.fromkeys(headers, RUNNING_HEADER))
        places = sorted({line.y for line in headers})
        for line in _outer_lines(zones):
            if line not in found and _is_short_chapter_header(line, offsets, places):
                found[line] = RUNNING_HEADER
    for page in pages:
        _find_contents(page, found)
        found.update({line: WATERMARK for line in page if line.turn < 0})
    return found


_Zone = list[list["PdfLine"]]


def _zones(page: Sequence[PdfLine]) -> tuple[_Zone, _Zone]:
    """Return the outer rows of a page from the top and from the bottom, the outermost first."""
    lines = sorted((line for line in page if not line.turn and not line.cells), key=_height)
    rows: _Zone = []
    for line in lines:
        if rows and abs(rows[-1][0].y - line.y) <= _SAME_ROW:
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows[: _ZONE_ROWS + 1], rows[::-1][: _ZONE_ROWS + 1]


def _outer_lines(zones: Iterable[_Zone]) -> Iterator[PdfLine]:
    return (line for rows in zones for row in rows[:_ZONE_ROWS] for line in row)


def _height(line: PdfLine) -> float:
    return -line.y


def _repeated(zones: Sequence[_Zone], pages: int, text_size: float) -> set[PdfLine]:
    """Return the lines that stand in the same words at the same place of several pages."""
    alike: defaultdict[str, set[PdfLine]] = defaultdict(set)
    for line in (line for rows in zones for row in rows for line in row):
        alike[_DIGITS.sub("#", line.text.casefold())].add(line)
    needed = _MIN_REPEATS if pages > _SHORT_DOCUMENT else 2
    repeated: set[PdfLine] = set()
    for lines in alike.values():
        for _, group in groupby(sorted(lines, key=_height), key=_bands()):
            same = list(group)
            if len({line.page for line in same}) >= needed and _counts_pages(same, text_size):
                repeated.update(same)
    return repeated


def _set_apart(
    zones: Sequence[_Zone], repeated: set[PdfLine], found: Mapping[PdfLine, str], text_size: float
) -> set[PdfLine]:
    """Return the repeated lines that the page sets apart from its text."""
    gaps = [abs(above[0].y - below[0].y) for rows in zones for above, below in pairwise(rows)]
    usual = median(gaps) if gaps else 0.0
    apart: set[PdfLine] = set()
    for rows in zones:
        flags = [all(line in repeated or line in found for line in row) for row in rows]
        for count in range(min(_ZONE_ROWS, len(rows) - 1), 0, -1):
            outer, last, following = rows[:count], rows[count - 1][0], rows[count][0]
            is_edge = (
                not flags[count]
                or abs(last.y - following.y) > _APART * usual
                or abs(last.size - following.size) > _OTHER_SIZE * text_size
            )
            if all(flags[:count]) and is_edge and not _is_prose(outer, text_size):
                apart.update(line for row in outer for line in row if line not in found)
                break
    return apart


def _is_prose(rows: _Zone, text_size: float) -> bool:
    """Tell whether rows have more words in the size of the text than a header has."""
    lines = [line for row in rows for line in row if line.size > (1 - _OTHER_SIZE) * text_size]
    return sum(len(line.text.split()) for line in lines) > _MAX_HEADER_WORDS


def _leave_nothing(
    pages: Sequence[Sequence[PdfLine]], headers: set[PdfLine], found: Mapping[PdfLine, str]
) -> bool:
    """Tell whether most pages would have no text left, which is then no header."""
    bare = sum(
        bool(page) and all(line in headers or line in found for line in page) for page in pages
    )
    return 2 * bare > sum(map(bool, pages))


def _bands() -> Callable[[PdfLine], float]:
    """Return a key that is the same for lines, sorted by height, that stand at the same place."""
    start: float | None = None

    def band(line: PdfLine) -> float:
        nonlocal start
        if start is None or abs(start - line.y) > _SAME_PLACE:
            start = line.y
        return start

    return band


def _counts_pages(lines: Sequence[PdfLine], text_size: float) -> bool:
    """Tell whether lines that are alike differ only in numbers that count the pages."""
    if len({line.text.casefold() for line in lines}) == 1:
        return True
    if lines[0].size > _LARGER_THAN_TEXT * text_size:
        return False
    numbers = [[int(digits[-9:]) for digits in _DIGITS.findall(line.text)] for line in lines]
    for column in zip(*numbers, strict=True):
        offsets = {number - line.page for number, line in zip(column, lines, strict=True)}
        if len(set(column)) > 1 and len(offsets) > 1:
            return False
    return True


def _page_offsets(zones: Sequence[_Zone], pages: int) -> set[int]:
    """Return by how much the printed page numbers may be more than the count of the pages."""
    seen = {
        (number - line.page, line.page)
        for line in _outer_lines(zones)
        for number in _edge_numbers(line)
    }
    votes = Counter(offset for offset, _ in seen)
    needed = min(pages, max(_MIN_REPEATS, _NUMBERED_SHARE * pages))
    return {offset for offset, count in votes.items() if count >= needed}


def _edge_numbers(line: PdfLine) -> list[int]:
    if (bare := _BARE_NUMBER.fullmatch(line.text)) and not bare.group(1).isdigit():
        numeral = bare.group(1).lower()
        return [_roman(numeral)] if _ROMAN.fullmatch(numeral) else []
    return [
        int(number)
        for match in _EDGE_NUMBER.finditer(line.text)
        for number in match.groups()
        if number
    ]


def _roman(numeral: str) -> int:
    values = [_ROMAN_VALUES[letter] for letter in numeral]
    following = [*values[1:], 0]
    return sum(
        -value if value < after else value for value, after in zip(values, following, strict=True)
    )


def _is_page_number(line: PdfLine, offsets: set[int], pages: int) -> bool:
    if _NAMED_NUMBER.fullmatch(line.text):
        return True
    bare = _BARE_NUMBER.fullmatch(line.text)
    if not bare:
        return False
    # A line that is only "iv" is a number wherever the pages begin to count.
    sure = bare.group(1).islower() or (pages == 1 and bare.group(1) == "1")
    return sure or _counts(line, offsets)


def _is_short_chapter_header(line: PdfLine, offsets: set[int], places: Sequence[float]) -> bool:
    """Tell a header with the page number, of a chapter too short to repeat it."""
    return _counts(line, offsets) and any(abs(line.y - place) <= _SAME_ROW for place in places)


def _counts(line: PdfLine, offsets: set[int]) -> bool:
    return any(number - line.page in offsets for number in _edge_numbers(line))


def _find_contents(page: Sequence[PdfLine], found: dict[PdfLine, str]) -> None:
    """Find dot leaders, and the entries below the heading of a contents page."""
    rest = [line for line in page if line not in found]
    entries = [line for line in rest if _LEADERS.search(line.text)]
    heading = next((line for line in rest if _CONTENTS_HEADING.fullmatch(line.text)), None)
    if heading is not None:
        plain = _entries(rest[rest.index(heading) + 1 :])
        if entries or plain:
            entries = [heading, *entries, *plain]
    found.update(dict.fromkeys(entries, CONTENTS))


def _entries(lines: Sequence[PdfLine]) -> list[PdfLine]:
    """Return the lines that end with rising page numbers, as long as there are such."""
    entries: list[PdfLine] = []
    waiting: list[PdfLine] = []
    last = numbered = 0
    for line in lines:
        match = _ENTRY.fullmatch(line.text)
        if match and int(match.group(1)) >= last:
            last = int(match.group(1))
            entries += [*waiting, line]
            waiting = []
            numbered += 1
        elif waiting:  # One line without a number may be an entry that is wrapped.
            break
        else:
            waiting.append(line)
    return entries if numbered >= _MIN_ENTRIES else []
