"""A search index made from passages that come one after the other, of however many there are."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import numpy as np

from retrieval.search.counting import WordCounts
from retrieval.search.generations import Generation, temporary_folder
from retrieval.search.growing import GrowingArray
from retrieval.search.lexical import LexicalIndex, stems
from retrieval.search.parts import starts_of
from retrieval.search.sections import SectionNames
from retrieval.search.vectors import VectorIndex

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from types import TracebackType

    import numpy.typing as npt

    from retrieval.domain import Glossary
    from retrieval.search.embedding import PassageInput
    from retrieval.search.model import ModelFiles, TextPieces, TokenCounts


class EmbeddedRow(NamedTuple):
    """A passage with its vectors, as it becomes a row of the index."""

    passage_id: int
    document_id: int
    input: PassageInput
    vector: npt.NDArray[np.float16]
    sentence_vectors: npt.NDArray[np.float16]
    piece_vectors: npt.NDArray[np.int8]


class GenerationBuilder:
    """Takes the passages of a library in the order of their ids and makes its generation.

    What a large library has of vectors waits in files beside its generations, which ``write_generation``
    then takes over; what is in memory grows by some 500 bytes a passage. Use it as a context manager,
    which removes these files; what is mapped of them stays readable.
    """

    def __init__(self, place: Path, model: ModelFiles, count: TokenCounts) -> None:
        """Begin without passages.

        :param place: the folder of the library's generations, which nobody else may write to
            meanwhile.
        """
        self._folder = temporary_folder(place)
        self._files = ExitStack()
        self._count = count
        self._passage_ids = self._growing("passages", np.int64)
        self._document_ids = self._growing("documents", np.int64)
        self._vectors = self._growing("vectors", np.float16, model.dimensions)
        self._sentences = self._growing("sentences", np.float16, model.dimensions)
        self._sentences_each = self._growing("sentences_each", np.int64)
        self._pieces = self._growing("pieces", np.int8, model.basis.shape[1])
        self._pieces_each = self._growing("pieces_each", np.int64)
        self._sentence_pieces = self._growing("sentence_pieces", np.int64)
        self._rows_of_pieces = 0
        self._frequencies = count.frequencies([])
        self._texts, self._headings = WordCounts(), WordCounts()
        self._sections = SectionNames()

    def __enter__(self) -> Self:
        """Return the builder itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Remove the files that were written on the way."""
        self._files.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def add(self, rows: Sequence[EmbeddedRow]) -> None:
        """Add the next passages."""
        self._passage_ids.add(np.array([row.passage_id for row in rows], dtype=np.int64))
        self._document_ids.add(np.array([row.document_id for row in rows], dtype=np.int64))
        self._vectors.add(np.stack([row.vector for row in rows]))
        _add_parts(self._sentences, self._sentences_each, [row.sentence_vectors for row in rows])
        _add_parts(self._pieces, self._pieces_each, [row.piece_vectors for row in rows])
        texts = [row.input.text for row in rows]
        pieces = self._count.pieces(texts)
        self._frequencies += self._count.frequencies(pieces)
        before = starts_of([len(row.piece_vectors) for row in rows]) + self._rows_of_pieces
        self._sentence_pieces.add(
            np.concatenate(
                [
                    _first_pieces(row, own) + first
                    for row, own, first in zip(rows, pieces, before[:-1], strict=True)
                ]
            )
        )
        self._rows_of_pieces = int(before[-1])
        self._texts.add(map(stems, texts))
        self._headings.add(stems(row.input.context) for row in rows)
        for row in rows:
            self._sections.add([row.input.context], counts=row.input.passage.comment is None)

    @property
    def rows(self) -> int:
        """How many passages there are so far."""
        return self._texts.texts

    def finish(self, glossary: Glossary) -> Generation:
        """Return the index of all passages, with what their documents say about terms."""
        lexical = LexicalIndex.of(self._texts)
        return Generation(
            passage_ids=self._passage_ids.finish(),
            document_ids=self._document_ids.finish(),
            vectors=VectorIndex.build(self._vectors.finish()),
            lexical=lexical,
            headings=LexicalIndex.of(self._headings),
            sections=self._sections.finish(lexical),
            sentence_vectors=self._sentences.finish(),
            sentence_starts=starts_of(self._sentences_each.finish()),
            sentence_pieces=self._sentence_pieces.finish(),
            piece_vectors=self._pieces.finish(),
            piece_starts=starts_of(self._pieces_each.finish()),
            piece_frequencies=self._frequencies,
            glossary=glossary,
        )

    def _growing(self, name: str, dtype: npt.DTypeLike, *row: int) -> GrowingArray:
        array = GrowingArray(self._folder / f"{name}.npy", dtype, row)
        self._files.callback(array.close)
        return array


def _first_pieces(row: EmbeddedRow, pieces: TextPieces) -> npt.NDArray[np.int64]:
    """Return which of a passage's word pieces each of its sentences begins with."""
    passage = row.input.passage
    moved = len(row.input.text) - len(passage.text) - passage.start
    starts = [start + moved for start, _ in passage.sentences]
    found = np.searchsorted(pieces.ends, starts, side="right").astype(np.int64)
    # Some models are told before each text what it is; none sees what is too long for it.
    before = max(0, len(row.piece_vectors) - len(pieces.ends))
    return np.minimum(found + before, len(row.piece_vectors))


def _add_parts(
    parts: GrowingArray, each: GrowingArray, of_rows: Sequence[npt.NDArray[Any]]
) -> None:
    parts.add(np.concatenate(of_rows))
    each.add(np.array([len(some) for some in of_rows], dtype=np.int64))
