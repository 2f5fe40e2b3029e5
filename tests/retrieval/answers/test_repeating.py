"""Quotes in nearly the same words say the same, unless a figure or a "not" sets them apart."""

from __future__ import annotations

import pytest

from retrieval.answers.repeating import Said

SAID = (
    "From April on every family that has a child in the care of the council pays a charge of £40 "
    "a week for as long as the child lives in the home, and is told about it in a letter."
)


def same(one: str, other: str, *, near: bool = False) -> bool:
    first, second = Said(one, one), Said(other, other)
    found = first.repeats(second, near=near)
    assert second.repeats(first, near=near) is found
    return found


@pytest.mark.parametrize(
    "other",
    [
        SAID,
        SAID.upper(),
        SAID.replace(",", ""),
        SAID.replace("told about it", "informed of it"),
        SAID.replace("a charge of £40", "a charge"),
    ],
)
def test_nearly_the_same_words_say_the_same(other: str) -> None:
    assert same(SAID, other)


@pytest.mark.parametrize(
    "other",
    [
        SAID.replace("£40", "£50"),
        SAID.replace("£40", "fifty pounds"),
        SAID.replace("pays", "never pays"),
        SAID.replace("is told", "isn't told"),
        "Families pay a charge of £40 a week.",
    ],
)
def test_another_figure_or_a_not_says_something_else(other: str) -> None:
    assert not same(SAID, other)


def test_of_near_documents_a_part_of_the_words_is_enough_but_not_with_other_figures() -> None:
    more = "Letters are sent by the council in March and are not sent again."
    assert not same(SAID, f"{SAID} {more} {more}")
    assert same(SAID, f"{SAID} {more} {more}", near=True)
    assert not same(SAID, f"{SAID} {more}".replace("£40", "£50"), near=True)
    assert not same(SAID, SAID.replace("pays", "never pays"), near=True)


def test_short_texts_are_compared_as_a_whole() -> None:
    assert same("No.", "no")
    assert not same("No.", "Yes.")
    assert not same("Two weeks", "Three weeks")


def test_what_differs_beside_the_sentence_that_answers_does_not_count() -> None:
    answer = "Families of children in the care of the council pay a charge of £40 a week for it."
    more = "It is due at the end of each month, and it is not paid back by the council before {}."
    first_text, second_text = (f"{answer} {more.format(day)}" for day in ("May 1", "May 2"))
    first = Said(first_text, answer)
    assert first.repeats(Said(second_text, answer), near=False)
    other = second_text.replace("£40", "£50")
    assert not first.repeats(Said(other, answer.replace("£40", "£50")), near=False)
