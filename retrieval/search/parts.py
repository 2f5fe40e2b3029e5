"""Rows that belong together in a long array: the sentences of a passage, the words of a heading."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def starts_of(lengths: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Return where each part begins, and where the last one ends; shape (parts + 1,)."""
    return np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])


def parts_of(
    all_starts: npt.NDArray[np.int64], chosen: npt.NDArray[np.integer]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the rows of some parts, one part after another.

    :param all_starts: see ``starts_of``.
    :param chosen: numbers of the parts.
    :returns: the rows, and for each of the parts where its own begin among these.
    """
    firsts = all_starts[chosen]
    lengths = all_starts[chosen + 1] - firsts
    starts = starts_of(lengths)[:-1]
    return np.repeat(firsts - starts, lengths) + np.arange(lengths.sum()), starts
