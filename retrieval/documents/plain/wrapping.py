"""Whether a text was broken at a margin, and which of its lines go on with the one above.

A text copied from a browser has one line for each paragraph or list item; one typed in an editor,
or sent by mail, breaks a paragraph where the next word would have passed the margin. The two are
told apart by that: with a margin, nearly all breaks inside paragraphs come where it is reached.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrieval.documents.plain.shapes import ends_sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MIN_MARGIN = 45
_MAX_MARGIN = 120
"""No editor breaks lines narrower or wider than this."""
_REACHED = 0.9
"""A line that comes so near to the longest one was ended by the margin: ragged lines differ."""
_MOST = 0.7
"""So many of the breaks that may be the margin's must be where it is reached."""
_HALF = 0.5


def continuing(texts: Sequence[str], indents: Sequence[int], starts: Sequence[bool]) -> list[bool]:
    """Return which lines go on with the sentence of the line directly above.

    :param texts: the lines that are not blank,
    :param indents: the columns before each of them,
    :param starts: which of them stand below a blank line, or begin with the mark of a list item.
    """
    margin = _margin(texts, indents, starts)
    found = [False] * len(texts)
    if margin is None:
        return found
    for first, last in _stretches(starts):
        closes = ends_sentence(texts[last - 1])
        for n in range(first + 1, last):
            found[n] = not ends_sentence(texts[n - 1]) and (
                _is_full(texts, indents, n - 1, margin) or (closes and texts[n][0].islower())
            )
    return found


def _margin(texts: Sequence[str], indents: Sequence[int], starts: Sequence[bool]) -> int | None:
    """Return the columns of the longest line of a text that has a margin."""
    widths = [
        indents[n] + len(texts[n])
        for first, last in _stretches(starts)
        if last - first > 1
        for n in range(first, last)
    ]
    margin = max((width for width in widths if width <= _MAX_MARGIN), default=0)
    if margin < _MIN_MARGIN or sum(width > _MAX_MARGIN for width in widths) * 10 > len(widths):
        return None
    breaks = full = closed = 0
    for first, last in _stretches(starts):
        closes = ends_sentence(texts[last - 1])
        for n in range(first, last - 1):
            if texts[n].endswith(":") and not _is_full(texts, indents, n, margin):
                break  # A list without marks follows.
            if ends_sentence(texts[n]) or (indents[n] + len(texts[n])) * 2 < margin:
                continue
            breaks += 1
            if _is_full(texts, indents, n, margin):
                full += 1
                # The items of a list without marks seldom end as sentences do, and the second line
                # of a marked item stands further in than its mark.
                hangs = indents[n + 1] > indents[first]
                closed += not texts[n + 1][0].isupper() and (closes or hangs)
    return margin if full and full >= _MOST * breaks and closed >= _HALF * full else None


def _is_full(texts: Sequence[str], indents: Sequence[int], n: int, margin: int) -> bool:
    """Tell whether the first word of the next line would not have had room on this one."""
    first_word = texts[n + 1].partition(" ")[0]
    return indents[n] + len(texts[n]) + 1 + len(first_word) > _REACHED * margin


def _stretches(starts: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Yield the lines ``[first, last)`` between blank lines and the marks of list items."""
    first = 0
    for n in range(1, len(starts)):
        if starts[n]:
            yield first, n
            first = n
    if starts:
        yield first, len(starts)
