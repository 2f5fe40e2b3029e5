"""What a question speaks of and the documents do not: its names, and its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrieval.answers import unknown_names, unknown_words
from retrieval.asking.naming import holds
from retrieval.asking.vocabulary import Vocabulary
from retrieval.domain import UnknownWord
from retrieval.glossary import other_wordings
from retrieval.search import stems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.catalogue import DocumentStore
    from retrieval.glossary import OwnTerms
    from retrieval.search import Generation


class Lacking:
    """Looks for what is nowhere in some libraries."""

    def __init__(
        self,
        documents: DocumentStore,
        libraries: Sequence[str],
        generations: Sequence[Generation],
        own: OwnTerms,
    ) -> None:
        """Read who has made the documents, which are known by that.

        :param own: what moderators say that terms mean.
        """
        self._vocabulary = Vocabulary(generations, documents)
        self._makers = documents.makers(libraries)
        self._forms = own.forms([generation.glossary for generation in generations])

    def names(self, question: str) -> list[str]:
        """Return the names that no document has."""

        def is_known(name: Sequence[str]) -> bool:
            of_maker = any(holds(maker, name) for maker in self._makers)
            return of_maker or self._vocabulary.has_name(name)

        # One that another wording has the short form of is known by that.
        others = other_wordings(question, self._forms)
        names = unknown_names(question, stems, is_known)
        return [name for name in names if all(name in other for other in others)]

    def words(self, question: str, names: Sequence[str]) -> tuple[UnknownWord, ...]:
        """Return some names, and the other words that no document has, as they stand.

        :param names: those that no document has.
        """
        of_makers = frozenset(stems(" ".join(self._makers)))
        words = unknown_words(
            question,
            stems,
            lambda stem: stem in of_makers or self._vocabulary.has(stem),
            self._vocabulary.near,
        )
        # Of a misspelt name it is the word that helps.
        told = [n for n in names if not any(w.did_you_mean and w.word in n for w in words)]
        alone = [word for word in words if not any(word.word in name for name in told)]
        found = (*alone, *map(UnknownWord, told))
        return tuple(sorted(found, key=lambda unknown: question.find(unknown.word)))
