"""Dates as British publications write them."""

from __future__ import annotations

import pytest

from retrieval.documents.dates import is_day, parse_date


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("06.07.17", "2017-07-06"),
        ("06/07/2017", "2017-07-06"),
        ("6-7-98", "1998-07-06"),
        ("6 July 2017", "2017-07-06"),
        ("Thursday 6th July 2017", "2017-07-06"),
        ("Thurs., 6 Sept. 2017 at 10.30am", "2017-09-06"),
        ("July 6, 2017", "2017-07-06"),
        ("2017-07-06", "2017-07-06"),
        ("2017-07-06T10:30:00Z", "2017-07-06"),
        ("2017-07", "2017-07"),
        ("September 2017", "2017-09"),
        ("07/07/2017 at 13:12", "2017-07-07"),
        ("Published: 6 July 2017 12:30", "2017-07-06"),
        ("Posted on 6 July 2017.", "2017-07-06"),
        ("12 Mawrth 2021", "2021-03-12"),
        ("Dyddiad: 3 Tachwedd 2020", "2020-11-03"),
        ("Last updated  6 July 2017", "2017-07-06"),
    ],
)
def test_a_date_is_read_day_before_month(text: str, expected: str) -> None:
    assert parse_date(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "31/02/2017",
        "07/23/2017",
        "2017",
        "on 6 July",
        "12-13 July 2017",
        "6 July 2017 was a Thursday",
        "July's 2017",
        "1.2.3",
        "page 6 July 2017",
    ],
)
def test_what_is_no_whole_date_of_the_calendar_stays_unknown(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("14th October", True),
        ("24th February 8:15 am", True),
        ("6 July 2017", False),
        ("14", False),
    ],
)
def test_a_day_without_its_year_is_known_as_one(text: str, *, expected: bool) -> None:
    assert is_day(text) is expected
