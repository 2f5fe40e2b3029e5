"""Sentences of a paragraph are spans of it."""

from __future__ import annotations

import pytest
from hypothesis import given

from retrieval.passages import split_sentences
from tests.retrieval.texts import LONG, steady, texts


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


def test_abbreviations_and_numbers_end_no_sentence() -> None:
    assert sentences("Dr. Smith paid 1.5 million. It was e.g. too much! Was it?") == [
        "Dr. Smith paid 1.5 million.",
        "It was e.g. too much!",
        "Was it?",
    ]


def test_repeated_sentences_each_have_their_own_place() -> None:
    text = "It was cut. It was cut. It was cut."
    assert split_sentences(text) == [(0, 11), (12, 23), (24, 35)]


def test_the_offset_is_added() -> None:
    assert split_sentences("One. Two.", 100) == [(100, 104), (105, 109)]


@pytest.mark.parametrize("text", ["", "   ", "\n\t\u00a0"])
def test_white_space_has_no_sentences(text: str) -> None:
    assert split_sentences(text) == []


def test_a_line_too_long_for_the_segmenter_is_still_split() -> None:
    text = "The council met (twice). " * 400
    assert len(text) > 5_000
    assert sentences(text) == ["The council met (twice)."] * 400


@steady
@given(texts)
def test_sentences_lie_in_order_and_hold_everything_but_white_space(text: str) -> None:
    check(text)


@pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())
def test_very_long_texts_are_split(text: str) -> None:
    check(text)


@pytest.mark.parametrize("piece", ["1. ", "(a. ", "Mr. ", "i. ii. ", '"a. ', ". . "])
def test_what_is_slow_to_segment_is_left_to_the_simple_rule(piece: str) -> None:
    check(piece * 20_000)


def check(text: str) -> None:
    position = 0
    for start, end in split_sentences(text):
        assert text[position:start].strip() == ""
        assert start < end
        assert not text[start].isspace()
        assert not text[end - 1].isspace()
        position = end
    assert text[position:].strip() == ""
