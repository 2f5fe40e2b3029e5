"""Which documents a filter takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from retrieval.asking.narrowing import narrow
from retrieval.domain import Filter, Scope, Source, in_order, is_dated, iso_date
from retrieval.errors import NothingToSearchError, SourceNotFoundError
from tests.retrieval.shelf import FIRST_GUILD, SECOND_GUILD

if TYPE_CHECKING:
    from retrieval import Library


@pytest.mark.parametrize(
    ("words", "date"),
    [
        ("2017", "2017"),
        (" 2017-09 ", "2017-09"),
        ("2017-9-6", "2017-09-06"),
        ("2016-02-29", "2016-02-29"),
        ("2017-02-29", None),
        ("2017-13", None),
        ("0000", None),
        ("17", None),
        ("2017-", None),
        ("06/09/2017", None),
        ("last week", None),
        ("٢٠١٧", None),
        ("", None),
    ],
)
def test_a_date_is_a_year_a_month_or_a_day(words: str, date: str | None) -> None:
    assert iso_date(words) == date


@pytest.mark.parametrize(
    ("date", "known"),
    [(None, False), ("2017", True), ("2017-09-06", True), ("2017-9", False), ("May 2017", False)],
)
def test_a_documents_date_counts_where_it_can_be_compared(date: str | None, *, known: bool) -> None:
    assert is_dated(date) == known


@pytest.mark.parametrize(
    ("since", "until", "date", "taken"),
    [
        ("2017", None, "2016-12-31", False),
        ("2017", None, "2017-01-01", True),
        ("2017", None, "2016-12", False),
        ("2017-09", None, "2017", True),  # It may be from any day of that year.
        ("2017-09", None, "2017-08-31", False),
        ("2017-09-06", None, "2017-09", True),
        ("2017-09-06", None, "2017-09-05", False),
        ("2017-09-06", None, "2017-09-06", True),
        (None, "2017", "2017-12-31", True),
        (None, "2017", "2018-01-01", False),
        (None, "2017-09", "2017-09-30", True),
        (None, "2017-09", "2017-10", False),
        (None, "2017-09-06", "2017", True),
        (None, "2017-02", "2017-02-28", True),
        ("2017-09-06", "2017-09-06", "2017-09", True),
        ("2017-02", "2017-03", "2017-04", False),
        ("2017", None, None, False),
        (None, "2017", "May 2017", False),
        (None, None, None, True),
        (None, None, "May 2017", True),
    ],
)
def test_a_document_is_taken_if_any_of_its_days_could_be_meant(
    since: str | None, until: str | None, date: str | None, *, taken: bool
) -> None:
    assert Filter(since=since, until=until).takes_date(date) == taken


@pytest.mark.parametrize(
    ("since", "until", "right"),
    [
        ("2017", "2017", True),
        ("2017-09", "2017", True),
        ("2017-09-06", "2017-09", True),
        ("2018", "2017-12-31", False),
        ("2017-10", "2017-09-30", False),
    ],
)
def test_a_period_has_a_day_in_it(since: str, until: str, *, right: bool) -> None:
    assert in_order(since, until) == right


def source(number: int, date: str | None) -> Source:
    return Source(number, f"Title {number}", None, date, None, f"{number}.md", "shared")


SOURCES = [
    source(1, "2016"),
    source(2, None),
    source(3, "2018-05"),
    source(4, "2018"),
    source(5, "?"),
]


def test_a_filter_leaves_some_documents_and_counts_those_without_a_date() -> None:
    where = Filter(since="2017")
    assert narrow(where, SOURCES) == ([3, 4], Scope(where, None, 2))
    assert narrow(Filter(3), SOURCES) == ([3], Scope(Filter(3), "Title 3", 0))
    # Without a date to compare, none is missed.
    assert narrow(Filter(2), SOURCES) == ([2], Scope(Filter(2), "Title 2", 0))


def test_nothing_left_is_told_with_what_there_is() -> None:
    where = Filter(since="2020")
    with pytest.raises(NothingToSearchError) as error:
        narrow(where, SOURCES)
    assert error.value.scope == Scope(where, None, 2)
    assert error.value.dates == ("2016", "2018-05")
    assert str(error.value) == (
        "no document is from that time; those with a date are from 2016 to 2018-05."
    )


def test_the_one_document_may_be_from_another_time_or_without_a_date() -> None:
    with pytest.raises(NothingToSearchError) as other_time:
        narrow(Filter(1, since="2020"), SOURCES)
    assert other_time.value.dates == ("2016", "2016")
    with pytest.raises(NothingToSearchError) as undated:
        narrow(Filter(2, since="2020"), SOURCES)
    assert undated.value.dates is None
    assert undated.value.scope == Scope(Filter(2, since="2020"), "Title 2", 1)


def test_a_document_that_is_not_there_is_not_found() -> None:
    with pytest.raises(SourceNotFoundError):
        narrow(Filter(9), SOURCES)


def test_a_question_is_put_to_what_a_filter_leaves(shelf: Library) -> None:
    question = "who has to write a plan, and may they ask the council?"
    everything = shelf.ask(question, guild=FIRST_GUILD)
    old = shelf.ask(question, guild=FIRST_GUILD, where=Filter(until="2017"))
    assert {quote.document.title for quote in everything.quotes} >= {
        "What STPs are",
        "Unpaid carers",
    }
    assert {quote.document.title for quote in old.quotes} == {"What STPs are"}
    assert everything.scope is None
    # The guild's own document has no date; those of another guild are not even counted.
    assert old.scope == Scope(Filter(until="2017"), None, 1)


def test_another_guilds_document_cannot_be_searched_in(shelf: Library) -> None:
    (museum,) = [s for s in shelf.sources(guild=SECOND_GUILD) if s.path.endswith("museum.txt")]
    where = Filter(museum.document_id)
    question = "what does a family ticket cost?"
    assert shelf.ask(question, guild=SECOND_GUILD, where=where).quotes
    for guild in (FIRST_GUILD, None):
        with pytest.raises(SourceNotFoundError):
            shelf.ask(question, guild=guild, where=where)
