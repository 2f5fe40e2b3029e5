"""What a reader makes of a file: its documents, and an account of every line of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retrieval.domain import ReadDocument


class Fate(StrEnum):
    """What became of a line of a file."""

    KEPT = "kept"
    """It is part of a document and may be quoted."""
    COMMENT = "comment"
    """It is kept, marked as a reader's comment."""
    METADATA = "metadata"
    """It tells the title, the date or the author of a document or of a comment."""
    DROPPED = "dropped"
    """It is no part of what the document says: a menu, a teaser, a page number."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line as a reader of the file sees it, and what became of it."""

    text: str
    fate: Fate
    reason: str = ""
    """Why it was dropped, or what it was taken for; short, such as "menu" or "date"."""


@dataclass(frozen=True, slots=True)
class FileContents:
    """What one file, or one member of an archive, holds."""

    documents: tuple[ReadDocument, ...]
    """One, or several where a page holds several articles; none if it was refused."""
    lines: tuple[Line, ...] = ()
    """Every line that is not blank, in order."""
    notes: tuple[str, ...] = ()
    """What a moderator should know about a file that was taken: pages without text, for example."""
    member: str = ""
    """Path inside the archive; empty for the file itself."""
    refused: str = ""
    """Why nothing of it can be taken, and what to do about it."""
