"""What a library holds already, so that nothing is read or stored twice."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.catalogue import FileIdentity, StoredFile
    from retrieval.ingest.preparing import Part


class Twin(NamedTuple):
    """Another file with the same bytes."""

    path: str
    moved: StoredFile | None
    """Set if that file is gone: it has become this one."""


@dataclass(slots=True)
class KnownContent:
    """Files by place and by bytes, and texts by their hash, with what a run adds to them."""

    files: dict[str, StoredFile]
    """By location."""
    texts: dict[str, str]
    """Location of the file that holds a text, by the text's hash."""
    _read: dict[tuple[str, int], str] = field(default_factory=dict)
    """Path of a file that was read in this run, by its bytes."""
    _by_content: dict[tuple[str, int], StoredFile] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Index the files by their bytes."""
        for file in self.files.values():
            if file.documents:
                self._by_content[_content(file.identity)] = file

    def is_unchanged(self, file: FileIdentity) -> bool:
        """Tell whether a file was read before with these bytes, by this version of the readers."""
        before = self.files.get(file.location)
        return before is not None and _content(before.identity) == _content(file)

    def twin(self, file: FileIdentity) -> Twin | None:
        """Return another file with the same bytes: this one is its copy, or what became of it."""
        content = _content(file)
        if content in self._read:
            return Twin(self._read[content], None)
        twin = self._by_content.get(content)
        if twin is None or twin.identity.location == file.location:
            return None
        there = hash_of(Path(twin.identity.location))
        if there is None:
            return Twin(twin.identity.path, twin)
        # Otherwise that file says something else by now, and its document is about to be replaced.
        return Twin(twin.identity.path, None) if there == file.content_hash else None

    def note(self, file: FileIdentity, text_hashes: Sequence[str] = ()) -> None:
        """Note what was read in this run."""
        self._read[_content(file)] = file.path
        self.texts.update(dict.fromkeys(text_hashes, file.location))

    def without_copies(
        self, file: FileIdentity, parts: Sequence[Part]
    ) -> tuple[list[Part], list[str]]:
        """Return the documents that no other file of the library holds, and who holds the rest."""
        new: dict[str, Part] = {}
        holders: list[str] = []
        for part in parts:
            there = self.texts.get(part.text_hash)
            if there is not None and there != file.location and self._still_holds(there):
                known = self.files.get(there)
                holders.append(known.identity.path if known else there)
            else:
                new.setdefault(part.text_hash, part)
        return list(new.values()), list(dict.fromkeys(holders))

    def _still_holds(self, location: str) -> bool:
        """Tell whether a file says what it said when it was indexed, or was read in this run."""
        known = self.files.get(location)
        return known is None or hash_of(Path(location)) == known.identity.content_hash


def hash_of(path: Path) -> str | None:
    """Return the hash of a file's bytes, or ``None`` if there is no file to read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def _content(file: FileIdentity) -> tuple[str, int]:
    return file.content_hash, file.reading_version
