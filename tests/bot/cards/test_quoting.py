"""The block quote: the document's words, the sentence that answers in bold, cut around it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards.quoting import block_quote
from tests.bot.builders import units, visible
from tests.bot.discord_markdown import show
from tests.bot.strategies import LONG, texts


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, tuple[int, int] | None]:
    """Return a text and any part of it."""
    text = draw(texts)
    if not text or draw(st.booleans()):
        return text, None
    start = draw(st.integers(0, len(text) - 1))
    return text, (start, draw(st.integers(start + 1, len(text))))


@given(marked_texts())
def test_a_quote_that_fits_shows_exactly_the_words(
    marked: tuple[str, tuple[int, int] | None],
) -> None:
    text, span = marked
    shown = show(block_quote(text, span, 4096))

    assert visible(text) == visible(shown.text)
    assert set(shown.effects) <= {"quote"}
    assert shown.links == []
    bold = visible(text[span[0] : span[1]]) if span else ""
    assert bold.split() == visible("\n".join(shown.bold)).split()


@given(marked_texts(), st.integers(40, 400))
def test_a_quote_always_fits_and_has_no_effects(
    marked: tuple[str, tuple[int, int] | None], limit: int
) -> None:
    text, span = marked
    written = block_quote(text, span, limit)
    shown = show(written)

    assert units(written) <= limit
    assert set(shown.effects) <= {"quote"}
    assert shown.links == []


@pytest.mark.parametrize("span", [None, (5, 90_000), (10, 12)])
@pytest.mark.parametrize("name", LONG)
def test_a_long_quote_fits(name: str, span: tuple[int, int] | None) -> None:
    text = LONG[name]
    marked = None if span is None else (span[0], min(span[1], len(text)))

    assert units(block_quote(text, marked, 4096)) <= 4096


def test_the_marked_sentence_is_bold_and_each_line_is_quoted() -> None:
    text = "One.\nTwo *is*\nbold. Three."

    written = block_quote(text, (5, 20), 200)

    assert written == "> One.\n> **Two \\*is\\***\n> **bold.** Three."


def test_no_markup_arises_where_two_pieces_meet() -> None:
    """A shortcode may hold asterisks: unescaped, the first colon would swallow them."""
    assert block_quote("a::", (2, 3), 200) == "> a\\:**\\:**"


def test_nothing_is_bold_without_a_marked_sentence() -> None:
    assert block_quote("One. Two.", None, 200) == "> One. Two."


def test_the_whole_quote_may_be_bold() -> None:
    assert block_quote("One.", (0, 4), 200) == "> **One.**"


def test_blank_lines_part_paragraphs_once() -> None:
    assert block_quote("\n\nOne.\n\n\n\nTwo.\n\n", None, 200) == "> One.\n> \n> Two."


def test_right_to_left_lines_are_isolated_alone() -> None:
    written = block_quote("\u05e9\u05dc\u05d5\u05dd 12\nplain", None, 200)

    assert written == "> \u2068\u05e9\u05dc\u05d5\u05dd 12\u2069\n> plain"


def test_what_surrounds_the_marked_sentence_is_cut_before_it() -> None:
    before = "Far before stands this. Near before. "
    best = "This is the answer."
    after = " Near after. " + "Far after is this. " * 20
    text = before + best + after

    written = block_quote(text, (len(before), len(before) + len(best)), 120)

    assert written == (
        r"> \[…\] Near before. **This is the answer.** Near after. Far after is this. "
        r"Far after is this. Far after is this. \[…\]"
    )


def test_a_marked_sentence_that_is_too_long_is_cut_itself() -> None:
    text = "Before. " + "Long word " * 30 + "end. After."

    written = block_quote(text, (8, len(text) - 7), 60)

    assert written == r"> \[…\] **Long word Long word Long word Long word \[…\]**"
