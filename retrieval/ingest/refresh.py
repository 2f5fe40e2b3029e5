"""Vectors of what is in the library already, made anew for another model or another title."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrieval.ingest.inputs import identity_of, passage_input
from retrieval.ingest.vectors import AT_ONCE, PassageVectors
from retrieval.search import TokenCounts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from retrieval.catalogue import DocumentStore, EmbeddedPassage, EmbeddingStore
    from retrieval.ingest.run import Progress
    from retrieval.search import Embedder, ModelFiles


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
        for first in range(0, len(missing), AT_ONCE):
            progress("embedding with the new model", first, len(missing))
            self._embed(missing[first : first + AT_ONCE])
        return len(missing)

    def under(self, title: str, document_id: int) -> Iterator[tuple[int, EmbeddedPassage]]:
        """Yield the passages of a document by id, embedded under another title."""
        passages = self._documents.passage_ids(document_id)
        for first in range(0, len(passages), AT_ONCE):
            yield from self._embedded(passages[first : first + AT_ONCE], title)

    def _embed(self, passage_ids: Sequence[int]) -> None:
        self._embeddings.put(self._library, self._model, self._embedded(passage_ids))

    def _embedded(
        self, passage_ids: Sequence[int], title: str | None = None
    ) -> list[tuple[int, EmbeddedPassage]]:
        found = self._documents.passages_by_id(passage_ids)
        inputs = [
            passage_input(document.title if title is None else title, passage, self._count)
            for document, passage in found.values()
        ]
        return list(zip(found, self._vectors.embed(inputs), strict=True))
