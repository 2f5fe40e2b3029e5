"""Vectors for passages, computed once for each text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrieval.catalogue import EmbeddedPassage, Vectors
from retrieval.ingest.inputs import input_hash

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from retrieval.catalogue import EmbeddingStore, ModelIdentity
    from retrieval.search import Embedder, PassageInput

AT_ONCE = 32
"""Passages that are embedded together."""


class PassageVectors:
    """Takes vectors from the library where they are known, and from the model otherwise."""

    def __init__(
        self,
        store: EmbeddingStore,
        library: str,
        model: ModelIdentity,
        load_embedder: Callable[[], Embedder],
    ) -> None:
        """Prepare; ``load_embedder`` is called when the first passage needs a new vector."""
        self._store = store
        self._library = library
        self._model = model
        self._load_embedder = load_embedder
        self._embedder: Embedder | None = None

    def embed(
        self,
        inputs: Sequence[PassageInput],
        tell: Callable[[int, int], None] = lambda _done, _all: None,
    ) -> list[EmbeddedPassage]:
        """Return the passages with their vectors, in order.

        :param tell: called with how many passages have their vectors, and how many there are.
        """
        hashes = [input_hash(item) for item in inputs]
        known = self._store.known(self._library, self._model, hashes) if hashes else {}
        new = {key: item for key, item in zip(hashes, inputs, strict=True) if key not in known}
        waiting = list(new.items())
        for first in range(0, len(waiting), AT_ONCE):
            tell(len(inputs) - len(waiting) + first, len(inputs))
            self._embedder = self._embedder or self._load_embedder()
            some = waiting[first : first + AT_ONCE]
            computed = self._embedder.encode_passages([item for _, item in some])
            for (key, _), encoded in zip(some, computed, strict=True):
                known[key] = Vectors(*encoded)
        return [
            EmbeddedPassage(item.passage, known[key], key)
            for key, item in zip(hashes, inputs, strict=True)
        ]
