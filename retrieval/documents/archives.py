"""ZIP archives of documents: each member by its path, read in memory, one by one."""

from __future__ import annotations

import binascii
import re
import struct
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.documents.zips import MemberError, ZipLimits, open_zip, unpack

if TYPE_CHECKING:
    import zipfile

LIMITS = ZipLimits()
"""What an archive of documents may hold."""

SOURCES_FILE = "sources.toml"
"""Corrections to what documents say about themselves; it is no document."""

_UTF_8_NAME = 0x800
"""Bit 11 of the general purpose flags (APPNOTE.TXT 4.4.4)."""
_UNICODE_PATH = 0x7075
"""Info-ZIP's extra field with a name in UTF-8 (APPNOTE.TXT 4.6.9)."""
_DRIVE = re.compile(r"[A-Za-z]:")
_SYSTEM_FILES = frozenset({"thumbs.db", "desktop.ini"})
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
"""Unicode categories without a shape of their own; some turn a shown name round."""
_MAX_PATH_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside an archive."""

    path: str
    """Its path as it is shown, with "/"; no two members of an archive share one."""
    content: bytes = b""
    problem: str = ""
    """Why it cannot be unpacked, as the rest of a sentence that begins with its name."""


class Archive:
    """The files of a ZIP archive in its own order, without folders and hidden files.

    Nothing is written anywhere, so a path that leads out of the archive does no harm; it is shown
    without what leads out.
    """

    def __init__(self, content: bytes, name: str, limits: ZipLimits = LIMITS) -> None:
        """Read its table of contents.

        :raises UnreadableDocumentError: if it as a whole is damaged or above the limits.
        """
        self._archive = open_zip(content, name, limits)
        self._limits = limits
        self._entries: list[zipfile.ZipInfo] = []
        paths: list[str] = []
        taken: set[str] = set()
        for number, entry in enumerate(self._archive.infolist(), 1):
            written = _name_of(entry)
            shown = shown_path(written, number)
            if written.endswith(("/", "\\")) or _is_hidden(shown):
                continue
            path = _distinct(shown, taken)
            taken.add(path.casefold())
            paths.append(path)
            self._entries.append(entry)
        self.paths = tuple(paths)
        """The path of each file as it is shown; no two are the same."""

    def member(self, number: int) -> Member:
        """Unpack a file.

        :param number: its place in ``paths``.
        """
        try:
            content = unpack(self._archive, self._entries[number], self._limits)
        except MemberError as error:
            return Member(self.paths[number], problem=str(error))
        return Member(self.paths[number], content)


def shown_path(name: str, number: int) -> str:
    """Return a member's name as a harmless path: relative, with "/", without control characters.

    :param number: its place in the archive, which names it where nothing of its name is left.
    """
    visible = "".join(c for c in name if unicodedata.category(c) not in _UNSEEN)
    parts = [" ".join(part.split()) for part in visible.replace("\\", "/").split("/")]
    if parts and _DRIVE.match(parts[0]):
        parts[0] = parts[0][2:]
    path = "/".join(part for part in parts if part not in ("", ".", ".."))
    return path[-_MAX_PATH_CHARACTERS:].lstrip("/") or f"member {number}"


def _name_of(entry: zipfile.ZipInfo) -> str:
    """Return a member's name in the encoding that its maker most likely used."""
    if entry.flag_bits & _UTF_8_NAME:
        return entry.orig_filename
    raw = entry.orig_filename.encode("cp437")  # As the library decoded it; every byte has a place.
    try:
        # Some programs write UTF-8 without saying so; cp437 text is hardly ever valid UTF-8.
        return (_unicode_path(entry.extra, raw) or raw).decode()
    except UnicodeDecodeError:
        return entry.orig_filename


def _unicode_path(extra: bytes, raw: bytes) -> bytes | None:
    while len(extra) >= struct.calcsize("<HH"):
        kind, size = struct.unpack_from("<HH", extra)
        field, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind == _UNICODE_PATH and len(field) > struct.calcsize("<BI"):
            version, checksum = struct.unpack_from("<BI", field)
            if version == 1 and checksum == binascii.crc32(raw):
                return field[5:]
    return None


def _is_hidden(path: str) -> bool:
    parts = path.split("/")
    return (
        any(part.startswith(".") or part == "__MACOSX" for part in parts)
        or parts[-1].lower() in _SYSTEM_FILES
    )


def _distinct(path: str, taken: set[str]) -> str:
    """Return the path, numbered if another member has it: "plan (2).md"."""
    folder, slash, file = path.rpartition("/")
    stem, dot, extension = file.rpartition(".")
    if not stem:
        stem, dot, extension = file, "", ""
    number = 1
    while path.casefold() in taken:
        number += 1
        path = f"{folder}{slash}{stem} ({number}){dot}{extension}"
    return path
