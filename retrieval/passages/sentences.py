"""Sentences of a paragraph, as spans that are checked against the text."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pysbd

from retrieval.domain import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAX_SEGMENTED_CHARACTERS = 5_000
"""pysbd's rules take time by the square of the length; a paragraph this long is no prose."""
_SIMPLE_END = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-Z0-9])")


@lru_cache(maxsize=1)
def _segmenter() -> Any:
    return pysbd.Segmenter(language="en", clean=False)


def split_sentences(text: str, offset: int = 0) -> list[Span]:
    """Split one paragraph into sentences.

    The sentence boundaries are pysbd's (Sadvilkar and Neumann 2020). It may change a text, so a
    paragraph that its sentences do not make up, one after the other, is split by a simple rule
    instead.

    :param offset: added to each span.
    :returns: spans in order, without surrounding white space, none empty.
    """
    spans = _segmented(text)
    if spans is None:
        spans = list(_simple(text))
    trimmed = (_trim(text, span) for span in spans)
    return [Span(start + offset, end + offset) for start, end in trimmed if start < end]


def _segmented(text: str) -> list[Span] | None:
    if len(text) > _MAX_SEGMENTED_CHARACTERS:
        return None
    spans = []
    position = 0
    # Its own search for the spans takes as long as the segmenting, and has been wrong for repeated
    # sentences; so the sentences are taken as they come before it.
    for sentence in _segmenter().processor(text).process() if text else ():
        start = text.find(sentence, position)
        if start < 0 or not sentence or text[position:start].strip():
            return None
        position = start + len(sentence)
        spans.append(Span(start, position))
    return None if text[position:].strip() else spans


def _simple(text: str) -> Iterator[Span]:
    start = 0
    for match in _SIMPLE_END.finditer(text):
        yield Span(start, match.end())
        start = match.end()
    yield Span(start, len(text))


def _trim(text: str, span: Span) -> Span:
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
