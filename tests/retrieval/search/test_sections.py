"""A heading that says what is asked counts, and less where much stands below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from retrieval.search import LexicalIndex, Sections, stems
from retrieval.search.sections import SectionNames

if TYPE_CHECKING:
    from pathlib import Path

CONTEXTS = [
    "Waste\nBins and bags",
    "Waste\nBins and bags",
    "Waste\nBins",
    "Bins",
    "Waste\nThe of and",
    "Waste\nParking permits",
]
LEXICAL = LexicalIndex.build([f"{context}\nbags" for context in CONTEXTS])
SECTIONS = Sections.build(CONTEXTS, LEXICAL)
ALL = np.arange(len(CONTEXTS))


def rarity(*words: str) -> float:
    return float(LEXICAL.idf(words).sum())


def likeness(question: str) -> list[float]:
    found: list[float] = SECTIONS.likeness(ALL, stems(question), LEXICAL).tolist()
    return found


def test_passages_below_the_same_headings_are_in_one_section() -> None:
    assert SECTIONS.of_passage.tolist() == [0, 0, 1, 2, 3, 4]
    assert SECTIONS.passages.tolist() == [2, 1, 1, 1, 1]


def test_a_heading_counts_less_the_more_stands_below_it() -> None:
    assert SECTIONS.worth(ALL) == pytest.approx([2**-0.25, 2**-0.25, 1, 1, 1, 1])


def test_readers_comments_below_a_heading_do_not_make_it_count_less() -> None:
    names = SectionNames()
    names.add(["Bins"] * 2)
    names.add(["Bins"] * 50, counts=False)
    names.add(["Parking"], counts=False)
    sections = names.finish(LEXICAL)
    assert sections.passages.tolist() == [2, 1]
    assert len(sections.of_passage) == 53


def test_the_innermost_heading_alone_is_compared_with_the_question() -> None:
    assert likeness("bins?") == pytest.approx(
        [rarity("bin") / rarity("bin", "bag")] * 2 + [1, 1, 0, 0]
    )
    assert likeness("waste") == [0] * 6


def test_words_of_the_question_that_no_heading_has_count_against_all() -> None:
    both = rarity("bin", "zebra")
    assert likeness("bins, bins, zebras")[2] == pytest.approx(rarity("bin") / both)


@pytest.mark.parametrize("question", ["", "the", "zebra"])
def test_a_question_without_words_of_a_heading_is_like_none(question: str) -> None:
    assert likeness(question) == [0] * 6


def test_some_rows_are_as_they_are_among_all() -> None:
    some = np.array([5, 2, 0])
    found = SECTIONS.likeness(some, stems("parking bins"), LEXICAL)
    assert found.tolist() == [likeness("parking bins")[row] for row in some]


def test_they_are_the_same_when_read_again(tmp_path: Path) -> None:
    SECTIONS.save(tmp_path / "sections")
    again = Sections.load(tmp_path / "sections")
    assert again.likeness(ALL, ["bin"], LEXICAL).tolist() == likeness("bins")
    assert again.worth(ALL).tolist() == SECTIONS.worth(ALL).tolist()
    assert again.memory_bytes == SECTIONS.memory_bytes > 0
