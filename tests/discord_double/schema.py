"""What Discord's OpenAPI description says against a request body."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jsonschema.exceptions import ValidationError

Where = tuple[str | int, ...]
"""The way from the body to a value inside it."""

_REFERENCE = "#/components/schemas/"

# Missing in the description, though Discord takes them: the first is documented, the others
# discord.py sends with every edit and every embed.
_UNDESCRIBED = frozenset({"nsfw", "tts"})
_UNDESCRIBED_IN_EMBEDS = frozenset({"flags"})


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that Discord refuses in a request body."""

    where: Where
    text: str
    code: str = "BASE_TYPE_BAD"

    def __str__(self) -> str:
        """Return it as ``embeds[0].title: 300 characters, at most 256``."""
        place = ""
        for step in self.where:
            place += f"[{step}]" if isinstance(step, int) else f".{step}"
        return f"{place.lstrip('.') or 'body'}: {self.text}"


@cache
def description() -> dict[str, Any]:
    """Return the trimmed OpenAPI description, adjusted where Discord takes more than it says."""
    text = Path(__file__).with_name("openapi.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    # Discord takes ids as numbers too, and discord.py sends them so in allowed_mentions.
    loaded["components"]["schemas"]["SnowflakeType"]["type"] = ["string", "integer"]
    # Documented and taken, though missing in the description: discord.py names it with all others.
    media = {"title": "GUILD_MEDIA", "const": 16}
    loaded["components"]["schemas"]["ChannelTypes"]["oneOf"].append(media)
    return loaded


def body_schema(method: str, path: str) -> dict[str, Any] | None:
    """Return the schema of a body, or None where the description has none.

    :param path: with its placeholders, as in ``/channels/{channel_id}/messages``.
    """
    operation = description()["paths"].get(path, {}).get(method.lower(), {})
    body = operation.get("requestBody")
    return None if body is None else dict(body["content"]["application/json"]["schema"])


def problems(method: str, path: str, body: Any) -> Iterator[Problem]:
    """Yield what the description says against a body."""
    schema = body_schema(method, path)
    if schema is None:
        return
    for error in _validator(method, path).iter_errors(body):
        yield from _reported(error)
    yield from _unknown_keys([schema], body, ())


@cache
def _validator(method: str, path: str) -> Draft202012Validator:
    schema = body_schema(method, path) or {}
    return Draft202012Validator({**schema, "components": description()["components"]})


def _reported(error: ValidationError) -> Iterator[Problem]:
    """Yield an error; of the branches of a union, only the one that the body was meant for."""
    branches: dict[Any, list[ValidationError]] = {}
    for inner in error.context or ():
        branches.setdefault(inner.relative_schema_path[0], []).append(inner)
    if branches:
        for inner in min(branches.values(), key=_distance):
            yield from _reported(inner)
        return
    yield Problem(tuple(error.absolute_path), _text(error), _code(error))


def _distance(errors: list[ValidationError]) -> tuple[int, int]:
    """Say how far a branch is from what was meant: another type is further than other faults."""
    wrong_type = 0
    for error in errors:
        steps = list(error.relative_path)[-1:]
        at_branch = error.parent is not None and len(error.relative_path) <= 1
        if at_branch and (steps == ["type"] or (not error.relative_path and _mistyped(error))):
            wrong_type += 1
    return wrong_type, sum(_faults(error) for error in errors)


def _faults(error: ValidationError) -> int:
    return sum(1 for _ in _reported(error))


def _mistyped(error: ValidationError) -> bool:
    return error.validator == "type"


def _text(error: ValidationError) -> str:
    value: Any = error.instance
    limit = error.validator_value
    match error.validator:
        case "maxLength":
            return f"{len(value)} characters, at most {limit}"
        case "minLength":
            return f"{len(value)} characters, at least {limit}"
        case "maxItems":
            return f"{len(value)} items, at most {limit}"
        case "minItems":
            return f"{len(value)} items, at least {limit}"
    return error.message if len(error.message) <= 200 else f"{error.message[:200]}..."


def _code(error: ValidationError) -> str:
    codes = {
        "maxLength": "BASE_TYPE_MAX_LENGTH",
        "minLength": "BASE_TYPE_BAD_LENGTH",
        "maxItems": "BASE_TYPE_BAD_LENGTH",
        "required": "BASE_TYPE_REQUIRED",
        "enum": "BASE_TYPE_CHOICES",
    }
    return codes.get(str(error.validator), "BASE_TYPE_BAD")


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        name = schema["$ref"].removeprefix(_REFERENCE)
        schema = description()["components"]["schemas"][name]
    return schema


def _variants(schema: dict[str, Any], value: Any) -> Iterator[dict[str, Any]]:
    """Yield the schemas that a value may have been written for."""
    schema = _resolved(schema)
    yield schema
    for part in schema.get("allOf", ()):
        yield from _variants(part, value)
    for branch in (*schema.get("anyOf", ()), *schema.get("oneOf", ())):
        if _meant(_resolved(branch), value):
            yield from _variants(branch, value)


def _meant(branch: dict[str, Any], value: Any) -> bool:
    types = branch.get("properties", {}).get("type", {}).get("enum")
    if types is None or not isinstance(value, dict) or "type" not in value:
        return True
    return value["type"] in types


def _unknown_keys(schemas: list[dict[str, Any]], value: Any, where: Where) -> Iterator[Problem]:
    """Yield the keys that no schema knows: Discord drops them silently, so they hide mistakes."""
    variants = [variant for schema in schemas for variant in _variants(schema, value)]
    if isinstance(value, list):
        items = [variant["items"] for variant in variants if "items" in variant]
        if items:
            for index, item in enumerate(value):
                yield from _unknown_keys(items, item, (*where, index))
    if not isinstance(value, dict):
        return
    objects = [variant for variant in variants if "properties" in variant]
    open_ended = any("additionalProperties" in variant for variant in variants)
    for key, inner in value.items():
        known = [variant["properties"][key] for variant in objects if key in variant["properties"]]
        if known:
            yield from _unknown_keys(known, inner, (*where, key))
        elif objects and not open_ended and not _taken(key, where):
            yield Problem((*where, key), "unknown key", "UNKNOWN_KEY")


def _taken(key: str, where: Where) -> bool:
    return key in _UNDESCRIBED or (key in _UNDESCRIBED_IN_EMBEDS and "embeds" in where[-2:])
