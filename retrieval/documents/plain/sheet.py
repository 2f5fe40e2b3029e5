"""The lines of one article and what has been decided about them so far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.documents.contents import Fate
from retrieval.documents.plain.shapes import is_prose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.documents.plain.lines import SourceLine
    from retrieval.domain import Comment

BODY_WORDS = 8
"""A sentence of so many words may be the beginning of an article."""
_BOX_LINES = 12
HEAD_LINES = 60
"""What stands above an article is looked for in its first lines only."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a line, and of which comment it is part."""

    fate: Fate
    reason: str = ""
    comment: Comment | None = None


KEPT = Verdict(Fate.KEPT)


class Sheet:
    """One pass after another judges what those before it left open."""

    def __init__(self, lines: Sequence[SourceLine]) -> None:
        """Start with no line judged."""
        self.lines = lines
        self.texts = [line.text for line in lines]
        self.verdicts: list[Verdict | None] = [None] * len(lines)
        self.prose = [False] * len(lines)
        """Which lines are sentences of the article, as far as is known."""
        self.led = [False] * len(lines)
        """Which lines are items of a list that a line of the article leads into."""

    def find_prose(self) -> None:
        """Look for the sentences among the lines that are open."""
        self.prose = [
            verdict is None and is_prose(text, BODY_WORDS)
            for text, verdict in zip(self.texts, self.verdicts, strict=True)
        ]

    def drop(self, n: int, reason: str) -> None:
        """Leave a line out, unless it is judged."""
        if self.verdicts[n] is None:
            self.verdicts[n] = Verdict(Fate.DROPPED, reason)

    def tell(self, n: int, what: str) -> None:
        """Take a line for what it tells about the article, unless it is judged."""
        if self.verdicts[n] is None:
            self.verdicts[n] = Verdict(Fate.METADATA, what)

    def has(self, n: int, *fates: Fate) -> bool:
        """Tell whether there is such a line, and it is judged to be one of these."""
        verdict = self.verdicts[n] if 0 <= n < len(self.verdicts) else None
        return verdict is not None and verdict.fate in fates

    def is_out(self, n: int) -> bool:
        """Tell whether a line is judged to be no part of what the article says."""
        return self.has(n, Fate.DROPPED, Fate.METADATA)

    def goes_on(self, n: int) -> bool:
        """Tell whether a line continues the sentence above it, whatever it looks like."""
        return self.lines[n].continues and self.verdicts[n - 1] is None

    def is_gone_on_with(self, n: int) -> bool:
        """Tell whether the line below continues the sentence of a line."""
        return n + 1 < len(self.lines) and self.lines[n + 1].continues

    def box(self, n: int) -> tuple[int, int]:
        """Return the nearest lines ``[first, last)`` that no blank line parts from one."""
        first, last = n, n + 1
        while max(0, n - _BOX_LINES) < first and not self.lines[first].gap:
            first -= 1
        while last < min(len(self.texts), n + _BOX_LINES) and not self.lines[last].gap:
            last += 1
        return first, last

    def text(self, n: int) -> str:
        """Return a line, or an empty text beyond the last one."""
        return self.texts[n] if n < len(self.texts) else ""
