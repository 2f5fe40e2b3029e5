"""The rows of a page become one document, in which each can be told from the others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.domain import BlockKind, Metadata
from retrieval.errors import UnreadableDocumentError
from retrieval.evaluation.collections import Row
from retrieval.evaluation.pages import PageParser, page, page_file, pages_of, without_space
from tests.retrieval.builders import check_blocks, check_passages, cut_up, texts_of

SHORT = "It is open."


def rows(*titles: str, source: str | None = "s") -> list[Row]:
    """Return rows with such titles and numbers as ids."""
    return [Row(str(number), title, SHORT, source) for number, title in enumerate(titles)]


def test_rows_of_one_source_whose_titles_begin_alike_are_a_page() -> None:
    found = pages_of(
        [
            *rows("Pool > Hours", "Bins", "Pool"),
            Row("x", "Pool > Hours", SHORT, "other"),
            Row("y", "", SHORT, "s"),
            Row("z", "s > Hours", SHORT, "s"),
        ]
    )
    assert [[row.id for row in page_] for page_ in found] == [["0", "2"], ["1"], ["x"], ["y", "z"]]


def test_each_row_stands_below_its_headings() -> None:
    made = page(rows("Pool > Hours > Winter", "Pool > Prices", "Pool", "Pool > Prices"))
    check_blocks(made.document)
    assert made.document.metadata == Metadata(title="Pool")
    assert [
        (kind, text, block.level)
        for (kind, text), block in zip(texts_of(made.document), made.document.blocks, strict=True)
    ] == [
        ("heading", "Hours", 1),
        ("heading", "Winter", 2),
        ("paragraph", SHORT, 0),
        ("heading", "Prices", 1),
        ("paragraph", SHORT, 0),
        ("heading", "Pool", 1),
        ("paragraph", SHORT, 0),
        ("heading", "Prices", 1),
        ("paragraph", SHORT, 0),
    ]


def test_no_passage_holds_two_rows_and_each_is_read_below_its_title_once() -> None:
    made = page(rows("Pool", "Pool", "Pool > Hours"))
    inputs = cut_up(made.document)
    check_passages(made.document, inputs)
    assert [item.text for item in inputs] == [
        f"Pool\n{SHORT}",
        f"Pool\n{SHORT}",
        f"Pool\nHours\n{SHORT}",
    ]
    places = [
        next(n for n, (_, span) in enumerate(made.rows) if span.start == item.passage.start)
        for item in inputs
    ]
    assert places == [0, 1, 2]


def test_headings_within_a_row_are_below_those_of_the_row() -> None:
    text = (
        "Children\n\nThey swim for free on all days of the week.\n\n* bring a towel\n* bring soap"
    )
    made = page([Row("1", "Pool > Prices", text, None)])
    assert texts_of(made.document) == [
        ("heading", "Prices"),
        ("heading", "Children"),
        ("paragraph", "They swim for free on all days of the week."),
        ("list_item", "bring a towel"),
        ("list_item", "bring soap"),
    ]
    assert [block.level for block in made.document.blocks][:2] == [1, 2]


@pytest.mark.parametrize(
    "text",
    [
        "Share on Facebook\nTweet\n\nPublished 6 July 2017\n\nHome | About | Contact",
        "Opening hours",
        "1. Bring a towel\n2. Bring soap\n\n  - and a lock",
        " a\u00a0b\r\n\tc  d ",
        "•\n\n* * *",
        "",
    ],
)
def test_nothing_of_a_row_is_left_out_but_white_space(text: str) -> None:
    ((_, span),) = (made := page([Row("1", "Pool", text, None)])).rows
    kept = made.document.text[span.start : span.end]
    assert without_space(kept) == without_space(text)
    assert kept == kept.strip()


@given(st.text(alphabet="ab Ab1.•-*)|?:,\n\n\t\u00a0\u200b", max_size=80))
def test_every_row_keeps_all_its_characters_and_ends_in_what_may_be_quoted(text: str) -> None:
    ((_, span),) = (made := page([Row("1", "Pool", text, None)])).rows
    assert without_space(made.document.text[span.start : span.end]) == without_space(text)
    check_blocks(made.document)
    assert not text.strip() or made.document.blocks[-1].kind is not BlockKind.HEADING


def test_a_page_without_a_title_is_named_by_its_source_or_as_untitled() -> None:
    assert page(rows("")).document.metadata.title == "s"
    assert page(rows(" > ", source=None)).document.metadata.title == "Untitled"


def test_a_page_goes_through_a_file() -> None:
    own = [Row("1", "Pool > é", "a\n\nb", "s"), Row("2", "Pool", SHORT, None)]
    (contents,) = PageParser().read(page_file(own), "000001.json")
    assert contents.documents == (page(own).document,)


def test_a_page_without_a_word_is_refused() -> None:
    with pytest.raises(UnreadableDocumentError, match=r"1\.json has no text in it"):
        PageParser().read(page_file([Row("1", "Pool", "* * *", None)]), "1.json")
