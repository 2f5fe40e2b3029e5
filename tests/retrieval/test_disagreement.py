"""Two publishers that disagree, asked through a whole library: both speak, with their dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.retrieval.shelf import open_library, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from retrieval import Library

COUNCIL, CHARITY = "Wexley Council", "Carers' Alliance"

# The same point in words that answer about equally well, and nothing else to tell them apart.
FORTY = "A day at the Wexley day centre costs a family forty pounds, with lunch and transport."
FIFTY = "A day at the Wexley day centre costs a family fifty pounds, without lunch or transport."
MORE = (
    "The Wexley day centre costs the town more than the library does.",
    "Who pays for the day centre at Wexley is decided by its committee.",
)

PLAIN = "what does a day at the Wexley day centre cost a family?"


def document(publisher: str, date: str | None, *paragraphs: str) -> str:
    """Return a Markdown document; its title tells nothing."""
    head = [f"publisher: {publisher}", *([f"date: {date}"] if date else [])]
    return "\n".join(["---", "title: The day centre", *head, "---", "", "\n\n".join(paragraphs)])


def shelf(folder: Path, forty: str | None, fifty: str | None) -> Library:
    """Return a library in which the council says forty pounds and a charity fifty."""
    docs = folder / "docs"
    write(docs, "council.md", document(COUNCIL, forty, FORTY, *MORE))
    write(docs, "charity.md", document(CHARITY, fifty, FIFTY))
    library = open_library(folder)
    library.index([docs])
    return library


@pytest.fixture(scope="module")
def rising(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Return a library in which the charity spoke last."""
    with shelf(tmp_path_factory.mktemp("rising"), "2012-05", "2017-03-09") as library:
        yield library


@pytest.fixture(scope="module")
def falling(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Return a library in which the council spoke last."""
    with shelf(tmp_path_factory.mktemp("falling"), "2017-03-09", "2012-05") as library:
        yield library


def heard(library: Library, question: str) -> list[tuple[str | None, str | None]]:
    """Return publisher and date of the first two quotes."""
    quotes = library.ask(question).quotes[:2]
    return [(quote.source.publisher, quote.source.date) for quote in quotes]


def test_both_publishers_speak_first_and_neither_gains_by_its_date(
    rising: Library, falling: Library
) -> None:
    one, other = heard(rising, PLAIN), heard(falling, PLAIN)
    assert {publisher for publisher, _ in one} == {COUNCIL, CHARITY}
    # The same order whoever spoke last.
    assert [publisher for publisher, _ in one] == [publisher for publisher, _ in other]
    assert {date for _, date in one} == {"2012-05", "2017-03-09"}


@pytest.mark.parametrize(
    "question",
    [
        "what does a day at the Wexley day centre currently cost a family?",
        "what is the latest cost of a day at the Wexley day centre for a family?",
        "what does a day at the Wexley day centre cost a family now?",
        "what did a day at the Wexley day centre cost a family in 2017?",
        "what did a day at the Wexley day centre cost a family in March 2017?",
        "what did a day at the Wexley day centre cost a family since 2016?",
        "what did a day at the Wexley day centre cost a family in 2016/17?",
    ],
)
def test_asked_for_the_latest_or_for_its_time_the_newer_one_comes_first(
    rising: Library, falling: Library, question: str
) -> None:
    assert heard(rising, question)[0] == (CHARITY, "2017-03-09")
    assert heard(falling, question)[0] == (COUNCIL, "2017-03-09")


@pytest.mark.parametrize(
    "question",
    [
        "what did a day at the Wexley day centre cost a family in 2012?",
        "what did a day at the Wexley day centre cost a family before 2015?",
    ],
)
def test_asked_for_an_earlier_time_the_older_one_comes_first(
    rising: Library, falling: Library, question: str
) -> None:
    assert heard(rising, question)[0] == (COUNCIL, "2012-05")
    assert heard(falling, question)[0] == (CHARITY, "2012-05")


@pytest.mark.parametrize(
    "question",
    [
        "what does a day at the Wexley day centre cost a family under the 2012 Act?",
        "what does a day at the Wexley day centre cost a family under the Care Act 2017?",
        "what will a day at the Wexley day centre cost a family by 2017?",
    ],
)
def test_a_year_that_names_something_moves_nobody(
    rising: Library, falling: Library, question: str
) -> None:
    one, other = heard(rising, question), heard(falling, question)
    assert [publisher for publisher, _ in one] == [publisher for publisher, _ in other]


def test_a_document_without_a_date_keeps_its_place_when_nothing_speaks_for_another(
    tmp_path: Path,
) -> None:
    with shelf(tmp_path, None, None) as library:
        undated = [publisher for publisher, _ in heard(library, PLAIN)]
        asked = PLAIN.replace("what does", "what, as of today, does")
        assert [publisher for publisher, _ in heard(library, asked)] == undated


def test_a_reprint_with_another_figure_is_not_folded_into_what_it_contradicts(
    tmp_path: Path,
) -> None:
    fee = (
        "Every family whose child spends a day at the Wexley day centre pays {} pounds for it, "
        "which the council collects by letter at the end of each month of the school year."
    )
    write(tmp_path, "docs/old.md", document(COUNCIL, "2012", fee.format("forty"), *MORE * 3))
    write(tmp_path, "docs/new.md", document(COUNCIL, "2017", fee.format("fifty"), *MORE * 3))
    with open_library(tmp_path) as library:
        library.index([tmp_path / "docs"])
        quotes = library.ask("what does a family pay for a day at the Wexley day centre?").quotes
    first, second = quotes[:2]
    assert second.document.id in first.document.near
    assert {first.source.date, second.source.date} == {"2012", "2017"}
    assert first.also_in == ()
