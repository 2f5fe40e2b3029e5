"""Words divided at line ends: what the text itself says decides."""

from __future__ import annotations

from collections import Counter

import pytest

from retrieval.documents.pdf.hyphenation import join_lines, remove_soft_hyphens, vocabulary


def test_a_soft_hyphen_at_the_line_end_goes() -> None:
    assert join_lines("the govern\u00ad", "ment said", {"govern-ment": 9}) == "the government said"


def test_soft_hyphens_inside_lines_go() -> None:
    assert join_lines("a bene\u00adfit of", "the sys\u00adtem", {}) == "a benefit of the system"
    assert remove_soft_hyphens("assess\u00adment") == "assessment"


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("the govern-", "ment said", "the government said"),
        ("it is under-", "stood that", "it is understood that"),
        ("an NHS-", "wide plan", "an NHS-wide plan"),
        ("in mid-", "April it", "in mid-April it"),
        ("to re-", "elect them", "to re-elect them"),
        ("a long-", "term plan", "a long-term plan"),
        ("state-of-the-", "art care", "state-of-the-art care"),
        ("the years 2016-", "17 and", "the years 2016-17 and"),
        ("both short-", "and long-term", "both short- and long-term"),
        ("the plan -", "which was", "the plan - which was"),
        ("the plan –", "which was", "the plan – which was"),
        ("the plan", "which was", "the plan which was"),
        ("the person’s well‐", "being is", "the person’s well‐being is"),
    ],
)
def test_without_evidence_the_parts_of_a_word_decide(first: str, second: str, joined: str) -> None:
    assert join_lines(first, second, {}) == joined


def test_a_word_that_stands_joined_elsewhere_is_joined() -> None:
    assert join_lines("the long-", "term plan", {"longterm": 1}) == "the longterm plan"


def test_a_word_that_stands_with_its_hyphen_elsewhere_keeps_it() -> None:
    assert (
        join_lines("the claim-", "related cost", {"claim-related": 1}) == "the claim-related cost"
    )
    assert join_lines("the claim-", "related cost", {}) == "the claimrelated cost"


def test_the_more_frequent_spelling_wins() -> None:
    words = {"cooperate": 1, "co-operate": 2}
    assert join_lines("we co-", "operate", words) == "we co-operate"
    assert join_lines("we co-", "operate", {**words, "cooperate": 3}) == "we cooperate"


def test_two_words_of_the_text_make_a_compound() -> None:
    words = vocabulary(["the work of an age group is related to age"])
    assert join_lines("an age-", "related rule", words) == "an age-related rule"
    assert join_lines("an age-", "ncy rule", words) == "an agency rule"


def test_the_vocabulary_counts_compounds_whole_and_leaves_divided_words_out() -> None:
    lines = ["A long-term plan for the govern-", "ment is a Plan", "soft\u00ad", "ware"]
    assert vocabulary(lines) == Counter(
        {"a": 2, "long-term": 1, "plan": 2, "for": 1, "the": 1, "is": 1}
    )
