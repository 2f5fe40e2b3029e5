"""Cut Discord's OpenAPI description down to what the double serves, as ``openapi.json`` beside this.

The source is ``specs/openapi.json`` of https://github.com/discord/discord-api-spec at commit
74fda0f (18 July 2026), which its authors publish under the MIT licence. Only the paths below, the
JSON form of their request bodies and the schemas these reach are kept; prose is dropped.

    python tests/discord_double/trim_openapi.py path/to/discord-api-spec/specs/openapi.json
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

SERVED = (
    "/applications/{application_id}/commands",
    "/applications/{application_id}/guilds/{guild_id}/commands",
    "/channels/{channel_id}/messages",
    "/channels/{channel_id}/messages/{message_id}",
    "/channels/{channel_id}/messages/{message_id}/threads",
    "/channels/{channel_id}/typing",
    "/interactions/{interaction_id}/{interaction_token}/callback",
    "/webhooks/{webhook_id}/{webhook_token}",
    "/webhooks/{webhook_id}/{webhook_token}/messages/@original",
    "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}",
)

_PROSE = frozenset({"description", "examples", "example", "deprecated", "externalDocs"})
_REFERENCE = "#/components/schemas/"


def without_prose(schema: Any, *, names: bool = False) -> Any:
    """Return a schema without the keywords that only people read.

    :param names: the keys are names of properties, of which "description" may be one.
    """
    if isinstance(schema, list):
        return [without_prose(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: without_prose(value, names=key == "properties" and not names)
        for key, value in schema.items()
        if names or (key not in _PROSE and not key.startswith("x-"))
    }


def references(schema: Any) -> set[str]:
    """Return the names of the component schemas that a schema mentions."""
    if isinstance(schema, list):
        return set().union(*map(references, schema)) if schema else set()
    if not isinstance(schema, dict):
        return set()
    found = set().union(*map(references, schema.values())) if schema else set()
    target = schema.get("$ref")
    if isinstance(target, str) and target.startswith(_REFERENCE):
        found.add(target.removeprefix(_REFERENCE))
    return found


def trim(description: dict[str, Any]) -> dict[str, Any]:
    """Return the served paths and every schema that their request bodies reach."""
    paths: dict[str, Any] = {}
    for path in SERVED:
        for method in ("put", "post", "patch"):
            body = description["paths"][path].get(method, {}).get("requestBody")
            if body is not None:
                schema = without_prose(body["content"]["application/json"]["schema"])
                content = {"content": {"application/json": {"schema": schema}}}
                paths.setdefault(path, {})[method] = {"requestBody": content}
    everything = description["components"]["schemas"]
    kept: dict[str, Any] = {}
    waiting = references(paths)
    while waiting:
        name = waiting.pop()
        kept[name] = without_prose(everything[name])
        waiting |= references(kept[name]) - kept.keys()
    return {
        "openapi": description["openapi"],
        "info": {
            "title": description["info"]["title"],
            "version": description["info"]["version"],
            "license": description["info"]["license"],
            "x-source": "https://github.com/discord/discord-api-spec, commit 74fda0f, trimmed",
        },
        "paths": paths,
        "components": {"schemas": dict(sorted(kept.items()))},
    }


def main() -> None:
    """Read the description named on the command line and write the trimmed one."""
    description = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    trimmed = json.dumps(trim(description), ensure_ascii=False, separators=(",", ":"))
    target = Path(__file__).with_name("openapi.json")
    target.write_text(trimmed + "\n", encoding="utf-8")
    sys.stdout.write(f"{target.name}: {len(trimmed)} characters\n")


if __name__ == "__main__":
    main()
