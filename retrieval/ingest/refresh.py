"""Vectors of what is in the library already, made anew for another model or another title."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrieval.ingest.inputs import identity_of, passage_input
from retrieval.ingest.vectors import PassageVectors
from retrieval.search import TokenCounts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from retrieval.catalogue import DocumentStore, EmbeddingStore
    from retrieval.ingest.run import Progress
    from retrieval.search import Embedder, ModelFiles

_AT_ONCE = 128
"""Passages that are embedded and stored together."""


class Refresh:
    """Embeds passages of one library again."""

    def __init__(
        self,
        documents: DocumentStore,
        embeddings: EmbeddingStore,
        *,
        library: str,
        model: ModelFiles,
        load_embedder: Callable[[], Embedder],
    ) -> None:
        """Prepare; ``load_embedder`` is called when the first passage needs a new vector."""
        self._documents = documents
        self._embeddings = embeddings
        self._library = library
        self._model = identity_of(model)
        self._count = TokenCounts(model)
        self._vectors = PassageVectors(embeddings, library, self._model, load_embedder)

    def embed_missing(self, progress: Progress) -> int:
        """Embed the passages that have no vector of this model; return how many there were."""
        missing = self._embeddings.missing(self._library, self._model)
        for first in range(0, len(missing), _AT_ONCE):
            progress("embedding with the new model", first, len(missing))
            self._embed(missing[first : first + _AT_ONCE])
        return len(missing)

    def retitle(self, document_id: int) -> None:
        """Embed the passages of a document under its present title."""
        passages = self._documents.passage_ids(document_id)
        for first in range(0, len(passages), _AT_ONCE):
            self._embed(passages[first : first + _AT_ONCE])

    def _embed(self, passage_ids: Sequence[int]) -> None:
        found = self._documents.passages_by_id(passage_ids)
        inputs = [
            passage_input(document.title, passage, self._count)
            for document, passage in found.values()
        ]
        embedded = self._vectors.embed(inputs)
        self._embeddings.put(self._library, self._model, zip(found, embedded, strict=True))
