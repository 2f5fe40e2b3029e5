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


class Signatures:
    """The signatures of a library's documents, to be compared with all at once."""

    def __init__(self, signatures: Mapping[int, bytes]) -> None:
        """Begin with the signatures of some documents, by id."""
        self._ids: list[int | None] = []
        self._places: dict[int, int] = {}
        self._rows = np.zeros((0, _PERMUTATIONS), dtype=_STORED)
        for number, signature_ in signatures.items():
            self.add(number, signature_)

    def add(self, number: int, signature_: bytes) -> None:
        """Add a document, or let it in again; one that is too short is left out."""
        self.discard(number)
        if not signature_:
            return
        if len(self._ids) == len(self._rows):  # Room for twice as many.
            more = np.zeros((max(64, len(self._rows)), _PERMUTATIONS), dtype=_STORED)
            self._rows = np.concatenate([self._rows, more])
        self._rows[len(self._ids)] = np.frombuffer(signature_, _STORED)
        self._places[number] = len(self._ids)
        self._ids.append(number)

    def discard(self, number: int) -> None:
        """Leave a document out from now on."""
        if number in self._places:
            self._ids[self._places.pop(number)] = None

    def near(self, own: bytes) -> dict[int, float]:
        """Return the documents that say nearly the same, with the estimated Jaccard index."""
        if not own:
            return {}
        rows = self._rows[: len(self._ids)]
        similarities = (rows == np.frombuffer(own, _STORED)).mean(axis=1)
        return {
            number: float(similarities[row])
            for row in np.flatnonzero(similarities >= NEAR_FROM)
            if (number := self._ids[row]) is not None
        }


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


def similarity(one: bytes, other: bytes) -> float:
    """Return the estimated Jaccard index of two texts by their signatures; 0 where one is short."""
    if not one or not other:
        return 0.0
    return float((np.frombuffer(one, _STORED) == np.frombuffer(other, _STORED)).mean())


def _runs(words: list[str]) -> Iterator[list[bytes]]:
    """Yield the runs of words, some at a time, since each costs 128 numbers in memory."""
    for first in range(0, len(words) - _RUN_WORDS + 1, _RUNS_AT_ONCE):
        last = min(first + _RUNS_AT_ONCE, len(words) - _RUN_WORDS + 1)
        yield [" ".join(words[row : row + _RUN_WORDS]).encode() for row in range(first, last)]
