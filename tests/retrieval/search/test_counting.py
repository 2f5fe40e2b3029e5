"""Words counted text by text weigh what bm25s gives them, to the last bit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bm25s
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.search import counting
from retrieval.search.counting import WordCounts

if TYPE_CHECKING:
    from pathlib import Path

WORDS = [f"word{number}" for number in range(40)]


def bm25s_own(texts: list[list[str]]) -> bm25s.BM25:
    """Return what bm25s makes of the texts by itself."""
    numbers: dict[str, int] = {}
    words = [[numbers.setdefault(word, len(numbers)) for word in text] for text in texts]
    index = bm25s.BM25(method="lucene", k1=2.0, b=0.5)
    index.index((words, numbers), show_progress=False)
    return index


def counted(texts: list[list[str]], at_once: int = 3) -> bm25s.BM25:
    counts = WordCounts()
    for first in range(0, len(texts), at_once):
        counts.add(texts[first : first + at_once])
    assert counts.texts == len(texts)
    return counts.weigh(2.0, 0.5)


@pytest.mark.parametrize("block", [1, 4, 20_000])
@settings(max_examples=60, deadline=None)
@given(texts=st.lists(st.lists(st.sampled_from(WORDS), max_size=30), min_size=1).filter(any))
def test_scores_are_those_of_bm25s(block: int, texts: list[list[str]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counting, "_BLOCK_TEXTS", block)
        found = counted(texts)
    expected = bm25s_own(texts)
    assert found.vocab_dict == expected.vocab_dict
    assert found.unique_token_ids_set == expected.unique_token_ids_set
    for name in ("data", "indices", "indptr"):
        assert found.scores[name].dtype == expected.scores[name].dtype
        assert found.scores[name].tobytes() == expected.scores[name].tobytes()


def test_the_files_are_those_of_bm25s(tmp_path: Path) -> None:
    chance = np.random.default_rng(1)
    share = 1 / np.arange(1, 41)
    texts = [
        [str(word) for word in chance.choice(WORDS, size=length, p=share / share.sum())]
        for length in chance.integers(0, 90, size=500)
    ]
    counted(texts).save(tmp_path / "found", show_progress=False)
    bm25s_own(texts).save(tmp_path / "expected", show_progress=False)
    names = {path.name for path in (tmp_path / "expected").iterdir()}
    assert names == {path.name for path in (tmp_path / "found").iterdir()}
    for name in names:
        expected = (tmp_path / "expected" / name).read_bytes()
        assert (tmp_path / "found" / name).read_bytes() == expected


def test_texts_without_any_word_make_an_index_of_as_many() -> None:
    index = counted([[], [], []])
    assert index.scores["num_docs"] == 3
    assert index.get_scores(["\x00"]).shape == (3,)
