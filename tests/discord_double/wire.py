"""Requests as they come in and answers as they go out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import BodyPartReader, web

from tests.discord_double.schema import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.discord_double import messages

_MOST_FILES = 10
_MOST_BYTES = 10 * 1024 * 1024


class Refused(Exception):  # noqa: N818 - not an error of the double.
    """Discord's no to a request."""

    def __init__(
        self, status: int, code: int = 0, message: str = "", *, body: dict[str, Any] | None = None
    ) -> None:
        """Refuse with one of Discord's own codes, or with a whole body."""
        super().__init__(f"{status} {code} {message}")
        self.status = status
        self.body = body or {"message": message, "code": code}


@dataclass(frozen=True, slots=True)
class Call:
    """A request that was read, on its way to the handler of its route."""

    body: Any
    files: messages.Files
    match: Mapping[str, str]
    query: Mapping[str, str]


async def read(http: web.Request) -> tuple[Any, messages.Files]:
    """Return a request's JSON and its uploads."""
    if not http.content_type.startswith("multipart/"):
        text = await http.text()
        return (json.loads(text) if text else None), {}
    body: Any = None
    files: messages.Files = {}
    async for part in await http.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        content = bytes(await part.read())
        if part.name == "payload_json":
            body = json.loads(content)
        else:
            files[str(part.name)] = (part.filename or "", content)
    return body if body is not None else {}, files


def with_uploads(call: Call) -> Any:
    """Return the body; a message of uploads alone has them as attachments, so is not empty."""
    if not call.files or "attachments" in call.body or "type" in call.body:
        return call.body
    return {**call.body, "attachments": [{"id": n} for n in range(len(call.files))]}


def check_files(call: Call) -> list[Problem]:
    found = []
    if len(call.files) > _MOST_FILES:
        found.append(Problem(("files",), f"{len(call.files)} files, at most {_MOST_FILES}"))
    for field, (_, content) in call.files.items():
        if len(content) > _MOST_BYTES:
            found.append(Problem((field,), f"{len(content)} bytes, at most {_MOST_BYTES}"))
    return found


def response(status: int, body: Any) -> web.Response:
    """Return an answer; discord.py reads JSON only where no charset follows the type."""
    headers = {"Via": "1.1 double"}
    if body is None:
        return web.Response(status=status, headers=headers)
    if status == 429:
        headers["Retry-After"] = str(body.get("retry_after", 1))
    headers["Content-Type"] = "application/json"
    return web.Response(status=status, body=json.dumps(body).encode(), headers=headers)
