"""Datelines and bylines."""

from __future__ import annotations

import pytest

from retrieval.documents.contents import Fate
from retrieval.documents.plain.datelines import Dateline, read_dateline
from retrieval.documents.plain.reader import read_plain
from retrieval.domain import Metadata

BODY = (
    "The council collects garden waste every other week from March to November, at no charge.\n\n"
    "Bins must be at the kerb by seven in the morning, and back inside by the next evening.\n\n"
)


def told(text: str) -> Metadata:
    return read_plain(text.encode(), "a.txt").documents[0].metadata


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("06.07.17", Dateline("2017-07-06")),
        ("Posted on 6 July 2017", Dateline("2017-07-06", labelled=True)),
        ("6 July 2017 by Jane Doe", Dateline("2017-07-06", "Jane Doe", labelled=True)),
        ("Posted on 6 July 2017 by admin", Dateline("2017-07-06", labelled=True)),
        ("By Jane Doe", Dateline(author="Jane Doe")),
        ("By Jane Doe, Health Editor", Dateline(author="Jane Doe")),
        ("By Jane Doe on 6 July 2017", Dateline("2017-07-06", "Jane Doe", labelled=True)),
        ("By Jane Doe | 6 July 2017 | 5 min read", Dateline("2017-07-06", "Jane Doe")),
        ("14:05, 6 JUL 2017", Dateline("2017-07-06")),
        ("Last updated: 6 July 2017", Dateline("2017-07-06", updated=True, labelled=True)),
        ("Originally published by The Echo", Dateline(publisher="The Echo")),
        (
            "This article was first published in The Echo on 6 July 2017.",
            Dateline(publisher="The Echo"),
        ),
        ("Friday 12 May 2023 / 9:32 AM / Housing", Dateline("2023-05-12")),
        ("Dyddiad: 12 Mawrth 2021", Dateline("2021-03-12", labelled=True)),
        ("Awdur: Nia Llŷr", Dateline(author="Nia Llŷr", labelled=True)),
        ("By law", None),
        ("By 2030 every home will have one", None),
        ("- A levels - 4 February 2021", None),
        ("Company set up | 11 May 2013", None),
        ("On 6 July 2017 the council met.", None),
    ],
)
def test_what_a_line_tells(line: str, expected: Dateline | None) -> None:
    assert read_dateline(line) == expected


def test_date_and_author_near_the_top_are_metadata_and_not_quotable() -> None:
    text = f"Garden waste for all\nBy Jo Bloggs\nHealth correspondent\n6 July 2017\n\n{BODY}"
    read = read_plain(text.encode(), "a.txt")
    assert read.documents[0].metadata == Metadata(
        title="Garden waste for all", author="Jo Bloggs", date="2017-07-06"
    )
    assert [line.fate for line in read.lines[1:4]] == [Fate.METADATA] * 3
    assert "2017" not in read.documents[0].text


def test_the_day_of_publication_goes_before_that_of_a_change() -> None:
    assert told(f"Last updated 1 May 2020\nPublished\n6 July 2017\n\n{BODY}").date == "2017-07-06"
    assert told(f"Last updated 1 May 2020\n\n{BODY}").date == "2020-05-01"


def test_a_date_further_down_is_part_of_the_text() -> None:
    read = read_plain(f"{BODY}6 July 2017\n\n{BODY}".encode(), "a.txt")
    assert read.documents[0].metadata.date is None
    assert "6 July 2017" in read.documents[0].text


def test_a_date_that_ends_a_wrapped_sentence_is_part_of_it() -> None:
    text = f"The order was made by the committee of the council on\n6 July 2017.\n\n{BODY}"
    assert told(text).date is None


def test_of_a_list_of_dates_only_the_first_is_taken() -> None:
    text = "Garden waste days\n\n6 July 2017\n\n20 July 2017\n\n3 August 2017\n\nBins out.\n"
    lines = read_plain(text.encode(), "a.txt").lines
    assert [line.fate for line in lines[1:4]] == [Fate.METADATA, Fate.KEPT, Fate.KEPT]


def test_a_name_that_nothing_calls_the_author_is_not_taken_for_one() -> None:
    assert told(f"Garden waste for all\n\nJo Bloggs\n6 July 2017\n\n{BODY}").author is None


def test_the_publisher_is_taken_only_where_it_is_called_so() -> None:
    assert told(f"{BODY}Originally published by The Echo\n").publisher == "The Echo"
    assert told(f"From:\nThe Echo\nPublished\n6 July 2017\n\n{BODY}").publisher == "The Echo"
    assert told(f"The Echo\n\n{BODY}").publisher is None


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("held on Tuesday 9th January 2024 at 7.30 pm in the Pavilion", "2024-01-09"),
        ("Agreed 6 May 2024", "2024-05-06"),
        ("Adopted by the Board on 3 October 2022", "2022-10-03"),
        ("Volume 734: debated on Monday 12 June 2023", "2023-06-12"),
        ("Manifesto for the local elections, 4 May 2023", None),
        ("The policy was adopted on 4 May 2023.", None),
    ],
)
def test_the_date_of_an_event_that_made_the_text(line: str, date: str | None) -> None:
    read = read_plain(f"The rules of the club\n{line}\n\n{BODY}".encode(), "a.txt")
    assert read.documents[0].metadata.date == date
    assert read.lines[1].fate is Fate.KEPT


def test_a_name_before_a_role_is_the_author_beside_a_date() -> None:
    text = f"Garden waste for all\nJo Bloggs Environment editor\n6 July 2017\n\n{BODY}"
    assert told(text).author == "Jo Bloggs"
    assert told(text.replace("Jo Bloggs Environment", "Environment")).author is None


def test_dates_that_a_label_gives_to_each_of_several_entries_are_not_that_of_the_text() -> None:
    text = f"Replies to the plan\n\nDate: 3 June 2022\n{BODY}Date: 5 June 2022\n{BODY}"
    assert told(text).date is None
