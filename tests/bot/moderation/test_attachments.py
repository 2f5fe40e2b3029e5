"""Attached files: fetched whole from Discord's hosts, or refused with a reason; never anything else.

Each file is served by the Discord double, over HTTP on loopback; ``hostile.py`` has the attacks.
"""

from __future__ import annotations

import asyncio
import functools
import socket
import time
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import aiohttp
import discord
import pytest
from aiohttp import web

from bot.errors import NoticeError
from bot.moderation.attachments import fetch
from tests.bot.builders import check_card
from tests.bot.discord_markdown import show
from tests.bot.tls import self_signed
from tests.discord_double import DiscordDouble, Serving, Upload, hostile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.cards import Card

MOST = 1_000_000
"""Bytes."""


@pytest.fixture(scope="module")
def double() -> Iterator[DiscordDouble]:
    """Serve files to all tests; no bot is connected."""
    with DiscordDouble() as double:
        yield double


def attached(double: DiscordDouble, upload: Upload) -> discord.Attachment:
    """Return a file as discord.py hands it to a command."""
    state = cast("Any", SimpleNamespace(http=None))
    return discord.Attachment(data=cast("Any", double.attach(upload)), state=state)


def fetched(
    double: DiscordDouble, upload: Upload, *, most_bytes: int = MOST, seconds: float = 10.0
) -> bytes:
    """Fetch a file from the double, which stands in for Discord's hosts."""
    attachment = attached(double, upload)
    also = (double.attachments_origin,)
    work = fetch(attachment, most_bytes=most_bytes, also=also, seconds=seconds)
    return asyncio.run(work)


def refusal(double: DiscordDouble, upload: Upload, **limits: Any) -> Card:
    """Return the card that a file is refused with."""
    with pytest.raises(NoticeError) as caught:
        fetched(double, upload, **limits)
    check_card(caught.value.card)
    return caught.value.card


def title(card: Card) -> str:
    return str(card.embed.title)


def requests(double: DiscordDouble) -> int:
    return len(double.requests)


@pytest.mark.parametrize("size", [0, 1, 65_536, 65_537, MOST])
def test_a_file_arrives_byte_for_byte(double: DiscordDouble, size: int) -> None:
    content = (bytes(range(256)) * (size // 256 + 1))[:size]
    assert fetched(double, Upload("a.pdf", content)) == content


def test_a_file_without_an_announced_length_arrives(double: DiscordDouble) -> None:
    upload = Upload("a.pdf", b"words", serving=Serving(streamed=True))
    assert fetched(double, upload) == b"words"


def test_nothing_of_the_bot_goes_along(double: DiscordDouble) -> None:
    fetched(double, Upload("a.pdf", b"words"))
    sent = {name.title() for name in double.requests[-1].headers}
    assert sent == {"Host", "Accept", "Accept-Encoding", "User-Agent"}


def test_a_file_that_is_too_large_is_not_asked_for(double: DiscordDouble) -> None:
    before = requests(double)
    card = refusal(double, Upload("a.pdf", b"", said_size=MOST + 1))
    assert title(card) == "This file is too large"
    assert card.embed.description == (
        "“a.pdf” has 1,000,001 bytes; 1,000,000 is the most. Split it, leave its pictures out, or "
        "ask the owner of this bot to add it."
    )
    assert requests(double) == before


def test_sizes_are_shown_as_discord_shows_them(double: DiscordDouble) -> None:
    upload = Upload("a.pdf", b"", said_size=3 * 1024**3 // 2)
    card = refusal(double, upload, most_bytes=25 * 1024**2)
    assert "has 1.5 GB; 25 MB is the most" in str(card.embed.description)


@pytest.mark.parametrize("way", hostile.SERVED)
def test_a_file_that_is_not_as_said_is_refused_at_once(double: DiscordDouble, way: str) -> None:
    began = time.monotonic()
    card = refusal(double, hostile.SERVED[way], most_bytes=1 << 30)
    torn = way == "cut off"
    assert title(card) == (
        "This file could not be fetched" if torn else "This file did not arrive whole"
    )
    assert time.monotonic() - began < 5


def test_what_was_packed_on_the_way_is_not_unpacked(double: DiscordDouble) -> None:
    upload = Upload("a.gz", hostile.BOMB, serving=Serving(encoding="gzip"))
    assert fetched(double, upload) == hostile.BOMB


@pytest.mark.parametrize("way", hostile.SLOW)
def test_a_file_that_takes_too_long_is_given_up(double: DiscordDouble, way: str) -> None:
    card = refusal(double, hostile.SLOW[way], seconds=0.4)
    assert title(card) == "This file could not be fetched"


def test_files_are_fetched_two_at_a_time(double: DiscordDouble) -> None:
    slow = [attached(double, hostile.SLOW["never a byte"]) for _ in range(2)]
    quick = attached(double, Upload("a.pdf", b"words"))
    other = double.attach(Upload("b.pdf", b"others"))["url"]
    before = requests(double)

    def begun(file: discord.Attachment) -> asyncio.Task[bytes]:
        also = (double.attachments_origin,)
        return asyncio.create_task(fetch(file, most_bytes=MOST, also=also))

    async def work() -> bytes:
        waiting = [begun(file) for file in slow]
        there = functools.partial(double.wait_for, lambda: requests(double) == before + 2)
        await asyncio.to_thread(there)
        third = begun(quick)
        # While somebody else fetches a file from beginning to end, the third does not even ask.
        async with aiohttp.ClientSession() as session, session.get(other) as answer:
            assert await answer.read() == b"others"
        assert requests(double) == before + 3
        waiting[0].cancel()
        content = await third
        waiting[1].cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        return content

    assert asyncio.run(work()) == b"words"
    assert requests(double) == before + 4


@pytest.mark.parametrize("way", hostile.ELSEWHERE)
def test_an_address_that_is_not_discords_is_not_asked(double: DiscordDouble, way: str) -> None:
    before = requests(double)
    card = refusal(double, Upload("a.pdf", b"words", url=hostile.ELSEWHERE[way]))
    assert title(card) == "This file does not come from Discord"
    assert requests(double) == before


@pytest.mark.parametrize("way", hostile.REDIRECTS)
def test_a_redirect_is_not_followed(double: DiscordDouble, way: str) -> None:
    upload = Upload("a.pdf", b"words", serving=Serving(location=hostile.REDIRECTS[way]))
    assert title(refusal(double, upload)) == "This file does not come from Discord"


def test_a_redirect_to_the_same_host_is_not_followed_either(double: DiscordDouble) -> None:
    there = double.attach(Upload("secret.txt", b"secret"))["url"]
    before = requests(double)
    upload = Upload("a.pdf", b"secret", serving=Serving(location=there))
    assert title(refusal(double, upload)) == "This file does not come from Discord"
    assert requests(double) == before + 1


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (401, "This file could not be fetched"),
        (403, "This file is gone"),
        (404, "This file is gone"),
        (410, "This file is gone"),
        (204, "This file could not be fetched"),
        (206, "This file could not be fetched"),
        (304, "This file does not come from Discord"),
        (429, "This file could not be fetched"),
    ],
)
def test_what_discord_answers_instead_is_told(
    double: DiscordDouble, status: int, expected: str
) -> None:
    double.fail("GET", "/attachments/", status=status)
    assert title(refusal(double, Upload("a.pdf", b"words"))) == expected


def test_a_server_that_fails_is_asked_again(double: DiscordDouble) -> None:
    fault = double.fail("GET", "/attachments/", status=503, times=2)
    assert fetched(double, Upload("a.pdf", b"words")) == b"words"
    assert fault.hits == 2


def test_a_server_that_goes_on_failing_is_told(double: DiscordDouble) -> None:
    fault = double.fail("GET", "/attachments/", status=500, times=3)
    assert title(refusal(double, Upload("a.pdf", b"words"))) == "This file could not be fetched"
    assert fault.left == 0


def test_an_address_without_its_signature_is_told_as_gone(double: DiscordDouble) -> None:
    signed = double.attach(Upload("a.pdf", b"words"))["url"]
    upload = Upload("a.pdf", b"words", url=signed.split("&hm=")[0])
    assert title(refusal(double, upload)) == "This file is gone"


def test_a_connection_that_breaks_is_tried_again(double: DiscordDouble) -> None:
    fault = double.fail("GET", "/attachments/", drop=True)
    assert fetched(double, Upload("a.pdf", b"words")) == b"words"
    assert fault.hits == 1


def test_a_connection_that_breaks_again_is_told(double: DiscordDouble) -> None:
    fault = double.fail("GET", "/attachments/", drop=True, times=100)
    try:
        card = refusal(double, Upload("a.pdf", b"words"))
    finally:
        fault.left = 0
    assert title(card) == "This file could not be fetched"
    assert fault.hits == 2


def test_a_host_that_is_not_there_is_told() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        there = f"http://127.0.0.1:{closed.getsockname()[1]}"
        with DiscordDouble() as double:
            attachment = attached(double, Upload("a.pdf", b"words", url=f"{there}/a.pdf"))
            with pytest.raises(NoticeError) as caught:
                asyncio.run(fetch(attachment, most_bytes=MOST, also=(there,)))
    assert title(caught.value.card) == "This file could not be fetched"


def test_a_host_that_cannot_prove_who_it_is_is_told(double: DiscordDouble, tmp_path: Path) -> None:
    async def served() -> None:
        async def handle(_request: web.Request) -> web.Response:
            return web.Response(body=b"words")

        app = web.Application()
        app.router.add_get("/a.pdf", handle)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=self_signed(tmp_path))
        await site.start()
        there = f"https://127.0.0.1:{runner.addresses[0][1]}"
        try:
            attachment = attached(double, Upload("a.pdf", b"words", url=f"{there}/a.pdf"))
            await fetch(attachment, most_bytes=MOST, also=(there,))
        finally:
            await runner.cleanup()

    with pytest.raises(NoticeError) as caught:
        asyncio.run(served())
    assert title(caught.value.card) == "This file could not be fetched"
    assert isinstance(caught.value.__cause__, aiohttp.ClientConnectorCertificateError)


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("report.pdf", "“report.pdf”"),
        ("@everyone.pdf", "“@everyone.pdf”"),
        ("<@1234> <#5> </go:6>.pdf", "“<@1234> <#5> </go:6>.pdf”"),
        ("**[x](https://evil.example)**.pdf", "“**[x](https://evil.example)**.pdf”"),
        ("a\r\nb\x00c\u202efdp.exe", "“a bcfdp.exe”"),
        ("../../etc/passwd", "“../../etc/passwd”"),
        ("\u200b\x00", "The file"),
        ("", "The file"),
    ],
)
def test_a_name_is_shown_as_it_is_and_does_nothing(
    double: DiscordDouble, name: str, called: str
) -> None:
    card = refusal(double, Upload(name, b"", said_size=MOST + 1))
    shown = show(str(card.embed.description))
    assert shown.text.startswith(f"{called} has ")
    assert shown.effects == []


def test_a_name_of_any_length_fits(double: DiscordDouble) -> None:
    refusal(double, Upload("\U0001f4c4" * 6000, b"", said_size=MOST + 1))
