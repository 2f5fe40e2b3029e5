"""Arrays of a search index: the large ones stay on the disk and are read where they are needed."""

from __future__ import annotations

import mmap
import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

_MAPPED_BYTES = 1_000_000
"""Size from which on a file is mapped into memory. A mapping holds a file descriptor and is read in
pages, which pays where a question needs a small part of much."""


def is_mapped(file: Path) -> bool:
    """Tell whether a file is large enough to be left on the disk."""
    return file.stat().st_size >= _MAPPED_BYTES


def load_array(file: Path) -> npt.NDArray[Any]:
    """Read an array, or map a large one into memory."""
    return np.asanyarray(np.load(file, mmap_mode="r" if is_mapped(file) else None))


def save_array(file: Path, array: npt.NDArray[Any]) -> None:
    """Write an array; the file of one that ``load_array`` mapped gets a second name instead.

    What is mapped to be read only is never changed again, and not copied in gigabytes.
    """
    # A part of a mapped array has that array for its base.
    if isinstance(array, np.memmap) and isinstance(array.base, mmap.mmap) and array.mode == "r":
        with suppress(OSError):
            os.link(str(array.filename), file)
            return
    np.save(file, array)


def memory_bytes(*arrays: npt.NDArray[Any]) -> int:
    """Return the bytes that arrays take in memory. Mapped ones take none that others cannot have."""
    return sum(array.nbytes for array in arrays if not isinstance(array, np.memmap))


def mapped_files(*arrays: npt.NDArray[Any]) -> int:
    """Return how many of the arrays are mapped, each of which holds a file descriptor."""
    return sum(isinstance(array, np.memmap) for array in arrays)
