"""Members ask moderators, and these answer, in the double."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from tests.end_to_end import cards
from tests.end_to_end.home import PATIENCE, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.discord_double import DiscordDouble, Exchange
    from tests.end_to_end.home import Served

FOOTBALL = "who won the *football* @everyone yesterday"
SHOWN = "who won the \\*football\\* \\@everyone yesterday"
REPLY = "**Nobody** did, @everyone. See https://example.org/cup."
REPLY_SHOWN = "\\*\\*Nobody\\*\\* did, \\@everyone. See [https\\://example.org/cup](https://example.org/cup)\\."
FOR_MODERATORS = "That is for moderators"
CLOSED = {"message": "Cannot send messages to this user", "code": 50007}
UNTOLD = "SELECT answer FROM moderator_questions WHERE told_at IS NULL"
FORBIDDEN = {"message": "Missing Access", "code": 50001}


def set_channel(double: DiscordDouble, **options: str) -> str:
    done = double.slash("settings help-channel", member="moderator", options=options)
    return cards.says(done.response(PATIENCE))[0]


@contextmanager
def asking_moderators(moderated: Served) -> Iterator[DiscordDouble]:
    """Let members of a bot's server ask moderators for a while; then none of them waits."""
    double = moderated.double
    other = double.state.other_channel_id
    assert set_channel(double, channel=other) == "Members can ask moderators there now"
    yield double
    assert set_channel(double) == "Moderators take no questions any more"
    with closing(sqlite3.connect(moderated.home.catalogue, timeout=30)) as connection:
        connection.execute("DELETE FROM moderator_questions")
        # That of the other server, which nobody asks any more.
        connection.execute("DELETE FROM guild_settings WHERE name = 'help_channel'")
        connection.commit()
    assert double.violations == []


def ask(double: DiscordDouble, *, private: bool = False) -> cards.Message:
    """Ask what the documents do not answer; return the card."""
    card = double.slash("ask", question=FOOTBALL, private=private).response()
    assert cards.buttons(card)["Ask a moderator"]
    return card


def press(double: DiscordDouble, card: cards.Message, *, member: str = "asker") -> tuple[str, str]:
    """Press the button; return what its member alone is told."""
    pressed = double.click(card, "Ask a moderator", member=member)
    told = cards.says(pressed.response())
    assert pressed.ephemeral
    return told


def posts(double: DiscordDouble, channel: str = "") -> list[cards.Message]:
    """Return what the bot has written in a channel, by default in the moderators'."""
    where = channel or double.state.other_channel_id
    found = [each for each in double.state.messages.values() if each["channel_id"] == where]
    mine = [each for each in found if each["author"]["id"] == double.state.bot["id"]]
    # What answers a command or a button is told by the exchange.
    return [each for each in mine if "webhook_id" not in each]


def put(double: DiscordDouble, *, private: bool = False) -> tuple[cards.Message, cards.Message]:
    """Ask a moderator; return the card and the post."""
    before = len(posts(double))
    card = ask(double, private=private)
    assert press(double, card)[0] == "Moderators have your question"
    (post,) = posts(double)[before:]
    return card, post


def answer(
    double: DiscordDouble, post: cards.Message, opened: Exchange | None = None, words: str = REPLY
) -> Exchange:
    """Answer as a moderator, in a form that is open already or a new one."""
    opened = opened or double.click(post, "Answer", member="moderator")
    return double.modal_submit(opened, {"answer": words}, member="moderator")


def told(moderated: Served) -> None:
    """Wait until it is noted that the asker has the answer, which comes after it is shown."""
    wait_until(lambda: not moderated.home.query(UNTOLD))


def member_id(double: DiscordDouble) -> str:
    return str(double.state.users["asker"]["id"])


def reply_shown_plainly() -> str:
    """Return what a moderator wrote as it is given back, where no address is a link."""
    return REPLY_SHOWN.partition("[")[0] + "https\\://example.org/cup."
