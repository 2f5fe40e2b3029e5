"""Cutting: to Discord's limits, at the end of a sentence, never through a sign."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards.limits import (
    CUT,
    cut_end,
    cut_start,
    is_boundary,
    shorten,
    shorten_line,
    shorten_plain,
    size,
)
from bot.cards.text import escape
from tests.bot.builders import units, visible
from tests.bot.discord_markdown import show
from tests.bot.strategies import LONG, texts

FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"


@given(texts)
def test_size_counts_what_discord_may_count_at_most(text: str) -> None:
    assert units(text) == size(text)


@given(texts, st.integers(20, 300))
def test_shortened_text_fits_after_escaping_and_loses_only_its_end(text: str, limit: int) -> None:
    shortened = shorten(text, limit)

    assert units(shortened) <= limit
    shown = show(shortened)
    assert (shown.effects, shown.bold, shown.links) == ([], [], [])
    kept, cut, rest = shown.text.rpartition(CUT.strip())
    whole = visible(text)
    assert visible(shown.text) == whole or (cut and not rest and whole.startswith(visible(kept)))


@pytest.mark.parametrize("limit", [20, 256, 1024, 4096])
@pytest.mark.parametrize("name", LONG)
def test_long_text_fits_every_limit_and_is_marked_as_cut(name: str, limit: int) -> None:
    shortened = shorten(LONG[name], limit)

    assert 0 < units(shortened) <= limit
    assert name == "zero width" or shortened.endswith(escape(CUT))


def test_text_that_fits_is_not_cut() -> None:
    assert shorten(" A word. ", 20) == "A word."
    assert shorten_plain("*****", 5) == "*" * 5
    assert shorten("***", 6) == r"\*\*\*"
    assert shorten("a ***", 7) == r"a \[…\]"


def test_a_cut_falls_at_the_end_of_a_sentence() -> None:
    text = "The first sentence stands. The second one is left out."

    assert shorten(text, 45) == r"The first sentence stands. \[…\]"


def test_a_sentence_may_end_with_a_quotation_mark_or_in_japanese() -> None:
    assert shorten("He said “no.” and then he left the room", 28) == r"He said “no.” \[…\]"
    assert shorten("これは文です。これは二つ目の文です。", 14) == r"これは文です。 \[…\]"


def test_a_cut_falls_between_words_where_the_sentence_is_too_long() -> None:
    assert shorten("one two three four five", 20) == r"one two three \[…\]"


def test_only_a_word_that_is_too_long_is_broken() -> None:
    assert shorten("x" * 50, 19) == "xxxxxxxxxxxxx" + r" \[…\]"


@pytest.mark.parametrize(
    "sign", [FAMILY, ENGLAND, "\U0001f44d\U0001f3fd", "\U0001f1ec\U0001f1e7", "e\u0301\u0323"]
)
def test_no_sign_is_cut_through(sign: str) -> None:
    text = sign * 20

    for limit in range(20, 120):
        kept = shorten(text, limit).removesuffix(escape(CUT))
        assert kept == text[: len(kept)]
        assert len(kept) % len(sign) == 0


def test_boundaries_between_flags_are_counted_from_their_start() -> None:
    flags = "a\U0001f1ec\U0001f1e7\U0001f1eb\U0001f1f7"

    assert [is_boundary(flags, i) for i in range(6)] == [True, True, False, True, False, True]


def test_lines_are_joined_where_one_line_is_wanted() -> None:
    assert shorten_line("a\n\n b_c", 50) == r"a b\_c"
    assert shorten_plain("a\n\n b_c", 50) == "a b_c"
    assert shorten("a\n\n b", 50) == "a\n\n b"


def test_the_start_is_cut_at_the_start_of_a_sentence_or_word() -> None:
    text = "One two three four. Five six seven eight. Nine."

    assert text[cut_start(text, 30) :] == "Five six seven eight. Nine."
    assert text[cut_start(text, 9) :] == "Nine."
    assert text[cut_start(text, 14) :] == "eight. Nine."
    assert text == text[cut_start(text, 100) :]


@given(texts, st.integers(0, 100))
def test_cuts_keep_no_more_than_asked_for(text: str, most: int) -> None:
    assert cut_end(text, most) <= max(most, 0)
    assert len(text) - cut_start(text, most) <= most
