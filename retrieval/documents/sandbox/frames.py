"""What the library and its parser say to each other: frames over pipes.

A frame is one byte that names its kind, the size of its payload and the payload. Nothing is
pickled, since a parser that a document took over could answer with a program.
"""

from __future__ import annotations

import dataclasses
import json
import struct
from enum import Enum
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from pydantic import TypeAdapter, ValidationError

from retrieval.documents.bounds import is_bounded
from retrieval.documents.contents import FileContents
from retrieval.domain import ReadDocument  # noqa: TC001 - An annotation of FileContents needs it.

if TYPE_CHECKING:
    from typing import IO

_BYTES_PER_CHARACTER = 3
"""UTF-8 takes up to 3 for the scripts of living languages; with one byte for each character of
English, the rest is room for the blocks, which take about 0.6."""
_BYTES_AROUND = 10_000
"""For metadata."""
_MAX_MESSAGE_CHARACTERS = 2000
_MAX_MEMBERS = 1_000
_MAX_PATH_CHARACTERS = 250
MAX_BLOCKS = 200_000
"""Headings, paragraphs, items and rows of one file. Each takes some 300 bytes in the library."""
_BLOCK = b'"start":'
"""Stands in JSON once for each block: inside of a text its quotation marks have a backslash."""

_HEADER = struct.Struct(">cQ")
_PATHS = TypeAdapter(tuple[str, ...])
_CONTENTS = TypeAdapter(tuple[FileContents, ...])
_CONTENTS.rebuild()  # Resolves annotations with the names of this module.


class Kind(Enum):
    """What a frame is."""

    READY = b"!"
    """From the parser: it waits for a file; the address space it takes, in bytes (0: unknown)."""
    REQUEST = b"?"
    """To the parser: the name of a file, whose content follows in a frame of its own; or the
    number of a member of the archive that came last."""
    CONTENT = b"="
    """To the parser: the bytes of the file."""
    CONTENTS = b"+"
    """From the parser: what the file, or a member of the archive, holds."""
    MEMBERS = b"#"
    """From the parser: the file is an archive, and the paths of its members. They are asked for
    by their number; the parser has the archive open until it is given another file."""
    REFUSED = b"-"
    """From the parser: why the reader refuses the file."""
    LIMIT = b"<"
    """From the parser: the limit that the file ran into: "memory", "output" or "blocks"."""
    FAILED = b"*"
    """From the parser: the type of an unexpected exception, a line feed and its traceback."""


@dataclasses.dataclass(frozen=True, slots=True)
class Task:
    """What a parser is told when it starts, as JSON in its first argument."""

    reader: str
    """The function that reads a file, as ``module:name``."""
    seconds: float
    """Processor time for one file."""
    memory: int
    """Bytes of address space beyond what the loaded readers take."""
    characters: int
    """The most that the texts of one file may have together."""
    lifeline: int = -1
    """File descriptor of a pipe that closes when the parent is gone; -1 for none."""


class FrameError(Exception):
    """What came is not a frame, is cut off, too large, or does not hold what it should."""


class Request(NamedTuple):
    """What the parser is asked for."""

    name: str
    explain: bool
    member: int | None = None
    """Number of a member of the archive that is open; ``None`` for a file whose content follows."""


def largest_answer(characters: int, *, explain: bool) -> int:
    """Return the bytes that the answer about a file may have.

    :param characters: the most that its texts may have together.
    :param explain: whether the account of its lines, which repeats the texts, is part of it.
    """
    return _BYTES_PER_CHARACTER * characters * (2 if explain else 1) + _BYTES_AROUND


def write_frame(stream: IO[bytes], kind: Kind, payload: bytes) -> None:
    """Send a frame.

    :raises OSError: if the other side is gone.
    """
    stream.write(_HEADER.pack(kind.value, len(payload)))
    stream.write(payload)
    stream.flush()


def read_frame(stream: IO[bytes], limit: int | None = None) -> tuple[Kind, bytes] | None:
    """Receive a frame; ``None`` if the other side closed the pipe before it.

    :param limit: the largest payload to accept, in bytes.
    :raises FrameError: if what came is not a whole frame, or is larger than ``limit``.
    """
    header = stream.read(_HEADER.size)
    if not header:
        return None
    if len(header) < _HEADER.size:
        raise FrameError("a frame is cut off")
    mark, size = _HEADER.unpack(header)
    if limit is not None and size > limit:
        raise FrameError(f"a frame of {size} bytes is larger than {limit}")
    payload = stream.read(size)
    if len(payload) < size:
        raise FrameError("a frame is cut off")
    try:
        return Kind(mark), payload
    except ValueError as error:
        raise FrameError(f"there is no frame of kind {mark!r}") from error


def pack_request(request: Request) -> bytes:
    """Return a request as a payload. A name may hold what is not Unicode."""
    return json.dumps(request._asdict()).encode()


def unpack_request(payload: bytes) -> Request:
    """Return the request of a payload."""
    return Request(**json.loads(payload))


def pack_message(message: str) -> bytes:
    """Return the beginning of a message as a payload."""
    return message[:_MAX_MESSAGE_CHARACTERS].encode("utf-8", "replace")


def unpack_message(payload: bytes) -> str:
    """Return the message of a payload.

    :raises FrameError: if it is too long to be one.
    """
    message = payload.decode("utf-8", "replace")
    if len(message) > _MAX_MESSAGE_CHARACTERS:
        raise FrameError(f"a message of {len(message)} characters")
    return message


def pack_paths(paths: tuple[str, ...]) -> bytes:
    """Return the paths of an archive's members as a payload."""
    return _PATHS.dump_json(paths)


def unpack_paths(payload: bytes) -> tuple[str, ...]:
    """Return the paths of an archive's members.

    :raises FrameError: if they are none, too many, too long or not distinct.
    """
    try:
        paths = _PATHS.validate_json(payload, strict=True)
    except ValidationError as error:
        raise FrameError("the paths of members are no list of texts") from error
    if not 0 < len(paths) <= _MAX_MEMBERS or len(set(paths)) < len(paths):
        raise FrameError(f"{len(paths)} members that are none, too many or not distinct")
    if not all(0 < len(path) <= _MAX_PATH_CHARACTERS for path in paths):
        raise FrameError("the path of a member is empty or too long")
    return paths


def holds_too_many_blocks(payload: bytes) -> bool:
    """Tell whether contents have more than ``MAX_BLOCKS`` blocks, without unpacking them."""
    return payload.count(_BLOCK) > MAX_BLOCKS


def pack_contents(contents: tuple[FileContents, ...]) -> bytes:
    """Return what a file holds as JSON, without what has its default value."""
    return _CONTENTS.dump_json(contents, exclude_defaults=True)


def unpack_contents(payload: bytes) -> tuple[FileContents, ...]:
    """Return what a file holds, having checked every part of it.

    :raises FrameError: if it is not what a reader yields: JSON of another form, a file of which
        nothing is said, blocks too many, outside their text or out of order, endless metadata.
    """
    if holds_too_many_blocks(payload):
        raise FrameError(f"more than {MAX_BLOCKS} blocks")
    try:
        contents = _CONTENTS.validate_json(payload, strict=True, extra="forbid")
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise FrameError(f"{place or 'the answer'}: {first['msg']}") from error
    if not contents:
        raise FrameError("nothing was read and nothing was refused")
    for part in contents:
        if part.documents and part.refused:
            raise FrameError(f"{part.member or 'the file'} was both taken and refused")
        if not (part.documents or part.refused or part.notes):
            raise FrameError(f"{part.member or 'the file'} was neither taken nor refused")
        for document in part.documents:
            _check_blocks(document)
            if not is_bounded(document):
                raise FrameError(f"{part.member or 'the file'} has metadata without end")
    return contents


def _check_blocks(document: ReadDocument) -> None:
    """Check that each block lies in the text, after the one before.

    :raises FrameError: if one does not.
    """
    for block in document.blocks:
        if not 0 <= block.start < block.end <= len(document.text):
            raise FrameError(f"a block from {block.start} to {block.end} lies outside its text")
        if block.level < 0 or (block.page is not None and block.page < 1):
            raise FrameError(f"a block has level {block.level} on page {block.page}")
    for before, after in pairwise(document.blocks):
        if after.start < before.end:
            raise FrameError(f"the block at {after.start} starts inside the one before it")
