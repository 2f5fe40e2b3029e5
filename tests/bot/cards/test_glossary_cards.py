"""The cards about what terms mean on a server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards.glossary import (
    PAGE,
    removed_already_card,
    term_list_card,
    term_removed_card,
    term_restored_card,
    term_set_card,
    term_undone_card,
)
from bot.cards.glossary_ids import (
    TERM_PAGE_TEMPLATE,
    TERM_TEMPLATE,
    TermAction,
    TermButtonId,
    TermPageAction,
    TermPageId,
)
from bot.cards.ids import MAX_FILTER
from retrieval.domain import ListedTerm, OwnTerm, TermChange
from tests.bot.builders import check_card
from tests.bot.strategies import LONG, texts

if TYPE_CHECKING:
    from bot.cards.model import Card

PLAN, PARTNERSHIP = "Sustainability and Transformation Plan", "Some Tall Partnership"
SHOWN = (
    "`/define` shows this first, as set by this server’s moderators and not as a quote, and questions "
    "are searched for in both forms."
)


def own(
    meaning: str | None = PLAN, *, number: int = 7, note: str = "", alone: bool = False
) -> OwnTerm:
    return OwnTerm(number, "stp", "STP", meaning, note, alone)


def change(
    before: OwnTerm | None, after: OwnTerm | None, *, in_documents: bool = True
) -> TermChange:
    return TermChange(7, "STP", before, after, in_documents)


def says(card: Card) -> tuple[str, str, list[tuple[str, str]], list[str]]:
    """Return title, text, fields and the ids of the buttons."""
    return (
        card.embed.title,
        card.embed.description,
        [(field.name, field.value) for field in card.embed.fields],
        [button.custom_id for row in card.rows for button in row],
    )


def test_what_is_set_is_shown_beside_what_was_said_before() -> None:
    card = term_set_card(change(own(PARTNERSHIP, note="Once."), own(note="Since 2016.")))

    assert says(card) == (
        "Term set",
        (
            f"**STP** · {PLAN}\nNote: Since 2016.\n{SHOWN} What documents say stands below, with "
            "their quotes."
        ),
        [("Before", f"**STP** · {PARTNERSHIP}\nNote: Once.")],
        ["cv1:term:undo:7"],
    )
    assert card.embed.footer == "This holds from the next question on, on this server alone."


def test_what_documents_say_is_told_with_each_change() -> None:
    alone = term_set_card(change(None, own(alone=True)))
    assert says(alone)[1].endswith(" What documents say that it means is hidden.")
    assert says(alone)[2] == [("Before", "**STP** · nothing said by moderators")]
    unknown = term_set_card(change(None, own(), in_documents=False))
    assert says(unknown)[1].endswith(" No document explains it.")


def test_what_is_removed_is_told_with_what_becomes_of_it() -> None:
    hidden = term_removed_card(change(None, own(None, alone=True)))
    assert says(hidden) == (
        "Term removed",
        (
            "**STP** · removed by moderators\nWhat documents say of it is hidden in `/define` and no "
            "more used in searches. Undo it here, or later with `/glossary remove` once more."
        ),
        [("Before", "**STP** · nothing said by moderators")],
        ["cv1:term:undo:7"],
    )
    taken = term_removed_card(change(own(), None))
    assert says(taken)[1:3] == (
        (
            "**STP** · nothing said by moderators\nWhat documents say of it holds again, in `/define` "
            "and in searches."
        ),
        [("Before", f"**STP** · {PLAN}")],
    )
    gone = term_removed_card(change(own(), None, in_documents=False))
    assert says(gone)[1].endswith("\nNo document explains it, so `/define` knows it no more.")


def test_what_was_put_back_can_be_undone_as_well() -> None:
    undone = term_undone_card(change(own(), own(PARTNERSHIP)))
    assert (says(undone)[0], says(undone)[3]) == ("Change undone", ["cv1:term:undo:7"])
    assert says(term_restored_card(change(own(None, alone=True), None)))[0] == "Term shown again"


def test_what_changes_nothing_is_told_so() -> None:
    title, text, fields, buttons = says(term_set_card(change(own(), own())))
    assert (title, fields, buttons) == ("Nothing was changed", [], [])
    assert text.startswith(f"**STP** · {PLAN}\n")


def test_a_term_that_is_removed_already_can_be_shown_again() -> None:
    assert says(removed_already_card("S*P", 12)) == (
        "That term is removed already",
        (
            "What documents say of **S\\*P** is hidden on this server. It can be shown again, or "
            "another meaning be set with `/glossary set`."
        ),
        [],
        ["cv1:term:restore:12"],
    )


LISTED = (
    ListedTerm("ACS", ("Accountable Care System", "Another Care System")),
    ListedTerm("joint claim", ()),
    ListedTerm("STP", (PLAN,), own()),
    ListedTerm("TSB", (), own(None, alone=True)),
)


def test_terms_are_listed_with_what_moderators_have_done() -> None:
    card = term_list_card(LISTED, page=0)

    assert says(card) == (
        "Glossary of this server",
        (
            "**ACS** — Accountable Care System · Another Care System\n"
            "**joint claim**\n"
            f"**STP** — {PLAN} — *set by moderators*\n"
            "**TSB** — *removed by moderators*"
        ),
        [],
        [],
    )
    assert card.embed.footer == "Page 1 of 1 · 4 terms"


@pytest.mark.parametrize(
    ("words", "own_only", "found"),
    [
        ("care another", False, ["ACS"]),
        ("st", False, ["ACS", "STP"]),
        ("", True, ["STP", "TSB"]),
        ("plan", True, ["STP"]),
        ("nowhere", False, []),
    ],
)
def test_a_filter_leaves_the_terms_that_hold_its_words(
    words: str, own_only: bool, found: list[str]
) -> None:
    text = term_list_card(LISTED, page=0, own=own_only, words=words).embed.description
    lines = text.split("\n") if found else []
    assert [line.split("**")[1] for line in lines] == found
    assert found or text == "No term matches."


def test_without_terms_there_are_none_yet() -> None:
    card = term_list_card((), page=3, words="x")
    assert (card.embed.title, card.embed.description) == (
        "Terms matching “x”",
        "There are no terms yet.",
    )


def test_pages_are_turned_by_buttons_that_carry_the_filter() -> None:
    many = [ListedTerm(f"T{number:02}", ("Some Thing",)) for number in range(2 * PAGE + 1)]

    middle = term_list_card(many, page=1, words="thing")

    assert middle.embed.description.startswith("**T10** — Some Thing\n")
    assert middle.embed.footer == "Page 2 of 3 · 21 terms"
    assert [(button.label, button.custom_id, button.disabled) for button in middle.rows[0]] == [
        ("Previous", "cv1:terms:previous:1:0:thing", False),
        ("Next", "cv1:terms:next:1:0:thing", False),
    ]
    assert [button.disabled for button in term_list_card(many, page=99).rows[0]] == [False, True]


@given(st.lists(st.tuples(texts, st.lists(texts, max_size=3), texts), max_size=12), texts)
def test_every_list_is_within_discords_limits(
    rows: list[tuple[str, list[str], str]], words: str
) -> None:
    terms = [
        ListedTerm(term, tuple(longs), OwnTerm(1, "k", term, note or None, note))
        for term, longs, note in rows
    ]
    for filter_ in ("", words[:MAX_FILTER]):
        check_card(term_list_card(terms, page=0, words=filter_))


@given(texts, texts, texts)
def test_every_change_is_within_discords_limits(term: str, meaning: str, note: str) -> None:
    said = OwnTerm(1, "k", term, meaning, note)
    for before, after in ((None, said), (said, None), (said, OwnTerm(2, "k", term, None, note))):
        check_card(term_set_card(TermChange(1, term, before, after)))
    check_card(removed_already_card(term, 1))


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_long_texts_are_cut(text: str) -> None:
    said = OwnTerm(1, "k", text, text, text)
    term_set_card(TermChange(1, text, said, said.__class__(2, "k", text, text, text)))
    term_list_card([ListedTerm(text, (text, text), said)] * PAGE, page=0)
    removed_already_card(text, 1)


@given(
    st.sampled_from(TermPageAction),
    st.integers(0, 99_999),
    st.booleans(),
    st.text(max_size=MAX_FILTER),
)
def test_ids_say_what_they_were_made_of(
    action: TermPageAction, page: int, own_only: bool, words: str
) -> None:
    made = TermPageId(action, page, own_only, words)
    match = TERM_PAGE_TEMPLATE.fullmatch(str(made))
    assert match is not None
    assert TermPageId.of(match) == made
    button = TermButtonId(TermAction.UNDO, page)
    pressed = TERM_TEMPLATE.fullmatch(str(button))
    assert pressed is not None
    assert TermButtonId.of(pressed) == button


def test_a_number_that_no_database_has_is_none() -> None:
    pressed = TERM_TEMPLATE.fullmatch("cv1:term:undo:99999999999999999999")
    assert pressed is not None
    assert TermButtonId.of(pressed).change == -1
    assert TERM_TEMPLATE.fullmatch("cv1:term:undo:-1") is None
