"""What the catalogue takes and gives, and how its rows become the words of ``retrieval.domain``."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from retrieval.domain import (
    Comment,
    Commented,
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

    from retrieval.domain import ReadDocument


@dataclass(frozen=True, slots=True)
class ModelIdentity:
    """An embedding model, told apart from every other by a hash of its weights."""

    name: str
    revision: str
    dimensions: int
    piece_dimensions: int


@dataclass(frozen=True, slots=True)
class FileIdentity:
    """What decides whether a file is already in the library."""

    path: str
    """As it was given."""
    location: str
    """Absolute, so that one file is indexed once wherever it is indexed from."""
    content_hash: str
    reading_version: int
    corrections: dict[str, dict[str, str | None]] = field(default_factory=dict)
    """What ``sources.toml`` says about it and its parts: fields of metadata, ``None`` for
    unknown."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that was indexed."""

    id: int
    identity: FileIdentity
    refused: str
    """Why its present content was not taken; empty if it was."""
    left_out: tuple[str, ...]
    """Hashes of the texts in it that another file holds, or that a moderator removed."""
    documents: tuple[int, ...]
    displaced: bool = False
    """Whether another file was moved to its place in a run that has not ended."""


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """What decides whether a document of a file is still the same."""

    id: int
    path: str
    part: str
    text_hash: str
    metadata: Metadata
    """As it is shown."""
    stated: Metadata
    """What the file and ``sources.toml`` say."""
    corrections: dict[str, str | None]
    """What a moderator said about it."""
    signature: bytes


@dataclass(frozen=True, slots=True)
class Vectors:
    """Of a passage, float32 of shape (dimensions,), and of its sentences, (n, dimensions)."""

    passage: npt.NDArray[np.float32]
    sentences: npt.NDArray[np.float32]
    pieces: npt.NDArray[np.int8]
    """Of its word pieces, shape (n, piece dimensions); 127 stands for 1."""


@dataclass(frozen=True, slots=True)
class EmbeddedPassage:
    """A passage with its vectors."""

    passage: Passage
    vectors: Vectors
    input_hash: str
    """SHA-256 of what was embedded, in hexadecimal."""


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A document of a file, ready to be stored."""

    path: str
    part: str
    document: ReadDocument
    text_hash: str
    passages: Sequence[EmbeddedPassage]
    stated: Metadata
    """What the file and ``sources.toml`` say; the document's own is corrected by a moderator."""
    corrections: dict[str, str | None] = field(default_factory=dict)
    """What a moderator said about it."""
    signature: bytes = b""
    """MinHash of the text; empty for a very short one."""
    near: dict[int, float] = field(default_factory=dict)
    """Estimated Jaccard index with each document that says nearly the same, by id."""
    near_siblings: dict[int, float] = field(default_factory=dict)
    """The same for earlier documents of the file, by their position."""
    continues: int | None = None
    """Id of the document of this file whose next version it is."""
    same_text: bool = False
    """Whether that one has the same text, so that it stays."""


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage as it stands in the catalogue, with float16 vectors."""

    id: int
    document_id: int
    title: str
    passage: Passage
    vector: npt.NDArray[np.float16]
    sentence_vectors: npt.NDArray[np.float16]
    piece_vectors: npt.NDArray[np.int8]


def metadata_of(stored: dict[str, Any]) -> Metadata:
    """Return stored metadata."""
    return Metadata(**{**stored, "cites": tuple(stored["cites"])})


def stored_comments(comments: Sequence[Commented]) -> list[dict[str, Any]]:
    """Return readers' comments as they are stored with their document."""
    return [{"start": start, "end": end, **asdict(comment)} for start, end, comment in comments]


def comments_of(stored: Sequence[dict[str, Any]]) -> tuple[Commented, ...]:
    """Return the comments stored with a document."""
    return tuple(
        Commented(item["start"], item["end"], Comment(item["author"], item["date"]))
        for item in stored
    )


def document_of(
    row: Row[Any],
    text: str,
    *,
    near: frozenset[int] = frozenset(),
    superseded: bool = False,
) -> Document:
    """Return a row of documents, or of their earlier versions, with its text."""
    return Document(
        id=row.id,
        library=row.library,
        path=row.path,
        format=row.format,
        content_hash=row.content_hash,
        metadata=metadata_of(row.metadata),
        text=text,
        part=row.part,
        near=near,
        superseded=superseded,
        comments=comments_of(row.comments),
    )


def passage_of(row: Row[Any], document: Document) -> Passage:
    """Return a row of passages; its text is the slice of the document's."""
    return Passage(
        start=row.start,
        end=row.end,
        text=document.text[row.start : row.end],
        heading=tuple(row.heading),
        pages=tuple(row.pages),
        sentences=tuple(Span(*span) for span in row.sentences),
        leads=tuple(row.leads),
        comment=document.comment_at(row.start),
    )


def source_from(row: Any) -> Source:
    """Return what a member sees of a row of documents, which need not have its text."""
    metadata = metadata_of(row.metadata)
    return Source(
        document_id=row.id,
        title=shown_title(metadata, row.path, row.part),
        publisher=metadata.publisher,
        date=metadata.date,
        url=metadata.url,
        path=row.path,
        library=row.library,
    )


def details_of(
    row: Row[Any], headings: Sequence[tuple[str, ...]], near: Sequence[Source]
) -> SourceDetails:
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
        near=tuple(near),
    )
