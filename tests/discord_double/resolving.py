"""Options whose value is somebody or something: on the wire an id, described beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tests.discord_double.state import Json, State

USER, CHANNEL, MENTIONABLE, ATTACHMENT = 6, 7, 9, 11


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that a member adds to a command."""

    filename: str
    content: bytes
    content_type: str = "application/octet-stream"
    said_size: int | None = None
    """The size in bytes that Discord tells the bot, where it is not the content's own."""


def stored(state: State, values: Mapping[str, Any], url: str) -> dict[str, Any]:
    """Return the values of options with each upload kept by the state and replaced by its id.

    :param url: where the double serves attachments.
    """
    return {
        name: _keep(state, value, url) if isinstance(value, Upload) else value
        for name, value in values.items()
    }


def on_the_wire(state: State, option: Json, value: Any) -> Any:
    """Return an option's value as Discord sends it.

    :param value: for a person the name that tests use; for a channel its id.
    :raises LookupError: when there is no such person, channel or upload.
    """
    kind = option["type"]
    if kind in {USER, MENTIONABLE}:
        return str(state.users[value]["id"])
    if kind == CHANNEL and not state.knows_channel(value):
        raise LookupError(f"{option['name']}: there is no channel {value!r}")
    if kind == ATTACHMENT and value not in state.attachments:
        raise LookupError(f"{option['name']}: an attachment is given as an Upload")
    return value


def resolved(state: State, filled: Iterable[Json]) -> Json:
    """Return what Discord tells about the ids among the options; empty where there are none."""
    found: Json = {}
    for item in filled:
        kind, value = item["type"], item["value"]
        if kind in {USER, MENTIONABLE}:
            name = next(name for name, user in state.users.items() if user["id"] == value)
            member = state.member(name)
            found.setdefault("users", {})[value] = member.pop("user")
            found.setdefault("members", {})[value] = member
        elif kind == CHANNEL:
            described = {**state.channel(), "permissions": state.permissions("bot")}
            found.setdefault("channels", {})[value] = described
        elif kind == ATTACHMENT:
            found.setdefault("attachments", {})[value] = state.attachments[value][0]
    return found


def _keep(state: State, upload: Upload, url: str) -> str:
    attachment_id = state.snowflake()
    where = f"{url}/{attachment_id}/{upload.filename}"
    described: Json = {
        "id": attachment_id,
        "filename": upload.filename,
        "size": len(upload.content) if upload.said_size is None else upload.said_size,
        "content_type": upload.content_type,
        "url": where,
        "proxy_url": where,
        "ephemeral": True,
    }
    state.attachments[attachment_id] = (described, upload.content)
    return attachment_id
