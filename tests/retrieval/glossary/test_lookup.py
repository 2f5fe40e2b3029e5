"""Terms are found as members type them."""

from __future__ import annotations

import pytest

from retrieval.domain import Glossary
from retrieval.glossary import build_glossary, look_up, names_of, suggest
from tests.retrieval.glossary.passages import passage_of

PLAN = "Sustainability and Transformation Plan"
PARTNERSHIP = "Sustainability and Transformation Partnership"
OWN = build_glossary(
    [
        passage_of(1, 1, f"A {PLAN} (STP) came."),
        passage_of(2, 2, f"44 {PLAN}s (STPs) came."),
        passage_of(3, 3, f"A {PARTNERSHIP} (STP) came."),
        passage_of(4, 4, "STP can stand for a plan or for a group."),
        passage_of(5, 5, f"A {PLAN} is a plan for the NHS."),
        passage_of(6, 6, "Two may ask.", "This is known as a joint claim."),
        passage_of(7, 7, "The Town Board (TB) met.", "A TB is a group of nine."),
    ]
)


def ids(term: str) -> list[tuple[str, str | None, list[int]]]:
    return [
        (sense.term, sense.meaning, [entry.passage_id for entry in sense.entries])
        for sense in look_up(term, [Glossary(), OWN])
    ]


@pytest.mark.parametrize("term", ["STP", "stp", "STPs", "stps", "S.T.P."])
def test_a_short_form_has_all_its_meanings_the_most_told_first(term: str) -> None:
    assert ids(term) == [
        ("STP", PLAN, [5, 1, 2]),
        ("STP", PARTNERSHIP, [3]),
        ("STP", None, [4]),
    ]


@pytest.mark.parametrize("term", [PLAN, f"{PLAN.lower()}s", PLAN.replace("and", "&")])
def test_a_long_form_has_its_own_meaning_alone(term: str) -> None:
    assert [(one, long) for one, long, _ in ids(term)] == [("STP", PLAN)]
    assert ids(term)[0][2][0] == 5


def test_what_is_said_of_the_only_meaning_belongs_to_it() -> None:
    assert ids("TB") == [("TB", "Town Board", [7, 7])]
    assert ids("town board") == [("TB", "Town Board", [7, 7])]


def test_a_name_without_a_short_form_is_found_too() -> None:
    assert ids("Joint claims") == [("joint claim", None, [6])]


@pytest.mark.parametrize("term", ["XYZ", "", "?!", "a plan"])
def test_what_nobody_explains_is_not_found(term: str) -> None:
    assert ids(term) == []


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("sustainabilty plan", PLAN),
        ("Sustainability and Transfromation Partnership", PARTNERSHIP),
        ("joint clam", "joint claim"),
        ("SPT", "STP"),
    ],
)
def test_a_typing_error_is_answered_with_what_was_meant(typed: str, first: str) -> None:
    assert suggest(typed, [OWN])[0] == first


@pytest.mark.parametrize("typed", ["xyzzy", "swimming pool", ""])
def test_nothing_is_suggested_for_what_resembles_nothing(typed: str) -> None:
    assert suggest(typed, [OWN]) == ()


def test_all_names_are_listed_once_in_order() -> None:
    assert names_of([OWN, OWN]) == [
        "joint claim",
        "STP",
        PARTNERSHIP,
        PLAN,
        "TB",
        "Town Board",
    ]


def test_of_two_meanings_told_as_plainly_the_one_of_more_documents_comes_first() -> None:
    glossary = build_glossary(
        [
            passage_of(1, 1, f"A {PARTNERSHIP} (STP) came."),
            passage_of(2, 2, f"A {PLAN} (STP) came."),
            passage_of(3, 3, f"A {PLAN} (STP) went."),
        ]
    )
    assert [sense.meaning for sense in look_up("STP", [glossary])] == [PLAN, PARTNERSHIP]
