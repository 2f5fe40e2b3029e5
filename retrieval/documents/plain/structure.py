"""Paragraphs, lists and headings, found by the shape of lines and the blank lines between them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from retrieval.documents.building import TextBuilder
from retrieval.documents.contents import Fate
from retrieval.documents.plain.datelines import event_date, read_dateline
from retrieval.documents.plain.shapes import BULLET, ends_sentence, is_prose, is_statement
from retrieval.domain import BlockKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from retrieval.documents.plain.lines import SourceLine
    from retrieval.documents.plain.sheet import Verdict
    from retrieval.domain import Comment

_MIN_TITLE_WORDS = 3
_TITLE_WITHIN_LINES = 4
"""A heading further down names a section rather than the whole text."""
_KIND = re.compile(
    r"(?:\S+ ){1,9}(?:policy|policies|plan|report|strategy|code|rules|terms|manifesto|minutes|guide|guidance|procedure|statement"
    r"|charter|constitution)",
    re.IGNORECASE,
)
"""A line that says what kind of document it is; two words are enough for that."""
_MAX_TITLE_LINES = 3
"""So many lines at the top of a text are its title and what stands with it."""
_MAX_HEADING_WORDS = 12
_MAX_HEADING_CHARACTERS = 100
_MAX_LEVEL = 6
_MAX_ITEM_WORDS = 30
_MIN_ITEMS = 2
"""So many lines below a lead-in make a list, though nothing marks them as its items."""
_TOP_LINES = 20
_NUMBERED = re.compile(r"\d{1,2}\. ")


def build(
    lines: Sequence[SourceLine], verdicts: Sequence[Verdict], *, single: bool
) -> tuple[TextBuilder, str | None]:
    """Return the text that is kept of some lines, in blocks, and the line that is its title.

    :param single: they are a whole text; on a page of several articles, only what an article
        begins with is its title.
    """
    builder = TextBuilder()
    runs = list(_runs(lines, verdicts))
    title = _title(runs, verdicts, within=_TITLE_WITHIN_LINES if single else 1)
    levels = _levels(runs)
    items = _unmarked_items(runs)
    headings = _headings(runs) | _numbered_headings(runs) | ({id(title)} if title else set())
    for run in runs:
        for line in run.lines:
            text = line.text
            bullet = BULLET.match(text)
            if id(line) in headings:
                builder.add(BlockKind.HEADING, text, level=1)
            elif bullet:
                builder.add(
                    BlockKind.LIST_ITEM,
                    text[bullet.end() :],
                    level=levels[id(line)],
                    marker=bullet.group(),
                    comment=run.comment,
                )
            elif id(line) in items:
                builder.add(BlockKind.LIST_ITEM, text, level=1, comment=run.comment)
            else:
                builder.add(BlockKind.PARAGRAPH, text, comment=run.comment)
    return builder, title.text if title else None


class _Run:
    """What stands between blank lines, wrapped lines joined."""

    __slots__ = ("comment", "lines")

    def __init__(self, comment: Comment | None) -> None:
        self.comment = comment
        self.lines: list[_Joined] = []


class _Joined:
    """One line or several that a margin had parted."""

    __slots__ = ("_pieces", "indent")

    def __init__(self, line: SourceLine) -> None:
        self._pieces = [line.text]
        self.indent = line.indent

    def join(self, text: str) -> None:
        self._pieces.append(text)

    @property
    def text(self) -> str:
        return " ".join(self._pieces)


def _runs(lines: Sequence[SourceLine], verdicts: Sequence[Verdict]) -> Iterator[_Run]:
    """Yield the runs of what is kept; what is left out parts them as a blank line does."""
    run: _Run | None = None
    for line, verdict in zip(lines, verdicts, strict=True):
        if verdict.fate not in (Fate.KEPT, Fate.COMMENT):
            if run:
                yield run
            run = None
            continue
        if run and (line.gap or run.comment is not verdict.comment):
            yield run
            run = None
        if run is None:
            run = _Run(verdict.comment)
        if run.lines and line.continues:
            run.lines[-1].join(line.text)
        else:
            run.lines.append(_Joined(line))
    if run:
        yield run


def _levels(runs: Sequence[_Run]) -> dict[int, int]:
    """Return the depth of each list item as its indentation tells, by the item's identity.

    Where an item stands further out than the first of its list, the indentation is not to be
    trusted, and all items are of the first level.
    """
    levels: dict[int, int] = {}
    current: list[_Joined] = []

    def close() -> None:
        depths = sorted({item.indent for item in current})
        trusted = bool(current) and current[0].indent == depths[0] and len(depths) <= _MAX_LEVEL
        for item in current:
            levels[id(item)] = depths.index(item.indent) + 1 if trusted else 1
        current.clear()

    for run in runs:
        for line in run.lines:
            if BULLET.match(line.text):
                current.append(line)
            else:
                close()
    close()
    return levels


def _unmarked_items(runs: Sequence[_Run]) -> set[int]:
    """Return the identities of the lines that a lead-in makes items, as browsers copy lists.

    They stand directly below it, or all together below one blank line.
    """
    found: set[int] = set()
    led = False
    for run in runs:
        items: list[_Joined] = []
        for line in run.lines:
            if led and _is_item(line.text, items):
                items.append(line)
                continue
            found.update(_enough(items))
            items = []
            led = line.text.endswith(":")
        found.update(_enough(items))
        led = led and not items
    return found


def _is_item(text: str, above: Sequence[_Joined]) -> bool:
    lower = text[0].islower()
    if BULLET.match(text) or text.endswith(":") or text.count(" ") >= _MAX_ITEM_WORDS:
        return False
    if above and all(item.text[0].islower() for item in above) and text[0].isupper():
        return False  # The heading below a list whose items go on with the sentence of the lead-in.
    return lower or not ends_sentence(text)


def _enough(items: Sequence[_Joined]) -> Iterator[int]:
    return (id(item) for item in items if len(items) >= _MIN_ITEMS)


def _headings(runs: Sequence[_Run]) -> set[int]:
    """Return the identities of the lines that stand alone above something, as headings do."""
    return {
        id(run.lines[0])
        for run in runs[:-1]
        if len(run.lines) == 1
        and run.comment is None
        and not BULLET.match(run.lines[0].text)
        and _is_heading(run.lines[0].text)
    }


def _numbered_headings(runs: Sequence[_Run]) -> set[int]:
    """Return the identities of lines such as "4. Finance" that no further number stands beside."""
    found: set[int] = set()
    lines = [line for run in runs for line in run.lines if run.comment is None]
    for above, line, below in zip([None, *lines], lines, lines[1:], strict=False):
        match = _NUMBERED.match(line.text)
        if (
            match
            and _is_heading(line.text[match.end() :])
            and not BULLET.match(below.text)
            and not (above and _NUMBERED.match(above.text) and id(above) not in found)
        ):
            found.add(id(line))
    return found


def _is_heading(line: str) -> bool:
    words = line.split()
    return (
        len(words) <= _MAX_HEADING_WORDS
        and len(line) <= _MAX_HEADING_CHARACTERS
        and (line.endswith("?") or not ends_sentence(line))
        and not line.endswith(",")
        and not line[:1].islower()
        and "|" not in line
        and any(character.isalpha() for character in line)
    )


def _title(runs: Sequence[_Run], verdicts: Sequence[Verdict], *, within: int) -> _Joined | None:
    """Return the line that names a whole text: it stands near the top, above all sentences.

    It stands alone, or directly above a paragraph or the date. Where furniture stands around the
    top, a line there that may be a title hardly is anything else.
    """
    page = any(verdict.fate is not Fate.KEPT for verdict in verdicts[:_TOP_LINES])
    top = [(run, line) for run in runs[:within] for line in run.lines[:within]][:within]
    for run, line in top:
        if run.comment is not None or is_prose(line.text):
            return None
        if not _may_be_title(line.text):
            continue
        below = run.lines[run.lines.index(line) + 1 :]
        if not below and run is not runs[-1] and (page or len(run.lines) == 1):
            return line
        opens = run is runs[0] and _opens(run, last=len(runs) == 1)
        if below and (page or opens or _follows_title(below[0].text)):
            # Above the title of a policy often stands the name of the body whose policy it is.
            kinds = (other for other in below[:within] if _KIND.fullmatch(other.text))
            return line if _KIND.fullmatch(line.text) else next(kinds, line)
    return None


def _may_be_title(text: str) -> bool:
    words = text.count(" ") + 1
    return (
        (words >= _MIN_TITLE_WORDS or _KIND.fullmatch(text) is not None)
        and _is_heading(text)
        and not BULLET.match(text)
        and event_date(text) is None
    )


def _opens(run: _Run, *, last: bool) -> bool:
    """Tell whether the first lines of a text are its title and what stands with it."""
    if len(run.lines) <= _MAX_TITLE_LINES:
        return not last
    return any(is_statement(line.text) for line in run.lines[1 : _MAX_TITLE_LINES + 1])


def _follows_title(text: str) -> bool:
    return is_prose(text) or event_date(text) is not None or read_dateline(text) is not None
