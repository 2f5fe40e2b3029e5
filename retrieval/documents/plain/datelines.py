"""Datelines and bylines: what a line says of when a text appeared, and who wrote it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from retrieval.documents.dates import parse_date
from retrieval.documents.plain.company import weak_furniture
from retrieval.documents.plain.furniture import furniture
from retrieval.documents.plain.menus import is_section_label
from retrieval.documents.plain.shapes import BULLET

_MAX_CHARACTERS = 150
_SPLIT = re.compile(r"\s*[|·•∙]\s*|\s+[-–—/]\s+")
_UPDATED = re.compile(
    r"(?:page |this page was |content )?(?:last )?(?:updated|modified|reviewed|edited|amended)(?: on| at)?\s*[:\-–]?\s*",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"(?:this (?:entry|article|post|page) was )?(?:first |originally )?"
    r"(?:published|posted|written|date|dyddiad|dated|issued|created|added|submitted|publication date|date published)"
    r"(?: on| at)?\s*[:\-–]?\s*",
    re.IGNORECASE,
)
_BY = re.compile(
    r"(?:(?:written|posted|published|reported|submitted|story|words|article|report|text|added|a blog|blog) )?by:? (?P<name>\S.*)"
    r"|(?:author|awdur|written by|posted by|words): (?P<other>\S.*)",
    re.IGNORECASE,
)
_TIME_FIRST = re.compile(r"\d{1,2}[:.]\d{2}(?: ?[ap]\.?m\.?)?(?: [A-Z]{3,4})?,? (?:on )?")
_CLOCK = re.compile(r"\d{1,2}[:.]\d{2}(?: ?[ap]\.?m\.?)?(?: [A-Z]{3,4})?", re.IGNORECASE)
_AUTHOR_LABEL = re.compile(r"authors?|written by|by|words", re.IGNORECASE)
_IN = re.compile(r"\s+(?:in|under|to|for|filed under)\s+\S.*\Z", re.IGNORECASE)
_AT = re.compile(r" at \d{1,2}[:.]\d\d.{0,8}\Z")
_ENTRY = re.compile(
    r"this entry was posted (?:in .{1,80}? )?(?:(?:and )?tagged .{1,80}? )?on (?P<date>.{6,40}?)"
    r"(?: by (?P<name>.{2,40}?))?(?:[.,].{0,80})?",
    re.IGNORECASE,
)
_PUBLISHER = re.compile(
    r"(?:this (?:article|piece|post|blog|report|text) )?(?:was |is )?(?:originally|first) "
    r"(?:published|posted|appeared|printed)(?: online)? (?:by|in|on|at) (?P<name>.{2,80})"
    r"|publisher: (?P<other>.{2,80})",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"(?:[\w&'’,-]+ ){0,6}(?:correspondent|editor|reporter|columnist|staff writer|journalist|producer)"
    r"(?:, [\w ]{2,30})?",
    re.IGNORECASE,
)
_BEAT = re.compile(
    r"(?P<name>\S+(?: \S+){1,2}?) (?:(?:deputy|chief|senior|local|environment|health|social|home|public|legal|consumer|political"
    r"|politics|policy|education|economics|business|science|technology|transport|housing|defence|diplomatic|community|media|data"
    r"|city|arts)\b.*|(?:correspondent|editor|reporter|columnist)\b.*)",
    re.IGNORECASE,
)
_PARTICLES = frozenset(
    (
        "and",
        "&",
        "de",
        "du",
        "da",
        "van",
        "von",
        "der",
        "den",
        "la",
        "le",
        "of",
        "the",
        "al",
        "bin",
        "ibn",
        "y",
    )
)
_NO_NAMES = frozenset(
    ("admin", "administrator", "editor", "webmaster", "staff", "guest", "author", "us")
)
_MAX_NAME_WORDS = 6
_TITLE = re.compile(r"(?:title|teitl) ?: (?P<title>\S.{2,200})", re.IGNORECASE)
_EVENT = re.compile(
    r"(?:.{0,80}\b)?(?:held|agreed|adopted|approved|ratified|passed|debated|dated|issued|revised)"
    r"(?: (?:by|at) [^,.]{1,60}?)?(?: on)? (?P<date>(?:[a-z]{3,9},? )?\d{1,2}[^,.]{2,30}\d{4})\b(?P<rest>.{0,80})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Dateline:
    """What a line says about the text below it; what it does not say is ``None``."""

    date: str | None = None
    author: str | None = None
    publisher: str | None = None
    updated: bool = False
    """The date is that of a change."""
    labelled: bool = False
    """The line says that the date is the text's own."""


def read_dateline(text: str) -> Dateline | None:
    """Read a line that tells nothing but a date, an author, or where a text first appeared."""
    if len(text) > _MAX_CHARACTERS or BULLET.match(text):
        return None
    if match := _PUBLISHER.fullmatch(text.strip(" .()[]")):
        name = match["name"] or match["other"]
        return Dateline(publisher=_publisher(name))
    if match := _ENTRY.fullmatch(text):
        return Dateline(
            date=parse_date(match["date"]), author=_author(match["name"]), labelled=True
        )
    date = author = None
    updated = labelled = known = False
    parts = _SPLIT.split(text)
    for part in parts:
        found = _part(part)
        if found is None:
            continue
        known = True
        author = author or found.author
        if found.date and (date is None or updated):
            date, updated = found.date, found.updated
        labelled = labelled or found.labelled
    rest = [part for part in parts if part and _part(part) is None]
    if not known or not all(_is_beside_date(part) for part in rest):
        return None
    return Dateline(date, author, None, updated, labelled)


def stated_title(text: str) -> str | None:
    """Return the title that a line such as "Title: Bins" gives."""
    match = _TITLE.fullmatch(text)
    return match["title"] if match else None


def event_date(text: str) -> str | None:
    """Return the date in a line, no sentence, such as "held on 9 January 2024 at the Pavilion"."""
    if len(text) > _MAX_CHARACTERS or text.endswith((".", ":", "?")):
        return None
    match = _EVENT.fullmatch(text)
    return parse_date(match["date"]) if match else None


def date_label(text: str) -> bool | None:
    """Return whether a line only labels the date below it as that of a change; else ``None``."""
    text = text.rstrip(": ")
    if _UPDATED.fullmatch(text):
        return True
    return False if _PUBLISHED.fullmatch(text) else None


def is_role(text: str) -> bool:
    """Tell whether a line says what the author of an article is."""
    return len(text) <= 70 and _ROLE.fullmatch(text) is not None  # noqa: PLR2004


def name_before_role(text: str) -> str | None:
    """Return the name in a line such as "Jo Bloggs Environment editor"."""
    match = _BEAT.fullmatch(text) if is_role(text) else None
    return match["name"] if match and is_name(match["name"]) else None


def is_name(text: str) -> bool:
    """Tell whether a line has the form of a person's name, and nothing more."""
    words = text.split()
    return (
        1 <= len(words) <= _MAX_NAME_WORDS
        and not any(character.isdigit() for character in text)
        and all(word[:1].isupper() or word.lower() in _PARTICLES for word in words)
        and not text.endswith((".", "!", "?", ":"))
    )


def name_and_date(text: str, *, max_words: int) -> tuple[str, str] | None:
    """Split a line such as "Jo Bloggs 07/07/2017 at 13:12" into a name and a date."""
    if len(text) > _MAX_CHARACTERS:
        return None
    words = text.split()
    for position in range(1, min(max_words, len(words) - 1) + 1):
        if date := parse_date(" ".join(words[position:])):
            return " ".join(words[:position]).strip(" ,|•·∙–—-:("), date
    return None


def author_label(text: str) -> bool:
    """Tell whether a line only labels the names below it as those of the authors."""
    return _AUTHOR_LABEL.fullmatch(text.rstrip(": ")) is not None


def _date(text: str) -> str | None:
    """Read a date, perhaps with the time of day before it."""
    time = _TIME_FIRST.match(text)
    return parse_date(text[time.end() :] if time else text)


def _part(part: str) -> Dateline | None:  # noqa: PLR0911 - one return for each form.
    if date := _date(part):
        updated = _UPDATED.match(part) is not None
        return Dateline(
            date, updated=updated, labelled=updated or _PUBLISHED.match(part) is not None
        )
    if (label := _UPDATED.match(part)) and (date := _date(part[label.end() :])):
        return Dateline(date, updated=True, labelled=True)
    rest = part[label.end() :] if (label := _PUBLISHED.match(part)) else part
    if label and (date := _date(rest)):
        return Dateline(date, labelled=True)
    if match := _BY.fullmatch(part):
        found = _byline(match["name"] or match["other"])
        return (
            replace(found, labelled=True)
            if found and len(match[0]) > len(match["name"] or "") + 4
            else found
        )
    # "6 July 2017 by Jo Bloggs in News"
    before, by, after = rest.partition(" by ")
    if by and (date := _date(before)):
        found = _byline(after)
        return Dateline(date, found.author if found else None, labelled=True)
    if (place := _IN.search(rest)) and (date := _date(rest[: place.start()])):
        return Dateline(date, labelled=bool(label))
    return None


def _is_beside_date(part: str) -> bool:
    """Tell whether part of a line may stand beside a date or author without meaning anything."""
    return bool(
        _CLOCK.fullmatch(part) or is_section_label(part) or furniture(part) or weak_furniture(part)
    ) or is_name(part)


def _byline(name: str) -> Dateline | None:
    """Read what follows "by": a name, perhaps with a date or a rubric behind it."""
    before, on, after = name.partition(" on ")
    if on and (date := parse_date(_IN.sub("", after))):
        return Dateline(date, _author(before), labelled=True)
    if split := name_and_date(name, max_words=_MAX_NAME_WORDS):
        return Dateline(split[1], _author(split[0]), labelled=True)
    name = _AT.sub("", _IN.sub("", name)).split(",")[0].strip(" .")
    return Dateline(author=_author(name)) if is_name(name) or name.lower() in _NO_NAMES else None


def _author(name: str | None) -> str | None:
    name = (name or "").strip(" .,")
    return name if is_name(name) and name.lower() not in _NO_NAMES else None


def _publisher(name: str) -> str | None:
    before, on, after = name.rpartition(" on ")
    name = before if on and parse_date(after) else name
    name = name.strip(" .,")
    return None if parse_date(name) else name
