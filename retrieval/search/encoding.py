"""What a model makes of a text."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    from sentence_transformers import SentenceTransformer


class Role(StrEnum):
    """What a text is; models may put other words before each."""

    QUESTION = "query"
    PASSAGE = "document"


class EncodedText(NamedTuple):
    """The vectors of a text."""

    vector: npt.NDArray[np.float32]
    """L2-normalised, shape (dimensions,)."""
    pieces: npt.NDArray[np.int64]
    """Numbers of its word pieces in the model's vocabulary, special tokens left out."""
    states: npt.NDArray[np.float32]
    """One for each piece as the last layer has it, shape (pieces, dimensions)."""


class Encoder(Protocol):
    """Encodes a batch of texts."""

    def __call__(self, texts: Sequence[str], role: Role) -> list[EncodedText]:
        """Return the vectors of each text."""


class PlainEncoder:
    """A model as sentence-transformers runs it."""

    def __init__(self, model: SentenceTransformer) -> None:
        """Use a model."""
        self._model = model

    def __call__(self, texts: Sequence[str], role: Role) -> list[EncodedText]:
        """Return the vectors of each text."""
        encode = self._model.encode_query if role is Role.QUESTION else self._model.encode_document
        found: Any = encode(
            list(texts),
            batch_size=len(texts),
            output_value=None,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        return [
            encoded_text(
                np.asarray(item["sentence_embedding"], dtype=np.float32),
                np.asarray(item["input_ids"], dtype=np.int64),
                np.asarray(item["attention_mask"]),
                np.asarray(item["token_embeddings"], dtype=np.float32),
            )
            for item in found
        ]


def encoded_text(
    vector: npt.NDArray[np.float32],
    pieces: npt.NDArray[np.int64],
    mask: npt.NDArray[Any],
    states: npt.NDArray[np.float32],
) -> EncodedText:
    """Leave out padding and the special tokens, which stand first and last."""
    own = np.flatnonzero(mask)[1:-1]
    return EncodedText(vector, pieces[own], states[own])
