"""Reader comments below an article: where they begin, and who wrote each of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from retrieval.documents.dates import is_day, parse_date
from retrieval.documents.plain.company import weak_furniture
from retrieval.documents.plain.datelines import is_name, name_and_date
from retrieval.documents.plain.furniture import furniture, key_of
from retrieval.documents.plain.shapes import ends_sentence, is_prose
from retrieval.domain import Comment

if TYPE_CHECKING:
    from collections.abc import Sequence

_HEADING = re.compile(
    r"(?:all |reader |readers' |user |your |top |latest )?comments?(?: ?\(\d{1,5}\)|: \d{1,5}| section)?"
    r"|\d{1,5} (?:reader )?(?:comments?|responses?|replies|reply|thoughts?|reactions?)(?: (?:to|on|so far)\b.{0,200})?"
    r"|(?:one|two|three) (?:responses?|comments?|thoughts?|replies|reply) (?:to|on) .{1,200}"
    r"|(?:responses|replies|discussion|join the discussion|discussion about this (?:post|article)|what (?:others|readers) say)"
)
_AHEAD = 4
"""The first entry stands at most so many lines below the heading, with controls between."""
_EVIDENCE_AHEAD = 40
"""So many lines below the heading at most must show that readers, not bodies, wrote here."""
_MOMENT_ENDS = (":", "ago", "says", "said", "wrote", "writes", "…", "...")
_BUTTON_AHEAD = 12
_SAYS = re.compile(
    r"(?P<name>\S.{0,60}?),? (?:says|said|wrote|writes|commented|replied) ?(?::|\.{3}|…)?"
)
_BEFORE = re.compile(r"(?:(?:comment|posted|reply|submitted) )?(?:by|from):? ", re.IGNORECASE)
_AGO = re.compile(
    r"(?:about |over )?(?:\d{1,2}|an?) ?(?:s|m|h|d|w|y|(?:sec|min|second|minute|hour|day|week|month|year)s?)(?: ago)?",
    re.IGNORECASE,
)
_ONE_LINE_AGO = re.compile(
    r"(?P<name>\S.{0,60}?)\s*[•·|,-]?\s*(?:\d{1,2}|an?) (?:second|minute|hour|day|week|month|year)s? ago",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\d[:.]\d\d")
_MAX_NAME_WORDS = 5
_MAX_CHARACTERS = 120
_BUTTONS = (
    "reply|like|share|report|report comment|report abuse|recommend|flag|quote|link|permalink|edit|upvote|downvote|report this"
    "|reply report|reply share|log in to reply|reply ↓|reply ↑|reply →"
)
_CONTROLS = frozenset(_BUTTONS.split("|"))


def opens_comments(texts: Sequence[str], position: int) -> bool:
    """Tell whether a line is the heading over comments: an entry must follow it.

    A report may list who commented, and on which day, under such a heading. Only where a clock, an
    age, "says" or a button stands with the entries are they those of a site's readers.
    """
    if len(texts[position]) > _MAX_CHARACTERS * 2 or not _HEADING.fullmatch(
        key_of(texts[position])
    ):
        return False
    for below in range(position + 1, min(position + 1 + _AHEAD, len(texts))):
        if read_header(texts, below):
            ahead = range(below, min(below + _EVIDENCE_AHEAD, len(texts)))
            return any(is_control(texts[n]) or _is_live(texts, n) for n in ahead)
        if is_prose(texts[below]):
            return False
    return False


def is_entry(texts: Sequence[str], position: int) -> bool:
    """Tell whether a comment begins here, whatever stands above: its button is below."""
    ahead = texts[position : position + _BUTTON_AHEAD]
    return any(map(is_control, ahead)) and _is_live(texts, position)


def _has_moment(texts: Sequence[str]) -> bool:
    """Tell cheaply whether one of the lines may say when or by whom a comment was made."""
    return any(
        len(text) <= _MAX_CHARACTERS
        and (text.endswith(_MOMENT_ENDS) or _CLOCK.search(text) or _AGO.fullmatch(text))
        for text in texts
    )


def _is_live(texts: Sequence[str], position: int) -> bool:
    """Tell whether a line over a comment has a form that only the software of a site makes."""
    if not _has_moment(texts[position : position + 2]):
        return False  # As most lines have none, that is asked first.
    header = read_header(texts, position)
    if header is None:
        return False
    lines = texts[position : position + header[1]]
    return any(
        _CLOCK.search(line) or _SAYS.fullmatch(line) or _ONE_LINE_AGO.fullmatch(line)
        for line in lines
    ) or (len(lines) > 1 and not parse_date(lines[1]))


def is_control(text: str) -> bool:
    """Tell whether a line is one of the buttons below a comment."""
    key = key_of(text)
    return (
        key in _CONTROLS
        or re.fullmatch(r"(?:like|recommend|share)s? ?\(?\d{1,5}\)?|\d{1,4} likes?", key)
        is not None
    )


def read_header(  # noqa: PLR0911 - one return for each form of header.
    texts: Sequence[str], position: int
) -> tuple[Comment, int] | None:
    """Read the lines over a comment that say who wrote it, and when.

    :returns: the comment, and how many lines say so: one or two.
    """
    text = texts[position]
    if len(text) > _MAX_CHARACTERS or weak_furniture(text) or parse_date(text):
        return None
    following = texts[position + 1] if position + 1 < len(texts) else ""
    below = _moment(following)
    if match := _SAYS.fullmatch(text):
        name = match["name"]
        if split := name_and_date(name, max_words=_MAX_NAME_WORDS):
            return Comment(*_named(*split)), 1
        if below is not None:
            return Comment(*_named(name, below)), 2
        present = text.endswith((" says:", " writes:"))
        return (Comment(*_named(name, "")), 1) if present and _may_be_name(name) else None
    text = text[label.end() :] if (label := _BEFORE.match(text)) else text
    if split := name_and_date(text, max_words=_MAX_NAME_WORDS):
        if _may_be_name(split[0]) and (_CLOCK.search(text) or is_name(split[0])):
            return Comment(*_named(*split)), 1
        return None
    if (match := _ONE_LINE_AGO.fullmatch(text)) and _may_be_name(match["name"]):
        return Comment(*_named(match["name"], "")), 1
    if below is not None and _may_be_name(text) and not furniture(text):
        return Comment(*_named(text, below)), 2
    return None


def _moment(text: str) -> str | None:
    """Return the date that a line is, or an empty text if it only says how long ago."""
    if len(text) > _MAX_CHARACTERS:
        return None
    text = text.strip(" •·|,-()")
    return parse_date(text) or ("" if _AGO.fullmatch(text) or is_day(text) else None)


def _may_be_name(text: str) -> bool:
    return (
        bool(text)
        and text.count(" ") < _MAX_NAME_WORDS
        and (not ends_sentence(text) or text.endswith("."))
    )


def _named(name: str, date: str) -> tuple[str | None, str | None]:
    return _BEFORE.sub("", name, count=1).strip(" ,|•·∙–—-:(") or None, date or None
