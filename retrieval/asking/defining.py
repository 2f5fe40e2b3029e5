"""From a term to its meanings, with the sentences that say so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from retrieval.answers import defined_term
from retrieval.domain import Definition, EntryKind, Meaning, Quote
from retrieval.errors import QuestionError
from retrieval.glossary import look_up, names_of, suggest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from retrieval.catalogue import DocumentStore
    from retrieval.domain import Document, Glossary, GlossaryEntry, Passage
    from retrieval.glossary import Sense
    from retrieval.serving import Generations

_MAX_CHARACTERS = 200
_MAX_QUOTES = 5
"""Documents that are quoted for one meaning."""
_ARTICLE = re.compile(r"^(?:an?|the)\s+(?=\S)", re.IGNORECASE)


class Defining:
    """Looks terms up in the glossaries of libraries."""

    def __init__(self, documents: DocumentStore, generations: Generations) -> None:
        """Use the parts that a library owns."""
        self._documents = documents
        self._generations = generations

    def define(self, term: str, libraries: Sequence[str]) -> Definition:
        """Return all that the documents say a term means.

        :param term: also as a question, such as "what is an STP?".
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
        for name in (asked, _ARTICLE.sub("", asked).rstrip("?.! "), defined_term(asked)):
            if name and (senses := look_up(name, glossaries)):
                meanings = tuple(self._meanings(senses))
                if meanings:
                    return Definition(asked, meanings)
        return Definition(asked, (), suggest(defined_term(asked) or asked, glossaries))

    def terms(self, libraries: Sequence[str]) -> list[str]:
        """Return all that can be looked up, in alphabetical order."""
        return names_of(self._glossaries(libraries))

    def _glossaries(self, libraries: Sequence[str]) -> list[Glossary]:
        current = (self._generations.current(library) for library in libraries)
        return [generation.glossary for generation in current if generation is not None]

    def _meanings(self, senses: Sequence[Sense]) -> Iterator[Meaning]:
        ids = {entry.passage_id for sense in senses for entry in sense.entries}
        texts = self._documents.passages_by_id(sorted(ids))
        for sense in senses:
            quotes: dict[int, Quote] = {}
            for entry in sense.entries:
                # A document may have been removed a moment ago.
                if (found := texts.get(entry.passage_id)) is not None:
                    quotes.setdefault(found[0].id, _quote(entry, *found))
            if quotes:
                chosen = tuple(quotes.values())[:_MAX_QUOTES]
                stated = any(entry.kind is not EntryKind.USED for entry in sense.entries)
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
