"""Backups: the catalogue and the files that members sent, in one checked archive, and back.

An archive is ``catalogue.db``, then ``.place`` (which marks the folder whose queued jobs are in it)
and ``uploads/...``, then ``backup.json`` with the size and SHA-256 of each of them. The search indexes
are left out: they are built again from the catalogue, without embedding anything. The catalogue is
copied first, so what it names is among the uploads.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import tarfile
import tempfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING

import filelock

from retrieval.catalogue import FolderLock, check_snapshot, is_unused, put_back, take_snapshot
from retrieval.errors import BackupError, LibraryBusyError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

_CATALOGUE = "catalogue.db"
_UPLOADS = "uploads"
_PLACE = ".place"
_LIST = "backup.json"
_PRIVATE = 0o600
"""Mode of an archive and of what is in it: what members asked and sent."""
_FORMAT = 1
_UNFINISHED = ".tmp-"
"""How the name of a file begins that is being written."""
_COMPRESSION = 4
"""Of 9: vectors hardly compress at all, and texts well enough."""

_PATIENCE_S = 60.0
_NOT_WHOLE = (tarfile.TarError, zlib.error, EOFError, OSError)

_Files = dict[str, tuple[int, str]]
"""Size and SHA-256 of each file by its name in the archive."""


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What is in an archive."""

    documents: int
    passages: int
    uploads: int
    size: int
    """Bytes of the archive itself."""


def back_up(engine: Engine, folder: Path, target: Path) -> BackupReport:
    """Write the library in ``folder`` to a new archive, while others use and change it.

    The archive gets its name when it is complete and was read back.

    :raises BackupError: if there is such a file already, or the archive cannot be written.
    :raises CatalogueError: if the catalogue is damaged or no SQLite file.
    """
    if target.exists():
        raise BackupError(f"{target} is there already; name a new file.")
    if not target.parent.is_dir():
        raise BackupError(f"there is no folder {target.parent} for {target.name}; make it first.")
    with _workplace(target.parent) as work:
        documents, passages = take_snapshot(engine, work / _CATALOGUE)
        archive = work / target.name
        written = _write(archive, work / _CATALOGUE, folder)
        if _read(archive) != written:
            raise BackupError(f"{target} was not written as it should be; check the disk.")
        _flush(archive)
        archive.replace(target)
        _flush(target.parent)
    return BackupReport(documents, passages, _uploads(written), target.stat().st_size)


def restore(engine: Engine, folder: Path, archive: Path, *, replace: bool) -> BackupReport:
    """Put an archive in place of what the library in ``folder`` holds, while others may use it.

    Everything is checked before anything is changed, and the catalogue changes in one transaction.

    :param replace: also where there is something already, which is then gone.
    :raises BackupError: if the archive is none of ours or damaged, or there is something already.
    :raises CatalogueError: if its catalogue is damaged or of a newer release, or the present one
        cannot be replaced.
    """
    uploads = folder / _UPLOADS
    unused = is_unused(engine) and not _names(uploads)
    if not (unused or replace):
        raise BackupError(
            f"{folder} holds a library already. Restore into another folder (--index), or give "
            "--replace to lose what it holds; back it up before that."
        )
    with _alone(folder), _workplace(folder) as work:
        restored = _read(archive, into=work)
        documents, passages = check_snapshot(work / _CATALOGUE)
        # A file's name is made of what it holds, so none is in another's way. Those of the archive
        # come before the catalogue that names them; those that nothing names any more go after it.
        kept = _names(work / _UPLOADS)
        for name in kept:
            (uploads / name).parent.mkdir(parents=True, exist_ok=True)
            (work / _UPLOADS / name).replace(uploads / name)
        if _PLACE in restored:
            (work / _PLACE).replace(folder / _PLACE)
        put_back(engine, work / _CATALOGUE)
        for name in _names(uploads):
            if name not in kept:
                (uploads / name).unlink()
    return BackupReport(documents, passages, _uploads(restored), archive.stat().st_size)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep others from changing documents and doing jobs meanwhile."""
    try:
        with (
            filelock.FileLock(folder / ".worker.lock").acquire(timeout=_PATIENCE_S),
            FolderLock(folder).hold_all(timeout=_PATIENCE_S),
        ):
            yield
    except TimeoutError:
        raise LibraryBusyError(
            f"another run is indexing into {folder}; wait until it has ended, then restore again."
        ) from None


@contextmanager
def _workplace(folder: Path) -> Iterator[Path]:
    """Lend a folder on the same disk, so that what is made in it can be renamed into place."""
    try:
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=folder) as name:
            yield Path(name)
    except OSError as error:
        raise BackupError(f"{folder} cannot be written to: {error.strerror}.") from error


def _names(folder: Path) -> list[Path]:
    """Return the whole files below a folder, relative to it, in order."""
    return sorted(
        path.relative_to(folder)
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(_UNFINISHED)
    )


def _uploads(files: _Files) -> int:
    return sum(name.startswith(f"{_UPLOADS}/") for name in files)


def _write(archive: Path, snapshot: Path, folder: Path) -> _Files:
    written: _Files = {}
    with (
        archive.open("xb") as raw,
        tarfile.open(fileobj=raw, mode="w:gz", compresslevel=_COMPRESSION) as tar,
    ):
        archive.chmod(_PRIVATE)
        with snapshot.open("rb") as file:
            _add(tar, _CATALOGUE, file, written)
        for name in (
            _PLACE,
            *(f"{_UPLOADS}/{name.as_posix()}" for name in _names(folder / _UPLOADS)),
        ):
            try:
                file = (folder / name).open("rb")
            except FileNotFoundError:  # Never there, or removed a moment ago.
                continue
            with file:
                _add(tar, name, file, written)
        listed = json.dumps({"format": _FORMAT, "files": written}, indent=1)
        _add(tar, _LIST, io.BytesIO(listed.encode()), {})
    return written


def _add(tar: tarfile.TarFile, name: str, file: IO[bytes], written: _Files) -> None:
    digest = _digest(file)
    member = tarfile.TarInfo(name)
    member.size = file.seek(0, os.SEEK_END)
    member.mode = _PRIVATE
    file.seek(0)
    tar.addfile(member, file)
    written[name] = (member.size, digest)


def _read(archive: Path, into: Path | None = None) -> _Files:
    """Read an archive from end to end, and compare it with its list; return what is in it.

    :param into: where it is unpacked; without a folder it is only read.
    :raises BackupError: if it is no archive of ours, or is not whole.
    """
    found: _Files = {}
    listed = b""
    try:
        with tarfile.open(archive, "r:gz") as tar:
            for member in tar:
                _check(archive, member, into)
                if member.name == _LIST:
                    listed = _content(tar, member).read()
                    continue
                if into is not None:
                    # Not by ``extract``, which has no filter before Python 3.11.4.
                    path = into / member.name
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.touch(_PRIVATE, exist_ok=False)
                    with path.open("wb") as file:
                        shutil.copyfileobj(_content(tar, member), file)
                    with path.open("rb") as file:
                        found[member.name] = (member.size, _digest(file))
                else:
                    found[member.name] = (member.size, _digest(_content(tar, member)))
        said = json.loads(listed)
        version, files = said["format"], said["files"]
    except (*_NOT_WHOLE, ValueError, LookupError, TypeError) as error:
        raise BackupError(f"{archive} is no whole backup of a library ({error}).") from error
    if version != _FORMAT:
        raise BackupError(f"{archive} was written by a newer release; upgrade this program first.")
    if {name: tuple(each) for name, each in files.items()} != found or _CATALOGUE not in found:
        raise BackupError(f"{archive} is damaged: its files are not those that it lists.")
    return found


def _check(archive: Path, member: tarfile.TarInfo, into: Path | None) -> None:
    """Refuse what no backup holds, and what there is no space for."""
    path = PurePosixPath(member.name)
    ours = member.name in (_CATALOGUE, _PLACE, _LIST) or path.parts[:1] == (_UPLOADS,)
    if not ours or not member.isreg() or ".." in path.parts:
        raise BackupError(f"{archive} is no backup of a library: it holds {member.name!r}.")
    if into is not None and member.size > shutil.disk_usage(into).free:
        raise BackupError(f"there is no space below {into.parent} for {member.name} of {archive}.")


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    file = tar.extractfile(member)
    if file is None:
        raise tarfile.ReadError(f"{member.name} has no content")
    return file


def _digest(file: IO[bytes]) -> str:
    return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type] # It has all that is used.


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
