"""Look a term up in the glossaries of several libraries, whichever of its forms is given."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz import fuzz, process, utils

from retrieval.domain import EntryKind
from retrieval.glossary.forms import key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from retrieval.domain import Glossary, GlossaryEntry

_SIMILAR = 72.0
"""Least similarity, 0 to 100, of a term that is suggested in place of an unknown one."""
_SIMILAR_SHORT = 60.0
_SHORT = 5
"""Up to so many characters one letter wrong is much, and less similarity is enough."""
_PART = 0.9
"""What a term that is like a part of a name counts for, beside one that is like all of it."""
_MAX_SUGGESTIONS = 5
_TELLING = [
    (EntryKind.DEFINED, False),
    (EntryKind.NAMED, False),
    *((kind, True) for kind in EntryKind),
]
"""Kinds of entries, with a long form or without, from what tells most of a thing on."""


class Sense(NamedTuple):
    """One meaning of a term, and all entries that give it."""

    term: str
    meaning: str | None
    entries: tuple[GlossaryEntry, ...]


def look_up(term: str, glossaries: Sequence[Glossary]) -> list[Sense]:
    """Return the meanings of a term: the plainest first, those of readers' comments last.

    A term is found in any case, in the singular and the plural, by its short form and by its long
    one. Sentences that define the long form belong to that meaning; those that define a short form
    of several meanings make one of their own.
    """
    asked = key(term)
    if not asked:
        return []
    entries = [entry for glossary in glossaries for entry in glossary.entries]
    senses: dict[str, list[GlossaryEntry]] = {}
    for entry in entries:
        if entry.meaning and asked in (key(entry.term), key(entry.meaning)):
            senses.setdefault(key(entry.meaning), []).append(entry)
    only = next(iter(senses)) if len(senses) == 1 else ""
    shorts = {key(entry.term) for some in senses.values() for entry in some}
    for entry in entries:
        if entry.meaning is None:
            name = key(entry.term)
            if name in senses and (name == asked or asked in shorts):
                senses[name].append(entry)
            elif name == asked:
                senses.setdefault(only, []).append(entry)
            elif only == asked and name in shorts:
                # What is said of the short form, where the long one is asked for.
                senses[only].append(entry)
    found = [_sense(some) for some in senses.values()]
    return sorted(found, key=_plainness)


def suggest(term: str, glossaries: Sequence[Glossary]) -> tuple[str, ...]:
    """Return the names of the glossaries that are written most like an unknown one."""
    hits = process.extract(
        term,
        names_of(glossaries),
        scorer=_alike,
        processor=utils.default_process,
        limit=_MAX_SUGGESTIONS,
        score_cutoff=_SIMILAR_SHORT if len(term) <= _SHORT else _SIMILAR,
    )
    return tuple(name for name, _, _ in hits)


def _alike(term: str, name: str, **_options: object) -> float:
    """Return how much a name is written like a term, or like its beginning words."""
    whole = max(fuzz.ratio(term, name), fuzz.token_sort_ratio(term, name))
    if len(term) <= _SHORT or len(name) < len(term):
        return whole
    return max(whole, _PART * fuzz.partial_ratio(term, name), _PART * _words_alike(term, name))


def _words_alike(term: str, name: str) -> float:
    """Return how well each word of a term is found among those of a name."""
    words = term.split()
    best = [max(fuzz.ratio(word, other) for other in name.split()) for word in words]
    return sum(best) / len(best) if best else 0.0


def names_of(glossaries: Iterable[Glossary]) -> list[str]:
    """Return all terms and long forms, each once, as first written, in alphabetical order."""
    names: dict[str, str] = {}
    for glossary in glossaries:
        for entry in glossary.entries:
            for name in (entry.term, entry.meaning):
                if name:
                    names.setdefault(key(name), name)
    return sorted(names.values(), key=str.casefold)


def _sense(entries: list[GlossaryEntry]) -> Sense:
    # A sentence that says what a thing is tells more than one that only writes out its name.
    ordered = tuple(sorted(entries, key=_order))
    long = next((entry for entry in ordered if entry.meaning), ordered[0])
    return Sense(long.term, long.meaning, ordered)


def _plainness(sense: Sense) -> tuple[bool, int, int]:
    entries = sense.entries
    return (
        all(entry.comment for entry in entries),
        min(list(EntryKind).index(entry.kind) for entry in entries),
        -len(entries),
    )


def _order(entry: GlossaryEntry) -> tuple[bool, int]:
    return entry.comment, _TELLING.index((entry.kind, entry.meaning is not None))
