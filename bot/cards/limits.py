"""Discord's limits, and how text is cut to fit them.

Limits: https://discord.com/developers/docs/resources/message#embed-object-embed-limits, and for
forms /docs/interactions/receiving-and-responding#modal. Lengths are
measured in UTF-16 code units, never fewer than the characters that Discord may count instead.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from typing import TYPE_CHECKING

from bot.cards.text import clean, clean_line, escape

if TYPE_CHECKING:
    from collections.abc import Callable

TITLE = 256
DESCRIPTION = 4096
FIELDS = 25
FIELD_NAME = 256
FIELD_VALUE = 1024
FOOTER = 2048
EMBED_TOTAL = 6000
ROWS = 5
BUTTONS_IN_ROW = 5
BUTTON_LABEL = 80
CUSTOM_ID = 100
FILE_DESCRIPTION = 1024
FILE_BYTES = 10 * 1024 * 1024
CHOICES = 25
CHOICE = 100
THREAD_NAME = 100
FORM_TITLE = 45
FORM_LABEL = 45
FORM_HINT = 100

CUT = " […]"
"""What marks that words were left out."""

_SENTENCE_END = re.compile(
    "[.!?\u2026]+[\"')\\]\u201d\u2019\u00bb]*(?=\\s)"  # Latin script, with closing quotation marks.
    "|[\u3002\uff01\uff1f]+[\u300d\u300f\uff09]*"  # Chinese and Japanese, where no space follows.
    "|\n"
)
_ZERO_WIDTH_JOINER = "\u200d"


def size(text: str) -> int:
    """Return the length in UTF-16 code units."""
    return len(text) + sum(character > "\uffff" for character in text)


def longest(fits: Callable[[int], bool], most: int) -> int:
    """Return the largest number up to ``most`` that fits, where a smaller one always fits too."""
    return bisect_right(range(most + 1), False, key=lambda count: not fits(count)) - 1


def shorten(text: str, limit: int) -> str:
    """Return the text escaped and at most ``limit`` units long, cut where it reads best."""
    return _shorten(clean(text).strip(), limit, escape)


def shorten_line(text: str, limit: int) -> str:
    """Return the text like :func:`shorten`, on one line."""
    return _shorten(clean_line(text), limit, escape)


def shorten_plain(text: str, limit: int) -> str:
    """Return the text for a place without markdown: a footer, a label or a choice."""
    return _shorten(clean_line(text), limit, str)


def _shorten(text: str, limit: int, write: Callable[[str], str]) -> str:
    # A character is never shorter than one unit, so what lies beyond the limit need not be written.
    if len(text) <= limit and size(written := write(text)) <= limit:
        return written

    def cut(count: int) -> str:
        return write(text[:count].rstrip() + CUT)

    count = longest(lambda count: size(cut(count)) <= limit, min(len(text), limit))
    return cut(cut_end(text, max(count, 0)))


def cut_end(text: str, most: int) -> int:
    """Return where to end ``text`` after at most ``most`` characters.

    At the end of a sentence if that keeps half of what would fit, else between words, else between
    characters as they are seen (never inside an emoji or an accented letter).
    """
    if most >= len(text):
        return len(text)
    half = most // 2
    ends = [match.end() for match in _SENTENCE_END.finditer(text, half, most + 1)]
    ends = [end for end in ends if half < end <= most]
    if ends:
        return ends[-1]
    space = max(text.rfind(" ", half, most + 1), text.rfind("\n", half, most + 1))
    return space if space > 0 else _visible_end(text, most)


def cut_start(text: str, most: int) -> int:
    """Return where to begin ``text`` to keep at most its last ``most`` characters."""
    if most >= len(text):
        return 0
    first = len(text) - most
    middle = first + most // 2
    # One character before ``first``, so that a sentence that ends right there counts.
    for match in _SENTENCE_END.finditer(text, max(first - 1, 0), middle):
        end = match.end()
        while end < len(text) and text[end].isspace():
            end += 1
        if first <= end <= middle:
            return end
    space = text.find(" ", first, middle)
    if space >= 0:
        return space + 1
    while first < len(text) and not is_boundary(text, first):
        first += 1
    return first


def _visible_end(text: str, most: int) -> int:
    end = most
    while end > 0 and not is_boundary(text, end):
        end -= 1
    # A single sign longer than all the room there is has to be broken.
    return end or most


def is_boundary(text: str, at: int) -> bool:
    """Say whether ``text`` can be cut at ``at`` without splitting one sign that is seen.

    A short form of the grapheme rules of Unicode Standard Annex 29: accents, emoji with joiners,
    skin tones, flags and tags.
    """
    if at <= 0 or at >= len(text):
        return True
    before, after = text[at - 1], text[at]
    if unicodedata.category(after).startswith("M") or _ZERO_WIDTH_JOINER in (before, after):
        return False
    if "\U0001f3fb" <= after <= "\U0001f3ff" or "\U000e0020" <= after <= "\U000e007f":
        return False
    if _is_regional(before) and _is_regional(after):
        run = 0
        while run < at and _is_regional(text[at - 1 - run]):
            run += 1
        return run % 2 == 0
    return True


def _is_regional(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"
