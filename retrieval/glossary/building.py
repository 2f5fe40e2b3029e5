"""From the passages of a library to its glossary."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from retrieval.domain import EntryKind, Glossary, GlossaryEntry
from retrieval.glossary.defining import defined_in
from retrieval.glossary.forms import key
from retrieval.glossary.sentences import Said, said_in
from retrieval.glossary.used import Place, used_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from retrieval.domain import Passage

_LOWER_WORD = re.compile(r"\b[a-z]{2,10}\b")
_KINDS = {kind: rank for rank, kind in enumerate(EntryKind)}


class PassageOf(NamedTuple):
    """A passage of a library, in the order of documents."""

    id: int
    document_id: int
    passage: Passage


def build_glossary(passages: Sequence[PassageOf]) -> Glossary:
    """Read what the documents say about short forms and names.

    An entry stands once for each document, by what says it most plainly. Readers' comments come
    last. A document that explains a form nowhere, but writes it and the only words that it fits,
    is listed by those words.
    """
    said = [entry for item in passages for entry in _explained(item)]
    known = {key(name) for entry in said for name in (entry.term, entry.meaning) if name}
    lower_words: set[str] = set()
    for item in passages:
        lower_words.update(_LOWER_WORD.findall(item.passage.text))
        said += _defined(item, known)
    owner = {item.id: item.document_id for item in passages}
    own: defaultdict[int, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for entry in said:
        if entry.meaning:
            own[owner[entry.passage_id]][key(entry.term)].add(key(entry.meaning))
    for document_id, some in groupby(passages, lambda item: item.document_id):
        said += _used(list(some), own[document_id])
    first: dict[tuple[int, str, str], GlossaryEntry] = {}
    for entry in sorted(said, key=lambda entry: (_order(entry), entry.passage_id, entry.start)):
        same = (owner[entry.passage_id], key(entry.term), key(entry.meaning or ""))
        first.setdefault(same, replace(entry, word=entry.term.lower() in lower_words))
    return Glossary(tuple(first.values()))


def _order(entry: GlossaryEntry) -> tuple[bool, int]:
    return entry.comment, _KINDS[entry.kind]


def _sentences(item: PassageOf) -> list[str]:
    passage = item.passage
    return [
        passage.text[start - passage.start : end - passage.start]
        for start, end in passage.sentences
    ]


def _entry(item: PassageOf, said: Said, first: int, last: int) -> GlossaryEntry:
    sentences = item.passage.sentences
    return GlossaryEntry(
        term=said.term,
        meaning=said.meaning,
        kind=said.kind,
        passage_id=item.id,
        start=sentences[first].start,
        end=sentences[last].end,
        comment=item.passage.comment is not None,
    )


def _explained(item: PassageOf) -> Iterator[GlossaryEntry]:
    for number, sentence in enumerate(_sentences(item)):
        for said in said_in(sentence):
            first = max(number - 1, 0) if said.leans else number
            yield _entry(item, said, first, number)


def _defined(item: PassageOf, known: set[str]) -> Iterator[GlossaryEntry]:
    before = ""
    for number, sentence in enumerate(_sentences(item)):
        for said in defined_in(sentence, before, lambda name: key(name) in known):
            yield _entry(item, said, number - said.leans, number)
        before = sentence


def _used(items: Iterable[PassageOf], explained: Mapping[str, set[str]]) -> Iterator[GlossaryEntry]:
    places = [
        (item, number, Place(sentence, item.passage.heading))
        for item in items
        if item.passage.comment is None
        for number, sentence in enumerate(_sentences(item))
    ]
    for said, place in used_in([place for _, _, place in places], explained):
        item, number, _ = places[place]
        yield _entry(item, said, number, number)
