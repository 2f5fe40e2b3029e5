"""What the lines above and below an article tell of it: its title, its date and so on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from retrieval.documents.dates import parse_date
from retrieval.documents.plain.datelines import (
    Dateline,
    author_label,
    date_label,
    event_date,
    is_name,
    is_role,
    name_before_role,
    read_dateline,
    stated_title,
)
from retrieval.documents.plain.furniture import key_of
from retrieval.domain import Metadata

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from retrieval.documents.plain.sheet import Sheet


_MAX_LABELLED = 80


def judge_dates(sheet: Sheet, head: int, foot: int) -> Metadata:
    """Take the title, the date, the author and the publisher from the lines that tell nothing else.

    :param head: the lines before this one are looked at,
    :param foot: and those from this one on, where only what is called a date is one.
    """
    found: list[Dateline] = []
    title: str | None = None
    recurring = _recurring(sheet.texts)
    n = 0
    while n < len(sheet.texts):
        if head <= n < foot:
            n = foot
            continue
        text = sheet.texts[n]
        entry = text.partition(":")[0] in recurring
        if entry or sheet.verdicts[n] is not None or _is_sentence_end(sheet, n):
            n += 1
            continue
        label = date_label(text)
        below = sheet.text(n + 1)
        if label is not None and (line := read_dateline(below)) and line.date:
            found.append(_relabelled(line, updated=label))
            sheet.tell(n, "date")
            sheet.tell(n + 1, "date")
        elif (line := read_dateline(text)) and (
            line.labelled or line.publisher or (n < head and not (line.date and _dated(found)))
        ):
            found.append(line)
            sheet.tell(n, "date" if line.date else "publisher" if line.publisher else "author")
            found += _judge_beside_date(sheet, n)
        elif n < head and title is None and (title := stated_title(text)):
            sheet.tell(n, "title")
        elif n < head and not _dated(found) and (date := event_date(text)):
            # It may tell more than the date, so it stays.
            found.append(Dateline(date))
        elif n < head and author_label(text) and all(map(is_name, below.split(", "))):
            found.append(Dateline(author=below))
            sheet.tell(n, "author")
            sheet.tell(n + 1, "author")
        elif key_of(text) == "from" and date_label(sheet.text(n + 2)) is False:
            sheet.tell(n, "publisher")
            sheet.tell(n + 1, "publisher")
            found.append(Dateline(publisher=below))
        n += 1
    dated = sorted((line for line in found if line.date), key=lambda line: line.updated)
    return Metadata(
        title=title,
        publisher=next((line.publisher for line in found if line.publisher), None),
        author=next((line.author for line in found if line.author), None),
        date=dated[0].date if dated else None,
    )


def _recurring(texts: Sequence[str]) -> set[str]:
    """Return the labels before a colon that give several dates: each is that of an entry."""
    dates: dict[str, set[str]] = {}
    for text in texts:
        label, colon, date = text.partition(":")
        if colon and len(text) < _MAX_LABELLED and parse_date(date):
            dates.setdefault(label, set()).add(date)
    return {label for label, given in dates.items() if len(given) > 1}


def _is_sentence_end(sheet: Sheet, n: int) -> bool:
    """Tell whether a line that may be a date ends the paragraph of the lines above it."""
    return sheet.lines[n].continues and sheet.texts[n].endswith(".")


def _judge_beside_date(sheet: Sheet, n: int) -> Iterator[Dateline]:
    """Judge the role of an author below, and a name without "by" above, a date or byline."""
    if n + 1 < len(sheet.texts) and is_role(sheet.texts[n + 1]):
        sheet.tell(n + 1, "author")
    titled = any(verdict is None for verdict in sheet.verdicts[max(0, n - 5) : n - 1])
    if n and sheet.verdicts[n - 1] is None and titled:
        above = sheet.texts[n - 1]
        if is_role(above):
            sheet.tell(n - 1, "author")
            yield Dateline(author=name_before_role(above))
        elif is_name(above) and ":" not in above and above.count(" ") in (1, 2):
            # Nothing says that it is the author, so it is not taken for one.
            sheet.drop(n - 1, "name beside the date")


def _relabelled(line: Dateline, *, updated: bool) -> Dateline:
    return replace(line, updated=updated, labelled=True)


def _dated(found: Sequence[Dateline]) -> bool:
    """Tell whether a date was found: further ones that nothing calls so are part of the text."""
    return any(line.date for line in found)
