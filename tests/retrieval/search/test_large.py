"""A very large library is searched like a small one: within chosen documents exactly so."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.domain import Glossary
from retrieval.search import (
    EncodedQuestion,
    Generation,
    IndexKind,
    LexicalIndex,
    Manifest,
    Sections,
    VectorIndex,
    load_current,
    search,
    stems,
    write_generation,
)
from tests.retrieval.search.clustered import clustered

if TYPE_CHECKING:
    from pathlib import Path

    from retrieval.domain.hits import Hit

ROWS, PASSAGES_OF_ONE = 4000, 50
DOCUMENTS = ROWS // PASSAGES_OF_ONE
SENTENCES, PIECES = 3, 40
SUBJECTS = ["bins", "roads", "parks", "books", "pools", "schools", "carers", "rents", "trees"]


def generation() -> Generation:
    chance = np.random.default_rng(5)
    vectors = clustered(ROWS)
    texts = [" ".join(chance.choice(SUBJECTS, size=3)) for _ in range(ROWS)]
    rows = np.arange(ROWS, dtype=np.int64)
    subjects = [text.split()[0] for text in texts]
    lexical = LexicalIndex.build(texts)
    return Generation(
        passage_ids=rows + 1,
        document_ids=rows // PASSAGES_OF_ONE,
        vectors=VectorIndex.build(vectors),
        lexical=lexical,
        headings=LexicalIndex.build(subjects),
        sections=Sections.build(subjects, lexical),
        sentence_vectors=np.repeat(vectors, SENTENCES, axis=0),
        sentence_starts=np.arange(ROWS + 1, dtype=np.int64) * SENTENCES,
        sentence_pieces=np.repeat(np.arange(ROWS, dtype=np.int64) * PIECES, SENTENCES),
        piece_vectors=chance.integers(-90, 91, (ROWS * PIECES, 8), dtype=np.int8),
        piece_starts=np.arange(ROWS + 1, dtype=np.int64) * PIECES,
        piece_frequencies=np.full(10, 7, dtype=np.int32),
        glossary=Glossary(),
    )


FLAT = generation()
IN_LISTS = replace(FLAT, vectors=VectorIndex.build(clustered(ROWS), large=ROWS))
VECTORS = clustered(50, seed=2).astype(np.float32)


def found(one: Generation, number: int, subject: str, within: set[int] | None) -> list[Hit]:
    question = EncodedQuestion(
        VECTORS[number], np.array([3], dtype=np.int64), np.eye(1, 8, dtype=np.float32)
    )
    return search([one], question, [stems(subject)], within=within)


@settings(max_examples=30, deadline=None)
@given(
    within=st.sets(st.integers(0, DOCUMENTS - 1)),
    number=st.integers(0, len(VECTORS) - 1),
    subject=st.sampled_from(SUBJECTS),
)
def test_within_chosen_documents_the_hits_are_those_of_an_exact_index(
    within: set[int], number: int, subject: str
) -> None:
    hits = found(IN_LISTS, number, subject, within)
    assert hits == found(FLAT, number, subject, within)
    assert {hit.document_id for hit in hits} <= within
    if len(within) <= 20:  # That is a thousand passages.
        assert len(hits) == len(within) * PASSAGES_OF_ONE


def test_of_many_documents_the_best_passages_by_vector_and_by_words_are_ranked() -> None:
    within = set(range(0, DOCUMENTS, 2))
    hits = found(IN_LISTS, 0, "bins", within)
    rows = np.flatnonzero(np.isin(FLAT.document_ids, list(within)))
    cosines = FLAT.vectors.similarities(VECTORS[0], rows)
    scores = FLAT.lexical.scores(stems("bins"))[rows]
    nearest = rows[np.argsort(-cosines, kind="stable")[:100]]
    fullest = rows[np.argsort(-scores, kind="stable")[:100]]
    assert {hit.passage_id - 1 for hit in hits} == {*nearest.tolist(), *fullest.tolist()}


def test_of_equally_good_passages_by_words_the_first_are_taken() -> None:
    vectors = VectorIndex.build(np.repeat(clustered(1), ROWS, axis=0))
    lexical = LexicalIndex.build(["bins"] * ROWS)
    sections = Sections.build(["bins"] * ROWS, lexical)
    same = replace(FLAT, vectors=vectors, lexical=lexical, sections=sections)
    by_words = set(range(1, 101))
    assert by_words <= {hit.passage_id for hit in found(same, 0, "bins", None)}


def test_large_arrays_stay_on_the_disk_and_give_the_same_hits(tmp_path: Path) -> None:
    manifest = Manifest("a model", "1", "shared", "1", ROWS)
    write_generation(tmp_path, IN_LISTS, manifest)
    loaded = load_current(tmp_path, manifest)
    assert loaded.vectors.kind is IndexKind.LISTS
    assert loaded.mapped_files == 2
    on_disk = loaded.sentence_vectors.nbytes + loaded.piece_vectors.nbytes
    on_disk += IN_LISTS.vectors.memory_bytes - loaded.vectors.memory_bytes
    assert IN_LISTS.memory_bytes - loaded.memory_bytes == pytest.approx(on_disk, rel=0.01)
    for number in range(10):
        assert found(loaded, number, "roads", None) == found(IN_LISTS, number, "roads", None)
        assert found(loaded, number, "roads", {3, 4}) == found(FLAT, number, "roads", {3, 4})


def test_the_words_of_a_very_large_library_stay_on_the_disk(tmp_path: Path) -> None:
    texts = [" ".join(f"word{(n * k) % 997}" for k in range(1, 90)) for n in range(3000)]
    index = LexicalIndex.build(texts)
    index.save(tmp_path)
    loaded = LexicalIndex.load(tmp_path)
    assert (index.mapped_files, loaded.mapped_files) == (0, 3)
    assert loaded.memory_bytes < index.memory_bytes - 2_000_000
    words = ["word7", "word13"]
    assert loaded.scores(words).tolist() == index.scores(words).tolist()
    assert loaded.idf(words).tolist() == index.idf(words).tolist()
