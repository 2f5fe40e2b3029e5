"""The cards about what moderators set."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.cards.settings import (
    askers_card,
    channels_card,
    digest_channel_card,
    help_channel_card,
    language_card,
    moderators_card,
    privacy_card,
    questions_card,
    settings_card,
    strictness_card,
    threads_card,
)
from retrieval.domain import GuildSettings, Strictness
from tests.bot.builders import check_card

if TYPE_CHECKING:
    from bot.cards import Card


def fields(card: Card) -> dict[str, str]:
    check_card(card)
    assert card.rows == ()
    return {field.name: field.value for field in card.embed.fields}


def says(card: Card) -> tuple[str, str]:
    assert fields(card) == {}
    return card.embed.title, card.embed.description


def test_what_nobody_set_is_shown_as_it_holds() -> None:
    card = settings_card(GuildSettings(), answer_days=90)
    assert card.embed.title == "Settings of this server"
    assert fields(card) == {
        "Language": (
            "Each member’s own, as Discord has it, where the bot speaks it; English otherwise. What "
            "everybody reads is in the language of this server’s Discord settings. Quotes stay as "
            "they are."
        ),
        "Strictness": f"**balanced** · {Strictness.BALANCED.meaning}",
        "Mentions are answered in": "Every channel.",
        "Answers to `/ask`": (
            "**for all** · Everybody in the channel sees them, unless `private:` says else."
        ),
        "Answers to mentions": "**a reply** · In the channel itself.",
        "Who moderates": "Members with the permission to manage this server.",
        "Questions": "**kept for 90 days** · With their answers, for `/insights`.",
        "Who asked": "**not kept** · Questions are kept without the member who asked.",
        "Questions to moderators": "None are taken.",
        "Weekly digest of the questions": "None.",
    }


def test_what_was_set_is_shown() -> None:
    chosen = GuildSettings(
        strictness=Strictness.CAUTIOUS,
        mention_channels=(1, 2),
        private_answers=True,
        thread_answers=True,
        moderator_role=3,
        keep_days=1,
        keep_askers=True,
        digest_channel=4,
        help_channel=5,
        language="cy",
    )
    assert fields(settings_card(chosen, answer_days=90)) == {
        "Language": "**Cymraeg** · For everybody. Quotes stay in the language of their document.",
        "Strictness": f"**cautious** · {Strictness.CAUTIOUS.meaning}",
        "Mentions are answered in": "<#1>, <#2>.",
        "Answers to `/ask`": (
            "**private** · Only the member who asks sees the answer, unless `private:` says else."
        ),
        "Answers to mentions": (
            "**in a thread** · On the message that asks, where the bot may open one."
        ),
        "Who moderates": "Members with the permission to manage this server, and those with <@&3>.",
        "Questions": "**kept for 1 day** · With their answers, for `/insights`.",
        "Who asked": (
            "**kept** · With each question, for moderators; `/privacy` is for the member."
        ),
        "Questions to moderators": (
            "In <#5>, by a button below what the documents do not answer for sure."
        ),
        "Weekly digest of the questions": "In <#4>, if anything was asked.",
    }


@pytest.mark.parametrize("level", Strictness)
def test_a_change_of_strictness_says_what_the_level_means(level: Strictness) -> None:
    assert says(strictness_card(level)) == (
        f"Strictness is now {level.value}",
        f"{level.meaning} This holds from the next question on.",
    )


@pytest.mark.parametrize(
    ("card", "title", "words"),
    [
        (channels_card((1,)), "Mentions are now answered in the channels that you named", "<#1>. "),
        (channels_card(()), "Mentions are now answered in every channel", "Every channel. "),
        (privacy_card(private=True), "Answers to /ask are now private", "**private** · "),
        (privacy_card(private=False), "Answers to /ask are now for all", "**for all** · "),
        (threads_card(threads=True), "Mentions are now answered in threads", "**in a thread** · "),
        (threads_card(threads=False), "Mentions are now answered with a reply", "**a reply** · "),
        (moderators_card(5), "That role moderates now", "those with <@&5>. Discord itself shows"),
        (moderators_card(None), "No role moderates any more", "manage this server."),
        (questions_card(0, answer_days=90), "Questions are now not kept", "**not kept** · "),
        (questions_card(7, answer_days=90), "Questions are now kept for 7 days", "for 7 days** · "),
        (questions_card(None, answer_days=90), "Questions are now kept for 90 days", "90 days** "),
        (askers_card(keep=True), "Who asked is now kept", "holds from the next question on."),
        (askers_card(keep=False), "Who asked is now not kept", "so far has been deleted."),
        (digest_channel_card(7), "That channel gets the digest now", "In <#7>, if anything "),
        (digest_channel_card(None), "There is no digest any more", "`/insights` tells the same"),
        (help_channel_card(7), "Members can ask moderators there now", "In <#7>, by a button "),
        (help_channel_card(None), "Moderators take no questions any more", "None are taken."),
        # The owner kept them for longer when the moderator chose.
        (questions_card(60, answer_days=30), "Questions are now kept for 30 days", "30 days** "),
    ],
)
def test_a_change_is_confirmed_with_what_holds_now(card: Card, title: str, words: str) -> None:
    said, description = says(card)
    assert said == title
    assert words in description


def test_a_language_is_set_and_taken_back() -> None:
    assert says(language_card("cy")) == (
        "The language is now Cymraeg",
        "**Cymraeg** · For everybody. Quotes stay in the language of their document.",
    )
    assert says(language_card(None))[0] == "Everybody reads their own language now"
    # As settings name it that a later release has written.
    gone = settings_card(GuildSettings(language="tlh"), answer_days=90)
    assert fields(gone)["Language"].startswith("Each member’s own")
