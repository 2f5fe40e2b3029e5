"""The words of texts that come one after the other, counted for BM25."""

from __future__ import annotations

import math
from array import array
from collections import Counter
from typing import TYPE_CHECKING, Any

import bm25s
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_NO_WORD = "\x00"
"""Stands in every text where none has a word, since bm25s needs one; no question has it."""
_BLOCK_TEXTS = 20_000
"""Texts whose scores are computed at a time."""


class WordCounts:
    """How often which words stand in which texts.

    bm25s would keep every word of every text as an object of Python, go through them three times and
    sort all scores at once. This makes the same scores, to the last bit, of eight bytes for each
    different word of a text.
    """

    def __init__(self) -> None:
        """Begin without texts."""
        self._numbers: dict[str, int] = {}
        self._words = array("i")
        """The different words of each text, one text after the other."""
        self._times = array("i")
        """How often each of them stands there."""
        self._different = array("i")
        """How many different words each text has."""
        self._lengths = array("i")
        """How many words it has."""

    def add(self, texts: Iterable[Sequence[str]]) -> None:
        """Count the words of further texts."""
        numbers = self._numbers
        for words in texts:
            counted = Counter([numbers.setdefault(word, len(numbers)) for word in words])
            self._words.extend(counted.keys())
            self._times.extend(counted.values())
            self._different.append(len(counted))
            self._lengths.append(len(words))

    @property
    def texts(self) -> int:
        """How many texts there are so far."""
        return len(self._lengths)

    def weigh(self, k1: float, b: float) -> bm25s.BM25:
        """Return Lucene's BM25 of all texts."""
        if not self._numbers:
            self._numbers = {_NO_WORD: 0}
            self._words = array("i", [0]) * len(self._lengths)
            self._times = self._different = self._lengths = array("i", [1]) * len(self._lengths)
        index = _Counted(method="lucene", k1=k1, b=b)
        index.scores_of_all = self._scores(k1, b)
        index.index(([], self._numbers), show_progress=False)
        return index

    def _scores(self, k1: float, b: float) -> dict[str, Any]:
        """Return the score of each word in each text, by word and then by text."""
        words, times = np.asarray(self._words), np.asarray(self._times)
        lengths, different = np.asarray(self._lengths), np.asarray(self._different)
        frequencies = np.bincount(words, minlength=len(self._numbers))
        idf = np.array([_idf(count, len(lengths)) for count in frequencies.tolist()], np.float32)
        # Where the score of the next text that has a word goes.
        ends = np.concatenate([[0], np.cumsum(frequencies)])
        heads = ends[:-1].copy()
        # With this type, what follows is rounded as bm25s rounds it.
        mean = lengths.mean(dtype=np.float64)
        data = np.empty(len(words), dtype=np.float32)
        indices = np.empty(len(words), dtype=np.int32)
        last = 0
        for first_text in range(0, len(lengths), _BLOCK_TEXTS):
            some = slice(first_text, first_text + _BLOCK_TEXTS)
            first, last = last, last + int(different[some].sum())
            texts = np.repeat(
                np.arange(first_text, first_text + len(different[some])), different[some]
            )
            own, often = words[first:last], times[first:last].astype(np.float32)
            scores = idf[own] * (often / (k1 * ((1 - b) + b * lengths[texts] / mean) + often))
            order = np.argsort(own, kind="stable")
            own = own[order]
            here = np.bincount(own, minlength=len(heads))
            begins = np.concatenate([[0], np.cumsum(here)])
            places = heads[own] + np.arange(len(own)) - begins[own]
            data[places], indices[places] = scores[order], texts[order]
            heads += here
        return {"data": data, "indices": indices, "indptr": ends, "num_docs": len(lengths)}


class _Counted(bm25s.BM25):  # type: ignore[misc]
    """An index whose scores are known already."""

    scores_of_all: dict[str, Any]

    def build_index_from_ids(self, *_arguments: object, **_named: object) -> dict[str, Any]:
        """Return the scores; bm25s has this method overridden to build an index in another way."""
        self.nonoccurrence_array = None  # Lucene's variant gives a text nothing for other words.
        return self.scores_of_all


def _idf(frequency: int, texts: int) -> float:
    return math.log(1 + (texts - frequency + 0.5) / (frequency + 0.5))
