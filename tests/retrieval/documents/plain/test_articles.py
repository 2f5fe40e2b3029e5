"""Several articles in one text."""

from __future__ import annotations

from retrieval.documents.contents import Fate
from retrieval.documents.plain.articles import split_articles
from retrieval.documents.plain.lines import split_lines
from retrieval.documents.plain.reader import read_plain

ONE = "Garden waste is collected every other week from March to November, at no charge.\n"
TWO = "Parking in the square costs one pound an hour from Monday to Saturday, and nothing after six.\n"


def titles(text: str) -> list[str | None]:
    return [document.metadata.title for document in read_plain(text.encode(), "a.txt").documents]


def test_the_footer_names_the_article_above_it() -> None:
    text = (
        f"Category Archives: Streets\n\n{ONE}\nComments Off on Garden waste\n\n"
        f"{TWO}\nTagged cars, squares | Comments Off on Parking\n"
    )
    read = read_plain(text.encode(), "a.txt")
    assert [(d.metadata.title, d.text) for d in read.documents] == [
        ("Garden waste", ONE.strip()),
        ("Parking", TWO.strip()),
    ]
    assert [(line.fate, line.reason) for line in read.lines] == [
        (Fate.DROPPED, "filing"),
        (Fate.KEPT, ""),
        (Fate.METADATA, "title"),
        (Fate.KEPT, ""),
        (Fate.METADATA, "title"),
    ]


def test_a_footer_without_a_title_leaves_the_article_untitled() -> None:
    assert titles(f"{ONE}Tagged , | 7 Comments\n\n{TWO}Comments Off on Parking\n") == [
        None,
        "Parking",
    ]


def test_three_blank_lines_part_articles_of_an_archive() -> None:
    for gap, expected in (("\n\n", ["Parking"]), ("\n\n\n", [None, "Parking"])):
        text = f"Tag Archives: Cars\n{ONE}{gap}{TWO}\nComments Off on Parking\n"
        assert titles(text) == expected


def test_a_text_without_such_footers_is_one_document() -> None:
    assert titles(f"{ONE}\n\n\n\n\n{TWO}") == [None]
    assert titles(f"{ONE}\n3 Comments\n\n{TWO}\n5 Comments\n") == [None]


def test_one_footer_by_itself_gives_the_title_and_parts_nothing() -> None:
    assert titles(f"{ONE}\nTagged bins | Comments Off on Garden waste\n\n{TWO}") == ["Garden waste"]


def test_an_article_of_an_archive_has_the_title_and_date_that_it_begins_with() -> None:
    text = (
        f"Garden waste for all\n\nPosted on 6 July 2017 by Jo Bloggs\n\n{ONE}\n"
        "Posted in Bins | Leave a comment\n\n"
        f"A pound for parking\n\n7.8.2017\n\n{TWO}\nPosted in Cars | 2 Comments\n"
    )
    documents = read_plain(text.encode(), "a.txt").documents
    assert [(d.metadata.title, d.metadata.date, d.metadata.author) for d in documents] == [
        ("Garden waste for all", "2017-07-06", "Jo Bloggs"),
        ("A pound for parking", "2017-08-07", None),
    ]


def test_a_section_heading_is_not_the_title_of_an_article_of_an_archive() -> None:
    text = (
        f"{ONE}Tagged | 1 Comment\n\nIn short.\n\nWhat parking costs\n\n{TWO}Tagged | 2 Comments\n"
    )
    assert titles(text) == [None, None]


def test_what_stands_below_the_last_article_is_no_article() -> None:
    text = f"{ONE}Comments Off on Waste\n{TWO}Comments Off on Parking\n\nRecent Posts\nWaste\nParking\n"
    assert titles(text) == ["Waste", "Parking"]


def test_the_articles_cover_all_lines() -> None:
    lines = split_lines(f"{ONE}Tagged | 1 Comment\n{TWO}\n\n\n\nx\nTagged | 2 Comments\nrest")
    articles = split_articles(lines)
    assert [(article.first, article.last) for article in articles] == [
        (0, 2),
        (2, 3),
        (3, 5),
        (5, 6),
    ]


LIST = (
    "Eastborough Greens\n\nNews\n\nA limit outside every school\n\n12th May 2023\n\n"
    "The council has been asked for a limit of 20 miles an hour outside every school.\n\nRead more\n\n"
    "Save the Lido\n\n1st March 2023\n\nWe will keep the Lido open and build new changing rooms by 2026.\n\n"
    "Older posts\n"
)


def test_a_list_of_posts_with_title_and_date_is_parted() -> None:
    documents = read_plain(LIST.encode(), "a.txt").documents
    assert [(d.metadata.title, d.metadata.date) for d in documents] == [
        ("A limit outside every school", "2023-05-12"),
        ("Save the Lido", "2023-03-01"),
    ]
    assert "Lido" not in documents[0].text


def test_dated_sections_below_an_introduction_are_one_text() -> None:
    intro = "The plan was changed three times, and this page says when and in which way.\n\n"
    assert len(read_plain((intro + LIST).encode(), "a.txt").documents) == 1
