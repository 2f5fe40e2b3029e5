"""What the client asks of Discord: events, commands, mentions."""

from __future__ import annotations

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, cast

import discord
import pytest

from bot.cards import Card, notices
from bot.delivery.readers import Readers
from bot.delivery.unfinished import Trace
from bot.errors import NoticeError
from bot.gateway.client import ChapterClient, intents
from bot.insights.reviewer import Reviewer
from bot.moderation.librarian import Librarian

if TYPE_CHECKING:
    from collections.abc import Callable


MANAGE_GUILD = 1 << 5
FOR_MODERATORS = {"settings", "library", "glossary", "insights", "Add to the library"}


def with_client(use: Callable[[ChapterClient], Any]) -> Any:
    async def run(folder: str) -> Any:
        librarian = Librarian(cast("Any", None), Path(folder))
        nobody = cast("Any", None)
        client = ChapterClient(nobody, nobody, librarian, Reviewer(nobody), answer_days=90)
        result = use(client)
        return await result if asyncio.iscoroutine(result) else result

    with TemporaryDirectory() as folder:
        return asyncio.run(run(folder))


def test_no_privileged_event_is_heard() -> None:
    heard = {name for name, on in intents() if on}

    assert heard == {"guilds", "guild_messages", "dm_messages"}


def test_nothing_that_is_sent_mentions_anyone() -> None:
    allowed = with_client(lambda client: client.allowed_mentions)

    assert allowed.to_dict() == {"parse": []}


def test_the_commands_that_discord_is_told_about() -> None:
    payload = with_client(
        lambda client: {
            (command.name, command.type.value if hasattr(command, "type") else 1): command.to_dict(
                client.tree
            )
            for command in client.tree.get_commands()
        }
    )

    assert set(payload) == {
        ("ask", 1),
        ("sources", 1),
        ("define", 1),
        ("settings", 1),
        ("library", 1),
        ("glossary", 1),
        ("insights", 1),
        ("privacy", 1),
        ("about", 1),
        ("Add to the library", 3),
        ("Find the policy", 3),
    }
    for (name, _), command in payload.items():
        assert command["contexts"] == ([0] if name in FOR_MODERATORS else [0, 1])
        assert command["default_member_permissions"] == (
            MANAGE_GUILD if name in FOR_MODERATORS else None
        )
        assert command["integration_types"] == [0]
    options = {option["name"]: option for option in payload["ask", 1]["options"]}
    assert {name: (o["type"], o["required"]) for name, o in options.items()} == {
        "question": (3, True),
        "source": (3, False),
        "since": (3, False),
        "until": (3, False),
        "private": (5, False),
    }
    assert options["source"]["autocomplete"]
    subcommands = {option["name"]: option for option in payload["sources", 1]["options"]}
    assert set(subcommands) == {"list", "show"}
    (words,) = subcommands["list"]["options"]
    assert (words["name"], words["required"], words["max_length"]) == ("filter", False, 30)
    (source,) = subcommands["show"]["options"]
    assert (source["name"], source["required"], source["autocomplete"]) == ("source", True, True)


class _Delivery:
    readers = Readers(None)
    trace = Trace(0.0)

    def __init__(self, acknowledging: Exception | None = None) -> None:
        self.happened: list[object] = []
        self._acknowledging = acknowledging

    async def acknowledge(self) -> None:
        if self._acknowledging is not None:
            raise self._acknowledging
        self.happened.append("acknowledged")

    async def show(self, card: Card) -> None:
        self.happened.append(("shown", card))

    async def notify(self, card: Card) -> None:
        self.happened.append(("notified", card))


def respond(
    delivery: _Delivery,
    error: Exception | None = None,
    *,
    refusal: Callable[[], Card] | None = None,
    closing: bool = False,
) -> list[object]:
    async def work() -> Card:
        delivery.happened.append("worked")
        if error is not None:
            raise error
        return notices.how_to_ask()

    async def use(client: ChapterClient) -> None:
        if closing:
            await client.finish(0)
        await client.respond(delivery, work, refusal=refusal, doing="/ask")

    with_client(use)
    return delivery.happened


def test_a_request_is_acknowledged_before_any_work() -> None:
    assert respond(_Delivery()) == ["acknowledged", "worked", ("shown", notices.how_to_ask())]


def test_what_is_refused_is_told_in_place_of_the_acknowledgement() -> None:
    assert respond(_Delivery(), refusal=notices.busy) == [("notified", notices.busy())]


def test_an_error_is_told_after_the_acknowledgement() -> None:
    assert respond(_Delivery(), NoticeError(notices.busy())) == [
        "acknowledged",
        "worked",
        ("notified", notices.busy()),
    ]


def test_nothing_is_worked_on_for_an_interaction_that_is_gone() -> None:
    class _Gone:
        status = 404
        reason = "because"

    gone = discord.NotFound(cast("Any", _Gone()), {"code": 10062, "message": "no"})

    assert respond(_Delivery(gone)) == []


def test_nothing_new_is_begun_while_closing() -> None:
    assert respond(_Delivery(), closing=True) == [
        "acknowledged",
        ("notified", notices.restarting()),
    ]


@pytest.mark.parametrize("seconds", [0.01, 30.0])
def test_closing_waits_for_what_is_under_way_but_not_for_ever(seconds: float) -> None:
    done: list[str] = []

    async def use(client: ChapterClient) -> None:
        started = asyncio.Event()
        go_on = asyncio.Event()

        async def work() -> Card:
            started.set()
            await go_on.wait()
            done.append("done")
            return notices.how_to_ask()

        request = asyncio.create_task(client.respond(_Delivery(), work, doing="/ask"))
        await started.wait()
        if seconds > 1:
            asyncio.get_running_loop().call_later(0.01, go_on.set)
        await client.finish(seconds)
        request.cancel()

    with_client(use)
    assert done == (["done"] if seconds > 1 else [])
