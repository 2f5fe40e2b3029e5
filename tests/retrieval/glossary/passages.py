"""Passages made by hand, one sentence a line."""

from __future__ import annotations

from retrieval.domain import Comment, Passage, Span
from retrieval.glossary import PassageOf


def passage_of(
    number: int, document: int, *sentences: str, comment: Comment | None = None
) -> PassageOf:
    """Return a passage that begins 100 characters into its document."""
    text = "\n".join(sentences)
    spans = []
    at = 100
    for sentence in sentences:
        spans.append(Span(at, at + len(sentence)))
        at += len(sentence) + 1
    return PassageOf(
        number,
        document,
        Passage(
            start=100,
            end=100 + len(text),
            text=text,
            heading=(),
            pages=(None,) * len(sentences),
            sentences=tuple(spans),
            leads=(None,) * len(sentences),
            comment=comment,
        ),
    )
