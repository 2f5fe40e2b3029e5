"""An array that comes row by row and may in the end be larger than the memory."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

log = logging.getLogger(__name__)

_IN_MEMORY_BYTES = 32_000_000
"""What waits in memory before it goes to a file. The arrays of most libraries never get there."""


class GrowingArray:
    """Rows in the order in which they come: in memory while they are few, in a file from then on."""

    def __init__(self, file: Path, dtype: npt.DTypeLike, row: tuple[int, ...] = ()) -> None:
        """Begin without rows.

        :param file: where they go when they are many, as ``numpy.save`` writes them; its folder is
            made then.
        :param row: the shape of one.
        """
        self._path = file
        self._file: BinaryIO | None = None
        self._header: dict[str, Any] = {
            "descr": np.lib.format.dtype_to_descr(np.dtype(dtype)),
            "fortran_order": False,
        }
        self._empty = np.empty((0, *row), dtype=dtype)
        self._waiting: list[npt.NDArray[Any]] = []
        self._waiting_bytes = 0
        self._written = 0
        self._is_full = False

    def add(self, rows: npt.NDArray[Any]) -> None:
        """Append rows."""
        self._waiting.append(rows)
        self._waiting_bytes += rows.nbytes
        if self._waiting_bytes >= _IN_MEMORY_BYTES and not self._is_full:
            self._write()

    def finish(self) -> npt.NDArray[Any]:
        """Return all rows; those in a file are mapped into memory."""
        if self._file is not None and not self._is_full:
            self._write()
        if self._file is None:
            return np.concatenate([self._empty, *self._waiting])
        self._write_header(self._file)
        self._file.close()
        stored = np.asanyarray(np.load(self._path, mmap_mode="r"))
        return np.concatenate([stored, *self._waiting]) if self._waiting else stored

    def close(self) -> None:
        """Let go of the file where ``finish`` was never called."""
        if self._file is not None:
            self._file.close()

    def _write(self) -> None:
        rows = np.concatenate([self._empty, *self._waiting])
        self._waiting = [rows]
        try:
            if self._file is None:
                self._file = self._open()
            _write_all(self._file, rows)
        except OSError as error:
            # It may still fit into memory, as it does where there is more of that than of disk.
            self._is_full = True
            log.warning("%s cannot be written, and is kept in memory: %s", self._path, error)
            return
        self._written += len(rows)
        self._waiting, self._waiting_bytes = [], 0

    def _open(self) -> BinaryIO:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = self._path.open("wb", buffering=0)
        try:
            self._write_header(file)
        except OSError:
            file.close()
            raise
        return file

    def _write_header(self, file: BinaryIO) -> None:
        # As long for any number of rows: there is room for the largest.
        file.seek(0)
        header = {**self._header, "shape": (self._written, *self._empty.shape[1:])}
        np.lib.format.write_array_header_1_0(file, header)
        file.seek(0, 2)


def _write_all(file: BinaryIO, rows: npt.NDArray[Any]) -> None:
    left = rows.reshape(-1).view(np.uint8)
    while len(left):
        left = left[file.write(left.data) :]
