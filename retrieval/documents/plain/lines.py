"""The lines of a pasted page, as those who clean and structure it look at them."""

from __future__ import annotations

from dataclasses import dataclass

from retrieval.documents.plain.shapes import BULLET
from retrieval.documents.plain.wrapping import continuing

_TAB = 4


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line that is not blank."""

    text: str
    """White space collapsed."""
    indent: int
    """Columns of white space before it."""
    gap: int
    """Blank lines above it."""
    continues: bool = False
    """A margin parts it from the line directly above, with whose sentence it goes on."""


def split_lines(text: str) -> list[SourceLine]:
    """Return the lines of a text that are not blank."""
    texts: list[str] = []
    indents: list[int] = []
    gaps: list[int] = []
    gap = 0
    for raw in text.split("\n"):
        words = raw.split()
        if words:
            space = raw[: len(raw) - len(raw.lstrip())]
            indents.append(len(space) + (_TAB - 1) * space.count("\t"))
            texts.append(" ".join(words))
            gaps.append(gap)
            gap = 0
        else:
            gap += 1
    starts = [
        gap > 0 or BULLET.match(text) is not None for text, gap in zip(texts, gaps, strict=True)
    ]
    goes_on = continuing(texts, indents, starts)
    return [SourceLine(*line) for line in zip(texts, indents, gaps, goes_on, strict=True)]
