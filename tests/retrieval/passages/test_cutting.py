"""Passages respect headings, paragraphs, lists and sentences, and fit the model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from retrieval.documents.building import TextBuilder
from retrieval.domain import BlockKind, Comment, Metadata
from retrieval.errors import UnreadableDocumentError
from retrieval.passages import cut_passages
from tests.retrieval.builders import check_passages, cut_up, markdown, plain, token_counts
from tests.retrieval.texts import LONG, steady, texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.domain import Passage


def count_words(texts: Sequence[str]) -> list[int]:
    return [len(text.split()) for text in texts]


def cut_words(text: str, room: int) -> list[Passage]:
    """Cut a Markdown text into passages of so many words."""
    return cut_passages(markdown(text), count_words, max_tokens=room)


def test_a_passage_never_crosses_a_heading_and_knows_the_path_to_it() -> None:
    passages = cut_words(
        "# Top\n\nOne.\n\n## Sub\n\nTwo.\n\n### Deep\n\nThree.\n\n## Next\n\nFour.", 50
    )
    assert [(passage.text, passage.heading) for passage in passages] == [
        ("One.", ("Top",)),
        ("Two.", ("Top", "Sub")),
        ("Three.", ("Top", "Sub", "Deep")),
        ("Four.", ("Top", "Next")),
    ]


def test_a_row_of_a_table_is_one_sentence_behind_its_header() -> None:
    (passage,) = cut_words(
        "Fees:\n\n| Size | Fee |\n|---|---|\n| No. 1. Small | £5. |\n| Large | £9 |", 50
    )
    texts = [
        passage.text[start - passage.start : end - passage.start]
        for start, end in passage.sentences
    ]
    assert texts == ["Fees:", "Size | Fee", "No. 1. Small | £5.", "Large | £9"]
    assert passage.leads == (None, None, 1, 1)


def test_a_passage_that_goes_on_with_a_table_has_its_header_above_it() -> None:
    passages = cut_words("| Size | Fee |\n|---|---|\n| Small | £5 |\n| Large | £9 |", 7)
    assert [(passage.text, passage.heading) for passage in passages] == [
        ("Size | Fee\nSmall | £5", ()),
        ("Large | £9", ("Size | Fee",)),
    ]


def test_words_of_two_people_never_share_a_passage() -> None:
    builder = TextBuilder()
    builder.add(BlockKind.PARAGRAPH, "Bins go.")
    builder.add(BlockKind.PARAGRAPH, "Never here.", comment=Comment("Ann"))
    builder.add(BlockKind.PARAGRAPH, "Never at all.", comment=Comment("Ann"))
    builder.add(BlockKind.PARAGRAPH, "They do.", comment=Comment("Bob"))
    passages = cut_passages(builder.build(Metadata(), "text"), count_words, max_tokens=50)
    assert [(passage.text, passage.comment) for passage in passages] == [
        ("Bins go.", None),
        ("Never here.\n\nNever at all.", Comment("Ann")),
        ("They do.", Comment("Bob")),
    ]


def test_each_sentence_knows_the_page_it_begins_on() -> None:
    builder = TextBuilder()
    builder.add(BlockKind.PARAGRAPH, "One. Two.", page=3)
    builder.add(BlockKind.PARAGRAPH, "Three.", page=4)
    (passage,) = cut_passages(builder.build(Metadata(), "pdf"), count_words, max_tokens=50)
    assert passage.pages == (3, 3, 4)


def test_paragraphs_are_gathered_while_they_fit() -> None:
    passages = cut_words("a b c.\n\nD e f.\n\nG h i.", 6)
    assert [passage.text for passage in passages] == ["a b c.\n\nD e f.", "G h i."]


def test_the_cut_falls_between_paragraphs_once_the_passage_is_half_full() -> None:
    passages = cut_words("One two three. Four five six.\n\nSeven eight. Nine ten eleven.", 9)
    assert [passage.text for passage in passages] == [
        "One two three. Four five six.",
        "Seven eight. Nine ten eleven.",
    ]


def test_otherwise_it_falls_between_sentences() -> None:
    passages = cut_words("One.\n\nTwo three four five. Six seven eight nine.", 6)
    assert [passage.text for passage in passages] == [
        "One.\n\nTwo three four five.",
        "Six seven eight nine.",
    ]


def test_a_sentence_too_long_by_itself_is_cut_at_white_space() -> None:
    passages = cut_words("a b c d e f g h", 3)
    assert [passage.text for passage in passages] == ["a b c", "d e f", "g h"]


def test_list_items_know_the_sentence_that_leads_into_their_list() -> None:
    (passage,) = cut_words("We met. They want:\n\n- beds\n- nurses\n\nThat is all.\n\n- stray", 50)
    assert passage.leads == (None, None, 1, 1, None, None)


def test_a_lead_in_ends_with_a_colon_also_inside_quotation_marks() -> None:
    (passage,) = cut_words("\u201cThey want:\u201d\n\n- beds", 50)
    assert passage.leads == (None, 0)


def test_what_leads_into_a_list_stays_with_its_first_item() -> None:
    passages = cut_words("We met one day. They want:\n\n- more beds", 7)
    assert [passage.text for passage in passages] == [
        "We met one day.",
        "They want:\n\n\u2022 more beds",
    ]


def test_items_of_a_nested_list_are_led_into_by_their_own_item() -> None:
    (passage,) = cut_words("They want:\n\n- more:\n  - beds\n- nurses", 50)
    assert passage.leads == (None, 0, 1, 0)


def test_a_list_that_goes_on_in_another_passage_has_its_lead_in_as_heading() -> None:
    passages = cut_words("# A\n\nThey want:\n\n- more beds\n- more nurses", 6)
    assert [(passage.text, passage.leads, passage.heading) for passage in passages] == [
        ("They want:\n\n\u2022 more beds", (None, 0), ("A",)),
        ("more nurses", (None,), ("A", "They want:")),
    ]


def test_markers_between_list_items_take_up_room() -> None:
    read = markdown("".join(f"{number}. a\n" for number in range(1, 400)))
    passages = cut_passages(read, token_counts(), max_tokens=160)
    assert max(token_counts()([passage.text])[0] for passage in passages) <= 160


@steady
@given(texts)
def test_passages_of_any_plain_text_are_right(text: str) -> None:
    read = plain(text)
    check_passages(read, cut_up(read))


@steady
@given(texts)
def test_passages_of_any_markdown_are_right(text: str) -> None:
    try:
        read = markdown(text)
    except UnreadableDocumentError:
        return
    check_passages(read, cut_up(read))


@steady
@given(texts)
def test_passages_fit_under_any_title(title: str) -> None:
    read = plain("Bins are collected on Mondays. " * 60)
    check_passages(read, cut_up(read, path=f"{title}.txt"))


@pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())
def test_passages_of_very_long_texts_are_right(text: str) -> None:
    for read in (plain(text), markdown(text)):
        check_passages(read, cut_up(read))
