"""What Discord refuses in commands although its OpenAPI description allows it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tests.discord_double.schema import Problem, Where

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

CHAT_INPUT = 1
SUBCOMMAND, GROUP = 1, 2

_NAME = re.compile(r"[-_'\w]{1,32}")
_MOST_CHOICE_VALUE = 100
_MOST_TEXT = 8000
_MOST_OF_TYPE = {CHAT_INPUT: 100}
_MOST_MENUS = 15


def check_commands(commands: Iterable[Any]) -> Iterator[Problem]:
    """Yield what is wrong with a list of commands, with places that begin at its index."""
    seen: set[tuple[int, str]] = set()
    counts: dict[int, int] = {}
    for index, command in enumerate(commands):
        if not isinstance(command, dict):
            continue
        kind = command.get("type") or CHAT_INPUT
        key = (kind, str(command.get("name")))
        if key in seen:
            code = "APPLICATION_COMMANDS_DUPLICATE_NAME"
            yield Problem((index, "name"), f"two commands named {key[1]!r}", code)
        seen.add(key)
        counts[kind] = counts.get(kind, 0) + 1
        yield from _command(command, kind, (index,))
    for kind, count in counts.items():
        most = _MOST_OF_TYPE.get(kind, _MOST_MENUS)
        if count > most:
            yield Problem((), f"{count} commands of type {kind}, at most {most}")


def _command(command: Mapping[str, Any], kind: int, where: Where) -> Iterator[Problem]:
    if kind == CHAT_INPUT:
        yield from _named(command, where)
        yield from _options(command.get("options"), (*where, "options"))
        if (size := _text_size(command)) > _MOST_TEXT:
            yield Problem(where, f"{size} characters of names and texts, at most {_MOST_TEXT}")
        return
    if command.get("description"):
        yield Problem((*where, "description"), "a menu command has none")
    if command.get("options"):
        yield Problem((*where, "options"), "a menu command has none")


def _named(item: Mapping[str, Any], where: Where) -> Iterator[Problem]:
    name = str(item.get("name"))
    if not _NAME.fullmatch(name) or name != name.lower():
        text = f"{name!r}: only lower-case letters, digits, - and _"
        yield Problem((*where, "name"), text, "APPLICATION_COMMAND_INVALID_NAME")
    if not str(item.get("description") or "").strip():
        yield Problem((*where, "description"), "missing", "BASE_TYPE_REQUIRED")


def _options(options: Any, where: Where) -> Iterator[Problem]:
    names: set[str] = set()
    optional_seen = False
    nesting: set[bool] = set()
    for index, option in enumerate(options if isinstance(options, list) else ()):
        if not isinstance(option, dict):
            continue
        place = (*where, index)
        yield from _named(option, place)
        if option.get("name") in names:
            yield Problem((*place, "name"), f"two options named {option.get('name')!r}")
        names.add(str(option.get("name")))
        nested = option.get("type") in {SUBCOMMAND, GROUP}
        nesting.add(nested)
        if nested:
            yield from _options(option.get("options"), (*place, "options"))
            continue
        if option.get("required") and optional_seen:
            code = "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID"
            yield Problem(place, "a required option after an optional one", code)
        optional_seen = optional_seen or not option.get("required")
        if option.get("choices") and option.get("autocomplete"):
            yield Problem(place, "choices together with autocomplete")
        yield from _choices(option.get("choices"), (*place, "choices"))
    if len(nesting) > 1:
        yield Problem(where, "subcommands together with other options")


def _choices(choices: Any, where: Where) -> Iterator[Problem]:
    names: set[str] = set()
    for index, choice in enumerate(choices or ()):
        name, value = str(choice.get("name")), choice.get("value")
        if name in names:
            yield Problem((*where, index, "name"), f"two choices named {name!r}")
        names.add(name)
        if isinstance(value, str) and len(value) > _MOST_CHOICE_VALUE:
            text = f"{len(value)} characters, at most {_MOST_CHOICE_VALUE}"
            yield Problem((*where, index, "value"), text, "BASE_TYPE_MAX_LENGTH")


def _text_size(item: Any) -> int:
    """Count the characters that Discord counts: names, descriptions and values of choices."""
    size = sum(len(str(item.get(key) or "")) for key in ("name", "description", "value"))
    for inner in (*(item.get("options") or ()), *(item.get("choices") or ())):
        size += _text_size(inner)
    return size
