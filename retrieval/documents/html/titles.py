"""The line that is the title of an article, and the sentences that sum it up below that."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from retrieval.domain import BlockKind

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from retrieval.documents.html.pieces import VisibleLine

MIN_BODY_WORDS = 12
"""Shorter lines above a text may belong to its head."""
_MIN_STANDFIRST_WORDS = 6
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
"""A short line with one in it tells when something was written or reviewed."""


def title_among(lines: Mapping[int, VisibleLine], title: str | None) -> int | None:
    """Return the title's line: the highest heading that says so, or else a paragraph."""
    key = _key(title or "")
    same = [i for i, line in lines.items() if key and _key(line.text) == key]
    heads = [i for i in same if lines[i].kind is BlockKind.HEADING]
    if heads:
        return min(heads, key=lambda i: (lines[i].level, i))
    return next((i for i in same if lines[i].kind is BlockKind.PARAGRAPH), None)


def standfirst(lines: Mapping[int, VisibleLine], title: int, chosen: Collection[int]) -> set[int]:
    """Return the sentences between title and text, which often stand in a place of their own."""
    text = min((i for i in chosen if i > title), default=title)
    between = (i for i in lines if title < i < text)
    return {i for i in between if _sums_up(lines[i])}


def _sums_up(line: VisibleLine) -> bool:
    size = len(line.text.split())
    dated = size < MIN_BODY_WORDS and _YEAR.search(line.text)
    plain = line.kind is BlockKind.PARAGRAPH and not line.linked
    return plain and size >= _MIN_STANDFIRST_WORDS and not dated


def _key(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()
