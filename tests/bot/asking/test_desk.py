"""From what a member wrote to a card."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.asking.answering import Answering
from bot.asking.cooldown import Allowance, Cooldown
from bot.asking.desk import Desk, check_question
from bot.cards import Card, notices
from bot.errors import NoticeError
from bot.monitoring.metrics import Metrics
from retrieval.domain import Filter
from tests.bot.builders import MEMBER

OTHER = MEMBER + 1

if TYPE_CHECKING:
    from retrieval.library import Library


def ask(
    library: Library,
    *questions: str,
    cooldown: float = 0.0,
    per_minute: int = 0,
    guild: int | None = None,
    where: Filter | None = None,
) -> list[Card]:
    answering = Answering(library, answer_seconds=60, max_questions=2)
    allowance = Allowance(per_minute)
    desk = Desk(answering, Cooldown(cooldown), allowance=allowance, most_characters=50)

    async def run() -> list[Card]:
        return [
            await desk.ask(desk.hand_in(question, member=MEMBER, guild=guild), where=where)
            for question in questions
        ]

    try:
        return asyncio.run(run())
    finally:
        answering.close()


def test_a_question_gets_the_card_of_its_answer(library: Library) -> None:
    (card,) = ask(library, "What is an STP?")

    assert card.embed.title == "What is an STP?"
    assert "**A Sustainability and Transformation Plan (STP) is a plan" in card.embed.description
    assert "— What STPs are · Chapter & Verse · 6 July 2017" in card.embed.description
    assert [b.custom_id.split(":")[4] for b in card.rows[0]] == [str(MEMBER)] * 3


def test_a_question_that_the_documents_do_not_answer_says_so(library: Library) -> None:
    (card,) = ask(library, "Which band recorded Abbey Road?")

    assert card.embed.description == "The documents here do not answer this question."
    # What is unanswered can be rated too, and a reply to the card finds the question again.
    assert [button.label for button in card.rows[0]] == ["Helpful", "Not helpful"]
    assert [button.custom_id.split(":")[4] for button in card.rows[0]] == [str(MEMBER)] * 2


def test_a_member_who_asks_again_too_soon_waits(library: Library) -> None:
    with pytest.raises(NoticeError) as refused:
        ask(library, "What is an STP?", "What is an STP?", cooldown=3600)

    assert refused.value.card.embed.title == "One at a time, please"


def test_a_guild_that_asks_too_much_waits_and_direct_messages_do_not(library: Library) -> None:
    question = "What is an STP?"
    with pytest.raises(NoticeError) as refused:
        ask(library, question, question, per_minute=1, guild=7)

    assert refused.value.card.embed.title == "Very many questions here"
    assert len(ask(library, question, question, per_minute=1)) == 2


def test_whoever_the_guild_keeps_from_asking_does_not_wait_for_that_as_well(
    library: Library,
) -> None:
    answering = Answering(library, answer_seconds=60, max_questions=2)
    cooldown = Cooldown(3600)
    desk = Desk(answering, cooldown, allowance=Allowance(1), most_characters=50)
    try:
        assert desk.hand_in("What is an STP?", member=MEMBER, guild=7).refusal is None
        assert desk.hand_in("What is an STP?", member=OTHER, guild=7).refusal is not None
    finally:
        answering.close()
    assert cooldown.left(MEMBER)
    assert not cooldown.left(OTHER)


def test_a_question_among_too_many_is_refused_when_it_is_handed_in(library: Library) -> None:
    answering = Answering(library, answer_seconds=60, max_questions=1)
    metrics = Metrics()
    desk = Desk(
        answering, Cooldown(3600), most_characters=50, allowance=Allowance(2), metrics=metrics
    )

    async def run() -> None:
        first = asyncio.create_task(desk.ask(desk.hand_in("a", member=MEMBER, guild=7)))
        await asyncio.sleep(0)
        turn = desk.hand_in("What is an STP?", member=OTHER, guild=7)
        assert turn.refusal is not None
        assert turn.refusal() == notices.busy()
        with pytest.raises(NoticeError) as refused:
            await desk.ask(turn)
        assert refused.value.card == notices.busy()
        await first
        # It cost neither the member a wait nor the guild one of its questions.
        assert desk.hand_in("What is an STP?", member=OTHER, guild=7).refusal is None

    try:
        asyncio.run(run())
    finally:
        answering.close()
    # Once, whoever tells it.
    assert b'questions_total{outcome="refused"} 1.0' in metrics.exposition()


def test_a_question_is_put_to_the_documents_that_a_filter_leaves(library: Library) -> None:
    (card,) = ask(library, "What is an STP?", where=Filter(until="2017"))

    assert "— What STPs are · Chapter & Verse · 6 July 2017" in card.embed.description
    assert card.embed.footer.endswith(" · Only until 2017")


@pytest.mark.parametrize("text", ["", " \n", "?!", "\u200b", "\u202e\u2066", "🙂"])
def test_a_question_without_a_word_is_refused(text: str) -> None:
    with pytest.raises(NoticeError) as refused:
        check_question(text, 50)

    assert refused.value.card == notices.empty_question()


def test_a_question_may_be_as_long_as_the_limit_and_no_longer() -> None:
    assert check_question(" " + "x" * 50 + "\u200b ", 50) == "x" * 50
    with pytest.raises(NoticeError) as refused:
        check_question("x" * 51, 50)
    assert refused.value.card == notices.too_long(51, 50)
