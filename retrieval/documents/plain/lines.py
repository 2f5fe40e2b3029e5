"""The lines of a pasted page, as those who clean and structure it look at them."""

from __future__ import annotations

import re
from dataclasses import dataclass

_END = re.compile(r"[.!?:;…。？！؟।][\"'”’»)\]]*\Z")
_CLOSING_CHARACTERS = 12
"""No more closing marks than this are looked through for the end of a sentence."""
_PROSE_WORDS = 12
_PROSE_CHARACTERS = 70
"""Scripts without spaces, and long words, make a sentence of few words."""
_MIN_WRAPPED_CHARACTERS = 50
"""A line shorter than this was ended on purpose rather than wrapped at a margin."""
_TAB = 4
BULLET = re.compile(r"(?:[•‣◦▪■●○*–—\uf0b7-]|\(?\d{1,2}[.)]|\(?(?:[a-z]|[ivx]{2,4})\))[ \t]+(?=\S)")
"""What stands before a list item."""


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line that is not blank."""

    text: str
    """White space collapsed."""
    indent: int
    """Columns of white space before it."""
    gap: int
    """Blank lines above it."""


def split_lines(text: str) -> list[SourceLine]:
    """Return the lines of a text that are not blank."""
    lines: list[SourceLine] = []
    gap = 0
    for raw in text.split("\n"):
        words = raw.split()
        if words:
            space = raw[: len(raw) - len(raw.lstrip())]
            indent = len(space) + (_TAB - 1) * space.count("\t")
            lines.append(SourceLine(" ".join(words), indent, gap))
            gap = 0
        else:
            gap += 1
    return lines


def ends_sentence(text: str) -> bool:
    """Tell whether a line ends as sentences and lead-ins do."""
    return _END.search(text[-_CLOSING_CHARACTERS:]) is not None


def is_prose(text: str, words: int = _PROSE_WORDS) -> bool:
    """Tell whether a line is a whole sentence or more, of at least so many words."""
    if not ends_sentence(text) or text.endswith(("…", "...", "…]", "...]")):
        return False
    return text.count(" ") + 1 >= words or len(text) >= _PROSE_CHARACTERS


def is_wrapped(above: str, below: str) -> bool:
    """Tell whether a line goes on with the sentence of the line directly above it."""
    if ends_sentence(above):
        return False
    return len(above) >= _MIN_WRAPPED_CHARACTERS or below[:1].islower()
