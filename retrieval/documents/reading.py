"""The seam between files and the library: which reader takes which file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

from retrieval.documents.archives import SOURCES_FILE, Archive
from retrieval.documents.bounds import bounded
from retrieval.documents.contents import FileContents
from retrieval.documents.formats import Format, detect
from retrieval.domain import BlockKind
from retrieval.errors import UnreadableDocumentError

if TYPE_CHECKING:
    from retrieval.documents.archives import Member
    from retrieval.domain import ReadDocument

Reader = Callable[[bytes, str], FileContents]
"""Takes a file's bytes and its name for messages; raises ``UnreadableDocumentError`` where nothing
can be taken."""

READING_VERSION = 2
"""Raised when a reader or the cutting of passages changes what is stored, so that documents read
by an older release are read again."""


READERS = {
    Format.PDF: "pdf.reader:read_pdf",
    Format.DOCX: "word.reader:read_docx",
    Format.HTML: "html.reader:read_html",
    Format.MAIL: "mail:read_mail",
    Format.MARKDOWN: "markdown:read_markdown",
    Format.TEXT: "plain.reader:read_plain",
}
"""The reader of each format, as ``module:function`` of this room; an archive is read member by
member. Each is loaded when its format first comes up: the libraries behind them take seconds."""


class ArchiveReader:
    """Reads the files of an archive one by one; what is wrong with one costs only that one."""

    def __init__(self, content: bytes, name: str) -> None:
        """Open the archive.

        :raises UnreadableDocumentError: if it cannot be unpacked, or no file is in it.
        """
        self._archive = Archive(content, name)
        self.paths = self._archive.paths
        """The path of each file as it is shown."""
        if not self.paths:
            raise UnreadableDocumentError(f"{name} is an archive without a document in it.")

    def read(self, number: int) -> FileContents:
        """Read a file, or say why it is refused.

        :param number: its place in ``paths``.
        """
        return _read_member(self._archive.member(number))


def open_file(content: bytes, name: str) -> tuple[FileContents, ...] | ArchiveReader:
    """Read a file, or open it where it is an archive.

    :param content: the file's bytes, which tell its format.
    :param name: the file's name, for messages and to part Markdown from plain text.
    :raises UnreadableDocumentError: if nothing can be taken from it.
    """
    format_ = detect(content, name)
    if format_ is Format.ARCHIVE:
        return ArchiveReader(content, name)
    return (_read_one(content, name, format_),)


def read(content: bytes, name: str) -> tuple[FileContents, ...]:
    """Read a file, with an archive's files one after the other.

    :returns: what the file holds; for an archive what each member holds, or why it was refused.
    :raises UnreadableDocumentError: if nothing can be taken from a file that is no archive, or if
        an archive as a whole cannot be unpacked.
    """
    opened = open_file(content, name)
    if isinstance(opened, tuple):
        return opened
    return tuple(opened.read(number) for number in range(len(opened.paths)))


def _reader_of(format_: Format) -> Reader:
    """Load the reader of a format."""
    module, name = READERS[format_].split(":")
    reader: Reader = getattr(import_module(f"{__package__}.{module}"), name)
    return reader


def _read_member(member: Member) -> FileContents:
    """Read a file of an archive; what is wrong with it costs only itself."""
    if member.problem:
        return _refused(member, f"{member.path} {member.problem}.")
    if member.path.rpartition("/")[2].lower() == SOURCES_FILE:
        note = f"{member.path} is not read inside an archive yet; put it beside the archive."
        return FileContents((), notes=(note,), member=member.path)
    try:
        format_ = detect(member.content, member.path)
        if format_ is Format.ARCHIVE:
            return _refused(
                member, f"{member.path} is an archive inside an archive; unpack it first."
            )
        contents = _read_one(member.content, member.path, format_)
    except UnreadableDocumentError as error:
        return _refused(member, str(error))
    return replace(contents, member=member.path)


def _refused(member: Member, why: str) -> FileContents:
    return FileContents((), member=member.path, refused=why)


def _read_one(content: bytes, name: str, format_: Format) -> FileContents:
    contents = _reader_of(format_)(content, name)
    quotable = tuple(bounded(document) for document in contents.documents if _has_words(document))
    if not quotable:
        raise UnreadableDocumentError(f"{name} has no text in it, so there is nothing to quote.")
    return replace(contents, documents=quotable)


def _has_words(document: ReadDocument) -> bool:
    return any(
        character.isalnum()
        for block in document.blocks
        if block.kind is not BlockKind.HEADING
        for character in document.text[block.start : block.end]
    )
