"""ZIP files made for tests, well-formed and not."""

from __future__ import annotations

import io
import struct
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_CENTRAL = b"PK\x01\x02"
_LOCAL = b"PK\x03\x04"


def zipped(members: Mapping[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a ZIP file of members by path, in order."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as archive:
        for path, content in members.items():
            archive.writestr(path, content)
    return target.getvalue()


def patched(content: bytes, *, central: int, local: int, form: str, value: int) -> bytes:
    """Return a ZIP file with one field of its first member's headers overwritten.

    :param central: the field's place in the header of the table of contents.
    :param local: its place in the header before the member; -1 leaves that as it is.
    """
    data = bytearray(content)
    struct.pack_into(form, data, content.index(_CENTRAL) + central, value)
    if local >= 0:
        struct.pack_into(form, data, content.index(_LOCAL) + local, value)
    return bytes(data)


def encrypted(content: bytes) -> bytes:
    """Return a ZIP file whose first member says that it is encrypted."""
    return patched(content, central=8, local=6, form="<H", value=1)


def with_method(content: bytes, method: int) -> bytes:
    """Return a ZIP file whose first member says that it is packed in another way."""
    return patched(content, central=10, local=8, form="<H", value=method)


def with_size(content: bytes, size: int) -> bytes:
    """Return a ZIP file that lies about the unpacked size of its first member."""
    return patched(content, central=24, local=22, form="<I", value=size)


def with_wrong_checksum(content: bytes) -> bytes:
    """Return a ZIP file whose first member does not have its checksum."""
    return patched(content, central=16, local=14, form="<I", value=1)


def with_name(content: bytes, old: bytes, new: bytes) -> bytes:
    """Return a ZIP file with the bytes of a name replaced by as many others."""
    assert len(old) == len(new)
    return content.replace(old, new)


def overlapping(path: str, other: str, content: bytes) -> bytes:
    """Return a ZIP file whose table lists one member under two names."""
    single = zipped({path: content})
    table, end = single.index(_CENTRAL), single.index(b"PK\x05\x06")
    entry = single[table:end]
    double = entry + entry.replace(path.encode(), other.encode())
    tail = bytearray(single[end:])
    struct.pack_into("<HHI", tail, 8, 2, 2, len(double))
    return single[:table] + double + bytes(tail)
