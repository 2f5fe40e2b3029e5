"""Record what the real bot sends for a few questions, for ``render.mjs`` to draw.

The bot runs as its own process against the Discord double; each conversation is written to
``recorded/`` as the JSON that the bot sent, untouched.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.discord_double import BotProcess, DiscordDouble

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
MEMBER = {"name": "Ana", "bot": False, "colour": "#e8b04a"}
BOT = {"name": "Chapter & Verse", "bot": True}
WHEN = "2026-11-24T19:04:00Z"


def main() -> None:
    """Ask, click, and write the conversations."""
    in_a_row = {"DISCORD_COOLDOWN_SECONDS": "0"}
    with DiscordDouble() as double, BotProcess(double, cwd=ROOT, env=in_a_row):
        double.wait_until_ready(timeout=120)
        answer = double.slash("ask", question="what is an STP?").response()
        write("answer", [shown(answer, "Ana used /ask")])
        context = double.click(answer, "Context").response()
        write("context", [shown(context)])
        missing = double.slash("ask", question="how do I renew my passport?").response()
        write("not_found", [shown(missing, "Ana used /ask")])
        listed = double.slash("sources list").response()
        write("sources", [shown(listed, "Ana used /sources list")])


def shown(message: dict[str, Any], command: str | None = None) -> dict[str, Any]:
    """Return a message of the bot as ``render.mjs`` takes it."""
    payload = {
        key: message[key] for key in ("content", "embeds", "components", "flags") if key in message
    }
    entry: dict[str, Any] = {"author": BOT, "timestamp": WHEN, "payload": payload}
    return entry if command is None else {**entry, "command": command}


def write(name: str, messages: Sequence[dict[str, Any]]) -> None:
    """Write a conversation."""
    folder = HERE / "recorded"
    folder.mkdir(exist_ok=True)
    conversation = {"theme": "dark", "timezone": "Europe/London", "messages": list(messages)}
    text = json.dumps(conversation, indent=1, ensure_ascii=False)
    (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
