"""The cards about what moderators set for their server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards.lines import counted
from bot.cards.model import Card, Colour, Embed, Field

if TYPE_CHECKING:
    from collections.abc import Iterable

    from retrieval.domain import GuildSettings, Strictness

_NEXT = "This holds from the next question on."
_INTEGRATIONS = (
    "Discord itself shows the commands to nobody else before somebody who manages the server allows "
    "the role in Server Settings › Integrations."
)


def settings_card(settings: GuildSettings, *, answer_days: int) -> Card:
    """Return what is set for a server.

    :param answer_days: days that the owner of the bot keeps answers at most.
    """
    level = settings.strictness
    return Card(
        Embed(
            title="Settings of this server",
            description="Moderators change them with `/settings`.",
            colour=Colour.INFORMATION,
            fields=(
                Field("Strictness", f"**{level.value}** · {level.meaning}"),
                Field("Mentions are answered in", _channels(settings.mention_channels)),
                Field("Answers to `/ask`", _privacy(private=settings.private_answers)),
                Field("Answers to mentions", _place(threads=settings.thread_answers)),
                Field("Who moderates", _moderators(settings.moderator_role)),
                Field("Questions", _kept(settings.keep_days, answer_days)),
                Field("Who asked", _askers(keep=settings.keep_askers)),
                Field("Weekly digest of the questions", _digest(settings.digest_channel)),
            ),
        )
    )


def strictness_card(level: Strictness) -> Card:
    """Return what holds from the next question on."""
    return _changed(f"Strictness is now {level.value}", f"{level.meaning} {_NEXT}")


def channels_card(channels: tuple[int, ...]) -> Card:
    """Return where mentions are answered from now on."""
    where = "in the channels that you named" if channels else "in every channel"
    return _changed(
        f"Mentions are now answered {where}",
        f"{_channels(channels)} Threads belong to their channel, and `/ask` works everywhere.",
    )


def privacy_card(*, private: bool) -> Card:
    """Return who sees the answers to commands from now on."""
    return _changed(
        f"Answers to /ask are now {'private' if private else 'for all'}",
        f"{_privacy(private=private)} {_NEXT}",
    )


def threads_card(*, threads: bool) -> Card:
    """Return where mentions are answered from now on."""
    return _changed(
        f"Mentions are now answered {'in threads' if threads else 'with a reply'}",
        f"{_place(threads=threads)} {_NEXT}",
    )


def moderators_card(role: int | None) -> Card:
    """Return who moderates from now on."""
    if role is None:
        return _changed("No role moderates any more", _moderators(None))
    return _changed("That role moderates now", f"{_moderators(role)} {_INTEGRATIONS}")


def questions_card(days: int | None, *, answer_days: int) -> Card:
    """Return whether and how long questions are kept from now on.

    :param answer_days: days that the owner of the bot keeps answers at most.
    """
    kept = "not kept" if days == 0 else f"kept for {counted(_days(days, answer_days), 'day')}"
    return _changed(
        f"Questions are now {kept}",
        f"{_kept(days, answer_days)} What was kept for longer so far has been deleted.",
    )


def askers_card(*, keep: bool) -> Card:
    """Return whether it is kept from now on who asked."""
    return _changed(
        f"Who asked is now {'kept' if keep else 'not kept'}",
        f"{_askers(keep=keep)} {_NEXT if keep else 'Who asked so far has been deleted.'}",
    )


def digest_channel_card(channel: int | None) -> Card:
    """Return where the digest is posted from now on."""
    if channel is None:
        return _changed("There is no digest any more", "`/insights` tells the same at any time.")
    return _changed(
        "That channel gets the digest now",
        f"{_digest(channel)} The first one comes in a week. The bot has to be allowed to send "
        "messages, embed links and attach files there.",
    )


def _changed(title: str, text: str) -> Card:
    return Card(Embed(title=title, description=text, colour=Colour.INFORMATION))


def _channels(channels: tuple[int, ...]) -> str:
    return _listed(f"<#{channel}>" for channel in channels) if channels else "Every channel."


def _listed(words: Iterable[str]) -> str:
    return f"{', '.join(words)}."


def _privacy(*, private: bool) -> str:
    if private:
        return (
            "**private** · Only the member who asks sees the answer, unless `private:` says else."
        )
    return "**for all** · Everybody in the channel sees them, unless `private:` says else."


def _place(*, threads: bool) -> str:
    if threads:
        return "**in a thread** · On the message that asks, where the bot may open one."
    return "**a reply** · In the channel itself."


def _moderators(role: int | None) -> str:
    managers = "Members with the permission to manage this server"
    return f"{managers}." if role is None else f"{managers}, and those with <@&{role}>."


def _kept(days: int | None, answer_days: int) -> str:
    if days == 0:
        return (
            "**not kept** · Answers are, so that their pages can be turned; the words of the "
            "questions are not."
        )
    return (
        f"**kept for {counted(_days(days, answer_days), 'day')}** · With their answers, for "
        "`/insights`."
    )


def _askers(*, keep: bool) -> str:
    if keep:
        return "**kept** · With each question, for moderators; `/privacy` is for the member."
    return "**not kept** · Questions are kept without the member who asked."


def _digest(channel: int | None) -> str:
    return "None." if channel is None else f"In <#{channel}>, if anything was asked."


def _days(days: int | None, answer_days: int) -> int:
    return answer_days if days is None else min(days, answer_days)
