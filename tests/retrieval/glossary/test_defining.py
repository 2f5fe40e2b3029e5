"""Sentences that say what a thing is, and those that only look so."""

from __future__ import annotations

import pytest

from retrieval.glossary.defining import defined_in

KNOWN = {"STP", "Sustainability and Transformation Plan", "Local Government Association", "ISDS"}


def defined(sentence: str, before: str = "") -> list[str]:
    return [said.term for said in defined_in(sentence, before, KNOWN.__contains__)]


@pytest.mark.parametrize(
    ("sentence", "terms"),
    [
        (
            "A Sustainability and Transformation Plan (STP) is a plan for the NHS.",
            ["Sustainability and Transformation Plan"],
        ),
        (
            "The Local Government Association (LGA) is the national voice of councils.",
            ["Local Government Association"],
        ),
        ("An STP is therefore an alliance of bodies.", ["STP"]),
        ("VAT is a tax you pay on most goods.", ["VAT"]),
        ("An unpaid carer is a person who looks after a relative.", ["unpaid carer"]),
        (
            "Conversion therapy is any treatment that claims to change a person.",
            ["Conversion therapy"],
        ),
        ("NHS England is the national body that was set up in 2012.", ["NHS England"]),
        ("A passenger ship is a vessel that carries more than 12.", ["passenger ship"]),
        ("‘Severe disablement’ means at least 60% disabled.", ["Severe disablement"]),
        ("a cesspool (also called a cesspit) - a sealed tank that collects", ["cesspool"]),
        ("SEN support - support given in school", ["SEN support"]),
        ("You are their ‘attorney’.", ["attorney"]),
        ("Customers pay no duty on their stake (what they bet) or winnings.", ["stake"]),
        ("They worried about ISDS, the part of the treaty on disputes.", ["ISDS"]),
        ("There is news of STPs, the 44 partnerships being created.", ["STP"]),
    ],
)
def test_what_a_sentence_defines(sentence: str, terms: list[str]) -> None:
    assert defined(sentence) == terms


@pytest.mark.parametrize(
    "sentence",
    [
        "Labour is the Party of equality.",
        "It is a plan that everybody knows.",
        "The problem is the cost that comes with it.",
        "A common complaint about STPs was the way in which they were made.",
        "This means that the council pays.",
        "The NHS is the most important creation of all.",
        "In the STP, the number of beds fell.",
        "the donor dies - the power ends by itself",
        "in Scotland - The Treasurer",
        "direct payments made into your account - you buy services",
        "A Healthier Wales is good for everybody.",
    ],
)
def test_sentences_that_define_nothing(sentence: str) -> None:
    assert defined(sentence) == []


def test_this_is_defines_the_last_words_of_the_sentence_before() -> None:
    this = "This is the version that anyone can buy."
    assert defined(this, "You can opt out of the open register.") == ["open register"]
    assert defined(this, "You can opt out.") == []
    assert defined("This is hard.", "You can opt out of the open register.") == []
