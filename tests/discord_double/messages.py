"""Messages as Discord makes them of what the bot sends."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from tests.discord_double import uploads

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.discord_double.state import Json, State

Files = dict[str, tuple[str, bytes]]
"""Uploads by the name of their form field, as ``files[0]``: file name and content."""


def contents(state: State, body: Mapping[str, Any], files: Files, url: str) -> Json:
    """Return the parts of a message that a request body settles; what it leaves out is missing.

    :param url: where the double serves attachments.
    """
    made: Json = {}
    if "content" in body:
        made["content"] = body["content"] or ""
    if "embeds" in body:
        made["embeds"] = [{"type": "rich", **embed} for embed in body["embeds"] or []]
    if "components" in body:
        numbers = iter(range(1, 1000))
        made["components"] = [_numbered(item, numbers) for item in body["components"] or []]
    if "flags" in body:
        made["flags"] = int(body["flags"] or 0)
    if "attachments" in body or files:
        made["attachments"] = _attachments(state, body.get("attachments") or [], files, url)
    return made


def edit(message: Json, made: Json) -> None:
    """Change a message as an edit does; whoever holds it sees the change."""
    message.update(made)
    message["edited_timestamp"] = dt.datetime.now(dt.UTC).isoformat()


def mentioned(state: State, body: Mapping[str, Any], replied: Json | None) -> Json:
    """Return whom a message alerts, after ``allowed_mentions``."""
    content = str(body.get("content") or "")
    allowed = body.get("allowed_mentions")
    if allowed is None:
        allowed = {"parse": ["users", "roles", "everyone"], "replied_user": True}
    parse, named = allowed.get("parse") or [], [str(i) for i in allowed.get("users") or []]
    users = [
        user
        for user in (state.users.values() if "<@" in content else ())
        if f"<@{user['id']}>" in content and ("users" in parse or user["id"] in named)
    ]
    if replied is not None and allowed.get("replied_user") and replied["author"] not in users:
        users.append(replied["author"])
    everyone = "everyone" in parse and ("@everyone" in content or "@here" in content)
    return {"mentions": users, "mention_everyone": everyone}


def _numbered(component: Json, numbers: Iterator[int]) -> Json:
    """Give a component and those inside it the ids that Discord gives them."""
    numbered = dict(component)
    if not numbered.get("id"):
        numbered["id"] = next(numbers)
    if "components" in component:
        numbered["components"] = [_numbered(inner, numbers) for inner in component["components"]]
    if isinstance(component.get("accessory"), dict):
        numbered["accessory"] = _numbered(component["accessory"], numbers)
    return numbered


def _attachments(state: State, described: list[Json], files: Files, url: str) -> list[Json]:
    """Return the attachments of a message: those that stay, and those that are new."""
    kept: list[Json] = [
        state.attachments[str(item["id"])][0]
        for item in described
        if str(item["id"]) in state.attachments
    ]
    by_number = {str(item["id"]): item for item in described}
    for field, (file_name, content) in files.items():
        item = by_number.get(field.removeprefix("files[").rstrip("]"), {})
        name = item.get("filename") or file_name
        upload = uploads.Upload(name, content, content_type=None)
        kept.append(uploads.keep(state, upload, url, ephemeral=False))
    return kept
