"""Discord as a bot meets it: interactions and messages that come in, and all that is sent, as JSON."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import discord

from bot.gateway.client import ChapterClient

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.isolation.places import Place

Sent = dict[str, Any]
"""A message, a form or suggestions, and where everybody sees it."""

MODERATES = discord.Permissions(manage_guild=True)
_TEXT = discord.ChannelType.text


@dataclass(frozen=True, slots=True)
class Attached:
    """A file of a member's, with what it holds, since nothing is fetched here."""

    filename: str
    content: bytes

    @property
    def size(self) -> int:
        """Its bytes."""
        return len(self.content)


class RecordingClient(ChapterClient):
    """The bot's client, which is not connected: what it sends by itself is taken down."""

    sent: list[Sent]

    def get_partial_messageable(self, id: int, **_rest: Any) -> Any:  # noqa: A002 - discord.py's.
        """Return a channel."""
        return Channel(self.sent, id)

    async def create_dm(self, user: Any) -> Any:
        """Return the direct messages of a member."""
        return Channel(self.sent, user.id)


@dataclass
class Channel:
    """A channel, or a message in it."""

    sent: list[Sent]
    id: int

    async def send(self, content: str | None = None, **said: Any) -> Any:
        """Take a message down."""
        self.sent.append(message_of("message", self.id, content=content, **said))
        return SimpleNamespace(id=1, channel=self)

    async def edit(self, **said: Any) -> None:
        """Take down what a message is changed to."""
        self.sent.append(message_of("edit", self.id, **said))

    async def typing(self) -> None:
        """Show that the bot types."""

    async def create_thread(self, *, name: str, **_rest: Any) -> Channel:
        """Take down that a thread is opened."""
        self.sent.append({"what": "thread", "channel": self.id, "name": name})
        return self

    def get_partial_message(self, _id: int) -> Channel:
        """Return a message."""
        return self


@dataclass
class Interaction:
    """A command, a pressed button or a form; what a bot answers goes to ``sent``."""

    client: RecordingClient
    place: Place
    user: Any
    permissions: discord.Permissions = MODERATES
    message: Any = None
    data: dict[str, Any] = field(default_factory=dict)
    type: discord.InteractionType = discord.InteractionType.application_command
    locale: discord.Locale = discord.Locale.british_english
    token: str = "token"  # noqa: S105 - of nothing.

    def __post_init__(self) -> None:
        """Know the place as discord.py tells of it."""
        self.guild_id = self.place.guild
        self.guild_locale = None if self.guild_id is None else self.locale
        self.channel_id = self.place.channel
        self.channel = Channel(self.client.sent, self.channel_id)
        self.created_at = dt.datetime.now(dt.UTC)
        self.response = self.followup = self

    def is_done(self) -> bool:
        """Tell that it still waits for an answer."""
        return False

    async def defer(self, *, ephemeral: bool, thinking: bool) -> None:
        """Take down who will see the answer."""
        if thinking:
            self._take({"what": "thinking", "alone": ephemeral})

    async def send(self, **said: Any) -> Any:
        """Take down a message below."""
        self._take(message_of("message", self.channel_id, **said))
        return SimpleNamespace(id=1, channel=self.channel)

    async def edit_original_response(self, **said: Any) -> None:
        """Take down the answer."""
        self._take(message_of("answer", self.channel_id, **said))

    async def delete_original_response(self) -> None:
        """Take the answer away."""

    async def send_modal(self, modal: discord.ui.Modal) -> None:
        """Take down a form."""
        self._take({"what": "form", **modal.to_dict()})

    async def autocomplete(self, choices: Sequence[discord.app_commands.Choice[Any]]) -> None:
        """Take down suggestions."""
        self._take({"what": "choices", "choices": [choice.to_dict() for choice in choices]})

    def _take(self, sent: Sent) -> None:
        self.client.sent.append({"channel": self.channel_id, **sent})


def message_of(
    what: str,
    channel: int,
    *,
    content: str | None = None,
    embed: discord.Embed | None = None,
    view: discord.ui.View | None = None,
    attachments: Any = (),
    files: Sequence[discord.File] = (),
    ephemeral: bool = False,
    **_rest: Any,
) -> Sent:
    """Return all of a message that somebody sees."""
    files = attachments if isinstance(attachments, list) else files
    return {
        "what": what,
        "channel": channel,
        "alone": ephemeral,
        "content": content,
        "embed": None if embed is None else embed.to_dict(),
        "components": [] if view is None else view.to_components(),
        "files": [_file(each) for each in files],
    }


def _file(file: discord.File) -> dict[str, Any]:
    content = file.fp.read()
    try:
        shown = content.decode()
    except UnicodeDecodeError:  # A picture.
        shown = hashlib.sha256(content).hexdigest()
    return {"name": file.filename, "description": file.description, "content": shown}


def text_channel(channel: int) -> Any:
    """Return a channel as an option of a command."""
    return SimpleNamespace(id=channel, type=_TEXT)
