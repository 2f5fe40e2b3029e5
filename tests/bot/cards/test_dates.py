"""Dates for readers in the UK."""

from __future__ import annotations

import pytest

from bot.cards.dates import long_date, newest


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2017-07-06", "6 July 2017"),
        ("2017-12", "December 2017"),
        ("2017", "2017"),
        (None, "date unknown"),
        ("", "date unknown"),
        ("Spring 2017", "Spring 2017"),
        ("2017-13-01", "2017-13-01"),
        ("2017-02-30", "2017-02-30"),
    ],
)
def test_a_date_is_as_precise_as_the_document(date: str | None, expected: str) -> None:
    assert expected == long_date(date)


def test_the_newest_date_is_found_among_any_precision() -> None:
    assert newest(["2017-12-31", None, "2018-01", "2018", "undated"]) == "2018-01"
    assert None is newest([None, "undated"])
