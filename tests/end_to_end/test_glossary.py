"""Moderators correct what a term means; the next question knows, and no other server does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.end_to_end import cards
from tests.end_to_end.moderating import answer, forged

if TYPE_CHECKING:
    from tests.discord_double import DiscordDouble
    from tests.end_to_end.home import Served

ORDER = "A Noise Abatement Notice (NAN) is an order that tells somebody to stop a noise."
COST = "A bulky waste collection costs £27 for up to three items."
QUESTION = "How much does a BWC cost?"
SET = "Set by this server’s moderators; no document is quoted for it."
FOR_MODERATORS = "That is for moderators"


def defined(double: DiscordDouble, term: str) -> cards.Message:
    """Return what a member is told that a term means."""
    return double.slash("define", term=term).response()


def glossary(double: DiscordDouble, command: str, **options: object) -> cards.Message:
    """Return what a moderator is told."""
    done = double.slash(f"glossary {command}", member="moderator", options=options)
    told = done.response()
    assert done.ephemeral
    return told


def test_what_a_moderator_sets_is_shown_as_theirs_and_searched_for(moderated: Served) -> None:
    double = moderated.double
    before = answer(double, QUESTION)
    assert cards.says(defined(double, "BWC"))[1] == "The documents here do not define this term."

    done = glossary(
        double, "set", term="BWC", meaning="bulky waste collection", note="Ask @everyone *here*."
    )

    assert cards.says(done)[0] == "Term set"
    assert cards.fields(done) == {"Before": "**BWC** · nothing said by moderators"}
    shown = defined(double, "bwc")
    assert cards.says(shown)[1] == (
        "**BWC** · bulky waste collection\nNote: Ask \\@everyone \\*here\\*.\n" + f"*{SET}*"
    )
    assert cards.quoted_lines(shown) == []
    assert COST not in before
    assert COST in answer(double, QUESTION)
    elsewhere = double.add_guild(0, 1)
    with double.in_guild(elsewhere):
        assert answer(double, QUESTION) == before
        assert "bulky" not in str(defined(double, "BWC"))
        assert "bulky" not in str(glossary(double, "list"))
        assert "BWC" not in str(double.autocomplete("define", option="term", value="BW").choices)
    listed = glossary(double, "list", filter="bwc", own=True)
    assert cards.says(listed)[1] == "**BWC** — bulky waste collection — *set by moderators*"

    typed = double.autocomplete("glossary remove", option="term", value="bu", member="moderator")
    assert "bulky waste collection" in [choice["value"] for choice in typed.choices]
    removed = glossary(double, "remove", term="bulky waste collection")

    assert cards.says(removed)[1].endswith("so `/define` knows it no more.")
    assert answer(double, QUESTION) == before
    undone = double.click(removed, "Undo", member="moderator").response()
    assert cards.says(undone)[0] == "Change undone"
    assert COST in answer(double, QUESTION)
    told = cards.says(double.slash("library history", member="moderator").response())[1]
    lines = [line.split(" · ", 1)[1] for line in told.split("\n")[:3]]
    moderator = f"<@{double.state.users['moderator']['id']}>"
    assert lines == [
        f"{moderator} set a term **BWC** · means bulky waste collection",
        f"{moderator} removed a term **BWC** · meant bulky waste collection",
        f"{moderator} set a term **BWC** · means bulky waste collection",
    ]


def test_what_documents_say_is_hidden_until_it_is_shown_again(moderated: Served) -> None:
    double = moderated.double
    typed = double.autocomplete("glossary remove", option="term", value="NAN", member="moderator")
    assert {"name": "NAN", "value": "NAN"} in typed.choices

    glossary(double, "remove", term="NAN")

    hidden = defined(double, "NAN")
    assert cards.says(hidden)[1].startswith("Documents here explain this term, and this server’s")
    again = glossary(double, "remove", term="nan")
    assert cards.buttons(again) == {"Show it again": True}
    double.click(again, "Show it again", member="moderator").response()
    assert cards.quoted_lines(defined(double, "NAN")) == [ORDER]


def test_bad_words_are_refused_with_what_is_wrong(moderated: Served) -> None:
    double = moderated.double
    for term, meaning, why in (
        ("?!", "Some Plan", "that term has no letters in it."),
        ("STP", "*", "that meaning has no letters in it."),
        ("STP", "stps", "that meaning is the term itself; give the words that it stands for"),
    ):
        title, text = cards.says(glossary(double, "set", term=term, meaning=meaning))
        assert title == "That did not work"
        assert text.startswith(why)


@pytest.mark.parametrize("command", ["list", "set", "remove"])
def test_each_command_is_refused_to_a_member_without_the_permission(
    moderated: Served, command: str
) -> None:
    double = moderated.double
    before = moderated.home.query("SELECT count(*) FROM guild_terms")
    options: dict[str, object] = {} if command == "list" else {"term": "NAN"}
    if command == "set":
        options["meaning"] = "Not A Notice"

    refused = double.slash(f"glossary {command}", member="asker", options=options)
    typed = double.autocomplete("glossary set", option="term", value="N", member="asker")

    assert cards.says(refused.response())[0] == FOR_MODERATORS
    assert refused.ephemeral
    assert typed.choices == []
    assert moderated.home.query("SELECT count(*) FROM guild_terms") == before


def test_buttons_are_checked_again_and_know_their_own_server_alone(moderated: Served) -> None:
    double = moderated.double
    card = glossary(double, "set", term="PCN", meaning="Parking Charge Notice")
    (undo,) = cards.custom_ids(card)
    for custom_id in (undo, undo.replace("undo", "restore"), "cv1:terms:next:0:0:"):
        pressed = forged(double, card, custom_id, member="asker")
        assert cards.says(pressed.followup())[0] == FOR_MODERATORS
    with double.in_guild(double.add_guild(0, 1)):
        other = glossary(double, "set", term="PCN", meaning="Primary Care Network")
        for custom_id in (undo, undo.replace("undo", "restore"), "cv1:term:undo:" + "9" * 20):
            pressed = forged(double, other, custom_id)
            assert cards.says(pressed.followup())[0] == "That did not work"
    assert "Parking Charge Notice" in cards.says(defined(double, "PCN"))[1]
