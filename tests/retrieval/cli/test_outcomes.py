"""The three ways in which a question can end, as people and programs read them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from retrieval import Answer, NoAnswer, Outcome
from retrieval.answers import compose
from retrieval.cli.answers import outcome_lines, reply_record
from retrieval.domain import UnknownWord
from tests.retrieval.builders import found
from tests.retrieval.shelf import BINS, STPS, open_library, write
from tests.retrieval.terminal import records, run_cli

if TYPE_CHECKING:
    from pathlib import Path

QUOTES = compose([found(BINS, [0.9])], lambda _text: 0.0)
NOT_FOUND = NoAnswer(
    "q",
    0.1,
    QUOTES,
    covered=("Bins \u203a Fees", "Bins \u203a Days"),
    unknown_words=(UnknownWord("frobnication"), UnknownWord("alotment", "allotment")),
)


def test_each_outcome_has_words_of_its_own() -> None:
    answered = Answer("q", 0.9, QUOTES)
    assert list(outcome_lines(answered)) == ["The documents answer:"]
    assert list(outcome_lines(replace(answered, outcome=Outcome.POSSIBLE))) == [
        "Closest passages, which may not answer:"
    ]
    unsure = replace(
        answered, outcome=Outcome.POSSIBLE, unknown_words=(UnknownWord("Lisbon Treaty"),)
    )
    assert list(outcome_lines(unsure)) == [
        'No document mentions: "Lisbon Treaty"',
        "Closest passages, which may not answer:",
    ]
    assert reply_record(unsure)["unknown_words"] == [
        {"word": "Lisbon Treaty", "did_you_mean": None}
    ]
    assert list(outcome_lines(NoAnswer("q", 0.1, QUOTES))) == [
        "The documents do not answer this.",
        "The nearest passages are these:",
    ]
    assert list(outcome_lines(NoAnswer("q", 0.0))) == [
        "There are no documents yet; `python -m retrieval index PATH` adds some."
    ]


def test_where_nothing_answers_people_read_what_there_is_and_which_words_are_nowhere() -> None:
    assert list(outcome_lines(NOT_FOUND)) == [
        "The documents do not answer this.",
        'No document mentions: "frobnication", "alotment" (did you mean "allotment"?)',
        "The documents do cover:",
        "- Bins \u203a Fees",
        "- Bins \u203a Days",
        "The nearest passages are these:",
    ]


def test_programs_read_the_same_and_empty_lists_beside_an_answer() -> None:
    record = reply_record(NOT_FOUND)
    assert record["covered"] == ["Bins \u203a Fees", "Bins \u203a Days"]
    assert record["unknown_words"] == [
        {"word": "frobnication", "did_you_mean": None},
        {"word": "alotment", "did_you_mean": "allotment"},
    ]
    record = reply_record(Answer("q", 0.9, QUOTES))
    assert (record["covered"], record["unknown_words"]) == ([], [])


def test_a_question_that_is_not_answered_is_told_so_by_the_command(tmp_path: Path) -> None:
    with open_library(tmp_path) as library:
        library.add(write(tmp_path, "stps.md", STPS))
    done = run_cli(tmp_path, "ask", "--json", "who frobnicated the football in Lisbon?")
    (record,) = records(done)
    assert record["outcome"] == "not_found"
    assert set(record["covered"]) == {
        "What STPs are \u203a The name",
        "What STPs are \u203a How many there are",
    }
    assert [word["word"] for word in record["unknown_words"]] == [
        "frobnicated",
        "football",
        "Lisbon",
    ]
