"""From a term to its meanings, with the sentences that say so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from retrieval.answers import defined_term
from retrieval.domain import Definition, EntryKind, Meaning, Quote
from retrieval.errors import QuestionError
from retrieval.glossary import OwnTerms, listed, look_up, names_of, senses_with, suggest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from retrieval.catalogue import DocumentStore
    from retrieval.domain import Document, Glossary, GlossaryEntry, ListedTerm, OwnTerm, Passage
    from retrieval.glossary import Sense
    from retrieval.serving.generations import Generations

_MAX_CHARACTERS = 200
_MAX_QUOTES = 5
"""Documents that are quoted for one meaning."""
_ARTICLE = re.compile(r"^(?:an?|the)\s+(?=\S)", re.IGNORECASE)
_NO_OWN_TERMS = OwnTerms()


class Defining:
    """Looks terms up in the glossaries of libraries."""

    def __init__(self, documents: DocumentStore, generations: Generations) -> None:
        """Use the parts that a library owns."""
        self._documents = documents
        self._generations = generations

    def define(
        self, term: str, libraries: Sequence[str], own: OwnTerms = _NO_OWN_TERMS
    ) -> Definition:
        """Return what moderators say a term means, and all that the documents say.

        :param term: also as a question, such as "what is an STP?".
        :param own: what moderators say.
        :raises QuestionError: if it has no word in it, or is no term but a text.
        """
        asked = " ".join(term.encode("utf-8", "replace").decode().split())
        if not any(map(str.isalnum, asked)):
            raise QuestionError("that term has no letters in it; try for example: STP")
        if len(asked) > _MAX_CHARACTERS:
            raise QuestionError(
                f"that term is {len(asked)} characters long; the longest that can be looked up is "
                f"{_MAX_CHARACTERS}. Please name it alone, or ask a question instead."
            )
        glossaries = self._glossaries(libraries)
        shown = own.over(glossaries)
        bare = _ARTICLE.sub("", asked).rstrip("?.! ")
        names = [name for name in (asked, bare, defined_term(asked)) if name]
        for name in names:
            if meanings := tuple(self._meanings(senses_with(own, name, shown))):
                return Definition(asked, meanings)
        if any(look_up(name, glossaries) for name in names):
            return Definition(asked, (), hidden=True)
        alike = suggest(defined_term(asked) or asked, [own.glossary, *shown])
        return Definition(asked, (), alike)

    def terms(self, libraries: Sequence[str], own: OwnTerms = _NO_OWN_TERMS) -> list[str]:
        """Return all that can be looked up, in alphabetical order."""
        return names_of([own.glossary, *own.over(self._glossaries(libraries))])

    def listed(self, libraries: Sequence[str], own: OwnTerms) -> list[ListedTerm]:
        """Return all terms in alphabetical order, those that moderators have hidden too."""
        return listed(own, self._glossaries(libraries))

    def is_explained(self, term: str, libraries: Sequence[str]) -> bool:
        """Tell whether documents say what a term means, whether that is hidden or not."""
        return bool(look_up(term, self._glossaries(libraries)))

    def _glossaries(self, libraries: Sequence[str]) -> list[Glossary]:
        current = (self._generations.current(library) for library in libraries)
        return [generation.glossary for generation in current if generation is not None]

    def _meanings(self, senses: Sequence[tuple[OwnTerm | None, Sense]]) -> Iterator[Meaning]:
        ids = {entry.passage_id for _, sense in senses for entry in sense.entries}
        texts = self._documents.passages_by_id(sorted(ids))
        for said, sense in senses:
            quotes: dict[int, Quote] = {}
            for entry in sense.entries:
                # A document may have been removed a moment ago.
                if (found := texts.get(entry.passage_id)) is not None:
                    quotes.setdefault(found[0].id, _quote(entry, *found))
            chosen = tuple(quotes.values())[:_MAX_QUOTES]
            stated = any(entry.kind is not EntryKind.USED for entry in sense.entries)
            if said is not None:
                yield Meaning(said.term, said.meaning, chosen, stated, own=True, note=said.note)
            elif chosen:
                yield Meaning(sense.term, sense.meaning, chosen, stated)


def _quote(entry: GlossaryEntry, document: Document, passage: Passage) -> Quote:
    pages = zip(passage.sentences, passage.pages, strict=True)
    return Quote(
        document=document,
        start=entry.start,
        end=entry.end,
        text=document.text[entry.start : entry.end],
        heading=passage.heading,
        page=next(page for sentence, page in pages if sentence.start == entry.start),
        best=None,
        comment=passage.comment,
    )
