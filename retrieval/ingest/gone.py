"""Files that are gone from their folder: told, and removed only when asked to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrieval.errors import CatalogueError
from retrieval.ingest.opening import is_gone
from retrieval.ingest.report import FileReport, FileStatus

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from retrieval.catalogue import FileStore, StoredFile

_MISSING = (
    "its file is gone, yet it is still quoted; `python -m retrieval index --prune` with its folder "
    "removes it."
)
_ALL_MISSING = (
    "its folder has no files at all (is its disk there?), so nothing was removed; `python -m "
    "retrieval remove` removes documents one by one."
)


def report_gone(
    files: FileStore,
    library: str,
    folders: Sequence[str],
    *,
    listed: Collection[str],
    prune: bool,
) -> Iterator[FileReport]:
    """Report the files from below folders that are gone; remove them if asked to.

    Of a folder without any file no more than one is removed. A file that was there when the run
    began may have been moved since, so it is not removed either.

    :param folders: locations of the folders.
    :param listed: locations of the files that were there when the run began.
    """
    gone = [
        (file, folder)
        for file in files.all(library)
        for folder in folders
        if file.identity.location.startswith(f"{folder}/") and is_gone(file.identity.location)
    ]
    for file, folder in gone:
        path, documents = file.identity.path, len(file.documents)
        alone = sum(other == folder for _, other in gone) == 1
        empty = not any(location.startswith(f"{folder}/") for location in listed)
        if documents and (not prune or file.identity.location in listed):
            yield FileReport(path, FileStatus.MISSING, _MISSING, documents)
        elif documents and empty and not alone:
            yield FileReport(path, FileStatus.MISSING, _ALL_MISSING, documents)
        elif trouble := _remove(files, library, file):
            yield FileReport(path, FileStatus.FAILED, trouble, documents)
        elif documents:
            yield FileReport(path, FileStatus.REMOVED, "its file is gone")


def _remove(files: FileStore, library: str, file: StoredFile) -> str:
    """Remove a file, and return why that failed if it did."""
    try:
        files.remove(library, file.id)
    except CatalogueError as error:
        return f"its file is gone, yet it could not be removed: {error}"
    return ""
