"""What is stored of a document: its text, structure, metadata and passages."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

SHARED_LIBRARY = "shared"
"""The library that every guild sees beside its own."""
_GUILD = "guild:"
"""Begins the name of a guild's own library."""


def library_of(guild: int | None) -> str:
    """Return the name of a guild's library, or of the shared one for ``None``."""
    return SHARED_LIBRARY if guild is None else f"{_GUILD}{guild}"


def visible(guild: int | None) -> list[str]:
    """Return the libraries that a guild sees: its own and the shared one."""
    return [SHARED_LIBRARY] if guild is None else [library_of(guild), SHARED_LIBRARY]


def guild_of(library: str) -> int | None:
    """Return the guild whose library this is, or ``None`` for the shared one."""
    return int(library.removeprefix(_GUILD)) if library.startswith(_GUILD) else None


class Span(NamedTuple):
    """A half-open run ``[start, end)`` of characters of a document's stored text."""

    start: int
    end: int


class BlockKind(StrEnum):
    """What a block of text is; a heading is never quoted as an answer."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"


@dataclass(frozen=True, slots=True)
class Comment:
    """Who wrote a reader's comment below an article, which its publisher does not vouch for."""

    author: str | None = None
    date: str | None = None
    """ISO 8601."""


class Commented(NamedTuple):
    """A run ``[start, end)`` of a stored text that is a reader's comment."""

    start: int
    end: int
    comment: Comment


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, list item or row of a stored text, as its reader found it."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    """Depth of a heading (1 is the highest) or of a list item (1 is the outermost); of the rows of
    a table 0 for the header row and 1 for those below it."""
    page: int | None = None
    """Page of a paged document, counted from 1."""
    comment: Comment | None = None
    """Set where the block is part of a reader's comment."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a document says about itself. ``None`` means unknown; nothing is ever guessed."""

    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    date: str | None = None
    """ISO 8601, as precise as the document is: ``2017``, ``2017-09`` or ``2017-09-06``."""
    url: str | None = None
    licence: str | None = None
    cites: tuple[str, ...] = ()
    """The publications that the document names as its own sources."""


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """What a reader makes of a file: the text as it will be stored, and its structure."""

    text: str
    blocks: tuple[Block, ...]
    metadata: Metadata
    format: str

    @property
    def comments(self) -> tuple[Commented, ...]:
        """The runs of the text that are readers' comments, in order."""
        found: list[Commented] = []
        for block in self.blocks:
            if block.comment is None:
                continue
            if found and found[-1].comment == block.comment:
                found[-1] = found[-1]._replace(end=block.end)
            else:
                found.append(Commented(block.start, block.end, block.comment))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Document:
    """One text of a library. Every offset anywhere refers to ``text``, in code points."""

    id: int
    library: str
    path: str
    """The file as it was indexed."""
    format: str
    content_hash: str
    """SHA-256 of the file's bytes, in hexadecimal."""
    metadata: Metadata
    text: str
    part: str = ""
    """Which of the articles of its file it is, such as "article 2"; empty for the only one."""
    superseded: bool = False
    """A newer version is in the library; this one is kept for cards that quote it."""
    near: frozenset[int] = frozenset()
    """Ids of the documents that say nearly the same."""
    comments: tuple[Commented, ...] = ()
    """The runs of the text that are readers' comments, in order."""

    @property
    def title(self) -> str:
        """The title, or the file's name where the document states none."""
        return shown_title(self.metadata, self.path, self.part)

    def comment_at(self, offset: int) -> Comment | None:
        """Return the reader's comment that a place lies in, if any."""
        inside = (said.comment for said in self.comments if said.start <= offset < said.end)
        return next(inside, None)

    def voice_at(self, offset: int) -> Span:
        """Return the run of the text around a place in which nobody else speaks."""
        first, last = 0, len(self.text)
        for start, end, _ in self.comments:
            if start <= offset < end:
                return Span(start, end)
            first = max(first, end) if end <= offset else first
            last = min(last, start) if start > offset else last
        return Span(first, last)


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of a document's text that is searched as one unit."""

    start: int
    end: int
    text: str
    heading: tuple[str, ...]
    """The headings above the passage, outermost first."""
    pages: tuple[int | None, ...]
    """For each sentence the page it begins on, counted from 1; ``None`` where there are none."""
    sentences: tuple[Span, ...]
    """Offsets into the document's text of the sentences that may be quoted, in order."""
    leads: tuple[int | None, ...]
    """For each sentence the position of the lead-in of its list among ``sentences``, if any."""
    comment: Comment | None = None
    """Set where the passage is a reader's comment."""


def shown_title(metadata: Metadata, path: str, part: str = "") -> str:
    """Return the title of a document, or its file's name and the part where it states none."""
    return metadata.title or ", ".join(filter(None, (path.rsplit("/", 1)[-1], part)))
