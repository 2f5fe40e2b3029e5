"""Vectors of questions, passages and sentences."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from retrieval.errors import ModelError
from retrieval.search.pieces import compress, project

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from retrieval.domain import Passage
    from retrieval.search.model import ModelFiles

_BATCH_SIZE = 8


@dataclass(frozen=True, slots=True)
class PassageInput:
    """A passage as the model reads it: its context (title, headings), then its own text."""

    context: str
    passage: Passage

    @property
    def text(self) -> str:
        """What is encoded, and what is indexed for BM25."""
        return f"{self.context}\n{self.passage.text}"

    def sentence_texts(self) -> list[str]:
        """Return each sentence, a list item behind the words that lead into its list."""
        passage = self.passage
        texts = [
            passage.text[start - passage.start : end - passage.start]
            for start, end in passage.sentences
        ]
        return [
            text if lead is None else f"{texts[lead]} {text}"
            for text, lead in zip(texts, passage.leads, strict=True)
        ]


class EncodedQuestion(NamedTuple):
    """A question as the model sees it."""

    vector: npt.NDArray[np.float32]
    """L2-normalised, shape (dimensions,)."""
    pieces: npt.NDArray[np.int64]
    """Numbers of its word pieces in the model's vocabulary, special tokens left out."""
    piece_vectors: npt.NDArray[np.float32]
    """One for each piece, projected and L2-normalised."""


class EncodedPassage(NamedTuple):
    """The vectors of a passage."""

    vector: npt.NDArray[np.float32]
    """L2-normalised, shape (dimensions,)."""
    sentences: npt.NDArray[np.float32]
    """One for each sentence, L2-normalised."""
    pieces: npt.NDArray[np.int8]
    """One for each word piece of the passage and its context; see ``pieces.compress``."""


class Embedder:
    """A sentence-transformers model on the CPU. Not safe for several threads at once."""

    def __init__(
        self,
        model: ModelFiles,
        *,
        threads: int,
        for_questions: bool = False,
        before_batch: Callable[[], None] | None = None,
    ) -> None:
        """Load the model; this takes seconds.

        :param threads: threads of one encoding. More than one is slow whenever something else
            holds a core, so questions are best encoded with one.
        :param for_questions: be quick with few words, and beside busy threads; see ``halve`` and
            ``trace``.
        :param before_batch: called before each batch of texts; what takes long may wait there.
        :raises ModelError: if the files are not a model that can be loaded, or its adapter does not
            fit it.
        """
        # Importing these takes seconds, which most commands never need.
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415
        from transformers.utils import logging  # noqa: PLC0415

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        self._threads = threads
        try:
            self._model = SentenceTransformer(
                str(model.folder), device="cpu", local_files_only=True
            )
        except Exception as error:
            raise ModelError(f"{model.folder} cannot be loaded as a model: {error}") from error
        if model.adapter is not None:
            model.adapter.add_to(self._model[0].auto_model)
        if for_questions:
            from retrieval.search.halving import halve  # noqa: PLC0415 - imports torch.
            from retrieval.search.tracing import trace  # noqa: PLC0415

            halve(self._model)
            trace(self._model)
        if before_batch is not None:
            self._model[0].register_forward_pre_hook(lambda *_: before_batch())
        self.dimensions = model.dimensions
        self._basis = model.basis

    def encode_questions(self, questions: Sequence[str]) -> list[EncodedQuestion]:
        """Return the vectors of each question."""
        self._limit_threads()
        encoded: Any = self._model.encode_query(
            list(questions), output_value=None, normalize_embeddings=True, show_progress_bar=False
        )
        return [
            EncodedQuestion(
                _array(item["sentence_embedding"]),
                np.asarray(item["input_ids"], dtype=np.int64)[_own_pieces(item)],
                project(_piece_vectors(item), self._basis),
            )
            for item in encoded
        ]

    def encode_passages(self, passages: Sequence[PassageInput]) -> list[EncodedPassage]:
        """Return the vectors of each passage, of its sentences and of its word pieces.

        Sentences are encoded one by one, which doubles the work: the cosine with a passage's best
        sentence ranks far better than one taken from its tokens within the passage.
        """
        sentences = [item.sentence_texts() for item in passages]
        flat = [text for texts in sentences for text in texts]
        whole = self.encode_pieces([item.text for item in passages])
        vectors = self._encode(flat)
        ends = np.cumsum([0, *map(len, sentences)])
        return [
            EncodedPassage(vector, vectors[first:last], compress(pieces, self._basis))
            for (vector, pieces), (first, last) in zip(whole, itertools.pairwise(ends), strict=True)
        ]

    def encode_pieces(
        self, texts: Sequence[str]
    ) -> list[tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]]:
        """Return for each text its vector, and those of its word pieces as the model has them.

        :returns: float32 of shapes (dimensions,), L2-normalised, and (pieces, dimensions).
        """
        self._limit_threads()
        encoded: Any = self._model.encode_document(
            list(texts),
            batch_size=_BATCH_SIZE,
            output_value=None,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        return [(_array(item["sentence_embedding"]), _piece_vectors(item)) for item in encoded]

    def _encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        self._limit_threads()
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        vectors = self._model.encode_document(
            list(texts), batch_size=_BATCH_SIZE, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32)

    def _limit_threads(self) -> None:
        import torch  # noqa: PLC0415 - loaded by the constructor already.

        # The limit is the process's, and another embedder may have set its own since.
        if torch.get_num_threads() != self._threads:
            torch.set_num_threads(self._threads)


def _array(tensor: Any) -> npt.NDArray[np.float32]:
    return np.asarray(tensor, dtype=np.float32)


def _own_pieces(item: Any) -> npt.NDArray[np.int64]:
    """Return where the word pieces of a text stand, without padding and the special tokens."""
    return np.flatnonzero(np.asarray(item["attention_mask"]))[1:-1]


def _piece_vectors(item: Any) -> npt.NDArray[np.float32]:
    return _array(item["token_embeddings"])[_own_pieces(item)]
