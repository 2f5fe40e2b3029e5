"""The sections that passages stand in, and how much the heading of each is about a question."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from retrieval.search.lexical import stems
from retrieval.search.mapping import load_array, mapped_files, memory_bytes, save_array
from retrieval.search.parts import parts_of, starts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from retrieval.search.lexical import LexicalIndex

_FILES = {
    "of_passage": "passages.npy",
    "passages": "counts.npy",
    "words": "words.npy",
    "starts": "word_starts.npy",
}
_SHARED = -0.25
"""Power of the passages in a section that its heading's worth falls by. Of all passages below
"Frequently asked questions" it tells nothing apart."""


class SectionNames:
    """Titles and headings of passages that come one after the other; the same ones are kept once."""

    def __init__(self) -> None:
        """Begin without passages."""
        self._numbers: dict[str, int] = {}
        self._of_passage = array("i")
        self._counts = bytearray()

    def add(self, contexts: Iterable[str], *, counts: bool = True) -> None:
        """Add the next passages.

        :param contexts: title and headings of each, one a line, the innermost last.
        :param counts: whether they make their headings tell less; readers' comments do not.
        """
        numbers = self._numbers
        for each in contexts:
            self._of_passage.append(numbers.setdefault(each, len(numbers)))
            self._counts.append(counts)

    def finish(self, lexical: LexicalIndex) -> Sections:
        """Return the sections of all passages, their words numbered as an index has them."""
        words, lengths = array("i"), array("i")
        for name in self._numbers:
            numbers = set(lexical.numbers(stems(name.rpartition("\n")[2])).tolist()) - {-1}
            words.extend(sorted(numbers))
            lengths.append(len(numbers))
        of_passage = np.array(self._of_passage, dtype=np.int32)
        counted = of_passage[np.frombuffer(self._counts, dtype=bool)]
        passages = np.bincount(counted, minlength=len(lengths))
        return Sections(
            of_passage=of_passage,
            passages=np.maximum(passages, 1).astype(np.int32),
            words=np.array(words, dtype=np.int32),
            starts=starts_of(np.array(lengths, dtype=np.int64)),
        )


@dataclass(frozen=True, slots=True)
class Sections:
    """What stands below the same title and headings, in one document or several of one name."""

    of_passage: npt.NDArray[np.int32]
    """The section of each passage."""
    passages: npt.NDArray[np.int32]
    """How many passages each section has, readers' comments left out; 1 at the least."""
    words: npt.NDArray[np.int32]
    """Numbers of the different words of each section's own heading, in the index of the texts. What
    leads into a list is the heading of its later parts."""
    starts: npt.NDArray[np.int64]
    """Where the words of each section begin, and the last end; shape (sections + 1,)."""

    @staticmethod
    def build(contexts: Iterable[str], lexical: LexicalIndex) -> Sections:
        """Return the sections of passages, by the title and headings of each."""
        names = SectionNames()
        names.add(contexts)
        return names.finish(lexical)

    def worth(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """Return what the headings of some passages count: 1, less where more stands below them."""
        shared = self.passages[self.of_passage[rows]].astype(np.float32)
        return np.asarray(shared**_SHARED, dtype=np.float32)

    def likeness(
        self, rows: npt.NDArray[np.int64], words: Sequence[str], lexical: LexicalIndex
    ) -> npt.NDArray[np.float32]:
        """Return how much the innermost heading of some passages says what a question says, 0 to 1.

        The idf of the words that both have, over that of the words that either has: a heading that
        says more than was asked is about something else as well.

        :param words: stemmed words of the question.
        :param lexical: the index that the words are numbered in.
        """
        asked = list(dict.fromkeys(words))
        taken, starts = parts_of(self.starts, self.of_passage[rows])
        own = self.words[taken]
        of_row = np.repeat(np.arange(len(rows)), np.diff(starts, append=len(own)))
        rarity = lexical.idf_of(own)
        everything = np.bincount(of_row, rarity, len(rows))
        is_shared = np.isin(own, lexical.numbers(asked))
        shared = np.bincount(of_row, rarity * is_shared, len(rows))
        either = float(lexical.idf(asked).sum()) + everything - shared
        return np.asarray(shared / np.maximum(either, 1e-9), dtype=np.float32)

    def save(self, folder: Path) -> None:
        """Write them into a folder, which is made."""
        folder.mkdir()
        for name, file in _FILES.items():
            save_array(folder / file, getattr(self, name))

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what ``save`` wrote."""
        return cls(**{name: load_array(folder / file) for name, file in _FILES.items()})

    @property
    def memory_bytes(self) -> int:
        """Bytes that they take in memory, without what is left on the disk."""
        return memory_bytes(*self._arrays)

    @property
    def mapped_files(self) -> int:
        """Files that are left on the disk and held open."""
        return mapped_files(*self._arrays)

    @property
    def _arrays(self) -> tuple[npt.NDArray[Any], ...]:
        return tuple(getattr(self, name) for name in _FILES)
