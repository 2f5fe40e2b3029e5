"""Files that people send: kept by the double, described to the bot, and served as a CDN does."""

from __future__ import annotations

import asyncio
import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from aiohttp import web

from tests.discord_double.exchange import Request

if TYPE_CHECKING:
    from tests.discord_double.exchange import Recorder
    from tests.discord_double.faults import Faults
    from tests.discord_double.state import Json, State

PATH = "/attachments"

_PIECE = 1 << 16
"""About as many bytes are written at once of what never ends."""


@dataclass(frozen=True, slots=True)
class Serving:
    """How the bytes of a file are served, where that is not as Discord does it."""

    location: str | None = None
    """Where a redirect (302) leads, in place of the bytes."""
    said_length: int | None = None
    """The length that is announced; where it is more than there is, the connection is then cut."""
    streamed: bool = False
    """Whether no length is announced."""
    endless: bool = False
    """Whether the content comes again and again for as long as anybody takes it."""
    pause_s: float = 0.0
    """Seconds before each byte of the content."""
    encoding: str | None = None
    """The Content-Encoding that is announced; the content is sent as it is all the same."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that a member adds to a command, a form or a message."""

    filename: str
    content: bytes
    content_type: str | None = "application/octet-stream"
    said_size: int | None = None
    """The size in bytes that Discord tells the bot, where it is not the content's own."""
    url: str | None = None
    """The address that the bot is told, where it is not where the double serves the file."""
    serving: Serving | None = None
    """How the content is served, where it is not as Discord does it."""


def keep(state: State, upload: Upload, url: str, *, ephemeral: bool) -> Json:
    """Keep a file; return how Discord describes it.

    :param url: where the double serves attachments.
    :param ephemeral: as those of commands and forms are, and those of messages are not.
    """
    attachment_id = state.snowflake()
    where = address(url, attachment_id, upload.filename) if upload.url is None else upload.url
    described: Json = {
        "id": attachment_id,
        "filename": upload.filename,
        "size": len(upload.content) if upload.said_size is None else upload.said_size,
        "url": where,
        "proxy_url": where,
    }
    if upload.content_type is not None:
        described["content_type"] = upload.content_type
    if ephemeral:
        described["ephemeral"] = True
    state.attachments[attachment_id] = (described, upload.content)
    if upload.serving is not None:
        state.servings[attachment_id] = upload.serving
    return described


def address(url: str, attachment_id: str, filename: str) -> str:
    """Return the address of a file, signed as Discord's are; its name there is a harmless one."""
    name = re.sub(r"[^\w.-]|^\.+", "_", filename, flags=re.ASCII) or "_"
    return f"{url}/{attachment_id}/{quote(name)}?ex=1&is=0&hm={secrets.token_hex(8)}"


class Files:
    """The place that serves the files, which takes no token but an address that is complete."""

    def __init__(self, state: State, recorder: Recorder, faults: Faults) -> None:
        """Serve the files of ``state``."""
        self._state = state
        self._recorder = recorder
        self._faults = faults

    async def serve(self, http: web.Request) -> web.StreamResponse:
        """Serve a file, or what a test makes of it; each request is recorded like any other."""
        record = Request(http.method, http.path, None)
        record.headers = dict(http.headers)
        with self._recorder.changed:
            self._recorder.requests.append(record)
            self._recorder.changed.notify_all()
        fault = self._faults.next_for(record.method, record.path)
        if fault is not None and fault.delay:
            await asyncio.sleep(fault.delay)
        if fault is not None and fault.drop:
            return self._cut(http, record)
        if fault is not None and fault.status is not None:
            return self._settle(record, web.Response(status=fault.status))
        attachment_id = http.match_info["attachment_id"]
        described, content = self._state.attachments.get(attachment_id, ({}, b""))
        if not str(described.get("url")).endswith(http.path_qs):
            return self._settle(record, web.Response(status=404))
        serving = self._state.servings.get(attachment_id, Serving())
        if serving.location is not None:
            headers = {"Location": serving.location}
            return self._settle(record, web.Response(status=302, headers=headers))
        if serving == Serving():
            return self._settle(record, web.Response(body=content))
        return await self._strange(http, record, content, serving)

    async def _strange(
        self, http: web.Request, record: Request, content: bytes, serving: Serving
    ) -> web.StreamResponse:
        answer = web.StreamResponse()
        if serving.encoding is not None:
            answer.headers["Content-Encoding"] = serving.encoding
        if serving.said_length is not None:
            answer.content_length = serving.said_length
        elif not (serving.streamed or serving.endless):
            answer.content_length = len(content)
        await answer.prepare(http)
        self._settle(record, answer)
        pieces = [bytes([each]) for each in content] if serving.pause_s else [content]
        if serving.endless and not serving.pause_s:
            pieces = [content * (1 + _PIECE // len(content))]
        try:
            while True:
                for piece in pieces:
                    await asyncio.sleep(serving.pause_s)
                    await answer.write(piece)
                if not serving.endless:
                    break
        except ConnectionError:
            # Whoever asked has had enough, which is the point of it.
            return answer
        if serving.said_length is not None and serving.said_length > len(content):
            return self._cut(http, record)
        await answer.write_eof()
        return answer

    def _settle(self, record: Request, answer: web.StreamResponse) -> web.StreamResponse:
        with self._recorder.changed:
            record.status = answer.status
            self._recorder.changed.notify_all()
        return answer

    def _cut(self, http: web.Request, record: Request) -> web.StreamResponse:
        if http.transport is not None:
            http.transport.abort()
        with self._recorder.changed:
            record.status = record.status or 0
            self._recorder.changed.notify_all()
        return web.Response(status=500)
