"""The text around a quote, for reading on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrieval.domain import Context

if TYPE_CHECKING:
    from retrieval.domain import Document, Span

_CHARACTERS = 700
"""Text shown on each side of a quote, about; it ends at paragraphs."""


def context_around(document: Document, quote: Span) -> Context:
    """Return the paragraphs around a quote, of whoever says it."""
    text = document.text
    start, end = quote
    # What readers say below an article is no context of the article, nor of each other.
    voice = document.voice_at(start)
    # Grow to line ends; where a paragraph is very long, to the next white space.
    first = max(voice.start, start - _CHARACTERS)
    if first > voice.start:
        cut = text.find("\n", first, start)
        first = cut + 1 if cut >= 0 else text.find(" ", first, start) + 1 or start
    last = min(voice.end, end + _CHARACTERS)
    if last < voice.end:
        cut = text.rfind("\n", end, last)
        last = cut if cut >= 0 else max(text.rfind(" ", end, last), end)
    first += len(text[first:start]) - len(text[first:start].lstrip())
    last -= len(text[end:last]) - len(text[end:last].rstrip())
    return Context(document, first, last, quote)
