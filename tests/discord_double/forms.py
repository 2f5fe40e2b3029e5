"""Forms (modals) as a member fills them in, within what Discord's client lets anybody send."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.discord_double import payloads, uploads
from tests.discord_double.schema import Problem
from tests.discord_double.uploads import Upload

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tests.discord_double.payloads import Origin
    from tests.discord_double.schema import Where
    from tests.discord_double.state import Json, State

MODAL_SUBMIT = 5

_ACTION_ROW, _STRING_SELECT, _TEXT_INPUT, _FILE_UPLOAD = 1, 3, 4, 19
_MOST_TEXT = 4000
_MOST_COMPONENTS = 5


def submit(
    state: State,
    origin: Origin,
    modal: Json,
    values: Mapping[str, Any],
    *,
    message: Json | None,
    url: str,
) -> Json:
    """Return a form that was filled in and sent.

    :param modal: the form as the bot opened it.
    :param values: by the custom id or the label of their field: a text, the values chosen from a
        select, or the uploads. A field that is not named keeps what the bot put into it.
    :param url: where the double serves attachments.
    :raises ValueError: when Discord's client would not send the form.
    """
    left = dict(values)
    attachments: Json = {}

    def fill(item: Json, label: str | None) -> Json:
        filled: Json = {key: item[key] for key in ("type", "id", "custom_id") if key in item}
        if "custom_id" in item:
            name = next((name for name in (item["custom_id"], label) if name in left), None)
            given = None if name is None else left.pop(name)
            if item["type"] == _TEXT_INPUT:
                filled["value"] = _text(item, label, given)
            elif item["type"] == _FILE_UPLOAD:
                kept = [uploads.keep(state, each, url, ephemeral=True) for each in _files(given)]
                attachments.update({each["id"]: each for each in kept})
                filled["values"] = _chosen(item, label, [each["id"] for each in kept])
            elif item["type"] == _STRING_SELECT:
                filled["values"] = _chosen(item, label, _selected(item, label, given))
            else:
                raise ValueError(f"the double fills in no component of type {item['type']}")
        if "components" in item:
            filled["components"] = [fill(inner, inner.get("label")) for inner in item["components"]]
        if "component" in item:
            filled["component"] = fill(item["component"], item.get("label"))
        return filled

    data = {
        "custom_id": modal["custom_id"],
        "components": [fill(item, None) for item in modal["components"]],
        "resolved": {"attachments": attachments} if attachments else {},
    }
    if left:
        there = sorted(label for _, label in fields(modal))
        raise ValueError(f"the form has no field {sorted(left)}; it has {there}")
    extra = {} if message is None else {"message": message}
    return payloads.interaction(state, origin, MODAL_SUBMIT, data, **extra)


def prefilled(modal: Json) -> dict[str, str]:
    """Return the labels of a form's texts, each with what the bot put into it."""
    return {
        label: str(item.get("value") or "")
        for item, label in fields(modal)
        if item["type"] == _TEXT_INPUT
    }


def fields(modal: Json) -> Iterator[tuple[Json, str]]:
    """Yield what a form asks for, each with its label, also where that is beside it."""
    for outer in modal["components"]:
        inner: list[Json] = outer.get("components") or []
        for item in inner:
            yield item, str(item.get("label") or "")
        if "component" in outer:
            yield outer["component"], str(outer.get("label") or "")


def check_form(modal: Mapping[str, Any], where: Where) -> Iterator[Problem]:
    """Yield what Discord refuses in a form, or what would keep anybody from sending it."""
    outer = modal.get("components") or []
    place = (*where, "components")
    if len(outer) > _MOST_COMPONENTS:
        yield Problem(place, f"{len(outer)} components, at most {_MOST_COMPONENTS}")
    for number, row in enumerate(outer):
        inner = row.get("components") or []
        if row.get("type") == _ACTION_ROW and [each.get("type") for each in inner] != [_TEXT_INPUT]:
            yield Problem((*place, number), "a row of a form holds one text input")
        for index, item in enumerate(inner):
            if not item.get("label"):
                at = (*place, number, "components", index, "label")
                yield Problem(at, "missing", "BASE_TYPE_REQUIRED")
            yield from _fits(item, (*place, number, "components", index))
        if isinstance(row.get("component"), dict):
            if row["component"].get("label"):
                at = (*place, number, "component", "label")
                yield Problem(at, "a label beside a label")
            yield from _fits(row["component"], (*place, number, "component"))


def _fits(item: Json, where: Where) -> Iterator[Problem]:
    """Yield what is wrong with the text that a field begins with."""
    value = str(item.get("value") or "")
    least, most = int(item.get("min_length") or 0), int(item.get("max_length") or _MOST_TEXT)
    if value and not least <= len(value) <= most:
        text = f"{len(value)} characters, {least} to {most}"
        yield Problem((*where, "value"), text, "BASE_TYPE_BAD_LENGTH")


def _text(item: Json, label: str | None, given: Any) -> str:
    text = str(item.get("value") or "") if given is None else str(given)
    least, most = int(item.get("min_length") or 0), int(item.get("max_length") or _MOST_TEXT)
    if item.get("required", True) and not text:
        raise ValueError(f"{label!r} is required; Discord would not send the form")
    if text and not least <= len(text) <= most:
        raise ValueError(f"{label!r}: {len(text)} characters, {least}-{most}")
    return text


def _selected(item: Json, label: str | None, given: Any) -> list[str]:
    options: list[Json] = item.get("options") or []
    if given is None:
        return [str(option["value"]) for option in options if option.get("default")]
    offered = [option["value"] for option in options]
    if unknown := [value for value in given if value not in offered]:
        raise ValueError(f"{label!r} does not offer {unknown}; it offers {offered}")
    return list(given)


def _files(given: Any) -> Sequence[Upload]:
    if given is None:
        return ()
    return (given,) if isinstance(given, Upload) else tuple(given)


def _chosen(item: Json, label: str | None, values: list[str]) -> list[str]:
    least = 1 if item.get("min_values") is None else int(item["min_values"])
    most = 1 if item.get("max_values") is None else int(item["max_values"])
    if not values and not item.get("required", True):
        return values
    if not least <= len(values) <= most:
        raise ValueError(f"{label!r}: {len(values)} given, {least} to {most} wanted")
    return values
