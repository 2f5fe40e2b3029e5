"""Vectors of questions, passages and sentences."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrieval.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from retrieval.domain import Passage
    from retrieval.search.model import ModelFiles

_BATCH_SIZE = 32


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


class Embedder:
    """A sentence-transformers model on the CPU. Not safe for several threads at once."""

    def __init__(self, model: ModelFiles, *, threads: int) -> None:
        """Load the model; this takes seconds.

        :param threads: threads of one encoding. More than one is slow whenever something else
            holds a core, so questions are best encoded with one.
        :raises ModelError: if the files are not a model that can be loaded.
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
        self.dimensions = model.dimensions

    def encode_questions(self, questions: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return L2-normalised vectors, float32 of shape (questions, dimensions)."""
        self._limit_threads()
        vectors = self._model.encode_query(
            list(questions), normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32)

    def encode_passages(
        self, passages: Sequence[PassageInput]
    ) -> list[tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]]:
        """Return for each passage its vector and the vectors of its sentences, L2-normalised.

        Sentences are encoded one by one, which doubles the work: the cosine with a passage's best
        sentence ranks far better than one taken from its tokens within the passage.

        :returns: float32 of shapes (dimensions,) and (sentences, dimensions).
        """
        sentences = [item.sentence_texts() for item in passages]
        flat = [text for texts in sentences for text in texts]
        vectors = self._encode([item.text for item in passages] + flat)
        ends = np.cumsum([len(passages), *map(len, sentences)])
        return [
            (vectors[row], vectors[first:last])
            for row, (first, last) in enumerate(itertools.pairwise(ends))
        ]

    def _encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        self._limit_threads()
        vectors = self._model.encode_document(
            list(texts), batch_size=_BATCH_SIZE, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32)

    def _limit_threads(self) -> None:
        import torch  # noqa: PLC0415 - loaded by the constructor already.

        # The limit is the process's, and another embedder may have set its own since.
        if torch.get_num_threads() != self._threads:
            torch.set_num_threads(self._threads)
