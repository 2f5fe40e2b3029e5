"""Which messages are questions: a mention, a reply to the bot, a direct message.

The bot does without the privileged message content intent. Discord sends the content of direct
messages and of messages that mention the bot all the same; a reply mentions it unless its author
switches that off, and then arrives without content and is not answered.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import discord

from bot.asking.answering import Follows
from bot.cards.ids import ANSWER_TEMPLATE
from bot.cards.text import unescape
from retrieval.asking.courtesies import only_thanks, without_courtesies

if TYPE_CHECKING:
    from collections.abc import Sequence

_EMOJI, _MENTION = re.compile(r"<a?:\w+:\d+>"), re.compile(r"<[@#][!&]?\d+>")
_BOT = "(you|u|this bot|the bot)"
_ABOUT_THE_BOT = re.compile(
    "|".join(
        (
            "help( me)?|can you help( me)?|commands",
            "(who|what) are (you|u)|(who|what) is this bot|are you (a bot|an ai|human|real)",
            f"who made {_BOT}|how (do|does) {_BOT} work|how (can|do|should) i use {_BOT}",
            f"what (can|do|does) {_BOT} (do|know( about)?)|what can i ask( {_BOT})?",
            "(show|list|give)( me)?( all)?( your| the)? (sources|documents)",
            "(what are )?your (sources|documents)|what('s| is) in (the|your) library",
            f"(what|which) (documents|sources|files) (can|do|does) {_BOT} (have|know|use|search|read)",
            "(what|which) (documents|sources) are (there|in (the|your) library)",
        )
    )
)
"""What a message says, and nothing else, that asks for the bot itself or what it reads."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What matters about a message."""

    content: str
    from_member: bool
    """Whether a person wrote it: not a bot, a webhook or Discord itself."""
    direct: bool
    mentions: Sequence[int]
    """Ids of the users it mentions by name; neither roles nor everyone count."""
    replies_to: int | None
    """Id of the user whose message it replies to."""
    card: Follows | None = None
    """What that message answered, where it is a card of a question."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Answer this question."""

    question: str
    follows: Follows | None = None
    """The card of the bot's that it replies to."""

    @property
    def texts(self) -> tuple[str, ...]:
        """What members wrote, which no log may hold."""
        return (self.question,) if self.follows is None else (self.question, self.follows.title)


@dataclass(frozen=True, slots=True)
class Help:
    """Tell how to ask: the bot was called, and nothing was asked, or only what it is for."""


@dataclass(frozen=True, slots=True)
class Ignore:
    """Say nothing."""


Decision = Ask | Help | Ignore
"""What to do about a message."""


def decide(heard: Heard, bot: int) -> Decision:
    """Decide what to do about a message, for the bot with this user id."""
    if not heard.from_member:
        return Ignore()
    called = bot in heard.mentions
    if not (called or heard.direct or heard.replies_to == bot):
        return Ignore()
    written = _EMOJI.sub(" ", re.sub(rf"<@!?{bot}>", " ", heard.content)).strip()
    replies = heard.replies_to == bot
    # Whom else it mentions is no question.
    said = _MENTION.sub(" ", written)
    asked = without_courtesies(said)
    if _ABOUT_THE_BOT.fullmatch(
        " ".join(re.findall(r"[\w']+", asked.replace("’", "'"))).casefold()
    ):
        return Help()
    if asked:
        return Ask(written, heard.card if replies else None)
    # A reply names the bot by itself, so one that asks nothing (a picture, "thanks!") is no call
    # for help.
    by_name = called and not replies
    calls = by_name or (heard.direct and heard.content and not replies)
    return Help() if calls and not only_thanks(said) else Ignore()


def hear(message: discord.Message) -> Heard:
    """Return what matters about a message of Discord's."""
    reference = message.reference.resolved if message.reference is not None else None
    replied = reference if isinstance(reference, discord.Message) else None
    return Heard(
        content=message.content,
        from_member=not (
            message.author.bot or message.webhook_id is not None or message.is_system()
        ),
        direct=isinstance(message.channel, discord.DMChannel),
        mentions=[user.id for user in message.mentions],
        replies_to=None if replied is None else replied.author.id,
        card=None if replied is None else card_of(replied),
    )


def card_of(message: discord.Message) -> Follows | None:
    """Return what the card of a question answers, which its buttons know; else ``None``."""
    rows = [row for row in message.components if isinstance(row, discord.ActionRow)]
    ids = [getattr(item, "custom_id", None) or "" for row in rows for item in row.children]
    match = next(filter(None, map(ANSWER_TEMPLATE.fullmatch, ids)), None)
    if match is None:
        return None
    title = message.embeds[0].title if message.embeds else None
    return Follows(match["answer"], unescape(title or ""))
