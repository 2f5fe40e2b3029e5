"""Plain text: paragraphs, lists and headings found by their shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from retrieval.documents.contents import Fate
from retrieval.documents.decoding import decode
from retrieval.documents.plain.reader import read_plain
from retrieval.errors import UnreadableDocumentError
from tests.retrieval.builders import check_blocks, texts_of
from tests.retrieval.texts import LONG, steady, texts

if TYPE_CHECKING:
    from retrieval.domain import ReadDocument


def read_one(text: str) -> ReadDocument:
    """Read a text that is one document."""
    (document,) = read_plain(text.encode(), "a.txt").documents
    return document


def test_blank_lines_part_paragraphs() -> None:
    read = read_one("First paragraph ends here.\n\n\n  \nSecond paragraph ends here.\n")
    assert read.text == "First paragraph ends here.\n\nSecond paragraph ends here."
    assert texts_of(read) == [
        ("paragraph", "First paragraph ends here."),
        ("paragraph", "Second paragraph ends here."),
    ]
    assert read.format == "text"


def test_wrapped_lines_are_joined() -> None:
    read = read_one("Sustainability and transformation plans bring together\nthe NHS and councils.")
    assert texts_of(read) == [
        (
            "paragraph",
            "Sustainability and transformation plans bring together the NHS and councils.",
        )
    ]


def test_a_short_line_was_ended_on_purpose() -> None:
    read = read_one("Bins are collected.\nGarden waste is not.")
    assert [text for _, text in texts_of(read)] == ["Bins are collected.", "Garden waste is not."]


def test_white_space_within_a_line_becomes_one_space() -> None:
    assert read_one("a \t  b\u00a0c.").text == "a b c."


@pytest.mark.parametrize("marker", ["-", "*", "\u2022", "\u2013", "1.", "12)", "(3)", "a)", "(b)"])
def test_markers_make_list_items_and_stay_outside_the_block(marker: str) -> None:
    read = read_one(f"They asked for:\n{marker} more beds\n{marker} more nurses")
    assert texts_of(read) == [
        ("paragraph", "They asked for:"),
        ("list_item", "more beds"),
        ("list_item", "more nurses"),
    ]
    assert read.text == f"They asked for:\n\n{marker} more beds\n{marker} more nurses"
    assert [block.level for block in read.blocks] == [0, 1, 1]


@pytest.mark.parametrize("line", ["-5 degrees", "3.5 million", "a) ", "2017. "])
def test_what_only_begins_like_a_marker_is_no_list(line: str) -> None:
    assert [kind for kind, _ in texts_of(read_one(line))] == ["paragraph"]


def test_a_short_line_alone_without_full_stop_is_a_heading() -> None:
    read = read_one("What the plan says\n\nIt says a lot.\n\nWho decides?\n\nNobody does.")
    assert texts_of(read) == [
        ("heading", "What the plan says"),
        ("paragraph", "It says a lot."),
        ("heading", "Who decides?"),
        ("paragraph", "Nobody does."),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "It ends like a sentence.",
        "It leads on:",
        "begins in lower case",
        "One two three four five six seven eight nine ten eleven twelve thirteen",
        "W" * 101,
        "* * *",
    ],
)
def test_other_lines_are_no_headings(line: str) -> None:
    assert "heading" not in [kind for kind, _ in texts_of(read_one(f"{line}\n\nMore text."))]


def test_the_last_line_is_no_heading() -> None:
    assert texts_of(read_one("Some text.\n\nThe End Of It")) == [
        ("paragraph", "Some text."),
        ("paragraph", "The End Of It"),
    ]


def test_the_first_heading_of_three_words_near_the_top_is_the_title() -> None:
    read = read_one("NEWS\n\nUnpaid carers in Wales\n\nThey may ask for help.\n")
    assert read.metadata.title == "Unpaid carers in Wales"


def test_a_heading_further_down_is_no_title() -> None:
    read = read_one("One.\n\nTwo.\n\nThree.\n\nFour.\n\nUnpaid carers in Wales\n\nMore.")
    assert read.metadata.title is None


def test_the_first_of_lines_without_blank_lines_between_is_the_title_above_a_paragraph() -> None:
    read = read_one(
        "Garden waste for all\nThe council takes it every other week, and it is free of charge."
    )
    assert texts_of(read)[0] == ("heading", "Garden waste for all")
    assert read.metadata.title == "Garden waste for all"


def test_a_section_heading_below_a_paragraph_is_no_title() -> None:
    read = read_one(
        "The council takes garden waste every other week, and it is free.\n\nWhat it costs\n\nNothing."
    )
    assert read.metadata.title is None


def test_indentation_gives_the_depth_of_list_items() -> None:
    read = read_one("They asked for:\n- beds\n  - in wards\n    - at night\n  - at home\n- nurses")
    assert [block.level for block in read.blocks] == [0, 1, 2, 3, 2, 1]


def test_indentation_that_starts_further_in_is_not_trusted() -> None:
    read = read_one("They asked for:\n    - beds\n- in wards\n  - at night")
    assert [block.level for block in read.blocks] == [0, 1, 1, 1]


def test_text_in_other_scripts_is_kept_whole() -> None:
    text = "תפריט\n\nשתפו את הדף\n\nתגובות\n\nהמועצה אוספת פסולת גינה בכל שבוע שני ללא תשלום.\n\nأخبار\n"
    read = read_plain(text.encode(), "a.txt")
    assert {line.fate for line in read.lines} == {Fate.KEPT}
    assert "".join(read.documents[0].text.split()) == "".join(text.split())


def test_a_page_with_nothing_but_furniture_is_refused_with_what_to_do() -> None:
    with pytest.raises(UnreadableDocumentError) as caught:
        read_plain(b"Home | About | Contact\n\nShare this\n", "page.txt")
    assert str(caught.value) == (
        "page.txt holds only what stands around an article, such as menus and links, and nothing "
        "to quote; copy the article itself and add it again."
    )


@pytest.mark.parametrize("content", [b"", b" \n\t\r\n", b"...\n---\n"])
def test_a_text_without_a_word_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableDocumentError) as caught:
        read_plain(content, "empty.txt")
    assert str(caught.value) == "empty.txt has no text in it, so there is nothing to quote."


def check_account(content: bytes) -> None:
    """Check that each line is accounted for, and that what is kept is what the documents hold."""
    decoded = decode(content, "a.txt")
    try:
        read = read_plain(content, "a.txt")
    except UnreadableDocumentError:
        return
    assert [line.text for line in read.lines] == [
        " ".join(line.split()) for line in decoded.split("\n") if line.strip()
    ]
    for document in read.documents:
        check_blocks(document)
    kept = (line.text for line in read.lines if line.fate in (Fate.KEPT, Fate.COMMENT))
    assert len(read.documents) > 1 or "".join(
        "".join(document.text.split()) for document in read.documents
    ) == "".join("".join(kept).split())


@steady
@given(texts)
def test_blocks_lie_inside_the_text_and_each_line_is_accounted_for(text: str) -> None:
    check_account(text.encode())


@pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())
def test_very_long_texts_are_read_whole(text: str) -> None:
    check_account(text.encode())


def test_lines_below_a_lead_in_are_items_without_marks() -> None:
    read = read_one(
        "The budget includes:\n£4m for care\n£1m for roads\nthe closure of two tips\n"
        "A consultation on the tips will run from March to May.\n"
    )
    assert [kind for kind, _ in texts_of(read)] == [
        "paragraph",
        "list_item",
        "list_item",
        "list_item",
        "paragraph",
    ]
    assert [block.level for block in read.blocks] == [0, 1, 1, 1, 0]


def test_items_without_marks_may_stand_below_one_blank_line() -> None:
    read = read_one("We will:\n\nplant trees\nmend roads\n\nIt costs a lot.\n")
    assert [kind for kind, _ in texts_of(read)] == [
        "paragraph",
        "list_item",
        "list_item",
        "paragraph",
    ]


def test_one_line_below_a_lead_in_makes_no_list() -> None:
    assert [kind for kind, _ in texts_of(read_one("She said:\nno\n\nThat was all.\n"))] == [
        "paragraph",
        "paragraph",
        "paragraph",
    ]


def test_a_capital_ends_a_list_that_goes_on_with_the_sentence_of_its_lead_in() -> None:
    read = read_one(
        "You can get one if you:\nare 60\nlive here\nHow to apply\nCall us on a Monday.\n"
    )
    assert [kind for kind, _ in texts_of(read)] == [
        "paragraph",
        "list_item",
        "list_item",
        "paragraph",
        "paragraph",
    ]


def test_a_numbered_line_over_paragraphs_is_a_heading() -> None:
    read = read_one(
        "1. Purpose of the report\n\n1.1 It gives the figures.\n\n2. FINANCE\nThe cost is met from reserves.\n"
    )
    assert texts_of(read) == [
        ("heading", "1. Purpose of the report"),
        ("paragraph", "1.1 It gives the figures."),
        ("heading", "2. FINANCE"),
        ("paragraph", "The cost is met from reserves."),
    ]


def test_numbered_items_below_each_other_are_no_headings() -> None:
    read = read_one("We ask for:\n\n1. Lower rents\n2. More homes\n\nThat is all that we ask.\n")
    assert [kind for kind, _ in texts_of(read)] == [
        "paragraph",
        "list_item",
        "list_item",
        "paragraph",
    ]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("City Council\n\nTitle: School meals\n\nMeals cost £2.\n", "School meals"),
        (
            "MINUTES OF THE COUNCIL\nheld on Tuesday 9th January 2024\n\n1.1 None.\n",
            "MINUTES OF THE COUNCIL",
        ),
        (
            "OUR CITY, OUR FUTURE\nManifesto for 2023\n\nHOMES\n\nWe will build.\n",
            "OUR CITY, OUR FUTURE",
        ),
        ("COMPLAINTS POLICY\n\nAdopted 4 June 2019\n\nAnyone may complain.\n", "COMPLAINTS POLICY"),
        ("Agreed by the board on 4 June 2019\n\nAnyone may complain.\n", None),
    ],
)
def test_what_names_a_text(text: str, title: str | None) -> None:
    assert read_one(text).metadata.title == title
