"""What a library holds already, so that nothing is read or stored twice."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from retrieval.ingest.opening import is_gone

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from retrieval.catalogue import FileIdentity, StoredFile
    from retrieval.ingest.preparing import Part


class Twin(NamedTuple):
    """Another file with the same bytes."""

    path: str
    moved: StoredFile | None
    """Set if that file is gone: it has become this one."""


class Sorted(NamedTuple):
    """The documents of a file, sorted by whether the library takes them."""

    new: list[Part]
    holders: list[str]
    """Paths of the files that hold the others."""
    left_out: list[str]
    """Hashes of the texts that are not taken."""
    removed: int
    """How many of these a moderator removed."""


class KnownContent:
    """Files by place and by bytes, and who holds which text, with what a run adds to them."""

    def __init__(
        self,
        files: Iterable[StoredFile],
        texts: Mapping[str, str],
        removed: Collection[str],
        kept_out: Collection[str] = (),
    ) -> None:
        """Begin with what the catalogue has.

        :param texts: location of the file that holds a text, by the text's hash.
        :param removed: hashes of the texts that a moderator removed.
        :param kept_out: those of them that are never readmitted.
        """
        self._files: dict[str, StoredFile] = {}
        self._by_content: dict[tuple[str, int], StoredFile] = {}
        for file in files:
            if not file.displaced:
                self._files[file.identity.location] = file
            if file.documents and not file.refused:
                self._by_content[_content(file.identity)] = file
        self._texts = dict(texts)
        self._held: defaultdict[str, set[str]] = defaultdict(set)
        for text_hash, location in texts.items():
            self._held[location].add(text_hash)
        self._removed = set(removed)
        self._kept_out = self._removed.intersection(kept_out)
        self._read: dict[tuple[str, int], str] = {}
        """Path of a file that was read in this run, by its bytes."""
        self._seen: set[str] = set()
        """Locations of which this run knows what they hold."""

    def at(self, location: str) -> StoredFile | None:
        """Return what is known of the file at a place."""
        return self._files.get(location)

    def is_unchanged(self, file: FileIdentity) -> bool:
        """Tell whether a file was read before with these bytes, by this version of the readers."""
        before = self._files.get(file.location)
        return before is not None and _content(before.identity) == _content(file)

    def twin(self, file: FileIdentity) -> Twin | None:
        """Return another file with the same bytes: this one is its copy, or what became of it."""
        content = _content(file)
        if content in self._read:
            return Twin(self._read[content], None)
        twin = self._by_content.get(content)
        if twin is None or twin.identity.location == file.location:
            return None
        if twin.displaced or is_gone(twin.identity.location):
            return Twin(twin.identity.path, twin)
        same = hash_of(Path(twin.identity.location)) == file.content_hash
        # Otherwise that file says something else by now, and its document is about to be replaced.
        return Twin(twin.identity.path, None) if same else None

    def move(self, moved: StoredFile, file: FileIdentity) -> StoredFile:
        """Note that a file has moved; what was known of another at that place is put aside."""
        occupant = self._files.get(file.location)
        if occupant is not None:
            self._by_content[_content(occupant.identity)] = replace(occupant, displaced=True)
        self._files.pop(moved.identity.location, None)
        here = replace(moved.identity, path=file.path, location=file.location)
        after = replace(moved, identity=here, displaced=False)
        self._files[file.location] = self._by_content[_content(here)] = after
        self._hold(file.location, self._held.pop(moved.identity.location, set()))
        self._read[_content(file)] = file.path
        return after

    def confirm(self, file: FileIdentity) -> None:
        """Note that a file holds what it held."""
        self._seen.add(file.location)

    def note(self, file: FileIdentity, text_hashes: Collection[str]) -> None:
        """Note what a file was found to hold in this run."""
        self._read[_content(file)] = file.path
        self._hold(file.location, text_hashes)

    def sort_out(self, file: FileIdentity, parts: Sequence[Part], *, readmit: bool) -> Sorted:
        """Sort the documents of a file.

        :param readmit: take also what a moderator removed.
        """
        new: dict[str, Part] = {}
        holders: list[str] = []
        left_out: list[str] = []
        removed = 0
        for part in parts:
            if self._is_out(part.text_hash, readmit=readmit):
                removed += 1
            elif (holder := self._holder(part.text_hash, file.location)) is not None:
                known = self._files.get(holder)
                holders.append(known.identity.path if known else holder)
            else:
                new.setdefault(part.text_hash, part)
                continue
            left_out.append(part.text_hash)
        return Sorted(list(new.values()), list(dict.fromkeys(holders)), left_out, removed)

    def let_go(self, text_hash: str) -> None:
        """Note that whoever holds a text is about to lose it."""
        self._texts.pop(text_hash, None)

    def lacks_a_text(self, file: StoredFile, *, readmit: bool) -> bool:
        """Tell whether a file has a text that was left out, and that nobody holds any more."""
        return any(
            not self._is_out(text, readmit=readmit)
            and (text in self._removed or not self._holder(text, file.identity.location))
            for text in file.left_out
        )

    def holders(self, file: StoredFile) -> list[str]:
        """Return the paths of the files that hold what was left out of this one."""
        found = (self._holder(text, file.identity.location) for text in file.left_out)
        known = (self._files.get(location) for location in found if location is not None)
        return list(dict.fromkeys(holder.identity.path for holder in known if holder))

    def _is_out(self, text_hash: str, *, readmit: bool) -> bool:
        return text_hash in (self._kept_out if readmit else self._removed)

    def _holder(self, text_hash: str, asking: str) -> str | None:
        """Return the location of another file that holds a text, also on disk."""
        location = self._texts.get(text_hash)
        if location is None or location == asking:
            return None
        known = self._files.get(location)
        if location in self._seen or known is None:
            return location
        same = hash_of(Path(location)) == known.identity.content_hash
        return location if same else None

    def _hold(self, location: str, text_hashes: Collection[str]) -> None:
        for text in self._held.pop(location, set()):
            if self._texts.get(text) == location:
                del self._texts[text]
        self._held[location] = set(text_hashes)
        self._texts.update(dict.fromkeys(text_hashes, location))
        self._seen.add(location)


def hash_of(path: Path) -> str | None:
    """Return the hash of a file's bytes, or ``None`` if it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def _content(file: FileIdentity) -> tuple[str, int]:
    return file.content_hash, file.reading_version
