"""Lines of a page that tell when an article was published and who wrote it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from retrieval.documents.dates import parse_date
from retrieval.documents.html.tree import class_names, name_of, texts

_BYLINE = re.compile(
    r"(?:(?:words|written|posted|published|reported|story|article) )?by:?\s+(?P<name>[^\d|]{2,80})",
    re.IGNORECASE,
)
_BYLINE_PARTS = re.compile(
    r"\s*(?:\||·|•|–|—|/(?=\s))\s*|(?<!written)(?<!posted)(?<!published)\s+(?=by:?\s)|(?<=\w)\s+(?=(?:posted|published|updated|on)\s+\S*\d|last updated)",
    re.IGNORECASE,
)
_PARTICLES = ("and", "de", "del", "der", "di", "la", "le", "of", "the", "van", "von", "y")
_ASIDE = re.compile(
    r"\d+ (?:min(?:ute)?s?(?: read)?|comments?|views?|words?)|in .{1,40}|no comments?|comments off.*|updated?|published",
    re.IGNORECASE,
)
_UPDATED = re.compile(r"\b(?:updated|modified|reviewed|changed)\b", re.IGNORECASE)
_MAX_BYLINE_CHARACTERS = 140
_DETAILS = re.compile(
    r"(?:^|[-_])(?:meta|metadata|byline|by-line|posted-on|dateline|pub-?date|published|post-?info|"
    r"post-?date|entry-date|vcard|timestamp)(?:$|[-_])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Byline:
    """What a line near the title tells."""

    date: str | None = None
    updated: str | None = None
    author: str | None = None


def byline_of(text: str, element: Any) -> Byline | None:
    """Return what a line tells if it consists of dates and names only, such as "6 May 2019 by A. B."."""
    if len(text) > _MAX_BYLINE_CHARACTERS:
        return None
    if date := parse_date(text):
        return Byline(updated=date) if _UPDATED.search(text) else Byline(date=date)
    date = updated = author = None
    parts = [part.strip(" ,") for part in _BYLINE_PARTS.split(text) if part.strip(" ,")]
    if len(parts) == 1 and (named := re.fullmatch(r"(by .+?), (.*\d.*)", text, re.IGNORECASE)):
        parts = list(named.groups())
    for part in parts:
        if found := parse_date(part):
            if _UPDATED.search(part):
                updated = updated or found
            else:
                date = date or found
        elif (match := _BYLINE.fullmatch(part)) and _is_name(match["name"]):
            author = author or match["name"].strip(" ,")
        elif not _ASIDE.fullmatch(part):
            return _marked_up(text, element)
    return Byline(date, updated, author) if date or updated or author else None


def is_details(element: Any) -> bool:
    """Tell whether a block is named as the place of an article's date and author."""
    return any(map(_DETAILS.search, class_names(element)))


def _is_name(text: str) -> bool:
    first, *rest = text.split()
    return not rest or (
        first[:1].isupper() and all(not word[:1].islower() or word in _PARTICLES for word in rest)
    )


def _marked_up(text: str, element: Any) -> Byline | None:
    """Return what the markup of a line says where its words alone would not do."""
    if not any(is_details(e) for e in (element, *element.iter())):
        return None
    date = updated = author = None
    for item in element.iter():
        if name_of(item) == "time":
            found = parse_date(item.get("datetime") or "") or parse_date(texts(item))
            if "updated" in class_names(item) and "published" not in class_names(item):
                updated = updated or found
            else:
                date = date or found
        elif (
            item.get("rel") == "author"
            or item.get("itemprop") == "author"
            or "fn" in class_names(item)
        ):
            author = author or texts(item) or None
    return Byline(date, updated, author) if (date or author) and text else None
