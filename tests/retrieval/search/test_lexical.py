"""BM25 over stemmed words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from retrieval.search import LexicalIndex, stems

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = ["Councils collect bins.", "The council mends roads.", "Libraries lend books."]


def test_stems_leave_out_stop_words_and_keep_repetitions() -> None:
    assert stems("The Councils and the council's plans, planned") == [
        "council",
        "council",
        "plan",
        "plan",
    ]


def test_only_texts_with_a_word_of_the_question_score() -> None:
    scores = LexicalIndex.build(TEXTS).scores(stems("which council?"))
    assert scores.dtype == np.float32
    assert scores[2] == 0
    assert scores[0] > 0
    assert scores[1] > 0


def test_unknown_words_score_nothing() -> None:
    index = LexicalIndex.build(TEXTS)
    assert index.scores(stems("zebra")).tolist() == [0, 0, 0]
    assert index.scores([]).tolist() == [0, 0, 0]
    assert index.scores(stems("zebra books")).tolist() == index.scores(stems("books")).tolist()


def test_a_score_is_lucenes() -> None:
    """One word once in one of three texts of three, three and three words."""
    score = LexicalIndex.build(TEXTS).scores(["book"])[2]
    assert score == pytest.approx(math.log(1 + (3 - 1 + 0.5) / (1 + 0.5)) / (1 + 2.0), rel=1e-5)


def test_idf_is_lucenes_for_known_and_unknown_words() -> None:
    idf = LexicalIndex.build(TEXTS).idf(["council", "book", "zebra"])
    assert idf == pytest.approx([math.log(1 + (3 - n + 0.5) / (n + 0.5)) for n in (2, 1, 0)])


def test_texts_without_a_word_can_be_indexed() -> None:
    index = LexicalIndex.build(["a b", "to be"])
    assert index.rows == 2
    assert index.scores(stems("to be or not to be, that is the question")).tolist() == [0, 0]


def test_a_saved_index_scores_the_same(tmp_path: Path) -> None:
    index = LexicalIndex.build(TEXTS)
    index.save(tmp_path / "bm25")
    loaded = LexicalIndex.load(tmp_path / "bm25")
    assert loaded.rows == 3
    for words in (["council"], ["book", "road"], ["zebra"]):
        assert loaded.scores(words).tolist() == index.scores(words).tolist()
        assert loaded.idf(words).tolist() == index.idf(words).tolist()
