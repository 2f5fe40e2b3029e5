"""The words of all documents that a guild sees, for telling which ones a question has beside them."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from retrieval.asking.naming import has_name
from retrieval.search import stems

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from retrieval.catalogue import DocumentStore
    from retrieval.search import Generation

_NEAR_STEMS = 5
"""Stems of a library that are looked at; the nearest word need not have the nearest stem."""
_LEAST_SIMILAR = 0.6
"""Least share of a stem's letters that stay when it is turned into another one."""
_READ = 50
"""Passages that are read to see whether they have a name, and not only all its words."""
_WORD = re.compile(r"[^\W\d_]{2,}")


class Vocabulary:
    """The words of several libraries together."""

    def __init__(self, generations: Sequence[Generation], documents: DocumentStore) -> None:
        """Use the indexes of the libraries, and the texts that they were built from."""
        self._generations = generations
        self._documents = documents

    def has(self, stem: str) -> bool:
        """Tell whether a stem stands in a document."""
        return any(stem in generation.lexical.vocabulary for generation in self._generations)

    def has_name(self, name: Sequence[str]) -> bool:
        """Tell whether the stems of a name stand next to each other somewhere, in any order.

        Also where so many passages have all of them that it would take long to read them.
        """
        return any(self._has_name(generation, name) for generation in self._generations)

    def _has_name(self, generation: Generation, name: Sequence[str]) -> bool:
        having = [generation.lexical.scores([stem]) > 0 for stem in set(name)]
        rows = np.flatnonzero(np.logical_and.reduce(having))
        if len(rows) > _READ:
            return True
        found = self._documents.passages_by_id(generation.passage_ids[rows].tolist())
        return any(has_name(document, passage, name) for document, passage in found.values())

    def near(self, word: str) -> Iterator[str]:
        """Yield words of the documents that resemble a word, as they stand there, common ones first."""
        for generation in self._generations:
            near = _near_stems(word, generation)
            rarity = generation.lexical.idf(near)
            ordered = [near[place] for place in np.argsort(rarity, kind="stable")]
            if ordered:
                yield from self._words(generation, ordered)

    def _words(self, generation: Generation, some: Sequence[str]) -> Iterator[str]:
        """Yield for each stem the forms in which a passage has it; an index knows stems alone."""
        rows = [int(generation.lexical.scores([stem]).argmax()) for stem in some]
        passage_ids = [int(generation.passage_ids[row]) for row in rows]
        found = self._documents.passages_by_id(passage_ids)
        for stem, passage_id in zip(some, passage_ids, strict=True):
            if passage_id in found:
                document, passage = found[passage_id]
                text = " ".join((document.title, *passage.heading, passage.text))
                forms = Counter(form for form in _WORD.findall(text) if stems(form) == [stem])
                yield from (form for form, _ in forms.most_common())


def _near_stems(word: str, generation: Generation) -> list[str]:
    (stem,) = stems(word)[:1] or [word.casefold()]
    found = process.extract(
        stem,
        generation.lexical.vocabulary,
        scorer=OSA.normalized_similarity,
        score_cutoff=_LEAST_SIMILAR,
        limit=_NEAR_STEMS,
    )
    return [str(found_stem) for found_stem, _, _ in found]
