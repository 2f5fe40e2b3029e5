"""Questions that ask what something is, and sentences that say so."""

from __future__ import annotations

import pytest

from retrieval.answers import defined_term
from retrieval.answers.definitions import defines

STP = "Sustainability and Transformation Plan"


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("what is an STP?", "STP"),
        ("What are STPs", "STPs"),
        ("what's a CCG?", "CCG"),
        ("what\u2019s the LGA?", "LGA"),
        ("what does STP mean?", "STP"),
        ("what does STP stand for", "STP"),
        ("who are Healthwatch?", "Healthwatch"),
        ("define accountable care", "accountable care"),
        ("please explain health and wellbeing boards.", "health and wellbeing boards"),
        ("meaning of social care", "social care"),
        ("  what is   an STP?? ", "STP"),
        ("What is the meaning of ISDS?", "ISDS"),
        ("what is meant by delegated authority", "delegated authority"),
        ("what does the term \u2018STP\u2019 mean?", "STP"),
        ("explain the acronym STP", "STP"),
        ("what is STP short for?", "STP"),
        ("what is the definition of a carer?", "carer"),
    ],
)
def test_a_question_for_a_meaning_has_a_term(question: str, term: str) -> None:
    assert defined_term(question) == term


@pytest.mark.parametrize(
    "question",
    [
        "",
        "what is",
        "how many STPs are there?",
        "what is the council going to do about bins?",
        "what is Labour's plan?",
        "what are the effects on carers?",
        "what is one two three four five six?",
        "who decides?",
        "what do campaigners want",
        "what does the council do?",
        "STP?",
        "What is the State Pension for?",
    ],
)
def test_other_questions_have_none(question: str) -> None:
    assert defined_term(question) is None


@pytest.mark.parametrize("question", ["STP", "an STP?", "\u201cSTP\u201d", "What is STP?"])
def test_a_term_that_the_documents_explain_asks_for_its_meaning_by_itself(question: str) -> None:
    assert defined_term(question, {"STP"}.__contains__) == "STP"


def test_a_term_that_the_documents_explain_may_have_any_words_in_it() -> None:
    known = {"Department for Work and Pensions"}
    assert defined_term("what is the Department for Work and Pensions?") is None
    assert (
        defined_term("what is the Department for Work and Pensions?", known.__contains__)
        == "Department for Work and Pensions"
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "An STP is a plan for one area.",
        "STPs are plans.",
        "The STP (one of 44) was a plan.",
        "\u2018STP\u2019 means a plan.",
        "STP stands for a plan.",
        "It is called an STP in England.",
        "These groups are known as STPs.",
        "Members of the STP, the local plan, met.",
        f"A {STP} (STP) covers one area.",
        f"Each STP ({STP}) covers one area.",
        f"{STP}s are plans.",
        "STP can stand for a plan or a group.",
        f"Each \u2018{STP}\u2019 (STP) covers one area.",
        "an STP (one of 44) - a plan for one area",
        "You must plan for the area (\u2018STP\u2019) again.",
        "They wrote their STP (what the area will do) in May.",
        "You are their \u2018STP\u2019 from then on.",
        "This is called asking for STP.",
    ],
)
def test_a_sentence_that_says_what_it_is_defines_it(sentence: str) -> None:
    assert defines(sentence, ["STP", STP])


@pytest.mark.parametrize(
    "sentence",
    [
        "There are 44 STPs in England.",
        "The council says the STP will fail.",
        "An ASTP is a plan.",
        "The plan (STP) covers one area.",
        "the STP - if it has not been registered",
        "You are their STP.",
        "",
    ],
)
def test_a_sentence_that_only_names_it_does_not(sentence: str) -> None:
    assert not defines(sentence, ["STP", STP])


def test_names_with_signs_are_taken_as_they_are() -> None:
    assert defines("A&E is open at night.", ["A&E"])
    assert not defines("AXE is open at night.", ["A.E"])
