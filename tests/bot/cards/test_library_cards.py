"""The cards about removing, correcting, the state and the history of a library."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards import library_notices
from bot.cards.drafts import NAMES
from bot.cards.library import (
    EVENTS,
    contested_card,
    edited_card,
    history_card,
    kept_card,
    removal_card,
    removed_card,
    restored_card,
    status_card,
)
from retrieval.domain import Event, LibraryStatus, Source, setting_event, source_of
from tests.bot.builders import MEMBER, check_card, document
from tests.bot.discord_markdown import show
from tests.bot.strategies import LONG, sources, texts

if TYPE_CHECKING:
    from bot.cards.model import Card

STATUS = LibraryStatus(
    documents=1,
    passages=1234,
    shared_documents=12,
    last_change="2026-03-02T12:00:00+00:00",
    model="all-MiniLM-L6-v2",
    bytes_on_disk=2_345_678,
    generation="7",
    queued=2,
    running=1,
)


def event(number: int = 1, *, actor: int | None = MEMBER, title: str = "Parking") -> Event:
    return Event(number, "2026-03-02T12:00:00+00:00", actor, "added", 5, title, "from a.md")


def test_a_removal_is_asked_about_first() -> None:
    card = removal_card(source_of(document(number=9, url=None)))

    assert card.embed.description.startswith("What are STPs? · The King's Fund · 6 July 2017\n")
    assert [(button.label, button.custom_id) for button in card.rows[0]] == [
        ("Remove", "cv1:library:remove:9"),
        ("Keep it", "cv1:library:keep:9"),
    ]
    assert kept_card().rows == ()


def test_a_removal_can_be_undone() -> None:
    source = source_of(document(number=9))
    removed = removed_card(source, actor=MEMBER)

    assert f"Removed by <@{MEMBER}>." in removed.embed.description
    assert [(button.label, button.custom_id) for button in removed.rows[0]] == [
        ("Undo", "cv1:library:undo:9")
    ]
    restored = restored_card(source, actor=MEMBER)
    assert f"Brought back by <@{MEMBER}>." in restored.embed.description
    assert restored.rows == ()


def test_only_what_was_corrected_is_shown() -> None:
    source = source_of(document())
    card = edited_card(source, {"publisher": "Wexley", "date": ""})

    assert card.embed.title == "Document corrected"
    assert card.embed.fields[0].value == "Publisher: Wexley\nDate: unknown"
    assert edited_card(source, {}).embed.title == "Nothing was changed"


def test_the_state_of_a_library() -> None:
    card = status_card(STATUS)

    assert card.embed.description == "1 document of its own, and 12 that all servers share."
    assert {field.name: field.value for field in card.embed.fields} == {
        "Passages": "1,234",
        "Last change": "<t:1772452800:f>",
        "Jobs": "1 at work, 2 waiting",
        "On disk": "2.3 MB",
        "Search index": "7",
        "Model": "all-MiniLM-L6-v2",
    }
    new = status_card(replace(STATUS, last_change=None, generation=None))
    assert {field.name: field.value for field in new.embed.fields}["Last change"] == "never"
    check_card(new)


def test_the_history_names_who_did_what_and_when() -> None:
    card = history_card([event(), event(actor=None, title="")])

    assert card.embed.description.split("\n") == [
        f"<t:1772452800:f> · <@{MEMBER}> added **Parking** · from a.md",
        "<t:1772452800:f> · The owner added · from a.md",
    ]
    assert card.rows == ()
    assert history_card([]).embed.description == "Nothing so far."


def test_the_history_shows_channels_and_roles_of_settings_and_of_nothing_else() -> None:
    def line(action: str, detail: str) -> str:
        told = Event(1, "2026-03-02T12:00:00+00:00", MEMBER, action, None, "", detail)
        return history_card([told]).embed.description.partition("> · ")[2]

    named = line(*setting_event("mention_channels", [11, 12]))
    assert named == f"<@{MEMBER}> set mention channels · <#11>, <#12>"
    assert line(*setting_event("moderator_role", 13)).endswith(" set moderator role · <@&13>")
    assert line(*setting_event("help_channel", None)).endswith(" set help channel · none")
    assert line(*setting_event("keep_days", 7)).endswith(" · on, for 7 days")
    assert line("cancelled adding", "#11.md").endswith(r" cancelled adding · \#11.md")
    assert line("edited", "title was #11").endswith(" · title was #11")


def test_a_longer_history_has_a_button_for_what_was_before() -> None:
    events = [event(number) for number in range(30, 30 - EVENTS - 1, -1)]
    card = history_card(events)

    assert len(card.embed.description.split("\n")) == EVENTS
    ((older,),) = card.rows
    assert older.custom_id == f"cv1:library:older:{30 - EVENTS + 1}"


def test_what_was_removed_can_be_brought_back_from_the_history() -> None:
    kept = [
        replace(event(number, title=title), action="removed", document_id=subject, restorable=True)
        for number, subject, title in ((9, 4, "Bins"), (8, 6, "*Pool*"), (7, 4, "Bins"))
    ]
    card = history_card([*kept, event()])

    # Once a document, and in plain words.
    assert [[(button.label, button.custom_id) for button in row] for row in card.rows] == [
        [("Bring back “Bins”", "cv1:library:undo:4"), ("Bring back “*Pool*”", "cv1:library:undo:6")]
    ]
    many = [replace(kept[0], document_id=number) for number in range(EVENTS + 1)]
    first, (older,) = history_card(many).rows
    assert [button.custom_id[-1] for button in first] == list("01234")
    assert older.label == "Older"


events = st.lists(
    st.builds(
        Event,
        id=st.integers(1, 2**63 - 1),
        at=st.one_of(st.just("2026-03-02T12:00:00"), texts),
        actor=st.none() | st.just(MEMBER),
        action=texts,
        document_id=st.integers(1, 2**63 - 1),
        title=texts,
        detail=texts,
        restorable=st.booleans(),
    ),
    max_size=EVENTS + 1,
)


@given(sources(), events, texts, st.dictionaries(st.sampled_from(list(NAMES)), texts))
def test_cards_are_valid_and_quiet_for_any_text(
    source: Source, found: list[Event], text: str, fields: dict[str, str]
) -> None:
    status = replace(STATUS, last_change=text, model=text, generation=text)
    for card in (
        removal_card(source),
        removed_card(source, actor=MEMBER),
        restored_card(source, actor=MEMBER),
        edited_card(source, fields),
        contested_card(source, fields),
        status_card(status),
        history_card(found),
        library_notices.shared_document(text),
        library_notices.unreadable(text),
    ):
        check_card(card)
        for said in (card.embed.description, *(field.value for field in card.embed.fields)):
            quiet = said.replace(f"<@{MEMBER}>", "").replace("<t:1772452800:f>", "")
            assert set(show(quiet).effects) <= {"code", "bold"}
            assert show(quiet).links == []


@pytest.mark.parametrize("name", LONG)
def test_cards_of_long_texts_are_valid(name: str) -> None:
    text = LONG[name]
    source = source_of(document(title=text, publisher=text, date=text))
    long = [Event(1, text, MEMBER, text, number, text, text, True) for number in range(EVENTS + 1)]
    check_card(history_card(long))
    check_card(removed_card(source, actor=2**64))
    check_card(edited_card(source, dict.fromkeys(NAMES, text)))
    check_card(contested_card(source, dict.fromkeys(NAMES, text)))
    check_card(library_notices.shared_document(text))
    check_card(library_notices.unreadable(text))


NOTICES = [
    library_notices.no_document(),
    library_notices.document_replaced(),
    library_notices.no_attachments(),
    library_notices.one_file_only(),
    library_notices.one_version_only(),
    library_notices.try_again(),
    library_notices.not_an_address(),
    library_notices.draft_gone(),
    library_notices.no_job(),
    library_notices.undo_too_late(7),
    library_notices.queue_full(20),
    library_notices.library_busy(),
    library_notices.disk_full(),
    library_notices.cannot_write(),
    library_notices.slow(),
    library_notices.busy(),
    library_notices.form_not_shown(),
    library_notices.see_below(),
]


@pytest.mark.parametrize("card", NOTICES, ids=lambda card: card.embed.title)
def test_notices_are_valid_and_have_no_buttons(card: Card) -> None:
    check_card(card)
    assert card.rows == ()
