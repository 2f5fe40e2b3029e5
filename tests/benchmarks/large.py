"""One very large library in a real catalogue: copies of real passages, each with words of its own."""

from __future__ import annotations

import hashlib
import random
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from retrieval import Library
from retrieval.catalogue import (
    EmbeddedPassage,
    FileIdentity,
    FileStore,
    NewDocument,
    Vectors,
    connect,
)
from retrieval.domain import Metadata, Passage, ReadDocument, Span, library_of
from retrieval.ingest import identity_of
from retrieval.passages import split_sentences
from retrieval.search import locate_model
from retrieval.settings import RetrievalSettings
from tests.benchmarks.vectors import copies_of, directions, normalised

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy.typing as npt

    from tests.benchmarks.vectors import RealVectors

GUILD = 1
_PASSAGES_OF_ONE = 50
"""Passages of a document."""
_AT_ONCE = 20
"""Documents of a file, which are stored in one transaction."""
_SENTENCES = 3
"""Of a passage, at the most."""
_WORDS = 80
_PIECES = 110
_OTHER_WORDS = 0.25
"""Share of the words that a copy has in place of its original's; all words of the originals are drawn as
often as they stand there."""
_NUMBERS = 200_000
"""Names that stand nowhere in the originals, one of them in each copy, as large libraries have them."""
_MOVED = 0.4
"""How far the vector of a sentence is from its passage's."""


@dataclass(frozen=True)
class MadeLibrary:
    """A catalogue with a very large library."""

    passages: int
    documents: int
    sentences_each: float
    words_each: float
    pieces_each: float
    megabytes: float
    """Of the catalogue."""
    seconds: float
    """That passed while it was made."""


class _Original(NamedTuple):
    title: str
    sentences: list[list[str]]
    """The words of each."""
    pieces: npt.NDArray[np.int8]


def make_library(folder: Path, rows: int, vectors: Path, real: RealVectors) -> MadeLibrary:
    """Store passages in a catalogue, without a search index, as a run of ``index`` would.

    Nothing is embedded: a copy's vectors are its original's, moved as ``grow`` does it, and its word
    pieces are its original's.

    :param vectors: file of the passages' vectors.
    """
    began = time.perf_counter()
    settings = RetrievalSettings(index=folder)
    Library.open(folder, settings=settings).close()  # Makes the tables.
    engine = connect(settings.catalogue_of(folder))
    files, model = FileStore(engine), identity_of(locate_model())
    originals = _originals(real)
    chance = random.Random(1)
    words = [word for each in originals for sentence in each.sentences for word in sentence]
    grown = np.load(vectors, mmap_mode="r")
    about = copies_of(len(originals), rows)
    sentences = pieces = 0
    firsts = range(0, rows, _PASSAGES_OF_ONE)
    for number in range(0, len(firsts), _AT_ONCE):
        documents = []
        for place, first in enumerate(firsts[number : number + _AT_ONCE], number):
            some = slice(first, min(first + _PASSAGES_OF_ONE, rows))
            chosen = [originals[original] for original in about[some]]
            own = np.asarray(grown[some], np.float32)
            documents.append(_document(place, chosen, own, words, chance))
        name = f"{number}.zip"
        files.put(library_of(GUILD), FileIdentity(name, f"/{name}", name, 1), documents, model)
        stored = [item for new in documents for item in new.passages]
        sentences += sum(len(item.passage.sentences) for item in stored)
        pieces += sum(len(item.vectors.pieces) for item in stored)
    engine.dispose()
    return MadeLibrary(
        passages=rows,
        documents=len(firsts),
        sentences_each=sentences / rows,
        words_each=float(np.mean([sum(map(len, each.sentences)) for each in originals])),
        pieces_each=pieces / rows,
        megabytes=sum(file.stat().st_size for file in folder.glob("catalogue.db*")) / 1e6,
        seconds=time.perf_counter() - began,
    )


def _originals(real: RealVectors) -> list[_Original]:
    ends = np.cumsum(real.pieces_each)
    found = []
    for text, end, count in zip(real.texts, ends, real.pieces_each, strict=True):
        title, _, body = text.partition("\n") if "\n" in text else ("", "", text)
        own = " ".join(body.split()[:_WORDS]) or title
        spans = split_sentences(own)[:_SENTENCES]
        sentences = [own[start:end].split() for start, end in spans]
        found.append(_Original(title, sentences, real.pieces[end - count : end][:_PIECES]))
    return found


def _document(
    number: int,
    originals: Sequence[_Original],
    vectors: npt.NDArray[np.float32],
    words: Sequence[str],
    chance: random.Random,
) -> NewDocument:
    text = ""
    items = []
    directed = np.random.default_rng(number)
    for original, vector in zip(originals, vectors, strict=True):
        text += "\n\n" if text else ""
        start = len(text)
        spans: list[Span] = []
        for sentence in original.sentences:
            text += " " if spans else ""
            begins = len(text)
            text += " ".join(
                chance.choice(words) if chance.random() < _OTHER_WORDS else word
                for word in sentence
            )
            if not spans:
                text += f" N{chance.randrange(_NUMBERS)}"
            spans.append(Span(begins, len(text)))
        around = directions(vectors, len(spans), directed)
        passage = Passage(
            start=start,
            end=len(text),
            text=text[start:],
            heading=(original.title,) if original.title else (),
            pages=(None,) * len(spans),
            sentences=tuple(spans),
            leads=(None,) * len(spans),
        )
        items.append(
            EmbeddedPassage(
                passage,
                Vectors(vector, normalised(vector + _MOVED * around), original.pieces),
                hashlib.sha256(passage.text.encode()).hexdigest(),
            )
        )
    metadata = Metadata(title=f"Report {number}", publisher="A council", date="2017")
    return NewDocument(
        path=f"{number}.md",
        part="",
        document=ReadDocument(text, (), metadata, "markdown"),
        text_hash=hashlib.sha256(text.encode()).hexdigest(),
        passages=items,
        stated=metadata,
    )
