"""The terms that are suggested while a member types."""

from __future__ import annotations

import pytest

from bot.cards import limits
from bot.commands.define import suggest_terms

TERMS = ["ACS", "joint claim", "STP", "Sustainability and Transformation Plan", "Town Board"]


def test_without_a_word_the_first_terms_are_offered() -> None:
    assert suggest_terms(TERMS, " ") == TERMS
    many = [f"Term {number}" for number in range(30)]
    assert suggest_terms(many, "") == many[: limits.CHOICES]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("s", "STP"),
        ("st", "STP"),
        ("sust", "Sustainability and Transformation Plan"),
        ("transformation", "Sustainability and Transformation Plan"),
        ("transfromation", "Sustainability and Transformation Plan"),
        ("jont clam", "joint claim"),
        ("BOARD", "Town Board"),
    ],
)
def test_what_begins_with_or_resembles_what_was_typed_comes_first(typed: str, first: str) -> None:
    assert suggest_terms(TERMS, typed)[0] == first


def test_nothing_is_offered_for_what_resembles_nothing() -> None:
    assert suggest_terms(TERMS, "zzzz") == []


def test_a_term_that_is_too_long_for_a_choice_is_not_offered() -> None:
    assert suggest_terms(["x" * 101, "y" * 100], "") == ["y" * 100]
