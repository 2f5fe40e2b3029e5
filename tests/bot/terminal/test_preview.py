"""The terminal preview: the same cards, turned with one letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.cards import notices
from bot.terminal.preview import NOT_FOUND, REFUSED, Preview, ask_once
from retrieval.settings import RetrievalSettings

if TYPE_CHECKING:
    from retrieval.library import Library

SETTINGS = RetrievalSettings(answer_days=30)


@pytest.fixture
def preview(library: Library) -> Preview:
    """Return a sitting that has not begun."""
    return Preview(library, SETTINGS)


def test_pages_are_turned_within_the_answer(preview: Preview) -> None:
    first = preview.respond("What is an STP?")
    count = int(first.embed.footer.split()[3])

    footers = [preview.respond(key).embed.footer for key in ["p", *"n" * count, "N "]]

    assert first.embed.title == "What is an STP?"
    numbers = [1, *range(2, count + 1), count, count]
    assert [footer.split()[1] for footer in footers] == [str(number) for number in numbers]


def test_context_shows_what_surrounds_the_quote(preview: Preview) -> None:
    preview.respond("What is an STP?")

    card = preview.respond("c")

    assert card.embed.title == "What STPs are"
    assert "There are 44 areas in England." in card.embed.description
    assert card.embed.footer == "The quote is in bold"


@pytest.mark.parametrize("key", ["n", "p", "c"])
def test_there_is_nothing_to_turn_before_an_answer(preview: Preview, key: str) -> None:
    assert preview.respond(key) == notices.nothing_to_turn()
    preview.respond("Which band recorded Abbey Road?")
    assert preview.respond(key) == notices.nothing_to_turn()


def test_sources_are_listed_and_their_pages_turned(preview: Preview) -> None:
    preview.respond("What is an STP?")

    assert preview.respond("sources").embed.footer == "Page 1 of 1 · 2 documents"
    assert preview.respond("n").embed.footer == "Page 1 of 1 · 2 documents"
    assert preview.respond("What is an STP?").embed.footer.startswith("Quote 1 of")


def test_about_says_how_long_answers_are_kept(preview: Preview) -> None:
    assert "for 30 days," in preview.respond("about").embed.fields[2].value


def test_a_line_that_cannot_be_asked_is_a_notice(preview: Preview) -> None:
    assert preview.respond("?!") == notices.empty_question()
    assert preview.respond("x" * 1001) == notices.too_long(1001, 1000)


@pytest.mark.parametrize(
    ("question", "code", "printed"),
    [
        ("What is an STP?", 0, "▌ A Sustainability and Transformation Plan (STP)"),
        ("Which band recorded Abbey Road?", NOT_FOUND, "The documents here do not answer this"),
    ],
)
def test_one_question_prints_one_card_and_says_how_it_ended(
    library: Library,
    question: str,
    code: int,
    printed: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert ask_once(library, SETTINGS, question) == code
    assert printed in capsys.readouterr().out


def test_a_question_that_cannot_be_asked_is_one_line_on_stderr(
    library: Library, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask_once(library, SETTINGS, " ") == REFUSED

    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == "error: Write what you would like to know in words.\n"


def test_a_term_is_defined(preview: Preview) -> None:
    card = preview.respond("/define stps")

    assert (card.embed.title, card.embed.footer) == ("stps", "1 meaning")
    assert card.embed.description.startswith("**STP** · Sustainability and Transformation Plan\n")
    assert preview.respond("/define ?!").embed.title == "That did not work"
