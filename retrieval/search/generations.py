"""Search indexes on disk: complete, checked generations, one of which is current.

A generation is a folder that is written under a temporary name, flushed, renamed, and only then
named in the file ``current``, which is itself replaced atomically. A process that dies at any
moment leaves the last current generation as it was. Its manifest tells which model and which
revision of the catalogue it was built from and holds a checksum of every file.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import shutil
import sys
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from retrieval.domain import EntryKind, Glossary, GlossaryEntry
from retrieval.errors import IndexDamagedError
from retrieval.search.lexical import LexicalIndex
from retrieval.search.mapping import load_array, mapped_files, memory_bytes, save_array
from retrieval.search.sections import Sections
from retrieval.search.vectors import VectorIndex

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt

_CURRENT = "current"
_MANIFEST = "manifest.json"
_TEMPORARY = "tmp-"
_LAYOUT = 4
"""Raised when the files of a generation change; one of another layout is built again."""


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Generation:
    """The search index of one library, in memory; rows of all parts are the same passages.

    Large arrays are left on the disk and read where they are needed.
    """

    passage_ids: npt.NDArray[np.int64]
    document_ids: npt.NDArray[np.int64]
    """The document of each passage."""
    vectors: VectorIndex
    lexical: LexicalIndex
    """Titles, headings and texts."""
    headings: LexicalIndex
    """Titles and headings alone."""
    sections: Sections
    sentence_vectors: npt.NDArray[np.float16]
    """All sentences of all passages, shape (sentences, dimensions)."""
    sentence_starts: npt.NDArray[np.int64]
    """Row of each passage's first sentence, and the end of the last; shape (passages + 1,)."""
    sentence_pieces: npt.NDArray[np.int64]
    """Row of each sentence's first word piece; those of title and headings stand before the first."""
    piece_vectors: npt.NDArray[np.int8]
    """All word pieces of all passages, shape (pieces, piece dimensions)."""
    piece_starts: npt.NDArray[np.int64]
    """Row of each passage's first word piece, and the end of the last; shape (passages + 1,)."""
    piece_frequencies: npt.NDArray[np.int32]
    """In how many passages each word piece of the model's vocabulary stands."""
    glossary: Glossary

    @property
    def memory_bytes(self) -> int:
        """Bytes that it takes in memory, without what is left on the disk."""
        return (
            memory_bytes(*self._arrays)
            + self.vectors.memory_bytes
            + self.lexical.memory_bytes
            + self.headings.memory_bytes
            + self.sections.memory_bytes
            + sum(map(_entry_bytes, self.glossary.entries))
        )

    @property
    def mapped_files(self) -> int:
        """Files that are left on the disk and held open."""
        parts = (self.lexical, self.headings, self.sections)
        return mapped_files(*self._arrays) + sum(part.mapped_files for part in parts)

    @property
    def _arrays(self) -> tuple[npt.NDArray[Any], ...]:
        return (
            self.passage_ids,
            self.document_ids,
            self.sentence_vectors,
            self.sentence_starts,
            self.sentence_pieces,
            self.piece_vectors,
            self.piece_starts,
            self.piece_frequencies,
        )


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation was built from."""

    model_name: str
    model_revision: str
    library: str
    library_revision: str
    passages: int
    layout: int = _LAYOUT
    checksums: dict[str, str] = dataclasses.field(default_factory=dict)

    def matches(self, other: Manifest) -> bool:
        """Tell whether both were built from the same things."""
        return dataclasses.replace(self, checksums={}) == dataclasses.replace(other, checksums={})


def temporary_folder(folder: Path) -> Path:
    """Return a new name beside the generations, for what may go with the next of them."""
    return folder / f"{_TEMPORARY}{uuid.uuid4().hex}"


def write_generation(folder: Path, generation: Generation, manifest: Manifest) -> None:
    """Write a generation and make it the current one; older ones are removed."""
    folder.mkdir(parents=True, exist_ok=True)
    temporary = temporary_folder(folder)
    temporary.mkdir()
    save_array(temporary / "passages.npy", generation.passage_ids)
    save_array(temporary / "documents.npy", generation.document_ids)
    save_array(temporary / "sentences.npy", generation.sentence_vectors)
    save_array(temporary / "starts.npy", generation.sentence_starts)
    save_array(temporary / "sentence_pieces.npy", generation.sentence_pieces)
    (temporary / "glossary.json").write_text(_glossary_text(generation.glossary))
    generation.vectors.save(temporary / "vectors.faiss")
    save_array(temporary / "pieces.npy", generation.piece_vectors)
    save_array(temporary / "piece_starts.npy", generation.piece_starts)
    save_array(temporary / "piece_frequencies.npy", generation.piece_frequencies)
    generation.lexical.save(temporary / "bm25")
    generation.headings.save(temporary / "headings")
    generation.sections.save(temporary / "sections")
    checksums = {str(path.relative_to(temporary)): _sha256(path) for path in _files(temporary)}
    complete = dataclasses.replace(manifest, checksums=checksums)
    (temporary / _MANIFEST).write_text(json.dumps(dataclasses.asdict(complete), indent=1))
    for path in (*_files(temporary), temporary):
        _flush(path)
    name = f"{manifest.library_revision}-{uuid.uuid4().hex[:8]}"
    temporary.rename(folder / name)
    pointer = temporary_folder(folder)
    pointer.write_text(name)
    _flush(pointer)
    pointer.replace(folder / _CURRENT)
    _flush(folder)
    _remove_others(folder, keep=name)


def load_current(folder: Path, expected: Manifest, *, trusted: bool = False) -> Generation:
    """Load the current generation.

    :param trusted: whether it was written a moment ago, so that its files need no checking.
    :raises IndexDamagedError: if there is none, it is torn, or it was not built from what
        ``expected`` says.
    """
    try:
        chosen, manifest = _current(folder)
        if not manifest.matches(expected):
            raise IndexDamagedError(f"{chosen} is stale: the library or the model has changed.")
        for name, checksum in manifest.checksums.items():
            if not trusted and _sha256(chosen / name) != checksum:
                raise IndexDamagedError(f"{chosen / name} is torn: its checksum is wrong.")
        return Generation(
            passage_ids=load_array(chosen / "passages.npy"),
            document_ids=load_array(chosen / "documents.npy"),
            vectors=VectorIndex.load(chosen / "vectors.faiss"),
            lexical=LexicalIndex.load(chosen / "bm25"),
            headings=LexicalIndex.load(chosen / "headings"),
            sections=Sections.load(chosen / "sections"),
            sentence_vectors=load_array(chosen / "sentences.npy"),
            sentence_starts=load_array(chosen / "starts.npy"),
            sentence_pieces=load_array(chosen / "sentence_pieces.npy"),
            piece_vectors=load_array(chosen / "pieces.npy"),
            piece_starts=load_array(chosen / "piece_starts.npy"),
            piece_frequencies=load_array(chosen / "piece_frequencies.npy"),
            glossary=_glossary(json.loads((chosen / "glossary.json").read_text())),
        )
    # FAISS raises RuntimeError where another process removes the files at this moment.
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        raise IndexDamagedError(f"{folder} has no whole search index: {error}") from error


def _current(folder: Path) -> tuple[Path, Manifest]:
    chosen = folder / (folder / _CURRENT).read_text().strip()
    return chosen, Manifest(**json.loads((chosen / _MANIFEST).read_text()))


def manifest_of_current(folder: Path) -> Manifest | None:
    """Return what the current generation was built from, or ``None`` where there is none."""
    try:
        return _current(folder)[1]
    except (OSError, ValueError, TypeError):
        return None


def name_of_current(folder: Path) -> str | None:
    """Return the name of the current generation, or ``None`` where there is none."""
    try:
        return (folder / _CURRENT).read_text().strip()
    except OSError:
        return None


def remove_generations(folder: Path) -> None:
    """Remove all generations of a library that has nothing left to find."""
    if folder.is_dir():
        (folder / _CURRENT).unlink(missing_ok=True)
        _remove_others(folder, keep=_CURRENT)


def _glossary_text(glossary: Glossary) -> str:
    return json.dumps([dataclasses.asdict(entry) for entry in glossary.entries])


def _glossary(records: list[dict[str, Any]]) -> Glossary:
    return Glossary(
        tuple(GlossaryEntry(**{**record, "kind": EntryKind(record["kind"])}) for record in records)
    )


def _entry_bytes(entry: GlossaryEntry) -> int:
    return sum(map(sys.getsizeof, (entry, entry.term, entry.meaning)))


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove_others(folder: Path, *, keep: str) -> None:
    for path in folder.iterdir():
        if path.name in (keep, _CURRENT) or path.name.startswith("."):  # A lock that is held.
            continue
        # Another process may be doing the same at this moment.
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
