"""Acronyms are read in the documents, and understood in questions."""

from __future__ import annotations

import pytest
from hypothesis import given

from retrieval.search import expand, find_acronyms, meanings_in
from tests.retrieval.texts import LONG, steady, texts

STP = "Sustainability and Transformation Plan"


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        (f"A {STP} (STP) is a plan.", "STP", STP),
        (f"There are 44 {STP}s (STPs) in England.", "STP", STP),
        (f"An STP ({STP}) is a plan.", "STP", STP),
        (f"STPs ({STP}s) are plans.", "STP", STP),
        ("the Department of Health (DoH) said", "DoH", "Department of Health"),
        ("a clinical commissioning group (CCG)", "CCG", "clinical commissioning group"),
        ("Accident & Emergency (A&E) is open", "A&E", "Accident & Emergency"),
        ("the Five-Year Forward View (FYFV)", "FYFV", "Five-Year Forward View"),
        (
            "led by Local Government Association (LGA) members",
            "LGA",
            "Local Government Association",
        ),
    ],
)
def test_long_and_short_form_are_found_in_either_order(text: str, short: str, long: str) -> None:
    assert find_acronyms([text])[short] == [long]


@pytest.mark.parametrize(
    "text",
    [
        "The council met (twice) in May.",
        "We asked Simon Stevens (NHS England) about it.",
        "Health and wellbeing boards (STP) decide.",
        "In England. Sustainability and Transformation. Plan (STP)",
        "The plan (STP)",
    ],
)
def test_words_that_do_not_spell_the_short_form_are_no_meaning(text: str) -> None:
    assert find_acronyms([text]) == {}


def test_each_meaning_is_kept_once_in_order() -> None:
    found = find_acronyms(
        [
            f"A {STP} (STP).",
            f"A {STP.lower()} (STP).",
            "Some Sorry Tale of Pain (SSTP).",
            "A Sustainability and Transformation Partnership (STP).",
        ]
    )
    assert found["STP"] == [STP, "Sustainability and Transformation Partnership"]


def test_a_typed_acronym_is_known_in_lower_case_too() -> None:
    assert find_acronyms([f"A {STP} (STP)."])["stp"] == [STP]


def test_a_word_of_the_documents_is_no_acronym_in_lower_case() -> None:
    """The World Health Organization must not stand behind every "who"."""
    found = find_acronyms(["World Health Organization (WHO).", "Those who care for others."])
    assert found == {"WHO": ["World Health Organization"]}
    assert meanings_in("who pays for care?", found) == {}
    assert meanings_in("what does the WHO say?", found) == {"WHO": ["World Health Organization"]}


def test_meanings_are_given_as_the_question_writes_the_acronym() -> None:
    acronyms = {"STP": [STP], "stp": [STP], "CCG": ["clinical commissioning group"]}
    assert meanings_in("how do STPs, an stp and a CCG differ?", acronyms) == {
        "STPs": [STP],
        "stp": [STP],
        "CCG": ["clinical commissioning group"],
    }


def test_no_more_than_two_meanings_are_given() -> None:
    assert meanings_in("an AB?", {"AB": ["A B", "a b c", "a bee"]}) == {"AB": ["A B", "a b c"]}


def test_expanding_writes_the_long_form_behind_each_short_one() -> None:
    question = "what is an STP, and who runs STPs?"
    expanded = expand(question, {"STP": [STP, "Plan"], "STPs": [STP]})
    assert expanded == f"what is an STP ({STP}, Plan), and who runs STPs ({STP})?"


def test_expanding_without_meanings_changes_nothing() -> None:
    assert expand("what is an STP?", {}) == "what is an STP?"


@pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())
def test_very_long_texts_have_no_acronyms_and_take_no_time(text: str) -> None:
    assert find_acronyms([text]) == {}


def test_an_acronym_is_found_behind_a_very_long_word() -> None:
    assert find_acronyms([f"{'x' * 100_000} {STP} (STP)"])["STP"] == [STP]


@steady
@given(texts, texts)
def test_any_text_can_be_searched_for_acronyms(text: str, question: str) -> None:
    acronyms = find_acronyms([text, f"A {STP} (STP)"])
    assert STP in acronyms["STP"]
    meanings = meanings_in(question, acronyms)
    if not meanings:
        assert expand(question, meanings) == question
