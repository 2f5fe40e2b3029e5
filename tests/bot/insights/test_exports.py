"""A table that no spreadsheet runs, and a member's own data in full."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.insights.exports import to_csv, to_json
from retrieval.domain import (
    AskedQuestion,
    Event,
    ModeratorQuestion,
    Outcome,
    PersonalData,
    QuestionState,
    Rating,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

NOON = "2026-11-02T12:00:00+00:00"
COLUMNS = ["asked_at", "question", "outcome", "probability", "helpful", "not_helpful", "reasons"]


def asked(text: str = "bins?", answer_id: str = "a", member: int | None = None) -> AskedQuestion:
    return AskedQuestion(text, Outcome.NOT_FOUND, 0.25, answer_id, NOON, member)


def rating(reason: str | None = None, *, helpful: bool = False, answer_id: str = "a") -> Rating:
    return Rating(answer_id, 0, helpful, reason, NOON, "bins?")


def rows(table: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(table.decode("utf-8-sig"))))


def export(questions: Sequence[AskedQuestion], *ratings: Rating) -> list[list[str]]:
    table, count = to_csv(questions, ratings)
    found = rows(table)
    assert count == len(found) - 1
    return found


def test_a_question_is_a_row_with_its_ratings() -> None:
    mine = [rating("too old"), rating(helpful=True), rating("wrong\nyear"), rating(answer_id="b")]
    assert export([asked("Bins, or “bin”?")], *mine) == [
        COLUMNS,
        [NOON, "Bins, or “bin”?", "not_found", "0.250", "1", "2", "too old | wrong\nyear"],
    ]


def test_who_asked_is_a_column_only_where_it_is_kept() -> None:
    member = 2**63 - 1
    found = export([asked(member=member), asked(member=None)])
    assert found[0] == [*COLUMNS, "member"]
    assert [row[-1] for row in found[1:]] == [f"id {member}", ""]
    assert export([asked()])[0] == COLUMNS


@pytest.mark.parametrize(
    "formula",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        " =1",
        "\t=1",
        "\r\n=1",
        "\n-1",
        "\u200b=1",
        "＝1+1",
        "\u00a0+1",
    ],
)
def test_what_begins_like_a_formula_becomes_text(formula: str) -> None:
    row = export([asked(formula)], rating(formula))[1]
    for cell in (row[1], row[6]):
        assert cell.startswith("'")
        assert cell.endswith(formula.rsplit(maxsplit=1)[-1].lstrip("\u200b"))


@given(st.text(max_size=40))
def test_no_cell_begins_like_a_formula_whatever_was_asked(text: str) -> None:
    for cell in export([asked(text)], rating(text))[1]:
        assert not cell.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))


def test_a_table_that_is_too_large_ends_with_the_earliest_that_fit() -> None:
    questions = [asked(f"question {number}") for number in range(100)]
    whole, count = to_csv(questions, [])
    assert count == 100
    table, count = to_csv(questions, [], most_bytes=len(whole) - 1)
    assert count == 99
    assert len(table) < len(whole)
    assert rows(table)[-1][1] == "question 98"


def test_a_members_data_are_told_in_full() -> None:
    to_moderator = ModeratorQuestion(
        "a", "bins?", 5, None, NOON, QuestionState.ANSWERED, "On Mondays.", 6, NOON, told=True
    )
    data = PersonalData(
        (asked("bins?", member=5),),
        (rating("too old"), rating(helpful=True)),
        (to_moderator,),
        (to_moderator,),
        (Event(1, NOON, 5, "edited", 4, "Bins", "date was 2016"),),
    )
    told = json.loads(to_json(data, server=7))
    assert told == {
        "server": "7",
        "questions": [
            {
                "asked_at": NOON,
                "question": "bins?",
                "outcome": "not_found",
                "probability": 0.25,
            }
        ],
        "ratings": [
            {
                "rated_at": NOON,
                "question": "bins?",
                "quote": 1,
                "helpful": helpful,
                "reason": reason,
            }
            for helpful, reason in ((False, "too old"), (True, None))
        ],
        "questions_to_moderators": [
            {
                "asked_at": NOON,
                "question": "bins?",
                "state": "answered",
                "answer": "On Mondays.",
                "settled_at": NOON,
            }
        ],
        "answers_as_moderator": [
            {"settled_at": NOON, "state": "answered", "answer": "On Mondays."}
        ],
        "changes_as_moderator": [
            {"changed_at": NOON, "action": "edited", "title": "Bins", "detail": "date was 2016"}
        ],
    }
    assert json.loads(to_json(data, server=None))["server"] is None
