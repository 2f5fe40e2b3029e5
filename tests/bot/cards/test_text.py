"""Document text on a card: the same words, and nothing but words."""

from __future__ import annotations

import pytest
from hypothesis import given

from bot.cards.text import clean, clean_line, escape, isolate, link, safe_url, unescape
from tests.bot.builders import visible
from tests.bot.discord_markdown import show
from tests.bot.strategies import NASTY, texts


@given(texts)
def test_escaped_text_is_shown_character_for_character(text: str) -> None:
    shown = show(escape(text))

    assert visible(text) == visible(shown.text)


@given(texts)
def test_escaped_text_can_be_read_again(text: str) -> None:
    assert unescape(isolate(escape(text))) == clean(text)


@given(texts)
def test_escaped_text_has_no_effect(text: str) -> None:
    shown = show(escape(text))

    assert (shown.effects, shown.bold, shown.links) == ([], [], [])


@given(texts)
def test_escaped_text_has_no_effect_inside_bold_in_a_quote(text: str) -> None:
    line = escape(clean_line(text))
    shown = show(f"> **{line}**") if line else show("")

    assert set(shown.effects) <= {"quote"}
    assert shown.links == []
    assert ([visible(text)] if line else []) == [visible(words) for words in shown.bold]


@pytest.mark.parametrize("text", [*NASTY[:7], "1. One", "- a", "~~a~~", "a__b__"])
def test_the_model_shows_effects_where_nothing_is_escaped(text: str) -> None:
    """The proofs above are worth something only if the model would notice."""
    shown = show(text)

    assert shown.effects or shown.bold or shown.links


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<@123> <#4> </ask:5> <t:6:R>", r"\<@123> \<#4> \</ask\:5> \<t\:6\:R>"),
        ("@everyone, @here, @other", r"\@everyone, \@here, @other"),
        ("https://example.org/a_b", r"https\://example.org/a\_b"),
        ("Costs:", r"Costs\:"),
        ("[x](https://a.test)", r"\[x\](https\://a.test)"),
        ("2 * 3 | 4 ~ `5`", r"2 \* 3 \| 4 \~ \`5\`"),
        ("# A\n- b\n  1. c\n> d\n-# e", "\\# A\n\\- b\n  1\\. c\n\\> d\n\\-# e"),
        ("Costs: 1.5 million - a lot", "Costs: 1.5 million - a lot"),
        (":smile: at 10:30", r"\:smile: at 10\:30"),
        ("C:\\new", r"C\:\\new"),
    ],
)
def test_what_is_escaped(text: str, expected: str) -> None:
    assert expected == escape(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\r\nb\rc\u2028d\x85e", "a\nb\nc\nd\ne"),
        ("a\tb", "a b"),
        ("a\u200bb\u00adc\ufeffd\x00e\x1bf", "abcdef"),
        ("\u202eabc\u202c \u2066d\u2069", "abc d"),
        (
            "\U0001f469\u200d\U0001f467 \u0646\u200c\u0647",
            "\U0001f469\u200d\U0001f467 \u0646\u200c\u0647",
        ),
        ("a\ud800b", "a\ufffdb"),
    ],
)
def test_invisible_trouble_is_taken_out_and_joiners_stay(text: str, expected: str) -> None:
    assert expected == clean(text)


def test_a_line_with_right_to_left_text_is_isolated_and_others_are_not() -> None:
    assert isolate("\u05e9\u05dc\u05d5\u05dd 12") == "\u2068\u05e9\u05dc\u05d5\u05dd 12\u2069"
    assert isolate("plain 12") == "plain 12"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        ("http://example.org:8080/", "http://example.org:8080/"),
        ("https://example.org/a_(b)", "https://example.org/a_%28b%29"),
        ("https://example.org/caf\u00e9%20x", "https://example.org/caf%C3%A9%20x"),
        ("https://user:pass@example.org/", None),
        ("https://example.org@evil.test/", None),
        ("https://ex\u0430mple.org/", None),
        ("https://example.org/a b", "https://example.org/a%20b"),
        ("https://example.org/a\nb", None),
        ("https://example.org\\@evil.test/", None),
        ("https://example.org:port/", None),
        ("javascript:alert(1)", None),
        ("ftp://example.org/", None),
        ("https:///nowhere", None),
        ("https://example.org/" + "a" * 400, None),
        ("https://example.org/" + "\u00e9" * 100, None),
        (None, None),
    ],
)
def test_only_plain_web_addresses_become_links(url: str | None, expected: str | None) -> None:
    assert expected == safe_url(url)


@given(texts, texts)
def test_a_link_shows_its_words_and_leads_to_its_address_alone(title: str, tail: str) -> None:
    words = escape(clean_line(title)) or "x"
    url = f"https://example.org/{tail}"

    shown = show(link(words, url))

    assert (visible(title) or "x") == (visible(shown.text) or "x")
    assert shown.effects == []
    assert ([address] if (address := safe_url(url)) else []) == shown.links
