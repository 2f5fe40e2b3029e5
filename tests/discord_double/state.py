"""The world inside the double: who there is, which channels, messages and commands."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.discord_double import places

if TYPE_CHECKING:
    from tests.discord_double.uploads import Serving

EPOCH = dt.datetime(2015, 1, 1, tzinfo=dt.UTC)
EPHEMERAL = 1 << 6

Json = dict[str, Any]

_TEXT, _DM = 0, 1
_DEFAULT, _REPLY = 0, 19

# Of the permissions only these matter to a bot that writes: see, send, embed, attach, read history.
MEMBER_PERMISSIONS = (1 << 10) | (1 << 11) | (1 << 14) | (1 << 15) | (1 << 16) | (1 << 31)
MODERATOR_PERMISSIONS = MEMBER_PERMISSIONS | (1 << 5) | (1 << 13)


@dataclass
class State:
    """What Discord remembers. All ids are strings, as on the wire."""

    token: str
    serial: itertools.count[int] = field(default_factory=itertools.count)
    users: dict[str, Json] = field(default_factory=dict)
    """By the name that tests use: "bot", "asker", "other", "moderator"."""
    messages: dict[str, Json] = field(default_factory=dict)
    attachments: dict[str, tuple[Json, bytes]] = field(default_factory=dict)
    """Attachments, described and as bytes, by their id."""
    servings: dict[str, Serving] = field(default_factory=dict)
    """How the bytes of some of them are served, by their id."""
    global_commands: list[Json] = field(default_factory=list)
    guild_commands: dict[str, list[Json]] = field(default_factory=dict)
    dms: dict[str, Json] = field(default_factory=dict)
    """Direct message channels by the name of the person."""
    roles: dict[str, list[str]] = field(default_factory=dict)
    """Ids of the roles that people have, by their names."""
    threads: dict[str, Json] = field(default_factory=dict)
    """Threads by their id, which is that of the message they begin with."""

    def __post_init__(self) -> None:
        """Bring the people, the guild and its channel into being."""
        for name in ("bot", "asker", "other", "moderator"):
            self.users[name] = self._user(name, bot=name == "bot")
        self.application_id = str(self.users["bot"]["id"])
        self.guild_id = self.snowflake()
        """The guild that people act in, and below it the channel."""
        self.channel_id = self.snowflake()
        self.other_channel_id = self.snowflake()
        self.category_id = self.snowflake()
        """The category of the other channel."""
        self.role_id = self.snowflake()
        self.guilds: dict[str, str] = {self.guild_id: self.channel_id}
        """Every guild that the bot is in, and its channel."""

    @property
    def bot(self) -> Json:
        """The bot's own user."""
        return self.users["bot"]

    def snowflake(self) -> str:
        """Return a fresh id whose time is now, in ascending order."""
        milliseconds = int((dt.datetime.now(dt.UTC) - EPOCH).total_seconds() * 1000)
        return str((milliseconds << 22) | (next(self.serial) & 0xFFF))

    def member(self, name: str) -> Json:
        """Return a person as a member of the guild."""
        return {
            "user": self.users[name],
            "roles": self.roles.get(name, []),
            "joined_at": "2024-01-01T00:00:00+00:00",
            "deaf": False,
            "mute": False,
            "flags": 0,
            "permissions": self.permissions(name),
        }

    def permissions(self, name: str) -> str:
        """Return what a person may do in the guild's channel."""
        return str(MODERATOR_PERMISSIONS if name == "moderator" else MEMBER_PERMISSIONS)

    def add_guild(self, shard: int, count: int) -> str:
        """Bring another guild into being, on one of so many shards; return its id."""
        number = int(self.snowflake())
        # Discord's rule: https://discord.com/developers/docs/events/gateway#sharding
        number += (shard - (number >> 22)) % count << 22
        self.guilds[str(number)] = self.snowflake()
        return str(number)

    def guilds_of(self, shard: int, count: int) -> list[str]:
        """Return the guilds on one of so many shards."""
        return [guild_id for guild_id in self.guilds if (int(guild_id) >> 22) % count == shard]

    def guild_of(self, channel_id: str) -> str | None:
        """Return the guild of a channel or thread; direct messages have none."""
        if channel_id in {self.other_channel_id, self.category_id, *self.threads}:
            return self.guild_id
        found = (guild for guild, channel in self.guilds.items() if channel == channel_id)
        return next(found, None)

    def channel(self, guild_id: str | None = None) -> Json:
        """Return the text channel of a guild, by default of the one that people act in."""
        guild_id = guild_id or self.guild_id
        return {
            "id": self.guilds[guild_id],
            "type": _TEXT,
            "guild_id": guild_id,
            "name": "general",
            "position": 0,
            "permission_overwrites": [],
            "parent_id": None,
            "nsfw": False,
            "topic": None,
            "last_message_id": None,
            "rate_limit_per_user": 0,
        }

    def dm_channel(self, name: str) -> Json:
        """Return the direct messages between the bot and a person."""
        if name not in self.dms:
            recipient = self.users[name]
            self.dms[name] = {"id": self.snowflake(), "type": _DM, "recipients": [recipient]}
        return self.dms[name]

    def is_dm(self, channel_id: str) -> bool:
        """Say whether a channel is for direct messages."""
        return any(channel["id"] == channel_id for channel in self.dms.values())

    def knows_channel(self, channel_id: str) -> bool:
        """Say whether there is such a channel."""
        return self.guild_of(channel_id) is not None or self.is_dm(channel_id)

    def all_roles(self, guild_id: str) -> list[Json]:
        """Return everybody's role, and the one other of the first guild."""
        everyone = places.role(guild_id, "@everyone", MEMBER_PERMISSIONS, position=0)
        librarians = places.role(self.role_id, "Librarians", MEMBER_PERMISSIONS, position=1)
        return [everyone, librarians] if guild_id == self.guild_id else [everyone]

    def _channels(self, guild_id: str) -> list[Json]:
        own = self.channel(guild_id)
        others = (self.category_id, self.other_channel_id)
        first = guild_id == self.guild_id
        return [own, *(places.channel(self, each) for each in others if first)]

    def guild(self, guild_id: str) -> Json:
        """Return a guild as GUILD_CREATE describes it."""
        return {
            "id": guild_id,
            "name": "Town Hall",
            "icon": None,
            "owner_id": self.users["moderator"]["id"],
            "unavailable": False,
            "member_count": len(self.users),
            "large": False,
            "joined_at": "2024-01-01T00:00:00+00:00",
            "roles": self.all_roles(guild_id),
            "emojis": [],
            "stickers": [],
            "features": [],
            "members": [self.member("bot")],
            "channels": self._channels(guild_id),
            "threads": list(self.threads.values()) if guild_id == self.guild_id else [],
            "presences": [],
            "voice_states": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
            "verification_level": 0,
            "default_message_notifications": 0,
            "explicit_content_filter": 0,
            "mfa_level": 0,
            "nsfw_level": 0,
            "premium_tier": 0,
            "premium_subscription_count": 0,
            "preferred_locale": "en-GB",
            "afk_timeout": 300,
            "afk_channel_id": None,
            "system_channel_id": None,
            "system_channel_flags": 0,
            "rules_channel_id": None,
            "application_id": None,
        }

    def new_message(
        self,
        *,
        author: Json,
        channel_id: str,
        content: str = "",
        reference: Json | None = None,
        **rest: Any,
    ) -> Json:
        """Return a message of Discord's form and remember it.

        :param reference: the message it replies to.
        """
        message: Json = {
            "id": self.snowflake(),
            "channel_id": channel_id,
            "author": author,
            "content": content,
            "timestamp": dt.datetime.now(dt.UTC).isoformat(),
            "edited_timestamp": None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [
                user
                for user in (self.users.values() if "<@" in content else ())
                if f"<@{user['id']}>" in content
            ],
            "mention_roles": [],
            "attachments": [],
            "embeds": [],
            "components": [],
            "pinned": False,
            "flags": 0,
            "type": _DEFAULT if reference is None else _REPLY,
            **rest,
        }
        if reference is not None:
            message["message_reference"] = {
                "message_id": reference["id"],
                "channel_id": reference["channel_id"],
                "type": 0,
            }
            # Discord goes one message deep.
            nested = ("referenced_message", "message_reference")
            message["referenced_message"] = {k: v for k, v in reference.items() if k not in nested}
        self.messages[message["id"]] = message
        return message

    def register(self, commands: list[Json], guild_id: str | None) -> list[Json]:
        """Replace the registered commands, whose ids stay where type and name stay."""
        before = self.global_commands if guild_id is None else self.guild_commands.get(guild_id, [])
        ids = {(c["type"], c["name"]): c["id"] for c in before}
        registered = []
        for command in commands:
            kind = command.get("type") or 1
            full = {"description": "", "options": [], "default_member_permissions": None, **command}
            full.update(
                id=ids.get((kind, command["name"])) or self.snowflake(),
                type=kind,
                application_id=self.application_id,
                version=self.snowflake(),
                options=command.get("options") or [],
            )
            if guild_id is not None:
                full["guild_id"] = guild_id
            registered.append(full)
        if guild_id is None:
            self.global_commands = registered
        else:
            self.guild_commands[guild_id] = registered
        return registered

    def find_command(self, name: str, kind: int) -> Json | None:
        """Return a registered command; one of the guild goes before a global one."""
        everywhere: list[Json] = [
            *self.guild_commands.get(self.guild_id, ()),
            *self.global_commands,
        ]
        for command in everywhere:
            if command["name"] == name and command["type"] == kind:
                return command
        return None

    def _user(self, name: str, *, bot: bool) -> Json:
        return {
            "id": self.snowflake(),
            "username": "chapter-and-verse" if bot else name,
            "discriminator": "0",
            "global_name": None if bot else name.title(),
            "avatar": None,
            "bot": bot,
            "public_flags": 0,
        }
