"""What a member sees of a document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retrieval.domain.documents import Comment, Document, Metadata


@dataclass(frozen=True, slots=True)
class Source:
    """What a member sees of a document."""

    document_id: int
    title: str
    publisher: str | None
    date: str | None
    url: str | None
    path: str
    library: str
    heading: tuple[str, ...] = ()
    page: int | None = None
    comment: Comment | None = None
    """Set where a reader says it rather than the publisher."""
    superseded: bool = False


@dataclass(frozen=True, slots=True)
class SourceDetails:
    """Everything there is to tell about one document of a library."""

    source: Source
    metadata: Metadata
    format: str
    words: int
    passages: int
    headings: tuple[str, ...]
    added_at: str
    """ISO 8601 date and time, UTC."""
    near: tuple[Source, ...] = ()
    """Documents that say nearly the same."""


def source_of(
    document: Document,
    *,
    heading: tuple[str, ...] = (),
    page: int | None = None,
    comment: Comment | None = None,
) -> Source:
    """Return what a member sees of a document at a place in it."""
    return Source(
        document_id=document.id,
        title=document.title,
        # A publisher does not vouch for what its readers say, nor do they say it on its date.
        publisher=None if comment else document.metadata.publisher,
        date=comment.date if comment else document.metadata.date,
        url=document.metadata.url,
        path=document.path,
        library=document.library,
        heading=heading,
        page=page,
        comment=comment,
        superseded=document.superseded,
    )
