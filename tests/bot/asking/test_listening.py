"""Which messages are questions."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import discord
import pytest

from bot.asking.answering import Follows
from bot.asking.listening import Ask, Decision, Heard, Help, Ignore, card_of, decide
from bot.cards.answer import answer_card, no_answer_card
from bot.cards.notices import how_to_ask
from bot.cards.rendering import to_embed, to_view
from bot.cards.sources import source_list_card
from tests.bot.builders import ANSWER_ID, MEMBER, answer_of, document, no_answer, quote_of

if TYPE_CHECKING:
    from bot.cards import Card

BOT = 99
CHAT = Heard(content="", from_member=True, direct=False, mentions=(), replies_to=None)
MENTION = replace(CHAT, content=f"<@{BOT}> what is an STP?", mentions=(BOT,))
DIRECT = replace(CHAT, content="what is an STP?", direct=True)
CARD = Follows("abc123def456", "what is an STP?")
REPLY = replace(CHAT, content="and where?", replies_to=BOT, mentions=(BOT,))


@pytest.mark.parametrize(
    ("heard", "expected"),
    [
        (MENTION, Ask("what is an STP?")),
        (replace(MENTION, content=f"what is <@!{BOT}> an STP?"), Ask("what is   an STP?")),
        (replace(MENTION, content=f"<@{BOT}> who is <@5>?"), Ask("who is <@5>?")),
        (DIRECT, Ask("what is an STP?")),
        (REPLY, Ask("and where?")),
        (replace(REPLY, mentions=()), Ask("and where?")),
        (replace(REPLY, card=CARD), Ask("and where?", CARD)),
        # Another bot's message can look like a card.
        (replace(REPLY, card=CARD, replies_to=5), Ask("and where?")),
        (replace(MENTION, content=f" <@{BOT}> "), Help()),
        (replace(DIRECT, content=f"<@{BOT}>", mentions=(BOT,)), Help()),
        (replace(DIRECT, content=""), Ignore()),
        (replace(REPLY, content=""), Ignore()),
        (replace(REPLY, content="", mentions=()), Ignore()),
        # Who greets may want to ask; who thanks does not, nor does a reply of that kind.
        (replace(MENTION, content=f"<@{BOT}> hello!"), Help()),
        (replace(MENTION, content=f"<@{BOT}> ???"), Help()),
        (replace(DIRECT, content="hi there"), Help()),
        (replace(MENTION, content=f"<@{BOT}> thanks!"), Ignore()),
        (replace(DIRECT, content="great, thank you"), Ignore()),
        (replace(REPLY, card=CARD, content="thanks, that helps"), Ignore()),
        (replace(REPLY, card=CARD, content="👍"), Ignore()),
        (replace(REPLY, card=CARD, content="hi"), Ignore()),
        (replace(DIRECT, content="👍", replies_to=BOT), Ignore()),
        (replace(REPLY, content="<a:party:12> thanks <@5> :D"), Ignore()),
        (replace(REPLY, content="<:thanks:12>"), Ignore()),
        (replace(MENTION, content=f"<@{BOT}> <:hmm:12> and <@5>?"), Ask("and <@5>?")),
        (replace(REPLY, card=CARD, content="thanks, and where?"), Ask("thanks, and where?", CARD)),
        (replace(CHAT, content="what is an STP?"), Ignore()),
        (replace(CHAT, content="@everyone <@5>", mentions=(5,)), Ignore()),
        (replace(CHAT, content="x", replies_to=5), Ignore()),
        (replace(MENTION, from_member=False), Ignore()),
        (replace(DIRECT, from_member=False), Ignore()),
        (replace(REPLY, from_member=False), Ignore()),
    ],
)
def test_what_is_done_about_a_message(heard: Heard, expected: Decision) -> None:
    assert decide(heard, BOT) == expected


@pytest.mark.parametrize(
    "written",
    [
        "help",
        "Help me please!",
        "hi, who are you?",
        "what can you do?",
        "what does this bot do",
        "how do you work?",
        "how do I use this bot?",
        "what documents do you have?",
        "which sources does the bot use",
        "list your sources",
        "show me the documents",
        "what's in the library?",
        "what do you know about?",
        "what can I ask you",
        "what are your sources?",
        "which documents are in the library",
    ],
)
def test_who_asks_for_the_bot_itself_is_told_how_to_ask(written: str) -> None:
    for heard in (MENTION, DIRECT, replace(REPLY, card=CARD)):
        assert decide(replace(heard, content=written), BOT) == Help()


@pytest.mark.parametrize(
    "written",
    [
        "help for carers",
        "what help is there?",
        "what is this plan?",
        "how does it work?",
        "what do you know about STPs?",
        "what documents do STPs have?",
        "who are they?",
        "what is this?",
        "documents?",
        "which documents mention carers?",
        "what's in the library budget?",
        "sources of funding",
        "commands of the CCG",
    ],
)
def test_a_question_that_begins_like_one_for_the_bot_is_a_question(written: str) -> None:
    assert decide(replace(DIRECT, content=written), BOT) == Ask(written)


def posted(card: Card) -> discord.Message:
    """Return a card as discord.py reads it from a message; a whole message needs a connection."""
    rows = [discord.ActionRow(dict(row)) for row in to_view(card).to_components()]  # type: ignore[arg-type] # What was sent comes back.
    return cast("discord.Message", SimpleNamespace(components=rows, embeds=[to_embed(card)]))


@pytest.mark.parametrize("question", ["what is an STP?", "who said *that* [here](x)?", "מה זה?"])
def test_a_card_of_a_question_is_known_by_its_buttons_and_says_what_was_asked(
    question: str,
) -> None:
    quotes = [quote_of(document(number=number)) for number in (1, 2)]
    for card in (
        answer_card(
            answer_of(*quotes, question=question), answer_id=ANSWER_ID, position=1, asker=MEMBER
        ),
        no_answer_card(no_answer(question=question), answer_id=ANSWER_ID, asker=MEMBER),
    ):
        assert card_of(posted(card)) == Follows(ANSWER_ID, question)


def test_other_cards_follow_nothing() -> None:
    sources = [document(number=number) for number in range(20)]
    listed = source_list_card([quote_of(each).source for each in sources], page=0, asker=MEMBER)
    assert listed.rows
    assert card_of(posted(listed)) is None
    assert card_of(posted(how_to_ask())) is None
