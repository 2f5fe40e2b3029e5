"""What a whole search index of a very large library costs: each part built, kept, loaded and asked."""

from __future__ import annotations

import random
import tempfile
import time
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from retrieval.domain import Glossary
from retrieval.search import (
    PIECE_DIMENSIONS,
    EncodedQuestion,
    Generation,
    LexicalIndex,
    Manifest,
    VectorIndex,
    load_current,
    search,
    write_generation,
)
from tests.benchmarks.tables import own_mb, peak_mb

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy.typing as npt

_WORDS = 60_000
_PASSAGE_WORDS = 80
_HEADING_WORDS = 8
_QUESTION_WORDS = 8
_SENTENCES = 4
_PIECES = 110
_VOCABULARY = 30_522
"""Word pieces that the model knows."""
_PASSAGES_OF_ONE = 50
_TIMED = 200
_MANIFEST = Manifest("a model", "1", "shared", "1", 0)


@dataclass
class WholeFigures:
    """What was measured."""

    rows: int
    seconds: dict[str, tuple[float, float]] = field(default_factory=dict)
    """Of each part of building, writing and loading: those of the processor, and those that passed."""
    questions: dict[str, list[float]] = field(default_factory=dict)
    """Seconds of the processor for each question, by part."""
    memory: dict[str, float] = field(default_factory=dict)
    """In millions of bytes, by part, as the index measures itself."""
    disk_mb: float = 0.0
    grown_mb: float = 0.0
    """By which the process grew when the index was loaded."""
    peak_mb: float = 0.0
    """Of the process that built and asked it."""

    @contextmanager
    def measure(self, part: str) -> Iterator[None]:
        """Measure a part."""
        worked, began = time.process_time(), time.perf_counter()
        yield
        self.seconds[part] = (time.process_time() - worked, time.perf_counter() - began)


def measure_whole(
    vectors_file: Path, rows: int, questions: npt.NDArray[np.float32]
) -> WholeFigures:
    """Build, write, load and ask an index of the first rows of a file; in a process of its own."""
    figures = WholeFigures(rows)
    with tempfile.TemporaryDirectory(dir=vectors_file.parent) as folder:
        place = Path(folder)
        generation = _build(figures, np.load(vectors_file, mmap_mode="r")[:rows])
        with figures.measure("written, flushed and checksummed"):
            write_generation(place, generation, _MANIFEST)
        figures.disk_mb = sum(file.stat().st_size for file in place.rglob("*")) / 1e6
        del generation
        before = own_mb()
        with figures.measure("checked and loaded"):
            loaded = load_current(place, _MANIFEST)
        figures.grown_mb = own_mb() - before
        figures.memory = {
            "vectors": loaded.vectors.memory_bytes / 1e6,
            "BM25": (loaded.lexical.memory_bytes + loaded.headings.memory_bytes) / 1e6,
            "all": loaded.memory_bytes / 1e6,
        }
        _ask(figures, loaded, questions)
    figures.peak_mb = peak_mb()
    return figures


def _build(figures: WholeFigures, vectors: npt.NDArray[np.float16]) -> Generation:
    rows = len(vectors)
    with figures.measure("(made up: texts, sentences, word pieces)"):
        texts = _texts(rows, _PASSAGE_WORDS, seed=1)
        headings = _texts(rows, _HEADING_WORDS, seed=2)
        chance = np.random.default_rng(3)
        sentences = np.repeat(vectors, _SENTENCES, axis=0)
        pieces = chance.integers(-40, 41, (rows * _PIECES, PIECE_DIMENSIONS), dtype=np.int8)
    with figures.measure("vectors"):
        index = VectorIndex.build(vectors)
    with figures.measure("BM25 of texts"):
        lexical = LexicalIndex.build(texts)
    with figures.measure("BM25 of titles and headings"):
        heading = LexicalIndex.build(headings)
    numbers = np.arange(rows, dtype=np.int64)
    return Generation(
        passage_ids=numbers,
        document_ids=numbers // _PASSAGES_OF_ONE,
        vectors=index,
        lexical=lexical,
        headings=heading,
        sentence_vectors=sentences,
        sentence_starts=np.arange(rows + 1, dtype=np.int64) * _SENTENCES,
        piece_vectors=pieces,
        piece_starts=np.arange(rows + 1, dtype=np.int64) * _PIECES,
        piece_frequencies=chance.integers(0, rows, _VOCABULARY, dtype=np.int32),
        glossary=Glossary(),
    )


def _ask(figures: WholeFigures, loaded: Generation, vectors: npt.NDArray[np.float32]) -> None:
    chance = np.random.default_rng(4)
    half = set(np.unique(loaded.document_ids)[::2].tolist())
    parts: defaultdict[str, list[float]] = defaultdict(list)
    for number, text in enumerate(_texts(_TIMED, _QUESTION_WORDS, seed=5)):
        words = text.split()
        question = EncodedQuestion(
            vectors[number % len(vectors)],
            chance.integers(0, _VOCABULARY, _QUESTION_WORDS),
            0.1 * chance.standard_normal((_QUESTION_WORDS, PIECE_DIMENSIONS), dtype=np.float32),
        )
        work: dict[str, Callable[[], object]] = {
            "vectors": partial(loaded.vectors.search, question.vector, 100),
            "BM25 of texts": partial(loaded.lexical.scores, words),
            "BM25 of titles and headings": partial(loaded.headings.scores, words),
            "whole question": partial(search, [loaded], question, [words]),
            "whole question, within half of the documents": partial(
                search, [loaded], question, [words], within=half
            ),
        }
        for name, do in work.items():
            began = time.process_time()
            do()
            parts[name].append(time.process_time() - began)
    figures.questions = dict(parts)


def _texts(count: int, words: int, seed: int) -> Sequence[str]:
    """Return texts whose words are as frequent as those of real ones are (Zipf's law)."""
    chance = np.random.default_rng(seed)
    share = 1 / np.arange(1, _WORDS + 1)
    # Letters only, and no English endings, so that the stemmer leaves them as they are.
    words_known = [f"k{_letters(number)}k" for number in range(_WORDS)]
    random.Random(0).shuffle(words_known)
    names = np.array(words_known, dtype=object)
    chosen = np.searchsorted(np.cumsum(share) / share.sum(), chance.random((count, words)))
    return [" ".join(row) for row in names[np.minimum(chosen, _WORDS - 1)]]


def _letters(number: int) -> str:
    letters = ""
    while number or not letters:
        number, digit = divmod(number, 20)
        letters += "bcdfghjklmnpqrtvwxzq"[digit]
    return letters
