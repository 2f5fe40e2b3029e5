"""Options whose value is somebody or something: on the wire an id, described beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.discord_double import places
from tests.discord_double.uploads import Upload, keep

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tests.discord_double.state import Json, State

USER, CHANNEL, ROLE, MENTIONABLE, ATTACHMENT = 6, 7, 8, 9, 11


def stored(state: State, values: Mapping[str, Any], url: str) -> dict[str, Any]:
    """Return the values of options with each upload kept by the state and replaced by its id.

    :param url: where the double serves attachments.
    """
    return {
        name: keep(state, value, url, ephemeral=True)["id"] if isinstance(value, Upload) else value
        for name, value in values.items()
    }


def on_the_wire(state: State, option: Json, value: Any) -> Any:
    """Return an option's value as Discord sends it.

    :param value: for a person the name that tests use; for a channel or a role its id.
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
            place = places.channel(state, value)
            described = {**place, "permissions": state.permissions("bot")}
            found.setdefault("channels", {})[value] = described
        elif kind == ROLE:
            roles = {role["id"]: role for role in state.all_roles(state.guild_id)}
            found.setdefault("roles", {})[value] = roles[value]
        elif kind == ATTACHMENT:
            found.setdefault("attachments", {})[value] = state.attachments[value][0]
    return found
