"""What the catalogue takes and gives, and how its rows become the words of ``retrieval.domain``."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from retrieval.domain import (
    Document,
    Metadata,
    Passage,
    Source,
    SourceDetails,
    Span,
    shown_title,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import numpy.typing as npt
    from sqlalchemy import Row


@dataclass(frozen=True, slots=True)
class ModelIdentity:
    """An embedding model, told apart from every other by a hash of its weights."""

    name: str
    revision: str
    dimensions: int


@dataclass(frozen=True, slots=True)
class FileIdentity:
    """What decides whether a file is already in the library."""

    path: str
    """As it was given."""
    location: str
    """Absolute, so that one file is one document wherever it is indexed from."""
    content_hash: str
    reading_version: int


@dataclass(frozen=True, slots=True)
class DocumentKey:
    """A document with the identity of its file."""

    id: int
    file: FileIdentity


@dataclass(frozen=True, slots=True)
class EmbeddedPassage:
    """A passage with its vectors, float32 of shape (dimensions,) and (sentences, dimensions)."""

    passage: Passage
    vector: npt.NDArray[np.float32]
    sentence_vectors: npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage as it stands in the catalogue, with float16 vectors."""

    id: int
    title: str
    passage: Passage
    vector: npt.NDArray[np.float16]
    sentence_vectors: npt.NDArray[np.float16]


def metadata_of(stored: dict[str, Any]) -> Metadata:
    """Return stored metadata."""
    return Metadata(**{**stored, "cites": tuple(stored["cites"])})


def document_of(row: Row[Any], text: str) -> Document:
    """Return a row of documents with its text."""
    return Document(
        id=row.id,
        library=row.library,
        path=row.path,
        format=row.format,
        content_hash=row.content_hash,
        metadata=metadata_of(row.metadata),
        text=text,
    )


def passage_of(row: Row[Any], text: str) -> Passage:
    """Return a row of passages; its text is the slice of the document's."""
    return Passage(
        start=row.start,
        end=row.end,
        text=text[row.start : row.end],
        heading=tuple(row.heading),
        page=row.page,
        sentences=tuple(Span(*span) for span in row.sentences),
        leads=tuple(row.leads),
    )


def source_from(row: Any) -> Source:
    """Return what a member sees of a row of documents, which need not have its text."""
    metadata = metadata_of(row.metadata)
    return Source(
        document_id=row.id,
        title=shown_title(metadata, row.path),
        publisher=metadata.publisher,
        date=metadata.date,
        url=metadata.url,
        path=row.path,
        library=row.library,
    )


def details_of(row: Row[Any], headings: Sequence[tuple[str, ...]]) -> SourceDetails:
    """Return what there is to tell about a row of documents, given its passages' headings."""
    document = document_of(row, row.text)
    return SourceDetails(
        source=source_from(row),
        metadata=document.metadata,
        format=document.format,
        words=len(document.text.split()),
        passages=len(headings),
        headings=tuple(dict.fromkeys(path[-1] for path in headings if path)),
        added_at=row.added_at.replace(tzinfo=dt.UTC).isoformat(timespec="seconds"),
    )
