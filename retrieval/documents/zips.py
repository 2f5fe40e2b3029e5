"""ZIP files that nobody vouches for: opened under limits, unpacked in memory, never onto a disk."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.errors import UnreadableDocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
"""How a ZIP file begins: with its first member, without members, or as one part of several."""

_LOCAL_HEADER = struct.Struct("<4s22xHH")  # APPNOTE.TXT 4.3.7: signature, two lengths at the end.
_ENTRY_SIGNATURE = b"PK\x01\x02"
_ENCRYPTED = 0x1 | 0x40
"""Bits 0 (encryption) and 6 (strong encryption) of the general purpose flags."""
# A few bytes of bzip2 or LZMA can unpack to gigabytes at one go, which cannot be stopped half-way.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_CHUNK = 64 * 1024
_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class ZipLimits:
    """How much a ZIP file may hold."""

    entries: int = 1_000
    """Entries of its table, folders included."""
    total_bytes: int = 200 * _MEGABYTE
    """Bytes of all members together, unpacked."""
    member_bytes: int = 60 * _MEGABYTE
    """Bytes of one member, unpacked."""
    ratio: int = 200
    """Unpacked bytes for each packed byte of a member; text comes to 10, white space to 50."""
    ratio_from_bytes: int = _MEGABYTE
    """Unpacked bytes up to which a member may have any ratio."""


class MemberError(Exception):
    """One member of a ZIP file cannot be unpacked; the others may be. Says why, for a sentence."""


def open_zip(content: bytes, name: str, limits: ZipLimits) -> zipfile.ZipFile:
    """Open a ZIP file after a look at its table of contents.

    :raises UnreadableDocumentError: if it is damaged, claims more than the limits allow, or if its
        members overlap, as they do only in a file that is made to unpack to more than it holds
        (D. Fifield, "A better zip bomb", WOOT 2019).
    """
    # The table is read as a whole, so one of millions of entries must not come that far. A stored
    # member that is a ZIP file itself counts too, hence the wide margin.
    if content.count(_ENTRY_SIGNATURE) > 100 * limits.entries:
        raise _too_many(name, limits)
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        ValueError,
        struct.error,
        OverflowError,
    ) as error:
        raise UnreadableDocumentError(
            f"{name} is a damaged ZIP file; make it anew and add it again."
        ) from error
    entries = archive.infolist()
    if len(entries) > limits.entries:
        raise _too_many(name, limits)
    # Nothing is unpacked beyond the size that the table states, so the sum is an upper bound.
    if sum(entry.file_size for entry in entries) > limits.total_bytes:
        raise UnreadableDocumentError(
            f"{name} unpacks to more than {limits.total_bytes // _MEGABYTE:,} MB; "
            "split it into smaller files and add those."
        )
    if _overlap(content, entries, archive.start_dir):
        raise UnreadableDocumentError(
            f"{name} is a ZIP file whose members overlap, so it is not safe to unpack; "
            "make it anew and add it again."
        )
    return archive


def unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: ZipLimits) -> bytes:
    """Return a member's bytes, counted as they come rather than as the table has it.

    :raises MemberError: if it is encrypted, packed in another way than stored or deflated,
        damaged, or larger than the limits allow.
    """
    if entry.flag_bits & _ENCRYPTED:
        raise MemberError("is protected by a password; add it without one")
    if entry.compress_type not in _METHODS:
        raise MemberError("is packed in a way that cannot be read; pack it with ordinary ZIP")
    parts: list[bytes] = []
    size = 0
    try:
        with archive.open(entry) as member:
            while chunk := member.read(_CHUNK):
                size += len(chunk)
                _check_size(size, entry.compress_size, limits)
                parts.append(chunk)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
        struct.error,
    ) as error:
        raise MemberError("is damaged; make the ZIP file anew") from error
    if size != entry.file_size:
        raise MemberError("is damaged; make the ZIP file anew")
    return b"".join(parts)


def _too_many(name: str, limits: ZipLimits) -> UnreadableDocumentError:
    return UnreadableDocumentError(
        f"{name} holds more than {limits.entries:,} files; split it into smaller ones and add those."
    )


def _check_size(size: int, packed: int, limits: ZipLimits) -> None:
    if size > limits.member_bytes:
        raise MemberError(
            f"unpacks to more than {limits.member_bytes // _MEGABYTE:,} MB; add a smaller file"
        )
    if size > limits.ratio_from_bytes and size > limits.ratio * packed:
        raise MemberError(
            f"unpacks to more than {limits.ratio} times its size, so it is not safe to unpack"
        )


def _overlap(content: bytes, entries: Sequence[zipfile.ZipInfo], table: int) -> bool:
    """Tell whether two members, or a member and the table of contents, share a byte."""
    free_from = 0
    for start, end in sorted(_extents(content, entries)):
        if start < free_from:
            return True
        free_from = end
    return free_from > table


def _extents(content: bytes, entries: Sequence[zipfile.ZipInfo]) -> Iterator[tuple[int, int]]:
    for entry in entries:
        start = entry.header_offset
        lengths = 0
        if 0 <= start <= len(content) - _LOCAL_HEADER.size:
            lengths = sum(_LOCAL_HEADER.unpack_from(content, start)[1:])
        yield start, start + _LOCAL_HEADER.size + lengths + entry.compress_size
