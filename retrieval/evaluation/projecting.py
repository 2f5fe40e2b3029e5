"""Fit the basis that the vectors of word pieces are projected on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrieval.documents import Parser
from retrieval.domain import shown_title
from retrieval.ingest import cut
from retrieval.search import PIECE_DIMENSIONS, TokenCounts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from retrieval.search import Embedder, ModelFiles


def fit_basis(embedder: Embedder, texts: Sequence[str]) -> npt.NDArray[np.float16]:
    """Return the principal components of the word pieces of some texts, largest first.

    :param texts: each as long as a passage, since a model cuts what is longer.
    :returns: shape (model dimensions, kept dimensions).
    """
    vectors = np.concatenate([text.states for text in embedder.encode_pieces(texts)])
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    _, components = np.linalg.eigh(np.cov(vectors.T))
    return np.asarray(components[:, ::-1][:, :PIECE_DIMENSIONS], dtype=np.float16)


def texts_of(folder: Path, model: ModelFiles) -> Iterator[str]:
    """Yield the passages of the documents of a folder, as the model reads them.

    :raises UnreadableDocumentError: if a file cannot be read.
    """
    count = TokenCounts(model)
    with Parser() as parser:
        for path in sorted(path for path in folder.iterdir() if path.is_file()):
            for contents in parser.read(path.read_bytes(), path.name):
                for document in contents.documents:
                    title = shown_title(document.metadata, path.name)
                    yield from (item.text for item in cut(document, title, count, model.max_tokens))
