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
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from retrieval.domain import Passage

_LOWER_WORD = re.compile(r"\b[a-z]{2,10}\b")
_KINDS = {kind: rank for rank, kind in enumerate(EntryKind)}


class PassageOf(NamedTuple):
    """A passage of a library, in the order of documents."""

    id: int
    document_id: int
    passage: Passage


def build_glossary(passages: Iterable[PassageOf]) -> Glossary:
    """Read what the documents say about short forms and names; see ``GlossaryBuilder``."""
    builder = GlossaryBuilder()
    for _, some in groupby(passages, lambda item: item.document_id):
        builder.add(list(some))
    return builder.finish()


class GlossaryBuilder:
    """Reads what documents say about short forms and names, one document after the other.

    An entry stands once for each document, by what says it most plainly. Readers' comments come
    last. A document that explains a form nowhere, but writes it and the only words that it fits,
    is listed by those words.
    """

    def __init__(self) -> None:
        """Begin without documents."""
        self._said: list[GlossaryEntry] = []
        self._owner: dict[int, int] = {}
        """The document of each passage that says something."""
        self._known: set[str] = set()
        self._lower_words: set[str] = set()
        self._open: list[tuple[int, _Sentence]] = []
        """Sentences that define something if a document explains its name, maybe a later one; each
        with its document."""

    def add(self, passages: Sequence[PassageOf]) -> None:
        """Read the passages of one document."""
        sentences = [sentence for item in passages for sentence in _sentences(item)]
        said = [_entry(sentence, each) for sentence in sentences for each in said_in(sentence.text)]
        own: defaultdict[str, set[str]] = defaultdict(set)
        for entry in said:
            self._known.update(key(name) for name in (entry.term, entry.meaning) if name)
            if entry.meaning:
                own[key(entry.term)].add(key(entry.meaning))
        document_id = passages[0].document_id
        for sentence in sentences:
            defined = _defined_anyway(sentence)
            if defined is None:
                self._open.append((document_id, sentence))
            else:
                said += defined
        said += _used(sentences, own)
        self._keep(document_id, said)
        for item in passages:
            self._lower_words.update(_LOWER_WORD.findall(item.passage.text))

    def finish(self) -> Glossary:
        """Return what all documents say."""
        for document_id, sentence in self._open:
            self._keep(document_id, _defined(sentence, lambda name: key(name) in self._known))
        self._open.clear()
        first: dict[tuple[int, str, str], GlossaryEntry] = {}
        for entry in sorted(self._said, key=_order):
            same = (self._owner[entry.passage_id], key(entry.term), key(entry.meaning or ""))
            word = entry.term.lower() in self._lower_words
            first.setdefault(same, replace(entry, word=word))
        return Glossary(tuple(first.values()))

    def _keep(self, document_id: int, said: Iterable[GlossaryEntry]) -> None:
        for entry in said:
            self._said.append(entry)
            self._owner[entry.passage_id] = document_id


class _Sentence(NamedTuple):
    """A sentence of a passage."""

    text: str
    before: str
    """The text of the sentence before it; empty for the first."""
    before_start: int
    """Where that one begins in the document's text, or this one if it is the first."""
    start: int
    end: int
    passage_id: int
    comment: bool
    headings: tuple[str, ...]


def _sentences(item: PassageOf) -> Iterator[_Sentence]:
    passage = item.passage
    is_comment = passage.comment is not None
    before, before_start = "", passage.sentences[0].start if passage.sentences else 0
    for start, end in passage.sentences:
        text = passage.text[start - passage.start : end - passage.start]
        yield _Sentence(
            text, before, before_start, start, end, item.id, is_comment, passage.heading
        )
        before, before_start = text, start


def _order(entry: GlossaryEntry) -> tuple[bool, int, int, int, int]:
    return entry.comment, _KINDS[entry.kind], entry.passage_id, entry.start, entry.end


def _entry(sentence: _Sentence, said: Said) -> GlossaryEntry:
    return GlossaryEntry(
        term=said.term,
        meaning=said.meaning,
        kind=said.kind,
        passage_id=sentence.passage_id,
        start=sentence.before_start if said.leans else sentence.start,
        end=sentence.end,
        comment=sentence.comment,
    )


def _defined(sentence: _Sentence, is_known: Callable[[str], bool]) -> Iterator[GlossaryEntry]:
    for said in defined_in(sentence.text, sentence.before, is_known):
        yield _entry(sentence, said)


def _defined_anyway(sentence: _Sentence) -> list[GlossaryEntry] | None:
    """Return what a sentence defines; ``None`` if that depends on the names that are known."""
    asked: list[str] = []

    def is_known(name: str) -> bool:
        asked.append(name)
        return False

    found = list(_defined(sentence, is_known))
    return None if asked else found


def _used(
    sentences: Sequence[_Sentence], explained: Mapping[str, set[str]]
) -> Iterator[GlossaryEntry]:
    authors = [sentence for sentence in sentences if not sentence.comment]
    places = [Place(sentence.text, sentence.headings) for sentence in authors]
    for said, place in used_in(places, explained):
        yield _entry(authors[place], said)
