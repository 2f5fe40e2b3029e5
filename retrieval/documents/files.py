"""Which files a path stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrieval.errors import UnreadableDocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def find_files(path: Path) -> Iterator[Path]:
    """Yield a file itself, or the files below a folder in a fixed order, hidden ones left out.

    :raises UnreadableDocumentError: if there is nothing at ``path``.
    """
    if path.is_file():
        yield path
    elif path.is_dir():
        for below in sorted(path.rglob("*")):
            hidden = any(part.startswith(".") for part in below.relative_to(path).parts)
            if below.is_file() and not hidden:
                yield below
    else:
        raise UnreadableDocumentError(f"there is no file or folder at {path}; check the path.")
