"""Documents that say nearly the same, found by MinHash (Broder 1997)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NEAR_FROM = 0.7
"""Estimated Jaccard index of the sets of five-word runs from which two documents are linked."""

_RUN_WORDS = 5
_MIN_WORDS = 30
"""A shorter text is not compared: too few runs to tell chance from copying."""
_PERMUTATIONS = 128
_STORED = np.dtype("<u4")
_RUNS_AT_ONCE = 10_000
_WORD = re.compile(r"\w+")


def signature(text: str) -> bytes:
    """Return the MinHash signature of a text, or nothing for one of less than thirty words."""
    words = _WORD.findall(text.casefold())
    if len(words) < _MIN_WORDS:
        return b""
    # Importing it takes as long as a run in which nothing has changed.
    from datasketch import MinHash  # noqa: PLC0415

    minhash = MinHash(num_perm=_PERMUTATIONS, seed=1)
    for runs in _runs(words):
        minhash.update_batch(runs)
    return bytes(minhash.hashvalues.astype(_STORED).tobytes())


def find_near(own: bytes, others: Mapping[int, bytes]) -> dict[int, float]:
    """Return the documents that say nearly the same, with the estimated Jaccard index.

    :param others: signatures by document.
    """
    comparable = {number: other for number, other in others.items() if other}
    if not own or not comparable:
        return {}
    table = np.frombuffer(b"".join(comparable.values()), _STORED).reshape(-1, _PERMUTATIONS)
    similarities = (table == np.frombuffer(own, _STORED)).mean(axis=1)
    return {
        number: float(similarity)
        for number, similarity in zip(comparable, similarities, strict=True)
        if similarity >= NEAR_FROM
    }


def _runs(words: list[str]) -> Iterator[list[bytes]]:
    """Yield the runs of words, some at a time, since each costs 128 numbers in memory."""
    for first in range(0, len(words) - _RUN_WORDS + 1, _RUNS_AT_ONCE):
        last = min(first + _RUNS_AT_ONCE, len(words) - _RUN_WORDS + 1)
        yield [" ".join(words[row : row + _RUN_WORDS]).encode() for row in range(first, last)]
