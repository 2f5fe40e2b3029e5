"""Acknowledging and showing: in time, whatever Discord does."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import aiohttp
import discord
import pytest

from bot.cards import notices
from bot.delivery import deliveries as delivery
from bot.delivery import sending
from bot.delivery.deliveries import MessageDelivery, PageDelivery, ReplyDelivery
from bot.errors import DeliveryTimeoutError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

CARD = notices.busy()


class _Refusal:
    status = 400
    reason = "because"


def refused(code: int) -> discord.HTTPException:
    return discord.HTTPException(cast("Any", _Refusal()), {"code": code, "message": "no"})


class _Interaction:
    """Does for each call of ``defer`` what the next of ``attempts`` says."""

    def __init__(self, *attempts: Callable[[], Awaitable[None]]) -> None:
        self.response = self
        self.followup = self
        self.deferred: list[dict[str, Any]] = []
        self.answered: list[dict[str, Any]] = []
        self.edited: list[dict[str, Any]] = []
        self.sent: list[dict[str, Any]] = []
        self.looked = 0
        self._attempts = list(attempts)

    async def defer(self, **options: Any) -> None:
        self.deferred.append(options)
        await self._attempts.pop(0)()

    async def send_message(self, **options: Any) -> None:
        self.answered.append(options)
        await self._attempts.pop(0)()

    async def fetch_message(self, which: str) -> None:
        assert which == "@original"
        self.looked += 1
        if self._attempts:
            await self._attempts.pop(0)()
        else:
            raise refused(10015)

    async def edit_original_response(self, **options: Any) -> None:
        self.edited.append(options)
        if self._attempts:
            await self._attempts.pop(0)()

    async def send(self, **options: Any) -> None:
        self.sent.append(options)


async def works() -> None:
    """Answer at once."""


async def hangs() -> None:
    """Never answer, like discord.py between attempts."""
    await asyncio.Event().wait()


def fails(error: Exception) -> Callable[[], Awaitable[None]]:
    async def fail() -> None:
        raise error

    return fail


@pytest.fixture(autouse=True)
def _short_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "ACKNOWLEDGE_SECONDS", 0.02)
    monkeypatch.setattr(delivery, "_THREAD_SECONDS", 0.02)
    monkeypatch.setattr(sending, "DELIVERY_SECONDS", 0.02)


def test_all_attempts_to_acknowledge_fit_into_three_seconds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.undo()

    assert delivery.ACKNOWLEDGE_ATTEMPTS * delivery.ACKNOWLEDGE_SECONDS < 3
    # discord.py waits 1 s after the first 5xx: an attempt must end before that.
    assert delivery.ACKNOWLEDGE_SECONDS < 1


@pytest.mark.parametrize(
    "attempts",
    [
        (works,),
        (hangs, works),
        (hangs, hangs, works),
        (fails(aiohttp.ClientError()), works),
        (hangs, fails(refused(40060))),
    ],
)
def test_an_interaction_is_acknowledged_in_up_to_three_attempts(
    attempts: tuple[Callable[[], Awaitable[None]], ...],
) -> None:
    interaction = _Interaction(*attempts)

    asyncio.run(ReplyDelivery(cast("Any", interaction), private=True).acknowledge())

    assert interaction.deferred == [{"ephemeral": True, "thinking": True}] * len(attempts)


def test_after_three_attempts_it_is_given_up() -> None:
    interaction = _Interaction(hangs, hangs, hangs)

    with pytest.raises(DeliveryTimeoutError):
        asyncio.run(ReplyDelivery(cast("Any", interaction), private=False).acknowledge())
    assert interaction.looked == 1


def test_an_acknowledgement_that_discord_took_and_never_confirmed_is_one() -> None:
    """Otherwise the member would see for ever that the bot is thinking."""
    interaction = _Interaction(hangs, hangs, hangs, works)

    asyncio.run(ReplyDelivery(cast("Any", interaction), private=False).acknowledge())

    assert interaction.looked == 1


def test_a_refusal_is_not_tried_again() -> None:
    interaction = _Interaction(fails(refused(10062)), works)

    with pytest.raises(discord.HTTPException):
        asyncio.run(ReplyDelivery(cast("Any", interaction), private=False).acknowledge())

    assert len(interaction.deferred) == 1


def test_a_notice_before_anything_else_answers_the_member_alone_in_time() -> None:
    interaction = _Interaction(hangs, works)

    asyncio.run(ReplyDelivery(cast("Any", interaction), private=False).notify(CARD))

    assert [sent["ephemeral"] for sent in interaction.answered] == [True, True]
    assert interaction.answered[1]["embed"].title == CARD.embed.title
    assert not interaction.deferred
    assert not interaction.edited


def test_a_notice_after_the_acknowledgement_takes_the_place_of_it() -> None:
    interaction = _Interaction(works)
    reply = ReplyDelivery(cast("Any", interaction), private=False)

    async def run() -> None:
        await reply.acknowledge()
        await reply.notify(CARD)

    asyncio.run(run())
    assert interaction.edited[0]["embed"].title == CARD.embed.title
    assert not interaction.answered


def test_a_page_is_turned_in_place_and_its_notices_are_private() -> None:
    interaction = _Interaction(works)
    page = PageDelivery(cast("Any", interaction))

    async def run() -> None:
        await page.acknowledge()
        await page.show(CARD)
        await page.notify(CARD)

    asyncio.run(run())
    assert interaction.deferred == [{"ephemeral": False, "thinking": False}]
    assert interaction.edited[0]["embed"].title == CARD.embed.title
    assert interaction.sent[0]["ephemeral"] is True
    assert interaction.sent[0]["embed"].title == CARD.embed.title


def test_a_message_that_discord_does_not_take_is_given_up() -> None:
    interaction = _Interaction(hangs)

    with pytest.raises(DeliveryTimeoutError):
        asyncio.run(ReplyDelivery(cast("Any", interaction), private=False).show(CARD))


class _Message:
    id = 7

    def __init__(self, typing: Callable[[], Awaitable[None]]) -> None:
        self.channel = self
        self.typing = typing
        self.sent: list[dict[str, Any]] = []

    def to_reference(self, *, fail_if_not_exists: bool) -> str:
        assert not fail_if_not_exists
        return "reference"

    async def send(self, **options: Any) -> None:
        self.sent.append(options)


@pytest.mark.parametrize("typing", [works, hangs, fails(refused(50001))])
def test_a_message_is_answered_also_where_typing_cannot_be_shown(
    typing: Callable[[], Awaitable[None]],
) -> None:
    message = _Message(typing)
    reply = MessageDelivery(cast("Any", message))

    async def run() -> None:
        await reply.acknowledge()
        await reply.notify(CARD)

    asyncio.run(run())
    (sent,) = message.sent
    assert sent["reference"] == "reference"
    assert sent["mention_author"] is False
    assert sent["embed"].title == CARD.embed.title


class _Threaded(_Message):
    """A message on which a thread can be opened, or not."""

    def __init__(self, opening: Callable[[], Awaitable[None]] = works) -> None:
        super().__init__(works)
        self.opened: list[dict[str, Any]] = []
        self.thread = _Message(works)
        self._opening = opening

    async def create_thread(self, **options: Any) -> _Message:
        await self._opening()
        self.opened.append(options)
        return self.thread


def answered_in_thread(message: _Threaded, name: str) -> None:
    reply = MessageDelivery(cast("Any", message))

    async def run() -> None:
        reply.open_thread(name)
        await reply.show(CARD)

    asyncio.run(run())


def test_an_answer_is_shown_in_a_thread_of_a_name_that_discord_takes() -> None:
    message = _Threaded()

    answered_in_thread(message, "why? " * 40)

    (opened,) = message.opened
    assert len(opened["name"]) <= 100
    assert opened["name"].startswith("why? why?")
    (sent,) = message.thread.sent
    assert sent["embed"].title == CARD.embed.title
    assert "reference" not in sent
    assert message.sent == []


@pytest.mark.parametrize(
    "opening",
    [
        fails(refused(50013)),
        fails(aiohttp.ClientError()),
        fails(ValueError("no guild")),
        # discord.py waits for as long as Discord asks it to.
        hangs,
    ],
)
def test_where_no_thread_can_be_opened_the_answer_is_a_reply(
    opening: Callable[[], Awaitable[None]],
) -> None:
    message = _Threaded(opening)

    answered_in_thread(message, "why?")

    (sent,) = message.sent
    assert sent["reference"] == "reference"


def unavailable() -> discord.DiscordServerError:
    """Return what discord.py raises for a message that Discord's server could not take."""
    response = cast("Any", SimpleNamespace(status=503, reason="because"))
    return discord.DiscordServerError(response, "no")


def test_a_reply_that_discord_could_not_take_is_sent_again_as_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sending, "DELIVERY_SECONDS", 5.0)
    monkeypatch.setattr(sending, "_PAUSE_SECONDS", 0.0)

    class Failing(_Message):
        async def send(self, **options: Any) -> None:
            await super().send(**options)
            if len(self.sent) < 3:
                raise unavailable()

    message = Failing(works)

    asyncio.run(MessageDelivery(cast("Any", message)).notify(CARD))

    assert [sent["nonce"] for sent in message.sent] == [message.id] * 3


def test_what_discord_never_takes_is_given_up_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "_PAUSE_SECONDS", 0.001)

    class Failing(_Message):
        async def send(self, **_options: Any) -> None:
            raise unavailable()

    with pytest.raises(DeliveryTimeoutError):
        asyncio.run(MessageDelivery(cast("Any", Failing(works))).notify(CARD))
