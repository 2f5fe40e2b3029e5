"""Reader comments below an article: where they begin, and who wrote each of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from retrieval.documents.dates import parse_date
from retrieval.documents.plain.datelines import is_name, name_and_date
from retrieval.documents.plain.furniture import furniture, key_of, weak_furniture
from retrieval.documents.plain.lines import ends_sentence, is_prose
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
    """Tell whether a line is the heading over comments: an entry must follow it."""
    if len(texts[position]) > _MAX_CHARACTERS * 2 or not _HEADING.fullmatch(
        key_of(texts[position])
    ):
        return False
    for below in range(position + 1, min(position + 1 + _AHEAD, len(texts))):
        if read_header(texts, below):
            return True
        if is_prose(texts[below]):
            return False
    return False


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
    return parse_date(text) or ("" if _AGO.fullmatch(text.strip(" •·|,-()")) else None)


def _may_be_name(text: str) -> bool:
    return (
        bool(text)
        and text.count(" ") < _MAX_NAME_WORDS
        and (not ends_sentence(text) or text.endswith("."))
    )


def _named(name: str, date: str) -> tuple[str | None, str | None]:
    return _BEFORE.sub("", name, count=1).strip(" ,|•·∙–—-:(") or None, date or None
