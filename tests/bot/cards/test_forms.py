"""Forms: filled in with what is known, and read for what was changed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.cards.drafts import NAMES
from bot.cards.forms import (
    changed,
    contested,
    marks,
    metadata_form,
    prefilled,
    said_by,
    wrong_address,
)
from bot.delivery.forms import to_modal, typed
from tests.bot.builders import document, units
from tests.bot.strategies import texts

SAID = {"title": "Parking", "date": "2017-07", "url": "https://example.org/parking"}

said = st.dictionaries(st.sampled_from(list(NAMES)), texts)


def test_a_form_is_filled_in_with_what_is_known() -> None:
    form = metadata_form("cv1:library-form:document:9", SAID)

    assert form.custom_id == "cv1:library-form:document:9"
    assert [(field.label, field.value) for field in form.fields] == [
        ("Title", "Parking"),
        ("Publisher", ""),
        ("Author", ""),
        ("Date", "2017-07"),
        ("Link", "https://example.org/parking"),
    ]


def test_only_lines_that_were_changed_are_corrections() -> None:
    lines = {**prefilled(SAID), "title": " Parking  permits ", "date": ""}

    assert changed(SAID, lines) == {"title": "Parking permits", "date": ""}
    assert changed(SAID, prefilled(SAID)) == {}


def test_a_line_that_did_not_come_back_is_no_correction() -> None:
    assert changed(SAID, {"title": "Parking"}) == {}


def test_a_line_that_others_changed_meanwhile_is_not_taken_back() -> None:
    filled, now = marks(SAID), {**SAID, "title": "Parking permits", "author": "Ann"}
    lines = prefilled(SAID)

    mine = changed(now, {**lines, "publisher": "Council"}, filled=filled)
    assert mine == {"publisher": "Council"}
    assert not contested(now, mine, filled=filled)
    same = changed(now, {**lines, "title": "Parking permits"}, filled=filled)
    assert same == {}
    other = changed(now, {**lines, "title": "Permits", "date": ""}, filled=filled)
    assert other == {"title": "Permits", "date": ""}
    assert contested(now, other, filled=filled)


def test_a_form_from_before_there_were_marks_is_read_by_what_is_known_now() -> None:
    now = {**SAID, "title": "Parking permits"}
    fields = changed(now, prefilled(SAID))

    assert fields == {"title": "Parking"}
    assert not contested(now, fields, filled="")


@given(said, said)
def test_a_form_that_is_sent_as_it_was_shown_changes_nothing_whatever_is_known_by_now(
    then: dict[str, str], now: dict[str, str]
) -> None:
    assert changed(now, prefilled(then), filled=marks(then)) == {}


@given(said)
def test_a_form_that_is_sent_as_it_was_shown_changes_nothing(found: dict[str, str]) -> None:
    form = metadata_form("x", found)

    assert changed(found, {field.name: field.value for field in form.fields}) == {}


@given(said)
def test_a_form_is_within_discords_limits_for_any_text(found: dict[str, str]) -> None:
    form = metadata_form("cv1:library-form:draft:abcdefgh12345678", found)
    sent = to_modal(form).to_dict()

    assert 1 <= units(sent["title"]) <= 45
    assert len(sent["components"]) == 5
    for item in sent["components"]:
        assert 1 <= units(item["label"]) <= 45
        box = item["component"]
        assert units(box.get("value") or "") <= box["max_length"] <= 4000
        assert units(box.get("placeholder") or "") <= 100
        assert box["required"] is False


def test_a_form_that_was_sent_is_read_by_its_fields() -> None:
    sent = [
        {"type": 18, "component": {"type": 4, "custom_id": "title", "value": "Trees"}},
        {"type": 1, "components": [{"type": 4, "custom_id": "date", "value": ""}]},
    ]

    assert typed(sent) == {"title": "Trees", "date": ""}
    assert typed(None) == {}


def test_a_link_has_to_be_one_that_members_can_follow() -> None:
    assert not wrong_address({})
    assert not wrong_address({"url": ""})
    assert not wrong_address({"url": "https://example.org/a"})
    for bad in ("example.org", "javascript:alert(1)", "https://me@example.org", "https://"):
        assert wrong_address({"url": bad})


def test_what_a_document_says_has_the_names_of_the_form() -> None:
    assert said_by(document(publisher=None).metadata) == {
        "title": "What are STPs?",
        "date": "2017-07-06",
        "url": "https://example.org/stps",
    }
