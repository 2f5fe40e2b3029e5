"""Cards in the terminal: the same words as on Discord."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from hypothesis import given
from rich.console import Console

from bot.cards.answer import answer_card
from bot.cards.text import clean_line, escape
from bot.terminal.drawing import draw, inline
from tests.bot.builders import ANSWER_ID, MEMBER, stp_answer
from tests.bot.strategies import answers, texts

if TYPE_CHECKING:
    from retrieval.domain import Answer


def test_an_answer_is_drawn_with_a_bar_beside_the_quote() -> None:
    console = Console(file=io.StringIO(), width=60, force_terminal=False)
    card = answer_card(stp_answer(), answer_id=ANSWER_ID, position=0, asker=MEMBER)

    console.print(draw(card, width=console.width))

    assert console.file.getvalue() == (  # type: ignore[attr-defined] # It is the StringIO above.
        "╭─ What is an STP? ────────────────────────────────────────╮\n"
        "│                                                          │\n"
        "│  ▌ There are 44 areas. Sustainability and                │\n"
        "│  ▌ Transformation Partnerships bring together the NHS    │\n"
        "│  ▌ and local councils. They were announced in December   │\n"
        "│  ▌ 2015.                                                 │\n"
        "│                                                          │\n"
        "│  — What are STPs? · The King's Fund · 6 July 2017        │\n"
        "│  § Who is in one · p. 4                                  │\n"
        "│                                                          │\n"
        "│  Also in                                                 │\n"
        "│  Reprint · LGA · 2018                                    │\n"
        "│                                                          │\n"
        "│  Others on this, newest first                            │\n"
        "│  Cuts · Campaigners · February 2017                      │\n"
        "│  Plan · publisher unknown · date unknown                 │\n"
        "│                                                          │\n"
        "│  Quote 1 of 3                                            │\n"
        "│                                                          │\n"
        "╰──────────────────────────────────────────────────────────╯\n"
    )


def test_markdown_becomes_styles() -> None:
    text = inline(r"a **b \* c** *d* `/e` [f \] g](https://a.test/h)")

    assert text.plain == "a b * c d /e f ] g"
    assert [
        (text.plain[s.start : s.end], str(s.style))
        for s in text.spans
        if str(s.style) != "not bold not italic"
    ] == [
        ("b ", "bold not italic"),
        ("*", "bold not italic"),
        (" c", "bold not italic"),
        ("d", "not bold italic"),
        ("/e", "not bold not italic cyan"),
        ("f ] g", "underline link https://a.test/h"),
    ]


@given(texts)
def test_escaped_text_is_drawn_character_for_character(text: str) -> None:
    assert inline(escape(clean_line(text))).plain == clean_line(text)


@given(answers())
def test_any_card_can_be_drawn(answer: Answer) -> None:
    console = Console(file=io.StringIO(), width=80)
    card = answer_card(answer, answer_id=ANSWER_ID, position=0, asker=MEMBER)

    console.print(draw(card, width=console.width))

    assert "Quote 1 of" in console.file.getvalue()  # type: ignore[attr-defined]
