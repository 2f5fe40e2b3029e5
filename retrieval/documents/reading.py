"""The seam between files and the library: which reader takes which file."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from retrieval.documents.decoding import decode
from retrieval.documents.markdown import read_markdown
from retrieval.documents.plain import read_plain
from retrieval.domain import BlockKind
from retrieval.errors import UnreadableDocumentError

if TYPE_CHECKING:
    from collections.abc import Callable

    from retrieval.domain import ReadDocument

READERS: dict[str, Callable[[str], ReadDocument]] = {
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".txt": read_plain,
}
"""Reader by file name extension. A reader turns decoded text into a stored text with blocks."""

READING_VERSION = 1
"""Raised when a reader or the cutting of passages changes what is stored, so that documents read
by an older release are read again."""


def read(content: bytes, name: str) -> ReadDocument:
    """Read a file.

    :param content: the file's bytes.
    :param name: the file's name; its extension chooses the reader.
    :raises UnreadableDocumentError: for a format without a reader, bytes that are not text, or a
        document without a word in it.
    """
    extension = PurePath(name).suffix.lower()
    reader = READERS.get(extension)
    if reader is None:
        raise UnreadableDocumentError(
            f"{name}: {extension or 'a file without an extension'} cannot be read; "
            f"save it as one of {', '.join(sorted(READERS))} and add it again."
        )
    document = reader(decode(content, name))
    quotable = (
        document.text[block.start : block.end]
        for block in document.blocks
        if block.kind is not BlockKind.HEADING
    )
    if not any(character.isalnum() for text in quotable for character in text):
        raise UnreadableDocumentError(f"{name} has no text in it, so there is nothing to quote.")
    return document
