"""The cards that ask whether what was uploaded is to be added."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards.drafts import (
    NAMES,
    discarded_card,
    found_card,
    nothing_card,
    replace_card,
    several_card,
)
from bot.cards.model import ButtonStyle
from retrieval.domain import Source, Upload, source_of
from tests.bot.builders import check_card, document
from tests.bot.discord_markdown import show
from tests.bot.strategies import LONG, sources, texts

DRAFT = "abcdefgh12345678"
UPLOAD = Upload("report.pdf", "/srv/uploads/7/0/report.pdf", {"date": "2017-07"})
FOUND = {"title": "Report of the board", "date": "2016", "url": "https://example.org/report"}

said = st.dictionaries(st.sampled_from(list(NAMES)), texts)
uploads = st.builds(Upload, name=texts, path=st.just("x"), fields=said)
refusals = st.lists(st.tuples(texts, texts), max_size=10)


def test_what_a_file_says_is_shown_with_what_the_moderator_said_before_it() -> None:
    card = found_card(DRAFT, UPLOAD, FOUND)

    assert card.embed.title == "Add this document?"
    assert card.embed.description.split("\n")[0] == "report.pdf"
    assert {field.name: field.value for field in card.embed.fields} == {
        "Title": "Report of the board",
        "Publisher": "unknown",
        "Author": "unknown",
        "Date": "July 2017",
        "Link": "https\\://example.org/report",
    }
    (row,) = card.rows
    assert [(button.label, button.custom_id) for button in row] == [
        ("Add", f"cv1:library:add:{DRAFT}"),
        ("Correct first", f"cv1:library:correct:{DRAFT}"),
        ("Cancel", f"cv1:library:discard:{DRAFT}"),
    ]
    assert [button.style for button in row] == [
        ButtonStyle.PRIMARY,
        ButtonStyle.PLAIN,
        ButtonStyle.PLAIN,
    ]


def test_a_document_without_a_title_is_called_by_its_file() -> None:
    card = found_card(DRAFT, UPLOAD, {})

    assert card.embed.fields[0].value == "report.pdf"


def test_several_files_are_listed_with_those_that_were_not_taken() -> None:
    card = several_card(DRAFT, [UPLOAD, Upload("b.md", "b")], [("c.exe", "It is a program.")])

    assert card.embed.title == "Add these files?"
    assert [(field.name, field.value) for field in card.embed.fields[:2]] == [
        ("Files", "report.pdf\nb.md"),
        ("Not taken", "c.exe: It is a program."),
    ]
    assert [button.label for button in card.rows[0]] == ["Add all", "Cancel"]


def test_an_archive_is_one_file_of_several_documents() -> None:
    card = several_card(DRAFT, [Upload("all.zip", "all")], [])

    assert card.embed.title == "Add this file?"
    assert [field.name for field in card.embed.fields] == ["Files"]


def test_a_new_version_names_what_it_replaces() -> None:
    card = replace_card(DRAFT, UPLOAD, FOUND, source_of(document()))

    assert card.embed.description.startswith("What are STPs?\nwill be read from report.pdf")
    assert card.embed.description.endswith(
        "Corrections of its title, publisher and author stay; date and link are those of the new "
        "version."
    )
    assert [button.label for button in card.rows[0]] == ["Replace", "Cancel"]
    assert card.rows[0][0].custom_id == f"cv1:library:add:{DRAFT}"


def test_what_ends_without_a_draft_has_no_buttons() -> None:
    for card in (nothing_card([("a.exe", "No.")]), discarded_card()):
        check_card(card)
        assert card.rows == ()


@given(uploads, said, sources(), st.lists(uploads, min_size=1, max_size=10), refusals)
def test_cards_are_valid_and_quiet_for_any_text(
    upload: Upload,
    found: dict[str, str],
    source: Source,
    several: list[Upload],
    refused: list[tuple[str, str]],
) -> None:
    for card in (
        found_card(DRAFT, upload, found),
        replace_card(DRAFT, upload, found, source),
        several_card(DRAFT, several, refused),
    ):
        check_card(card)
        for text in (card.embed.description, *(field.value for field in card.embed.fields)):
            assert set(show(text).effects) <= {"code"}
            assert show(text).links == []


@pytest.mark.parametrize("name", LONG)
def test_cards_of_long_texts_are_valid(name: str) -> None:
    text = LONG[name]
    upload = Upload(text, text, dict.fromkeys(NAMES, text))
    check_card(found_card(DRAFT, upload, {}))
    check_card(several_card(DRAFT, [upload] * 10, [(text, text)] * 10))
    check_card(replace_card(DRAFT, upload, upload.fields, source_of(document(title=text))))
    check_card(nothing_card([(text, text)] * 10))
