"""How long what a document says about itself may be: it is shown beside every quote."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from retrieval.domain import Block, Comment, Metadata, ReadDocument

MAX_CHARACTERS = 300
"""Of a title, a name or a licence."""
MAX_URL_CHARACTERS = 2_000
_MAX_CITES = 100


def bounded(document: ReadDocument) -> ReadDocument:
    """Return a document whose metadata is cut at a word; an address too long for one is unknown."""
    if is_bounded(document):
        return document
    return replace(
        document,
        metadata=_bounded(document.metadata),
        blocks=tuple(_with_short_author(block) for block in document.blocks),
    )


def is_bounded(document: ReadDocument) -> bool:
    """Tell whether no string of a document's metadata is longer than it may be."""
    metadata = document.metadata
    return (
        all(len(text) <= MAX_CHARACTERS for text in _strings(document))
        and len(metadata.url or "") <= MAX_URL_CHARACTERS
        and len(metadata.cites) <= _MAX_CITES
    )


def cut(text: str, characters: int = MAX_CHARACTERS) -> str:
    """Return the beginning of a text up to the end of a word, with "…" if more followed."""
    if len(text) <= characters:
        return text
    head = text[:characters]
    end = head.rfind(" ")
    return f"{head[: end if end > 0 else characters - 1].rstrip()}…"


def _strings(document: ReadDocument) -> Iterator[str]:
    metadata = document.metadata
    named = (metadata.title, metadata.publisher, metadata.author, metadata.date, metadata.licence)
    yield from (text for text in (*named, *metadata.cites) if text)
    comments: set[Comment] = {block.comment for block in document.blocks if block.comment}
    yield from (text for comment in comments for text in (comment.author, comment.date) if text)


def _bounded(metadata: Metadata) -> Metadata:
    url = metadata.url
    return replace(
        metadata,
        title=_cut(metadata.title),
        publisher=_cut(metadata.publisher),
        author=_cut(metadata.author),
        licence=_cut(metadata.licence),
        url=url if url and len(url) <= MAX_URL_CHARACTERS else None,
        cites=tuple(cut(text) for text in metadata.cites[:_MAX_CITES]),
    )


def _cut(text: str | None) -> str | None:
    return None if text is None else cut(text)


def _with_short_author(block: Block) -> Block:
    if block.comment is None or block.comment.author is None:
        return block
    return replace(block, comment=replace(block.comment, author=cut(block.comment.author)))
