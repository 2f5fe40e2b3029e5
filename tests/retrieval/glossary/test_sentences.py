"""What one sentence says about short forms and names."""

from __future__ import annotations

import pytest
from hypothesis import given

from retrieval.domain import EntryKind
from retrieval.glossary.sentences import Said, said_in
from tests.retrieval.texts import LONG, steady, texts

STP = "Sustainability and Transformation Plan"


def pairs(sentence: str) -> list[tuple[str, str | None]]:
    return [(said.term, said.meaning) for said in said_in(sentence) if said.meaning]


def names(sentence: str) -> list[str]:
    return [said.term for said in said_in(sentence) if said.meaning is None]


@pytest.mark.parametrize(
    ("sentence", "short", "long"),
    [
        (f"A {STP} (STP) is a plan.", "STP", STP),
        (f"There are 44 {STP}s (STPs) in England.", "STP", STP),
        (f"An STP ({STP}) is a plan.", "STP", STP),
        (f"STPs ({STP}s) are plans.", "STP", STP),
        (f"A {STP} (the “STP”) is a plan.", "STP", STP),
        (f"A {STP} (STP for short) is a plan.", "STP", STP),
        (f"A {STP} (abbreviated to STP) is a plan.", "STP", STP),
        (f"A {STP} (STP; also known as a footprint) is a plan.", "STP", STP),
        (f"A {STP}, or STP for short, is a plan.", "STP", STP),
        (f"A {STP}, known as an STP, is a plan.", "STP", STP),
        (f"A {STP} is abbreviated to STP.", "STP", STP),
        (f"STP stands for {STP}.", "STP", STP),
        (f"STP is short for “{STP}”.", "STP", STP),
        ("Contact the SEN co-ordinator, or ‘SENCO’.", "SENCO", "SEN co-ordinator"),
        (
            "The Department for Work and Pensions (DWP) pays.",
            "DWP",
            "Department for Work and Pensions",
        ),
        (
            "The vaccine against DTP (diphtheria, tetanus and pertussis).",
            "DTP",
            "diphtheria, tetanus and pertussis",
        ),
        ("Local authorities (LAs) pay.", "LA", "Local authority"),
    ],
)
def test_a_short_form_beside_its_long_one(sentence: str, short: str, long: str) -> None:
    assert pairs(sentence) == [(short, long)]


@pytest.mark.parametrize(
    "sentence",
    [
        "The council met (twice) in May.",
        "We asked Simon Stevens (NHS England) about it.",
        "Health and wellbeing boards (STP) decide.",
        "Fill in a claim form (N208) or form C1A.",
        "Those on Social Security benefits, or SSI, apply.",
        "This means that the Department pays.",
    ],
)
def test_brackets_that_hold_no_short_form_are_left_alone(sentence: str) -> None:
    assert pairs(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("We made what is called a ‘Care Plan’.", ["Care Plan"]),
        (
            "You must ask for a review (known as ‘mandatory reconsideration’).",
            ["mandatory reconsideration"],
        ),
        ("The register (sometimes called the “electoral roll”) lists all.", ["electoral roll"]),
        ("This is called asking for mandatory reconsideration.", ["mandatory reconsideration"]),
        ("This is known as a joint claim.", ["joint claim"]),
        ("They give notice, known as delegated authority, to you.", ["delegated authority"]),
        (
            "Stopping is sometimes called ‘revoking’ or ‘disclaiming’ it.",
            ["revoking", "disclaiming"],
        ),
        ("It is known as a ‘director’s loan account’.", ["director’s loan account"]),
        ("The war is known as the Seven Years' War.", ["Seven Years' War"]),
        ("These are called simply rules.", ["rules"]),
        (
            "This is called an information and consultation agreement.",
            ["information and consultation agreement"],
        ),
        ("Notes stand in a document called an ‘interview record’.", ["interview record"]),
        ("You cannot leave the register (‘deregistration’).", ["deregistration"]),
    ],
)
def test_what_something_is_called_is_a_name(sentence: str, found: list[str]) -> None:
    assert names(sentence) == found


@pytest.mark.parametrize(
    "sentence",
    [
        "Crews can be called out at night.",
        "He is called up as a reservist.",
        "The LGA called for urgent action.",
        "Seccombe criticised what she called a “unilateral top-down approach”.",
        "If you are called to active duty, tell us.",
        "It is known as being fair.",
    ],
)
def test_calling_that_names_nothing_is_left_alone(sentence: str) -> None:
    assert names(sentence) == []


def test_a_sentence_that_begins_with_this_leans_on_the_one_before() -> None:
    assert list(said_in("This is known as a joint claim.")) == [
        Said("joint claim", None, EntryKind.NAMED, leans=True)
    ]
    assert [said.leans for said in said_in("Two may ask (known as a ‘joint claim’).")] == [False]


def test_what_a_short_form_stands_for_in_other_words_is_its_definition() -> None:
    assert list(said_in("STP can stand for a plan or for a group.")) == [
        Said("STP", None, EntryKind.NAMED)
    ]


@pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())
def test_very_long_sentences_take_no_time(text: str) -> None:
    assert pairs(f"{text} {STP} (STP)") == [("STP", STP)]


@steady
@given(texts)
def test_any_text_may_be_a_sentence(text: str) -> None:
    assert ("STP", STP) in pairs(f"A {STP} (STP) {text}")
