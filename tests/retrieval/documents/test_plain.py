"""Plain text: paragraphs, lists and headings found by their shape."""

from __future__ import annotations

import pytest
from hypothesis import given

from retrieval.documents.decoding import decode
from retrieval.documents.plain import read_plain
from tests.retrieval.builders import check_blocks, texts_of
from tests.retrieval.texts import LONG, steady, texts


def test_blank_lines_part_paragraphs() -> None:
    read = read_plain("First paragraph ends here.\n\n\n  \nSecond paragraph ends here.\n")
    assert read.text == "First paragraph ends here.\n\nSecond paragraph ends here."
    assert texts_of(read) == [
        ("paragraph", "First paragraph ends here."),
        ("paragraph", "Second paragraph ends here."),
    ]
    assert read.format == "text"


def test_wrapped_lines_are_joined() -> None:
    read = read_plain(
        "Sustainability and transformation plans bring together\nthe NHS and councils."
    )
    assert texts_of(read) == [
        (
            "paragraph",
            "Sustainability and transformation plans bring together the NHS and councils.",
        )
    ]


def test_a_short_line_was_ended_on_purpose() -> None:
    read = read_plain("Bins are collected.\nGarden waste is not.")
    assert [text for _, text in texts_of(read)] == ["Bins are collected.", "Garden waste is not."]


def test_white_space_within_a_line_becomes_one_space() -> None:
    assert read_plain("a \t  b\u00a0c.").text == "a b c."


@pytest.mark.parametrize("marker", ["-", "*", "\u2022", "\u2013", "1.", "12)", "(3)", "a)", "(b)"])
def test_markers_make_list_items_and_stay_outside_the_block(marker: str) -> None:
    read = read_plain(f"They asked for:\n{marker} more beds\n{marker} more nurses")
    assert texts_of(read) == [
        ("paragraph", "They asked for:"),
        ("list_item", "more beds"),
        ("list_item", "more nurses"),
    ]
    assert read.text == f"They asked for:\n\n{marker} more beds\n{marker} more nurses"
    assert [block.level for block in read.blocks] == [0, 1, 1]


@pytest.mark.parametrize("line", ["-5 degrees", "3.5 million", "a) ", "2017. "])
def test_what_only_begins_like_a_marker_is_no_list(line: str) -> None:
    assert [kind for kind, _ in texts_of(read_plain(line))] == ["paragraph"]


def test_a_short_line_alone_without_full_stop_is_a_heading() -> None:
    read = read_plain("What the plan says\n\nIt says a lot.\n\nWho decides?\n\nNobody does.")
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
    assert "heading" not in [kind for kind, _ in texts_of(read_plain(f"{line}\n\nMore text."))]


def test_the_last_line_is_no_heading() -> None:
    assert texts_of(read_plain("Some text.\n\nThe End Of It")) == [
        ("paragraph", "Some text."),
        ("paragraph", "The End Of It"),
    ]


def test_the_first_heading_of_three_words_near_the_top_is_the_title() -> None:
    read = read_plain("NEWS\n\nUnpaid carers in Wales\n\nThey may ask for help.\n")
    assert read.metadata.title == "Unpaid carers in Wales"


def test_a_heading_further_down_is_no_title() -> None:
    read = read_plain("One.\n\nTwo.\n\nThree.\n\nFour.\n\nUnpaid carers in Wales\n\nMore.")
    assert read.metadata.title is None


@steady
@given(texts)
def test_blocks_lie_inside_the_text_and_nothing_is_lost(text: str) -> None:
    decoded = decode(text.encode(), "a.txt")
    read = read_plain(decoded)
    check_blocks(read)
    assert "".join(read.text.split()) == "".join(decoded.split())


@pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())
def test_very_long_texts_are_read_whole(text: str) -> None:
    read = read_plain(text)
    check_blocks(read)
    assert "".join(read.text.split()) == "".join(text.split())
