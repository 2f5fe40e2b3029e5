"""Files that members attach, fetched from Discord and from nowhere else.

What Discord tells about a file is what its member made it say, so nothing of it is relied on: the
address must be one of Discord's own file hosts, nothing leads from there to another address, and
what arrives is counted while it arrives. Neither the token nor a cookie goes along.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import aiohttp
from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_fixed

from bot.cards import attachment_notices as notices
from bot.errors import NoticeError
from bot.moderation.origins import trusted
from bot.monitoring.logs import get_logger

if TYPE_CHECKING:
    from collections.abc import Collection

    import discord
    from yarl import URL

log = get_logger(__name__)

FETCH_SECONDS = 60.0
"""Seconds that one file may take once it is its turn, so that a trickle of bytes ends too."""

_SILENCE_SECONDS = 15.0
"""Seconds without a byte after which nothing more is expected."""

_AT_ONCE = asyncio.Semaphore(2)
"""Files under way, each of which is held in memory until it is kept."""

_TRIES = 3
_PAUSE_SECONDS = 0.5
"""Before a file is asked for again that Discord's server failed to send."""

_PIECE = 1 << 16
_OK = 200
_REDIRECTS = range(300, 400)
_SERVER_FAILS = range(500, 600)
_GONE = frozenset({403, 404, 410})


async def fetch(
    attachment: discord.Attachment,
    *,
    most_bytes: int,
    also: Collection[str] = (),
    seconds: float = FETCH_SECONDS,
) -> bytes:
    """Return the bytes of a file, exactly as many as Discord said there are.

    :param also: further origins that files may come from, as ``origins.origin`` returns them.
    :raises NoticeError: when the file is too large, does not lie on one of Discord's hosts, is gone
        or could not be fetched whole.
    """
    name, size = attachment.filename, attachment.size
    if size > most_bytes:
        raise NoticeError(notices.too_large(name, size, most_bytes))
    url = trusted(attachment.url, also)
    if url is None:
        log.warning("an attachment lies elsewhere than on Discord")
        raise NoticeError(notices.elsewhere(name))
    try:
        async with _AT_ONCE, asyncio.timeout(seconds):
            return await _body(url, name, size)
    except (TimeoutError, aiohttp.ClientError, OSError) as error:
        log.warning("an attachment could not be fetched", error=type(error).__name__)
        raise NoticeError(notices.not_fetched(name)) from error


# Only what Discord's server says of itself is worth another try; silence has taken its time already.
@retry(
    retry=retry_if_exception_type(aiohttp.ClientResponseError),
    stop=stop_after_attempt(_TRIES),
    wait=wait_fixed(_PAUSE_SECONDS),
    reraise=True,
)
async def _body(url: URL, name: str, size: int) -> bytes:
    silence = aiohttp.ClientTimeout(sock_connect=_SILENCE_SECONDS, sock_read=_SILENCE_SECONDS)
    async with (
        aiohttp.ClientSession(
            timeout=silence, auto_decompress=False, cookie_jar=aiohttp.DummyCookieJar()
        ) as session,
        session.get(
            url, allow_redirects=False, headers={"Accept-Encoding": "identity"}
        ) as response,
    ):
        if response.status in _GONE:
            raise NoticeError(notices.gone(name))
        if response.status in _REDIRECTS:
            log.warning("an attachment leads elsewhere")
            raise NoticeError(notices.elsewhere(name))
        if response.status in _SERVER_FAILS:
            response.raise_for_status()
        if response.status != _OK:
            log.warning("an attachment could not be fetched", status=response.status)
            raise NoticeError(notices.not_fetched(name))
        content = bytearray()
        async for piece in response.content.iter_chunked(_PIECE):
            content += piece
            if len(content) > size:
                break
    if len(content) != size:
        raise NoticeError(notices.not_whole(name))
    return bytes(content)
