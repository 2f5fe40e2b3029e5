"""What the moderators of a guild say of terms, laid over what the documents say.

The glossaries of documents are built with their search index and stay as they are; what moderators
say is looked at with each question.
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from retrieval.domain import EntryKind, Glossary, GlossaryEntry, ListedTerm
from retrieval.glossary.expansion import MAX_WORDS, TOKEN, Forms, forms_of
from retrieval.glossary.forms import key
from retrieval.glossary.lookup import Sense, look_up

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from retrieval.domain import OwnTerm

_SPACE = re.compile(r"\s")


class OwnTerms:
    """What moderators say of terms in one guild; of each term one thing."""

    def __init__(
        self, terms: Sequence[OwnTerm] = (), is_word: Callable[[str], bool] = lambda _word: False
    ) -> None:
        """Lay some terms over the documents.

        :param is_word: tells words of the language, which a short form in lower case is not taken
            for: of "SEND" in capitals members may write "send", and mean the word.
        """
        self.terms = tuple(terms)
        self._is_word = is_word
        self._made: tuple[Forms, Forms] | None = None
        self._hidden = frozenset(said.key for said in terms if said.alone)
        self._by_name: dict[str, list[OwnTerm]] = {}
        for said in terms:
            if said.meaning is not None:
                for name in dict.fromkeys((said.key, key(said.meaning))):
                    self._by_name.setdefault(name, []).append(said)

    def over(self, glossaries: Sequence[Glossary]) -> list[Glossary]:
        """Return the glossaries without what the moderators have hidden.

        A short form is hidden with all its meanings, a long form alone.
        """
        return [_without(glossary, self._hidden) for glossary in glossaries]

    def named(self, term: str) -> list[OwnTerm]:
        """Return what moderators have set for a term, by its short or its long form."""
        return self._by_name.get(key(term), [])

    def knows(self, word: str) -> bool:
        """Tell whether moderators have set what a word means."""
        return bool(self.named(word))

    @cached_property
    def glossary(self) -> Glossary:
        """What they have set, as a glossary for its names; no passage says so."""
        return Glossary(
            tuple(
                GlossaryEntry(said.term, said.meaning, EntryKind.NAMED, 0, 0, 0)
                for said in self.terms
                if said.meaning is not None
            )
        )

    def forms(self, glossaries: Sequence[Glossary]) -> Forms:
        """Return the forms that a question is put in other words by, the moderators' first."""
        base = forms_of(*self.over(glossaries))
        if not self._expanding:
            return base
        # The same for as long as the documents are.
        if self._made is None or self._made[0] is not base:
            self._made = base, self._laid_over(base)
        return self._made[1]

    def _laid_over(self, base: Forms) -> Forms:
        longs: dict[str, list[str]] = {}
        shorts: dict[str, list[str]] = {}
        for said, long in self._expanding:
            for name in self._written(said.term, base):
                _put_first(longs, base.longs, name, long)
            _put_first(shorts, base.shorts, key(long), said.term)
            if _SPACE.search(said.term):
                # Several words are found in a question as long forms are.
                _put_first(shorts, base.shorts, said.key, long)
        return Forms({**base.longs, **longs}, {**base.shorts, **shorts})

    @cached_property
    def _expanding(self) -> list[tuple[OwnTerm, str]]:
        """What has been set and is a name rather than a text, which would outweigh the question."""
        return [
            (said, said.meaning)
            for said in self.terms
            if said.meaning is not None and len(said.meaning.split()) <= MAX_WORDS
        ]

    def _written(self, term: str, base: Forms) -> Iterator[str]:
        """Yield the ways of writing a term of one word that stand for it in a question."""
        if TOKEN.fullmatch(term) is None:
            return
        yield from dict.fromkeys((term, term.upper()))
        lower = term.lower()
        if lower != term and (lower in base.longs or lower not in self._words):
            yield lower

    @cached_property
    def _words(self) -> frozenset[str]:
        lower = {said.term.lower() for said, _ in self._expanding}
        return frozenset(filter(self._is_word, lower))


def senses_with(
    own: OwnTerms, term: str, glossaries: Sequence[Glossary]
) -> list[tuple[OwnTerm | None, Sense]]:
    """Return the meanings of a term: the moderators', each with what documents say of it, then others.

    :param glossaries: those of the documents, without what is hidden.
    """
    senses = look_up(term, glossaries)
    found: list[tuple[OwnTerm | None, Sense]] = []
    for said in own.named(term):
        long = said.meaning or ""
        about = [
            sense
            for sense in dict.fromkeys([*senses, *look_up(long, glossaries)])
            if key(sense.meaning or sense.term) == key(long)
        ]
        senses = [sense for sense in senses if sense not in about]
        entries = dict.fromkeys(entry for sense in about for entry in sense.entries)
        found.append((said, Sense(said.term, long, tuple(entries))))
    return [*found, *((None, sense) for sense in senses)]


def listed(own: OwnTerms, glossaries: Sequence[Glossary]) -> list[ListedTerm]:
    """Return all terms of a guild in alphabetical order, also those that are hidden.

    :param glossaries: those of the documents.
    """
    said = {each.key: each for each in own.terms}
    terms = {each.key: each.term for each in own.terms}
    longs: dict[str, dict[str, str]] = {
        each.key: {key(each.meaning): each.meaning} if each.meaning else {} for each in own.terms
    }
    plain: dict[str, str] = {}
    for glossary in own.over(glossaries):
        for entry in glossary.entries:
            name = key(entry.term)
            if entry.meaning is None:
                plain.setdefault(name, entry.term)
                continue
            terms.setdefault(name, entry.term)
            longs.setdefault(name, {}).setdefault(key(entry.meaning), entry.meaning)
    # A name that a sentence defines and that is the long form of another is listed there.
    written_out = {long for some in longs.values() for long in some}
    for name, term in plain.items():
        if name not in written_out:
            terms.setdefault(name, term)
    found = [
        ListedTerm(term, tuple(longs.get(name, {}).values()), said.get(name))
        for name, term in terms.items()
    ]
    return sorted(found, key=lambda each: (each.term.casefold(), each.term))


@lru_cache(maxsize=64)
def _without(glossary: Glossary, hidden: frozenset[str]) -> Glossary:
    if not hidden:
        return glossary
    return Glossary(
        tuple(
            entry
            for entry in glossary.entries
            if hidden.isdisjoint((key(entry.term), key(entry.meaning or "")))
        )
    )


def _put_first(
    own: dict[str, list[str]], documents: Mapping[str, list[str]], name: str, word: str
) -> None:
    """Put a word in front of those that documents have for a name, behind the moderators' own."""
    if name not in own:
        own[name] = [word, *(each for each in documents.get(name, []) if key(each) != key(word))]
    elif word not in own[name]:
        own[name].insert(1, word)
