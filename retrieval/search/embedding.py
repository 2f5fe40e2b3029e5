"""Vectors of questions, passages and sentences."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from retrieval.errors import ModelError
from retrieval.search.encoding import PlainEncoder, Role
from retrieval.search.kept import KeptTrace
from retrieval.search.pieces import compress, project

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from retrieval.domain import Passage
    from retrieval.search.encoding import EncodedText, Encoder
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
    """An embedding model on the CPU. Not safe for several threads at once."""

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
        :param for_questions: be quick with few words; see ``halve``.
        :param before_batch: called before each batch of texts; what takes long may wait there.
        :raises ModelError: if the files are not a model that can be loaded, or its adapter does not
            fit it.
        """
        self._threads = threads
        self._before_batch = before_batch
        self._encoder = _load(model, for_questions=for_questions)
        self.dimensions = model.dimensions
        self._basis = model.basis

    def encode_questions(self, questions: Sequence[str]) -> list[EncodedQuestion]:
        """Return the vectors of each question."""
        return [
            EncodedQuestion(text.vector, text.pieces, project(text.states, self._basis))
            for text in self._encode(questions, Role.QUESTION)
        ]

    def encode_passages(self, passages: Sequence[PassageInput]) -> list[EncodedPassage]:
        """Return the vectors of each passage, of its sentences and of its word pieces.

        Sentences are encoded one by one, which doubles the work: the cosine with a passage's best
        sentence ranks far better than one taken from its tokens within the passage.
        """
        sentences = [item.sentence_texts() for item in passages]
        whole = self._encode([item.text for item in passages], Role.PASSAGE)
        flat = self._encode([text for texts in sentences for text in texts], Role.PASSAGE)
        vectors = np.zeros((len(flat), self.dimensions), dtype=np.float32)
        for row, text in enumerate(flat):
            vectors[row] = text.vector
        ends = np.cumsum([0, *map(len, sentences)])
        return [
            EncodedPassage(text.vector, vectors[first:last], compress(text.states, self._basis))
            for text, (first, last) in zip(whole, itertools.pairwise(ends), strict=True)
        ]

    def encode_pieces(self, texts: Sequence[str]) -> list[EncodedText]:
        """Return for each text its vector, and those of its word pieces as the model has them."""
        return self._encode(texts, Role.PASSAGE)

    def _encode(self, texts: Sequence[str], role: Role) -> list[EncodedText]:
        """Encode texts in batches, the longest first: those of like length are filled up least."""
        self._limit_threads()
        order = sorted(range(len(texts)), key=lambda place: -len(texts[place]))
        found: dict[int, EncodedText] = {}
        for first in range(0, len(order), _BATCH_SIZE):
            batch = order[first : first + _BATCH_SIZE]
            if self._before_batch is not None:
                self._before_batch()
            encoded = self._encoder([texts[place] for place in batch], role)
            found.update(zip(batch, encoded, strict=True))
        return [found[place] for place in range(len(texts))]

    def _limit_threads(self) -> None:
        import torch  # noqa: PLC0415 - loaded by the constructor already.

        # The limit is the process's, and another embedder may have set its own since.
        if torch.get_num_threads() != self._threads:
            torch.set_num_threads(self._threads)


def _load(model: ModelFiles, *, for_questions: bool) -> Encoder:
    """Return the encoder of a model as it is kept, or make it and keep it.

    :raises ModelError: see ``Embedder``.
    """
    kept = KeptTrace(model, for_questions=for_questions)
    if (found := kept.read()) is not None:
        return found
    # Importing these takes seconds.
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415
    from transformers.utils import logging  # noqa: PLC0415

    from retrieval.search.halving import halve  # noqa: PLC0415
    from retrieval.search.tracing import trace  # noqa: PLC0415

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        made = SentenceTransformer(str(model.folder), device="cpu", local_files_only=True)
    except Exception as error:
        raise ModelError(f"{model.folder} cannot be loaded as a model: {error}") from error
    if model.adapter is not None:
        model.adapter.add_to(made[0].auto_model)
    if for_questions:
        halve(made)
    traced = trace(made)
    if traced is None:
        return PlainEncoder(made)
    kept.write(traced)
    return traced
