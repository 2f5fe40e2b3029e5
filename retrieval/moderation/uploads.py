"""Files that moderators gave: their bytes are kept below the library's folder, one folder a guild."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import unicodedata
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from retrieval.documents import ENDINGS, Parser
from retrieval.domain import JobKind, Upload
from retrieval.errors import (
    CatalogueError,
    CorrectionsError,
    LibraryBusyError,
    TryAgainError,
    UnreadableDocumentError,
)
from retrieval.ingest import MAX_BYTES, check_corrections, location_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from retrieval.domain import Job, Metadata

_FOLDER = "uploads"
_PLACE_FILE = ".place"
_TEMPORARY = ".tmp-"
_HASH_CHARACTERS = 16
_NAME_BYTES = 120
"""Of a file's name, in UTF-8: file systems take 255, and a moderator wants to read it."""
_UNSAFE = re.compile(r'[<>:"|?*\x00-\x1f\x7f-\x9f]')
"""What Windows takes in no name, and what no terminal should print."""
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
"""Names that mean devices on Windows, whatever their ending."""
_NAMELESS = "document"


class Uploads:
    """The uploads of all guilds."""

    def __init__(self, folder: Path) -> None:
        """Keep them below the library's folder."""
        self._library_folder = folder
        # Absolute, so that the worker finds them wherever it was started.
        self._folder = Path(location_of(folder / _FOLDER))

    def keep(self, name: str, data: bytes, *, guild: int) -> Upload:
        """Keep the bytes of a file; see ``Library.keep_upload``."""
        name = safe_name(name)
        if not data:
            raise UnreadableDocumentError(f"{name} is empty, so there is nothing to quote.")
        if len(data) > MAX_BYTES:
            raise UnreadableDocumentError(
                f"{name} has {len(data) // 1_000_000} MB, and at most {MAX_BYTES // 1_000_000} MB "
                "are read; split it and add the parts."
            )
        if not name.casefold().endswith(ENDINGS):
            known = ", ".join(ENDINGS)
            raise UnreadableDocumentError(
                f"{name} is not called like a document that can be read; its name has to end in one "
                f"of {known}. Save it as one of these and add it again."
            )
        folder = self._of(guild) / hashlib.sha256(data).hexdigest()[:_HASH_CHARACTERS]
        path = folder / name
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if not _holds(path, data):
                _write(path, data)
        except OSError as error:
            raise CatalogueError(
                f"{name} could not be kept in {folder}: {error.strerror}. Check whose the folder "
                "is, and that its disk is neither full nor read-only."
            ) from error
        return Upload(name, path.as_posix())

    def preview(self, upload: Upload) -> Metadata | None:
        """Return what a file says about itself; see ``Library.preview_upload``."""
        try:
            content = Path(upload.path).read_bytes()
        except OSError as error:
            raise UnreadableDocumentError(
                f"{upload.name} is not kept any more; add it again."
            ) from error
        try:
            with Parser() as parser:
                contents = parser.read(content, upload.name)
        except TryAgainError as error:
            raise LibraryBusyError(str(error)) from error
        documents = [document for found in contents for document in found.documents]
        if not documents:
            raise UnreadableDocumentError(
                " ".join(found.refused for found in contents if found.refused)
                or f"{upload.name} holds nothing to quote."
            )
        return documents[0].metadata if len(documents) == 1 else None

    def checked(self, kind: JobKind, uploads: Sequence[Upload], *, guild: int) -> list[Upload]:
        """Return the uploads of a job as they are stored with it, with their fields in order.

        :raises CorrectionsError: if a field cannot be used.
        :raises UnreadableDocumentError: if one was not kept for this guild, or there are not as
            many as this kind of job takes.
        """
        if (kind is JobKind.REINDEX) == bool(uploads) or (
            kind is JobKind.REPLACE and len(uploads) > 1
        ):
            raise UnreadableDocumentError(
                {
                    JobKind.ADD: "there is no file to add; give at least one.",
                    JobKind.REPLACE: "a document is replaced by one file; give exactly one.",
                    JobKind.REINDEX: "indexing again takes no files; add them instead.",
                }[kind]
            )
        for upload in uploads:
            path = Path(upload.path)
            if path.parent.parent != self._of(guild) or not path.is_file():
                raise UnreadableDocumentError(f"{upload.name} is not kept any more; add it again.")
        return [replace(upload, fields=_fields(upload)) for upload in uploads]

    def place(self) -> str:
        """Return what stands for this folder in a catalogue that several machines share."""
        if (known := self.known_place()) is not None:
            return known
        file = self._library_folder / _PLACE_FILE
        draft = file.with_name(f"{_TEMPORARY}{secrets.token_hex(8)}")
        draft.write_text(secrets.token_hex(8), encoding="ascii")
        with suppress(FileExistsError):  # Another process was faster.
            os.link(draft, file)
        draft.unlink()
        return file.read_text(encoding="ascii")

    def known_place(self) -> str | None:
        """Return the same, or ``None`` where no job was ever queued: who only reads writes nothing."""
        with suppress(FileNotFoundError):
            return (self._library_folder / _PLACE_FILE).read_text(encoding="ascii")
        return None

    def present(self, location: str, *, guild: int | None) -> Path:
        """Return where a file lies: a guild's uploads move with the folder of the library."""
        path = Path(location)
        if guild is None or path.is_file():
            return path
        here = self._of(guild).joinpath(*_own_part(path)[1:])
        return here if _own_part(here) == _own_part(path) and here.is_file() else path

    def of(self, job: Job) -> Job:
        """Return a job with its uploads where they lie now."""
        places = [self.present(upload.path, guild=job.guild) for upload in job.uploads]
        moved = zip(job.uploads, places, strict=True)
        uploads = tuple(replace(upload, path=path.as_posix()) for upload, path in moved)
        return replace(job, uploads=uploads)

    def size(self, guild: int) -> int:
        """Return the bytes that a guild's uploads take."""
        return sum(size for _, size, _ in _below(self._of(guild)))

    def sweep(self, guild: int, kept: Collection[str], *, before: float) -> None:
        """Remove what a guild gave that nothing needs any more.

        :param kept: locations of the files that are needed, also from before the folder was moved.
        :param before: what was given after this time, in seconds of the epoch, stays: it may be
            about to be queued.
        """
        needed = {_own_part(Path(location)) for location in kept}
        for path, _, given in _below(self._of(guild)):
            if given < before and _own_part(path) not in needed:
                path.unlink(missing_ok=True)
                with suppress(OSError):  # It holds the same bytes under another name.
                    path.parent.rmdir()

    def _of(self, guild: int) -> Path:
        return self._folder / str(int(guild))


def safe_name(name: str) -> str:
    """Return the last part of a name without what no file should be called.

    What is left is no path, hidden, reserved or longer than file systems take, and looks the same
    to a reader as it does to the machine.
    """
    text = name.encode("utf-8", "replace").decode()
    text = re.split(r"[/\\]", text)[-1]
    text = unicodedata.normalize("NFC", text)
    # Characters of format, such as those that turn the direction of a text around, hide an ending.
    text = "".join(
        character for character in text if unicodedata.category(character) not in ("Cf", "Co", "Cn")
    )
    text = _UNSAFE.sub("_", " ".join(text.split())).lstrip(". ").rstrip(". ")
    stem, ending = os.path.splitext(text)  # noqa: PTH122 - it is a name, not a path.
    if not ending and f".{stem}".casefold() in ENDINGS:  # ".txt", whose dot is gone.
        stem, ending = _NAMELESS, f".{stem}"
    ending = _cut(ending, _NAME_BYTES // 2)
    stem = _cut(stem, _NAME_BYTES - len(ending.encode())).strip(" ") or _NAMELESS
    return f"_{stem}{ending}" if _DEVICES.match(f"{stem}{ending}") else f"{stem}{ending}"


def _cut(text: str, size: int) -> str:
    return text.encode()[:size].decode(errors="ignore")


def _fields(upload: Upload) -> dict[str, str]:
    try:
        checked = check_corrections(dict(upload.fields))
    except CorrectionsError as error:
        raise CorrectionsError(f"{upload.name}: {error}") from None
    return {name: value or "" for name, value in checked.items()}


def _holds(path: Path, data: bytes) -> bool:
    """Tell whether a file holds these bytes; if so, it counts as given now."""
    try:
        if path.read_bytes() != data:
            return False
        os.utime(path)
    except FileNotFoundError:
        return False
    return True


def _write(path: Path, data: bytes) -> None:
    """Write a file so that it is there as a whole or not at all."""
    draft = path.with_name(f"{_TEMPORARY}{secrets.token_hex(8)}")
    try:
        with draft.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _own_part(path: Path) -> tuple[str, ...]:
    """Return the part of an upload's place that is the same wherever the folder is moved to."""
    return path.parts[-3:]  # Guild, hash and name.


def _below(folder: Path) -> Iterator[tuple[Path, int, float]]:
    """Yield the files below a folder with their sizes and when each was written."""
    for path in folder.glob("*/*"):
        with suppress(OSError):
            found = path.lstat()
            yield path, found.st_size, found.st_mtime
