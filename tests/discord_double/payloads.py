"""The events that reach the bot, built from the state without changing it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.discord_double import resolving

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.discord_double.state import Json, State

CHAT_INPUT, MESSAGE_MENU = 1, 3
SUBCOMMAND, GROUP = 1, 2
COMMAND, COMPONENT, AUTOCOMPLETE = 2, 3, 4
BUTTON = 2
MESSAGE_CONTENT = 1 << 15

ATTACHMENT_SIZE_LIMIT = 10 * 1024 * 1024

_STRING, _INTEGER, _BOOLEAN, _NUMBER = 3, 4, 5, 10


@dataclass(frozen=True, slots=True)
class Origin:
    """Who does something, where, and under which ids Discord reports it."""

    member: str
    in_dm: bool = False
    interaction_id: str = ""
    token: str = ""


def interaction(state: State, origin: Origin, kind: int, data: Json, **rest: Any) -> Json:
    """Return the data of an INTERACTION_CREATE."""
    payload: Json = {
        "id": origin.interaction_id,
        "application_id": state.application_id,
        "type": kind,
        "token": origin.token,
        "version": 1,
        "locale": "en-GB",
        "data": data,
        "attachment_size_limit": ATTACHMENT_SIZE_LIMIT,
        "entitlements": [],
        "app_permissions": str(state.permissions("bot")),
        "authorizing_integration_owners": {"0": "0" if origin.in_dm else state.guild_id},
        "context": 1 if origin.in_dm else 0,
        **rest,
    }
    if origin.in_dm:
        channel = state.dm_channel(origin.member)
        payload["user"] = state.users[origin.member]
    else:
        channel = state.channel()
        payload["member"] = state.member(origin.member)
        payload["guild_id"] = state.guild_id
        payload["guild_locale"] = "en-GB"
        payload["guild"] = {"id": state.guild_id, "locale": "en-GB", "features": []}
    payload["channel_id"] = channel["id"]
    payload["channel"] = {**channel, "permissions": str(state.permissions(origin.member))}
    return payload


def command(state: State, origin: Origin, path: str, values: Mapping[str, Any]) -> Json:
    """Return a slash command as a member sends it.

    :param path: the command as it is typed: ``ask`` or ``sources list``.
    :param values: the options that the member filled in.
    """
    registered, levels, options = _look_up(state, path)
    filled = _filled(state, path, options, values)
    missing = [o["name"] for o in options if o.get("required") and o["name"] not in values]
    if missing:
        raise ValueError(f"/{path} requires {', '.join(missing)}; Discord would not send it")
    return interaction(state, origin, COMMAND, _command_data(state, registered, levels, filled))


def autocomplete(
    state: State, origin: Origin, path: str, *, option: str, value: str, others: Mapping[str, Any]
) -> Json:
    """Return what Discord asks while a member types ``value`` into ``option``."""
    registered, levels, options = _look_up(state, path)
    typed = next((o for o in options if o["name"] == option), None)
    if typed is None or not typed.get("autocomplete"):
        raise ValueError(f"/{path} has no option {option!r} with suggestions")
    # Until it is complete, what is typed need not be of the option's type.
    focused = {"name": option, "type": typed["type"], "value": value, "focused": True}
    filled = [*_filled(state, path, options, others), focused]
    return interaction(
        state, origin, AUTOCOMPLETE, _command_data(state, registered, levels, filled)
    )


def message_menu(state: State, origin: Origin, name: str, message: Json) -> Json:
    """Return a command of a message's context menu."""
    registered = state.find_command(name, MESSAGE_MENU)
    if registered is None:
        raise LookupError(f"the bot registered no message menu {name!r}")
    data = _command_data(state, registered, [], [])
    del data["options"]
    data["target_id"] = message["id"]
    data["resolved"] = {"messages": {message["id"]: message}}
    return interaction(state, origin, COMMAND, data)


def component(
    state: State, origin: Origin, message: Json, pressed: Json, values: list[str] | None = None
) -> Json:
    """Return a press of a button, or a choice from a select where there are ``values``."""
    data: Json = {"custom_id": pressed["custom_id"], "component_type": pressed["type"]}
    if "id" in pressed:
        data["id"] = pressed["id"]
    if values is not None:
        data["values"] = values
    return interaction(state, origin, COMPONENT, data, message=message)


def message_create(state: State, message: Json, *, member: str, intents: int) -> Json:
    """Return a MESSAGE_CREATE, without what the bot's intents do not let it see."""
    event = dict(message)
    if (guild_id := state.guild_of(message["channel_id"])) is not None:
        event["guild_id"] = guild_id
        described = state.member(member)
        del described["user"], described["permissions"]
        event["member"] = described
    if not _readable(state, message, intents):
        event.update(content="", embeds=[], attachments=[], components=[])
    referenced = event.get("referenced_message")
    if referenced is not None and not _readable(state, referenced, intents):
        event["referenced_message"] = {
            **referenced,
            "content": "",
            "embeds": [],
            "attachments": [],
            "components": [],
        }
    return event


def find_component(message: Json, name: str) -> Json:
    """Return a component of a message by its custom id or, failing that, its label.

    :raises LookupError: when there is none, or when it is disabled.
    """
    components = list(_components(message.get("components") or []))
    for key in ("custom_id", "label", "placeholder"):
        for item in components:
            if item.get(key) == name:
                if item.get("disabled"):
                    raise LookupError(f"{name!r} is disabled; Discord would not send a press")
                return item
    there = [item.get("label") or item.get("custom_id") for item in components]
    raise LookupError(f"no component {name!r}; there are {there}")


def _components(items: list[Json]) -> list[Json]:
    found: list[Json] = []
    for item in items:
        if "custom_id" in item:
            found.append(item)
        found += _components(item.get("components") or [])
        if "accessory" in item:
            found += _components([item["accessory"]])
    return found


def _readable(state: State, message: Json, intents: int) -> bool:
    """Say whether the bot sees the content; without the privileged intent only what concerns it."""
    return (
        bool(intents & MESSAGE_CONTENT)
        or state.is_dm(message["channel_id"])
        or message["author"]["id"] == state.bot["id"]
        or any(user["id"] == state.bot["id"] for user in message["mentions"])
    )


def _look_up(state: State, path: str) -> tuple[Json, list[Json], list[Json]]:
    """Return a command, the subcommand levels below it and the options of the last."""
    words = path.split()
    registered = state.find_command(words[0], CHAT_INPUT)
    if registered is None:
        raise LookupError(f"the bot registered no command /{words[0]}")
    levels: list[Json] = []
    options: list[Json] = registered["options"]
    for word in words[1:]:
        level = next((o for o in options if o["name"] == word), None)
        if level is None or level["type"] not in {SUBCOMMAND, GROUP}:
            raise LookupError(f"/{path}: {word!r} is no subcommand")
        levels.append(level)
        options = level.get("options") or []
    if any(option["type"] in {SUBCOMMAND, GROUP} for option in options):
        raise LookupError(f"/{path} has subcommands; name one")
    return registered, levels, options


def _filled(state: State, path: str, options: list[Json], values: Mapping[str, Any]) -> list[Json]:
    known = {option["name"]: option for option in options}
    filled = []
    for name, value in values.items():
        if name not in known:
            raise LookupError(f"/{path} has no option {name!r}; it has {sorted(known)}")
        _check_value(path, known[name], value)
        wire = resolving.on_the_wire(state, known[name], value)
        filled.append({"name": name, "type": known[name]["type"], "value": wire})
    return filled


def _check_value(path: str, option: Json, value: Any) -> None:
    """Refuse what Discord's own client would not let a member send."""
    types: dict[int, tuple[type, ...]] = {
        _STRING: (str,),
        _INTEGER: (int,),
        _BOOLEAN: (bool,),
        _NUMBER: (int, float),
    }
    wanted = types.get(option["type"])
    if wanted is not None and (
        not isinstance(value, wanted) or (isinstance(value, bool) and bool not in wanted)
    ):
        raise ValueError(f"/{path} {option['name']}: {value!r} is not of the option's type")
    if isinstance(value, str):
        least, most = option.get("min_length") or 0, option.get("max_length") or 6000
        if not least <= len(value) <= most:
            raise ValueError(f"/{path} {option['name']}: {len(value)} characters, {least}-{most}")
    choices = option.get("choices")
    if choices and value not in [choice["value"] for choice in choices]:
        raise ValueError(f"/{path} {option['name']}: {value!r} is not among the choices")


def _command_data(state: State, registered: Json, levels: list[Json], filled: list[Json]) -> Json:
    options = filled
    for level in reversed(levels):
        options = [{"name": level["name"], "type": level["type"], "options": options}]
    data: Json = {
        "id": registered["id"],
        "name": registered["name"],
        "type": registered["type"],
        "options": options,
    }
    if about := resolving.resolved(state, filled):
        data["resolved"] = about
    if "guild_id" in registered:
        data["guild_id"] = registered["guild_id"]
    return data
