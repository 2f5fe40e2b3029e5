"""What Discord refuses although its OpenAPI description allows it. Nothing here keeps state."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from tests.discord_double.commands import check_commands
from tests.discord_double.forms import check_form
from tests.discord_double.schema import Problem, Where, problems

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

EPHEMERAL = 1 << 6
COMPONENTS_V2 = 1 << 15

_MOST_CONTENT = 2000
_MOST_EMBED_TEXT = 6000
_MOST_ROWS = 5
_MOST_CHOICE_VALUE = 100
_BUTTON, _STRING_SELECT, _LINK, _PREMIUM = 2, 3, 5, 6
_CONTENTS = ("content", "embeds", "components", "attachments", "sticker_ids", "poll")
_URL = re.compile(r"https?://[^\s/]+")


def check(
    method: str, path: str, body: Any, *, before: Mapping[str, Any] | None = None
) -> list[str]:
    """Return what is wrong with a request body, each as one precise line.

    :param path: the path with its placeholders, as in the OpenAPI description.
    :param before: for an edit, the message as it was.
    """
    return [str(problem) for problem in find(method, path, body, before=before)]


def find(
    method: str, path: str, body: Any, *, before: Mapping[str, Any] | None = None
) -> list[Problem]:
    """Return what is wrong with a request body."""
    found = list(problems(method, path, body))
    if any(problem.where == () for problem in found):
        # Not even the outer shape is right, and what follows relies on that.
        return found
    if path.endswith("/commands"):
        found += check_commands(body if isinstance(body, list) else [body])
    elif path.endswith("/callback"):
        found += _callback(body)
    elif path.endswith("/threads"):
        # The description says all there is to say.
        return found
    elif "messages" in path or path.startswith("/webhooks/"):
        found += _message(body, (), before=before)
    return list(dict.fromkeys(found))


def errors(found: Iterable[Problem]) -> dict[str, Any]:
    """Return the body of Discord's answer to an invalid form."""
    tree: dict[str, Any] = {}
    for problem in found:
        node = tree
        for step in problem.where:
            node = node.setdefault(str(step), {})
        node.setdefault("_errors", []).append({"code": problem.code, "message": problem.text})
    return {"message": "Invalid Form Body", "code": 50035, "errors": tree}


def _callback(body: Mapping[str, Any]) -> Iterator[Problem]:
    data = body.get("data") or {}
    where: Where = ("data",)
    match body.get("type"):
        case 4:
            yield from _message(data, where)
        case 7:
            # What the message was is the caller's to know; an empty update changes nothing.
            yield from _message(data, where, before={"content": "as it was"})
        case 5:
            yield from _deferred(data, where)
        case 6:
            if data:
                yield Problem(where, "a deferred update carries no data")
        case 8:
            yield from _choices(data.get("choices") or (), (*where, "choices"))
        case 9:
            yield from _custom_ids(data.get("components") or (), (*where, "components"))
            yield from check_form(data, where)


def _deferred(data: Mapping[str, Any], where: Where) -> Iterator[Problem]:
    # Discord drops what a deferred response says, so whoever sends it is mistaken.
    for key, value in data.items():
        if key != "flags" and value:
            yield Problem((*where, key), "a deferred response carries no message")
    if int(data.get("flags") or 0) & ~EPHEMERAL:
        yield Problem((*where, "flags"), "a deferred response takes only EPHEMERAL (64)")


def _choices(choices: Iterable[Any], where: Where) -> Iterator[Problem]:
    for index, choice in enumerate(choices):
        value = choice.get("value") if isinstance(choice, dict) else None
        if isinstance(value, str) and not 1 <= len(value) <= _MOST_CHOICE_VALUE:
            text = f"{len(value)} characters, 1 to {_MOST_CHOICE_VALUE}"
            yield Problem((*where, index, "value"), text, "BASE_TYPE_BAD_LENGTH")


def _message(
    body: Mapping[str, Any], where: Where, *, before: Mapping[str, Any] | None = None
) -> Iterator[Problem]:
    content = body.get("content")
    if isinstance(content, str) and len(content) > _MOST_CONTENT:
        text = f"{len(content)} characters, at most {_MOST_CONTENT}"
        yield Problem((*where, "content"), text, "BASE_TYPE_MAX_LENGTH")
    after = {**(before or {}), **body}
    if not any(_filled(after.get(key)) for key in _CONTENTS):
        yield Problem(where, "Cannot send an empty message", "EMPTY_MESSAGE")
    yield from _embeds(body.get("embeds"), (*where, "embeds"))
    components = body.get("components")
    if isinstance(components, list):
        flags = int(after.get("flags") or 0)
        yield from _components(components, (*where, "components"), v2=bool(flags & COMPONENTS_V2))
    yield from _mentions(body.get("allowed_mentions"), (*where, "allowed_mentions"))


def _filled(value: Any) -> bool:
    return bool(value.strip()) if isinstance(value, str) else bool(value)


def _embeds(embeds: Any, where: Where) -> Iterator[Problem]:
    total = 0
    for index, embed in enumerate(embeds if isinstance(embeds, list) else ()):
        if not isinstance(embed, dict):
            continue
        place = (*where, index)
        total += _characters(embed)
        parts = ("title", "description", "fields", "image", "thumbnail", "author", "footer")
        if not any(_filled(embed.get(part)) for part in parts):
            yield Problem(place, "an empty embed")
        for number, item in enumerate(embed.get("fields") or ()):
            for part in ("name", "value"):
                if isinstance(item, dict) and not _filled(item.get(part)):
                    yield Problem((*place, "fields", number, part), "empty", "BASE_TYPE_REQUIRED")
        yield from _links(embed, place)
    if total > _MOST_EMBED_TEXT:
        text = f"{total} characters over all embeds, at most {_MOST_EMBED_TEXT}"
        yield Problem(where, text, "MAX_EMBED_SIZE_EXCEEDED")


def _characters(embed: Mapping[str, Any]) -> int:
    texts = [embed.get("title"), embed.get("description")]
    texts.append((embed.get("footer") or {}).get("text"))
    texts.append((embed.get("author") or {}).get("name"))
    for item in embed.get("fields") or ():
        texts += [item.get("name"), item.get("value")]
    return sum(len(text) for text in texts if isinstance(text, str))


def _links(embed: Mapping[str, Any], where: Where) -> Iterator[Problem]:
    links: dict[Where, Any] = {("url",): embed.get("url")}
    links[("author", "url")] = (embed.get("author") or {}).get("url")
    for part in ("image", "thumbnail"):
        url = (embed.get(part) or {}).get("url")
        # An upload of the same message is shown by its name.
        links[(part, "url")] = None if str(url).startswith("attachment://") else url
    for steps, link in links.items():
        if link and not _URL.match(str(link)):
            yield Problem((*where, *steps), f"not a well formed URL: {str(link)[:80]!r}", "URL")
    if (time := embed.get("timestamp")) is not None:
        try:
            dt.datetime.fromisoformat(str(time))
        except ValueError:
            yield Problem((*where, "timestamp"), f"not a time: {str(time)[:80]!r}")


def _components(components: list[Any], where: Where, *, v2: bool) -> Iterator[Problem]:
    if not v2 and len(components) > _MOST_ROWS:
        yield Problem(where, f"{len(components)} action rows, at most {_MOST_ROWS}")
    yield from _custom_ids(components, where)
    for place, component in _nested(components, where):
        if component.get("type") == _BUTTON:
            yield from _button(component, place)
        if component.get("type") == _STRING_SELECT:
            yield from _select(component, place)


def _button(button: Mapping[str, Any], where: Where) -> Iterator[Problem]:
    style = button.get("style")
    if style == _LINK:
        url = str(button.get("url") or "")
        if not re.match(r"(https?|discord)://[^\s]+", url):
            yield Problem((*where, "url"), "a link button needs a URL", "BASE_TYPE_REQUIRED")
        if button.get("custom_id"):
            yield Problem((*where, "custom_id"), "a link button has none")
    elif style != _PREMIUM:
        if not button.get("custom_id"):
            yield Problem((*where, "custom_id"), "a button needs one", "BASE_TYPE_REQUIRED")
        if button.get("url"):
            yield Problem((*where, "url"), "only link buttons have one")
    if style != _PREMIUM and not (_filled(button.get("label")) or button.get("emoji")):
        yield Problem((*where, "label"), "a button needs a label or an emoji", "BASE_TYPE_REQUIRED")


def _select(select: Mapping[str, Any], where: Where) -> Iterator[Problem]:
    options = select.get("options") or ()
    least, most = (1 if (n := select.get(f"{m}_values")) is None else n for m in ("min", "max"))
    if not least <= most <= max(1, len(options)):
        text = f"{least} to {most} of {len(options)} options cannot be chosen"
        yield Problem((*where, "max_values"), text)
    values = Counter(option.get("value") for option in options if isinstance(option, dict))
    for value in (value for value, count in values.items() if count > 1):
        yield Problem((*where, "options"), f"two options of the value {value!r}")


def _custom_ids(components: Iterable[Any], where: Where) -> Iterator[Problem]:
    seen: set[str] = set()
    for place, component in _nested(components, where):
        custom_id = component.get("custom_id")
        if custom_id is None:
            continue
        if custom_id in seen:
            code = "COMPONENT_CUSTOM_ID_DUPLICATED"
            yield Problem((*place, "custom_id"), f"duplicate: {custom_id!r}", code)
        seen.add(custom_id)


def _nested(components: Iterable[Any], where: Where) -> Iterator[tuple[Where, dict[str, Any]]]:
    for index, component in enumerate(components):
        if not isinstance(component, dict):
            continue
        yield (*where, index), component
        inner = component.get("components")
        yield from _nested(inner if isinstance(inner, list) else (), (*where, index, "components"))
        for single in ("component", "accessory"):
            if isinstance(component.get(single), dict):
                yield (*where, index, single), component[single]


def _mentions(mentions: Any, where: Where) -> Iterator[Problem]:
    if not isinstance(mentions, dict):
        return
    for kind in ("users", "roles"):
        if kind in (mentions.get("parse") or ()) and mentions.get(kind):
            text = f"parse: [{kind!r}] together with {kind}"
            yield Problem((*where, "parse"), text, "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE")
