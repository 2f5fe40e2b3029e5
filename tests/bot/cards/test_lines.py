"""Lists are cut between lines, and say what was left out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.cards.lines import fitted
from tests.bot.builders import units


def test_lines_that_fit_stay_as_they_are() -> None:
    assert fitted(["one", "two"]) == "one\ntwo"
    assert fitted([]) == ""


def test_what_does_not_fit_is_counted() -> None:
    lines = fitted(["x" * 100] * 30, 1024).split("\n")

    assert lines[:-1] == ["x" * 100] * 9
    assert lines[-1] == "and 21 more"


def test_a_list_may_be_shorter_than_there_is_room_for() -> None:
    assert fitted(["one", "two", "three"], most=2) == "one\ntwo\nand 1 more"
    assert fitted(["one", "two"], most=2) == "one\ntwo"
    # What does not fit is counted with what is not to be shown.
    lines = fitted(["x" * 300] * 20, 1024, most=4).split("\n")
    assert lines == [*["x" * 300] * 3, "and 17 more"]


@given(st.lists(st.text(max_size=300), max_size=60), st.integers(17, 1024))
def test_a_list_never_takes_more_room_than_there_is(lines: list[str], limit: int) -> None:
    whole = fitted(lines, limit)

    assert units(whole) <= limit
    rest = len(lines) - len([line for line in lines if line in whole])
    assert rest == 0 or "more" in whole
