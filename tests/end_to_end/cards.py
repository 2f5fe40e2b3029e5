"""Reading what the bot sent as a member reads it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tests.end_to_end.home import DOCUMENTS

if TYPE_CHECKING:
    from collections.abc import Mapping

Message = dict[str, Any]

ANSWER_BUTTONS = ("Previous", "Next", "Context", "Helpful", "Not helpful")

ALLOTMENTS = "How much does an allotment plot cost?"
"""A question with two quotes from one document."""

ALLOTMENT_COST = (
    "> **A full allotment plot costs £62 a year, and a half plot costs £31 a year.** "
    "Water is included in the allotment rent."
    "\n\n— Allotments · Wexley Town Council · 1 March 2024\n§ What a plot costs"
)
ALLOTMENT_TENANTS = (
    "> **Anyone who lives in Wexley and is 18 or older can rent an allotment plot.**"
    "\n\n— Allotments · Wexley Town Council · 1 March 2024\n§ Who can have a plot"
)

NOT_YOURS = (
    "These pages belong to the member who asked",
    "Ask the question yourself with `/ask` to turn the pages of your own answer.",
)
EXPIRED = (
    "This answer can no longer be shown",
    (
        "It has expired, or one of its documents was removed since. Ask again for an answer from the "
        "documents as they are now."
    ),
)
HOW_TO_ASK = (
    "Ask me about policy",
    (
        "Write your question after the mention, for example “what is an STP?”, or use `/ask`. I answer "
        "only with quotes from documents, word for word. `/sources list` shows which these are, "
        "`/about` how I work."
    ),
)
NO_QUESTION = (
    "There is no question in that",
    "Write what you would like to know in words.",
)


def embed(message: Message) -> dict[str, Any]:
    """Return the one embed that a card is made of."""
    (only,) = message["embeds"]
    return dict(only)


def says(message: Message) -> tuple[str, str]:
    """Return title and text of a card."""
    shown = embed(message)
    return shown["title"], shown["description"]


def fields(message: Message) -> dict[str, str]:
    """Return the named parts of a card."""
    return {field["name"]: field["value"] for field in embed(message).get("fields", [])}


def footer(message: Message) -> str | None:
    """Return the small print of a card."""
    text = embed(message).get("footer", {}).get("text")
    return None if text is None else str(text)


def buttons(message: Message) -> dict[str, bool]:
    """Return the labels of a card's buttons, and whether each can be pressed."""
    return {
        button["label"]: not button.get("disabled")
        for row in message["components"]
        for button in row["components"]
    }


def custom_ids(message: Message) -> list[str]:
    """Return what the buttons of a card carry."""
    return [button["custom_id"] for row in message["components"] for button in row["components"]]


def answer_id(message: Message) -> str:
    """Return what an answer is remembered by."""
    (only,) = {custom_id.split(":")[2] for custom_id in custom_ids(message)}
    return only


def quoted_lines(message: Message) -> list[str]:
    """Return the quoted words of a card as they are read, without markup and empty lines."""
    lines = [line[2:] for line in says(message)[1].split("\n") if line.startswith("> ")]
    # Every asterisk that the bot does not escape is markup.
    plain = [re.sub(r"\\(.)|\*", lambda match: match[1] or "", line) for line in lines]
    return [line for line in plain if line]


def document_texts() -> Mapping[str, str]:
    """Return the text of every starter document by its title."""
    texts: dict[str, str] = {}
    for path in sorted(DOCUMENTS.iterdir()):
        text = path.read_text(encoding="utf-8")
        title = re.search("^title: (.+)$", text, re.MULTILINE)
        texts[title[1] if title else path.name] = text
    return texts


def source_title(message: Message) -> str:
    """Return the title of the document that an answer's card names below its quote."""
    line = next(line for line in says(message)[1].split("\n") if line.startswith("— "))
    words = line.removeprefix("— ").split(" · ")[0]
    linked = re.fullmatch(r"\[(.+)\]\(\S+\)", words)
    return linked[1] if linked else words
