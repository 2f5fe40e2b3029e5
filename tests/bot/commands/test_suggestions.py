"""Documents suggested for what a member types."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.suggestions import find, suggest
from retrieval.domain import Source, source_of
from tests.bot.builders import document, units
from tests.bot.strategies import LONG, sources, texts

SHELF = [
    source_of(document(number=1, title="What STPs are", publisher="King's Fund", date="2017-07")),
    source_of(document(number=2, title="Unpaid carers", publisher="LGA", date=None)),
    source_of(document(number=3, title="Paying for social care", publisher=None, date="2018")),
]


def test_without_words_all_are_suggested_in_order() -> None:
    assert suggest(SHELF, " ") == [
        ("What STPs are · King's Fund · July 2017", "1"),
        ("Unpaid carers · LGA", "2"),
        ("Paying for social care · 2018", "3"),
    ]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("carers", "2"),
        ("unpiad carrers", "2"),
        ("STP", "1"),
        ("kings fund", "1"),
        ("document-3", "3"),
    ],
)
def test_words_and_their_misspellings_find_a_document(typed: str, first: str) -> None:
    assert suggest(SHELF, typed)[0][1] == first


@pytest.mark.parametrize("typed", ["parkng", "carrers", "GP apointments"])
def test_a_misspelled_word_of_a_long_title_finds_its_document(typed: str) -> None:
    title = "Proposals of July 2014: parking at hospitals, GP appointments, unpaid carers and trade"
    other = source_of(document(number=1, title="School meals", publisher="LGA"))

    assert [
        value for _, value in suggest([other, source_of(document(number=2, title=title))], typed)
    ] == ["2"]


def test_the_folders_of_a_file_are_not_searched() -> None:
    shelved = replace(SHELF[1], path="/home/owner/confidential/carers.md")

    assert suggest([shelved], "confidential") == []
    assert [value for _, value in suggest([shelved], "carers.md")] == ["2"]


def test_nothing_similar_is_no_suggestion() -> None:
    assert suggest(SHELF, "zzzzzzzz") == []


@given(st.lists(sources(), max_size=40), texts)
def test_suggestions_are_within_discords_limits(found: list[Source], typed: str) -> None:
    choices = suggest(found, typed)

    assert len(choices) <= 25
    for name, value in choices:
        assert 1 <= units(name) <= 100
        assert 1 <= units(value) <= 100


@pytest.mark.parametrize("name", LONG)
def test_long_titles_are_within_discords_limits(name: str) -> None:
    ((label, _),) = suggest([source_of(document(title=LONG[name]))], "")

    assert 1 <= units(label) <= 100


def test_a_choice_is_found_by_its_id() -> None:
    assert find(SHELF, "3") == 3
    assert find(SHELF, "77") == 77


def test_a_title_typed_without_picking_it_is_found_and_others_are_not() -> None:
    assert find(SHELF, "unpaid carers") == 2
    assert find(SHELF, "something else entirely") is None
    assert find(SHELF, "\u0663") is None
