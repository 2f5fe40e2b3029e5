"""What a question asks of time, and what a date is worth for it."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answers.timeliness import AskedTime, Dated, Period, asked_time, bonuses, span_of

FIRST, LAST = str(dt.date.min), str(dt.date.max)


@pytest.mark.parametrize(
    "question",
    [
        "what is the latest guidance?",
        "What is the CURRENT charge?",
        "who currently pays?",
        "what is the most recent figure",
        "what do carers get now?",
        "what is it today?",
        "the newest plan",
        "is there up-to-date advice",
        "what are today's rules?",
    ],
)
def test_latest_and_its_like_ask_for_what_holds_now(question: str) -> None:
    assert asked_time(question) == AskedTime(latest=True)


@pytest.mark.parametrize(
    "question",
    [
        "what is an STP?",
        "how do I report current account fraud?",
        "what had been done until now?",
        "do they know the date?",
        "do I pay tax if I sell my current home?",
        "I'm currently unemployed; what can I claim?",
        "may I apply now that we are married?",
        "the council have now found me a flat; what can I claim?",
        "What did the 2012 Act change?",
        "What is the Health and Social Care Act 2012?",
        "who has duties under the Care Act 2014?",
        "what did the Act of 2012 say",
        "the 2012 Health and Social Care Act",
        "what happened after the 2015 election?",
        "what does the Mental Capacity (Amendment) Act 2019 do?",
        "what are the Regulations (2015)?",
        "when does the 2016-2021 strategy end?",
        "what is Agenda 2030?",
        "how much must be saved by 2020?",
        "how much must be saved by the end of 2020?",
        "what did the 2013 Francis report find?",
        "where does £2015 go?",
        "what does section 2001.5 say?",
    ],
)
def test_names_and_aims_ask_nothing_of_time(question: str) -> None:
    assert asked_time(question) == AskedTime()


@pytest.mark.parametrize(
    ("question", "first", "last", "years"),
    [
        ("how many beds were there in 2016?", "2016-01-01", "2016-12-31", {"2016"}),
        ("waiting times 2017", "2017-01-01", "2017-12-31", {"2017"}),
        ("what were the 2017 figures?", "2017-01-01", "2017-12-31", {"2017"}),
        ("what was planned in March 2017?", "2017-03-01", "2017-03-31", {"2017"}),
        ("what was said on 6 Feb 2016?", "2016-02-01", "2016-02-29", {"2016"}),
        ("what was spent in 2016/17?", "2016-01-01", "2017-12-31", {"2016", "2017"}),
        ("NHS budget 2016-2018", "2016-01-01", "2018-12-31", {"2016", "2018"}),
        ("what was said before 2015?", FIRST, "2014-12-31", {"2015"}),
        ("what was said up to 2015?", FIRST, "2015-12-31", {"2015"}),
        ("deficits since 2016", "2016-01-01", LAST, {"2016"}),
        ("what came after 2016?", "2017-01-01", LAST, {"2016"}),
        ("cuts between 2012 and 2015", "2012-01-01", "2015-12-31", {"2012", "2015"}),
        ("cuts from 2012 to 2015", "2012-01-01", "2015-12-31", {"2012", "2015"}),
        ("was it 2014, or 2016?", "2014-01-01", "2016-12-31", {"2014", "2016"}),
        ("in 2017 plans were made for what?", "2017-01-01", "2017-12-31", {"2017"}),
        ("did they act in 2012?", "2012-01-01", "2012-12-31", {"2012"}),
        ("what changed in 2013 after the 2012 Act?", "2013-01-01", "2013-12-31", {"2013"}),
    ],
)
def test_a_year_asks_for_its_time(question: str, first: str, last: str, years: set[str]) -> None:
    asked = asked_time(question)
    assert asked.period is not None
    assert (str(asked.period.first), str(asked.period.last)) == (first, last)
    assert asked.years == years
    assert not asked.latest


@given(st.text())
def test_any_question_asks_something_or_nothing_of_time(question: str) -> None:
    period = asked_time(question).period
    assert period is None or period.first <= period.last


@pytest.mark.parametrize(
    ("date", "first", "last"),
    [
        ("2017", "2017-01-01", "2017-12-31"),
        ("2016-02", "2016-02-01", "2016-02-29"),
        ("2017-09-06", "2017-09-06", "2017-09-06"),
    ],
)
def test_a_date_may_mean_every_day_that_it_leaves_open(date: str, first: str, last: str) -> None:
    assert span_of(date) == Period(dt.date.fromisoformat(first), dt.date.fromisoformat(last))


@pytest.mark.parametrize("date", [None, "", "2017-13", "2017-02-30", "0000", "spring 2017"])
def test_what_is_no_date_means_no_day(date: str | None) -> None:
    assert span_of(date) is None


def worth(question: str, *dates: str | None, text: str = "") -> list[float]:
    found = bonuses(asked_time(question), [Dated(date, text) for date in dates])
    return [round(bonus, 3) for bonus in found]


def test_dates_count_for_nothing_where_none_is_asked_for() -> None:
    assert worth("what is an STP?", "2010", "2017", None) == [0, 0, 0]
    assert worth("what did the 2012 Act change?", "2012", "2017", None) == [0, 0, 0]


def test_asked_for_the_latest_the_newest_gains_and_older_ones_lose_by_their_age() -> None:
    assert worth("latest?", "2017-07-06", "2016-07-06", "2010", None) == [0.15, 0, -0.147, 0]


def test_without_any_date_nothing_is_the_latest() -> None:
    assert worth("latest?", None, "soon") == [0, 0]


def test_asked_for_a_year_its_documents_gain_and_others_lose() -> None:
    assert worth("in 2016?", "2016", "2016-12-31", "2017-01-01", "2015", None) == [
        *(0.12, 0.12),
        *(-0.15, -0.15),
        0,
    ]


def test_asked_for_a_month_the_year_is_half_of_it() -> None:
    assert worth("in March 2017?", "2017-03-09", "2017", "2017-06", "2016-03") == [
        *(0.12, 0.12),
        0.06,
        -0.15,
    ]


def test_a_text_that_names_the_year_gains_more_than_any_date() -> None:
    named = worth("what was spent in 2016?", "2012", None, "2016", text="In 2016 it was £5.")
    assert named == [0.15, 0.15, 0.15]
    assert worth("what was spent in 2016/17?", "2012", text="In 2016-17 it was £5.") == [0.15]
    assert worth("what was spent in 2016?", "2012", text="It was £2,016.") == [-0.15]


def test_a_year_goes_before_latest() -> None:
    assert worth("what were the latest figures in 2012?", "2012", "2017") == [0.12, -0.15]


@given(st.text(), st.lists(st.builds(Dated, st.none() | st.dates().map(str), st.text())))
def test_no_date_counts_for_more_than_its_bound(question: str, found: list[Dated]) -> None:
    for each in bonuses(asked_time(question + " latest"), found):
        assert abs(each) <= 0.15
    for each in bonuses(asked_time(question + " in 2016"), found):
        assert abs(each) <= 0.15
