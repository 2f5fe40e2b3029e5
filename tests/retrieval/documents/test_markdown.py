"""Markdown: markup goes; words, headings and lists stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from retrieval.documents import markdown
from retrieval.documents.contents import Fate, Line
from retrieval.domain import Metadata
from retrieval.errors import UnreadableDocumentError
from tests.retrieval.builders import check_blocks, texts_of
from tests.retrieval.texts import LONG, steady, texts

if TYPE_CHECKING:
    from retrieval.documents.contents import FileContents
    from retrieval.domain import ReadDocument

FRONT_MATTER = """\
---
title:  What   STPs are
publisher: Chapter & Verse
author: A. Writer
date: 2017-07-06
url: https://example.org/stps
licence: MIT
sources:
  - One report
  - Another report
---

# Another title

Text.
"""


def contents_of(text: str) -> FileContents:
    return markdown.read_markdown(text.encode(), "a.md")


def read_markdown(text: str) -> ReadDocument:
    (document,) = contents_of(text).documents
    return document


def test_front_matter_becomes_metadata() -> None:
    read = read_markdown(FRONT_MATTER)
    assert read.metadata == Metadata(
        title="What STPs are",
        publisher="Chapter & Verse",
        author="A. Writer",
        date="2017-07-06",
        url="https://example.org/stps",
        licence="MIT",
        cites=("One report", "Another report"),
    )
    assert read.text == "Another title\n\nText."
    assert read.format == "markdown"


def test_without_front_matter_only_the_first_heading_is_known() -> None:
    assert read_markdown("# Unpaid carers\n\nText.").metadata == Metadata(title="Unpaid carers")
    assert read_markdown("## A section\n\nText.").metadata == Metadata()


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2017", "2017"),
        ("2017-09", "2017-09"),
        ("2017-09-06", "2017-09-06"),
        ("2017-09-06 10:30:00", "2017-09-06"),
        ("6 September 2017", "2017-09-06"),
        ("06.09.17", "2017-09-06"),
        ("September 2017", "2017-09"),
        ("", None),
    ],
)
def test_a_date_is_as_precise_as_the_document(written: str, date: str | None) -> None:
    assert read_markdown(f"---\ndate: {written}\n---\nText.").metadata.date == date


@pytest.mark.parametrize("written", ["last July", "2017-13", "'2017-02-32'", "20170906", "true"])
def test_any_other_date_is_refused(written: str) -> None:
    with pytest.raises(UnreadableDocumentError) as caught:
        read_markdown(f"---\ndate: {written}\n---\nText.")
    value = {"true": "True"}.get(written, written.strip("'"))
    assert str(caught.value) == (
        f"a.md: the date {value!r} in the front matter is not one of 2017, 2017-09, 2017-09-06 or "
        "6 September 2017."
    )


@pytest.mark.parametrize(
    ("front", "reason"),
    [
        ("title: [", "while parsing a flow node"),
        ("a: b: c", "mapping values are not allowed in this context"),
        ("date: 2017-02-30", "day is out of range for month"),
        ("x: !!python/object:os.system y", "could not determine a constructor"),
    ],
)
def test_front_matter_that_is_no_yaml_is_refused_in_one_line(front: str, reason: str) -> None:
    with pytest.raises(UnreadableDocumentError) as caught:
        read_markdown(f"---\n{front}\n---\nText.")
    assert str(caught.value).startswith("a.md: the front matter is not valid YAML: ")
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)


def test_front_matter_that_refers_to_itself_is_refused() -> None:
    """Nine lines of it stand for a gigabyte when they are written out."""
    with pytest.raises(UnreadableDocumentError) as caught:
        read_markdown("---\na: &a [x, x]\ntitle: [*a, *a]\n---\nText.")
    assert str(caught.value) == (
        "a.md has front matter with YAML aliases (*), which are not read; write the values out and "
        "add it again."
    )


def test_every_line_is_accounted_for() -> None:
    assert contents_of("---\ntitle: Bins\n---\n\n# Bins\n\nText.\n").lines == (
        Line("---", Fate.METADATA, "front matter"),
        Line("title: Bins", Fate.METADATA, "front matter"),
        Line("---", Fate.METADATA, "front matter"),
        Line("# Bins", Fate.KEPT),
        Line("Text.", Fate.KEPT),
    )
    assert contents_of("---\nA rule.").lines == (
        Line("---", Fate.KEPT),
        Line("A rule.", Fate.KEPT),
    )


def test_any_encoding_is_read() -> None:
    (document,) = markdown.read_markdown("Caf\u00e9s.".encode("utf-16"), "a.md").documents
    assert document.text == "Caf\u00e9s."


def test_one_source_may_stand_alone() -> None:
    assert read_markdown("---\nsources: A report\n---\nText.").metadata.cites == ("A report",)


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("---\n\nFirst words.\n\n---\n\nLast words.", "First words.\n\nLast words."),
        ("---\nA rule without an end.", "A rule without an end."),
        ("Text.\n\n---\n\nMore.\n\n---\n\nEnd.", "Text.\n\nMore.\n\nEnd."),
        ("{\nbraces\n}\n\nText.", "{ braces }\n\nText."),
        ("+++\nx = 1\n+++\n\nText.", "+++ x = 1 +++\n\nText."),
    ],
)
def test_what_only_looks_like_front_matter_is_text(text: str, stored: str) -> None:
    assert read_markdown(text).text == stored


def test_markup_goes_and_words_stay() -> None:
    read = read_markdown(
        "A **bold** and *slanted* [link](https://example.org) with `code`,\n"
        "![a picture](a.png) &amp; a <b>tag</b>.  \nNext line."
    )
    assert read.text == ("A bold and slanted link with code, a picture & a tag. Next line.")


def test_headings_keep_their_depth() -> None:
    read = read_markdown("# One\n\nText.\n\n### Three\n\nMore.\n\nTwo\n---\n\nEnd.")
    assert [(block.kind.value, block.level) for block in read.blocks] == [
        ("heading", 1),
        ("paragraph", 0),
        ("heading", 3),
        ("paragraph", 0),
        ("heading", 2),
        ("paragraph", 0),
    ]


def test_lists_keep_their_numbers_outside_the_items() -> None:
    read = read_markdown("They want:\n\n- beds\n  - in wards\n- nurses\n\n3. third\n4. fourth\n")
    assert read.text == (
        "They want:\n\n\u2022 beds\n\u2022 in wards\n\u2022 nurses\n3. third\n4. fourth"
    )
    assert texts_of(read)[1:] == [
        ("list_item", "beds"),
        ("list_item", "in wards"),
        ("list_item", "nurses"),
        ("list_item", "third"),
        ("list_item", "fourth"),
    ]
    assert [block.level for block in read.blocks] == [0, 1, 2, 1, 1, 1]


def test_a_second_paragraph_of_an_item_has_no_marker() -> None:
    read = read_markdown("- first\n\n  second\n")
    assert read.text == "\u2022 first\nsecond"


def test_the_header_and_the_rows_of_a_table_are_told_apart() -> None:
    read = read_markdown("| Area | Plans |\n|---|---|\n| North | 3 |\n| | 4 |\n")
    assert texts_of(read) == [
        ("table_row", "Area | Plans"),
        ("table_row", "North | 3"),
        ("table_row", "| 4"),
    ]
    assert [block.level for block in read.blocks] == [0, 1, 1]


def test_code_and_html_keep_their_words() -> None:
    read = read_markdown("```\nplain  code\n\nmore\n```\n\n<div>\nin a\nbox\n</div>\n\n> quoted\n")
    assert [text for _, text in texts_of(read)] == ["plain code", "more", "in a box", "quoted"]


def test_a_blank_line_of_code_does_not_use_up_the_marker_of_its_item() -> None:
    assert read_markdown("1. ```\n\n   code\n   ```\n").text == "1. code"


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"{'  ' * depth}- item{depth}\n" for depth in range(40)),
        "> " * 40 + " ".join(f"item{depth}" for depth in range(40)),
    ],
    ids=["lists", "block quotes"],
)
def test_what_is_nested_deeply_is_not_lost(text: str) -> None:
    read = read_markdown(text)
    assert [word for word in read.text.split() if word.startswith("item")] == [
        f"item{depth}" for depth in range(40)
    ]


@steady
@given(texts)
def test_blocks_lie_inside_the_text_in_order(text: str) -> None:
    try:
        read = read_markdown(text)
    except UnreadableDocumentError:
        return
    check_blocks(read)


@pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())
def test_very_long_texts_are_read(text: str) -> None:
    read = read_markdown(text)
    check_blocks(read)
    letters = [character for character in text if character.isalpha()]
    kept = [character for character in read.text if character.isalpha()]
    assert kept == (letters if "<div>" not in text else [])
