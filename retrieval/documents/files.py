"""Which files a path stands for."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from retrieval.errors import UnreadableDocumentError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_LIBRARY_FILES = ("catalogue.db", ".migrate.lock")
"""One of them lies in the folder of a built library, whose own files are no documents."""


def find_files(path: Path, on_error: Callable[[OSError], None]) -> Iterator[Path]:
    """Yield a file itself, or the files below a folder in a fixed order.

    Hidden files are left out, and so are links that lead out of the folder and folders of built
    libraries.

    :param on_error: called with each folder below that cannot be read.
    :raises UnreadableDocumentError: if there is nothing at ``path``.
    """
    if path.is_file():
        yield path
    elif path.is_dir():
        yield from sorted(_below(path, on_error), key=lambda below: below.parts)
    else:
        raise UnreadableDocumentError(f"there is no file or folder at {path}; check the path.")


def _below(folder: Path, on_error: Callable[[OSError], None]) -> Iterator[Path]:
    root = folder.resolve()
    for place, folders, names in os.walk(folder, onerror=on_error):
        folders[:] = [
            name
            for name in folders
            if not name.startswith(".") and not _is_library(Path(place) / name)
        ]
        for name in names:
            file = Path(place) / name
            if name.startswith(".") or not file.is_file():
                continue
            if not file.is_symlink() or file.resolve().is_relative_to(root):
                yield file


def _is_library(folder: Path) -> bool:
    return any((folder / name).is_file() for name in _LIBRARY_FILES)
