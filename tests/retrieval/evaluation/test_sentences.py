"""Quotes are compared with gold spans by what they share."""

from __future__ import annotations

import pytest

from retrieval.evaluation.sentences import (
    overlap,
    overlaps_by_half,
    picked_sentence,
    quote_hits,
    word_f1,
)
from tests.retrieval.builders import found, words_of

TEXT = "Bins are emptied on Monday. Garden waste costs forty pounds. Who pays for it?"


@pytest.mark.parametrize(
    ("one", "other", "shared"), [((0, 5), (5, 9), 0), ((0, 5), (3, 9), 2), ((2, 4), (0, 9), 2)]
)
def test_runs_share_what_lies_in_both(
    one: tuple[int, int], other: tuple[int, int], shared: int
) -> None:
    assert overlap(one, other) == overlap(other, one) == shared


def test_a_quote_has_to_hold_half_of_the_gold() -> None:
    assert quote_hits((0, 100), None, (90, 110))
    assert not quote_hits((0, 99), None, (90, 110))
    assert not quote_hits((90, 99), None, (0, 100))


def test_or_its_marked_sentence_has_to_overlap_the_gold() -> None:
    assert quote_hits((80, 99), (90, 99), (0, 95))
    assert not quote_hits((80, 99), (80, 99), (0, 89))


def test_a_sentence_has_to_share_half_of_the_shorter_one() -> None:
    assert overlaps_by_half((90, 100), (0, 95))
    assert not overlaps_by_half((90, 100), (0, 94))
    assert overlaps_by_half((0, 95), (90, 100))
    assert not overlaps_by_half((0, 9), (5, 5))


@pytest.mark.parametrize(
    ("shown", "golds", "f1"),
    [
        ("The bin, the lid", ["the bin"], 4 / 6),
        ("The bin", ["a lid", "the BIN."], 1.0),
        ("bin", ["lid"], 0.0),
        ("", ["lid"], 0.0),
        ("bin", [], 0.0),
    ],
)
def test_words_are_counted_against_the_gold_that_fits_best(
    shown: str, golds: list[str], f1: float
) -> None:
    assert word_f1(shown, golds) == pytest.approx(f1)


@pytest.mark.parametrize(
    ("cosines", "picked"),
    [
        ((0.9, 0.1, 0.1), "Bins are emptied on Monday."),
        # Nothing stands out enough to be marked, yet one is the best.
        ((0.50, 0.65, 0.1), "Garden waste costs forty pounds."),
        ((0.1, 0.3, 0.9), "Garden waste costs forty pounds."),
    ],
)
def test_one_sentence_is_picked_whether_or_not_it_is_marked(
    cosines: tuple[float, ...], picked: str
) -> None:
    hit = found(TEXT, cosines)
    assert words_of(hit.document, picked_sentence(hit, lambda _: 0.0)) == picked
