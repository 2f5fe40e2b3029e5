"""Many members at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.end_to_end import cards

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.discord_double import DiscordDouble

MEMBERS = 20
DEADLINE_S = 3.0

QUESTIONS = {
    cards.ALLOTMENTS: "A full allotment plot costs £62 a year",
    "What does a bulky waste collection cost?": "A bulky waste collection costs £27",
    "Where must dogs be on a lead?": "Dogs must be on a lead in Castle Park",
    "Who gets free school transport?": "Children under 8 get free transport",
    "How much is the fine for felling a protected tree?": "Felling a protected tree",
}
"""Questions, and how the best quote of each begins."""


@pytest.fixture
def crowd(double: DiscordDouble) -> Iterator[list[str]]:
    """Bring further members into the guild."""
    names = [f"member {number}" for number in range(MEMBERS)]
    for name in names:
        someone = {"id": double.state.snowflake(), "username": name.replace(" ", "")}
        double.state.users[name] = {**double.state.users["asker"], **someone}
    yield names
    for name in names:
        del double.state.users[name]


def test_a_crowd_that_asks_at_once_is_answered(double: DiscordDouble, crowd: list[str]) -> None:
    questions = [list(QUESTIONS)[number % len(QUESTIONS)] for number in range(MEMBERS)]

    asked = [
        double.slash("ask", question=question, member=member)
        for member, question in zip(crowd, questions, strict=True)
    ]
    answers = [exchange.response() for exchange in asked]

    assert max(exchange.ack_latency_s for exchange in asked) < DEADLINE_S
    for member, question, answer in zip(crowd, questions, answers, strict=True):
        assert cards.says(answer)[0] == question
        assert cards.quoted_lines(answer)[0].startswith(QUESTIONS[question])
        askers = {custom_id.rpartition(":")[2] for custom_id in cards.custom_ids(answer)}
        assert askers == {double.state.users[member]["id"]}
    assert len({cards.answer_id(answer) for answer in answers}) == MEMBERS
