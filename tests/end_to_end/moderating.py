"""What moderators do in the double, and documents for them to do it with."""

from __future__ import annotations

import copy
import io
import random
import zipfile
from typing import TYPE_CHECKING

from tests.discord_double import Upload
from tests.end_to_end import cards
from tests.end_to_end.home import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.discord_double import DiscordDouble
    from tests.discord_double.exchange import Exchange

NOT_FOUND = "The documents here do not answer this question."


def document(title: str, words: str, *, publisher: str = "Wexley Town Council") -> bytes:
    """Return a document that says some words."""
    return (
        f"---\ntitle: {title}\npublisher: {publisher}\ndate: 2024-05-01\n---\n\n# {title}\n\n{words}\n"
    ).encode()


def archive(files: Mapping[str, bytes]) -> bytes:
    """Return a zip of files."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archived:
        for name, content in files.items():
            archived.writestr(name, content)
    return whole.getvalue()


def long_document(number: int, *, paragraphs: int = 40) -> bytes:
    """Return a document that takes a while to be read in; each number makes another."""
    made = random.Random(number)
    words = ["council", "road", "school", "garden", "permit", "charge", "member", "report", "plan"]
    lines = [
        " ".join(
            f"The {made.choice(words)} {made.randrange(10**6)} of the {made.choice(words)} is kept."
            for _ in range(6)
        )
        for _ in range(paragraphs)
    ]
    return document(f"Long document {number}", "\n\n".join(lines))


def offered(double: DiscordDouble, **files: Upload) -> cards.Message:
    """Upload files, and return the card that asks whether they are to be added."""
    return double.slash("library add", member="moderator", options=files).response(PATIENCE)


def ended(double: DiscordDouble, pressed: Exchange) -> cards.Message:
    """Wait until the job that a press began has ended; return its message as it is then."""
    return finished(double, pressed.followup(timeout=PATIENCE))


def finished(double: DiscordDouble, message: cards.Message) -> cards.Message:
    """Wait until the job of a message has ended; return the message as it is then."""

    def over() -> bool:
        now = double.message(message)
        return now is not None and now["components"] == []

    double.wait_for(over, PATIENCE, "the job did not end")
    return double.message(message) or {}


def added(double: DiscordDouble, name: str, content: bytes) -> cards.Message:
    """Add a document and confirm it; return the message of the job that has ended."""
    card = offered(double, file1=Upload(name, content))
    told = ended(double, double.click(card, "Add", member="moderator"))
    assert cards.says(told)[0] == "Documents added"
    return told


def forged(
    double: DiscordDouble, message: cards.Message, custom_id: str, *, member: str = "moderator"
) -> Exchange:
    """Press a button that a message never had, as if it had had it."""
    changed = copy.deepcopy(message)
    button = {"type": 2, "style": 2, "label": "Forged", "custom_id": custom_id}
    changed["components"] = [{"type": 1, "components": [button]}]
    return double.click(changed, custom_id, member=member, stale=True)


def answer(double: DiscordDouble, question: str) -> str:
    """Ask, and return the words of the card."""
    return cards.says(double.slash("ask", question=question).response())[1]


def suggested(double: DiscordDouble, command: str, words: str) -> dict[str, str]:
    """Return the documents that a command suggests, with the id that each stands for."""
    typed = double.autocomplete(command, option="document", value=words, member="moderator")
    return {choice["name"]: choice["value"] for choice in typed.choices}
