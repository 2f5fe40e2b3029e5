"""The cards about what moderators set for their server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards import counts
from bot.cards.model import Card, Colour, Embed, Field
from bot.language.library_words import said
from bot.language.translation import _, languages

if TYPE_CHECKING:
    from retrieval.domain import GuildSettings, Strictness


def settings_card(settings: GuildSettings, *, answer_days: int) -> Card:
    """Return what is set for a server.

    :param answer_days: days that the owner of the bot keeps answers at most.
    """
    level = settings.strictness
    return Card(
        Embed(
            title=_("Settings of this server"),
            description=_("Moderators change them with `/settings`."),
            colour=Colour.INFORMATION,
            fields=(
                Field(_("Language"), _language(settings.language)),
                Field(_("Strictness"), f"**{said(level.value)}** · {said(level.meaning)}"),
                Field(_("Mentions are answered in"), _channels(settings.mention_channels)),
                Field(_("Answers to `/ask`"), _privacy(private=settings.private_answers)),
                Field(_("Answers to mentions"), _place(threads=settings.thread_answers)),
                Field(_("Who moderates"), _moderators(settings.moderator_role)),
                Field(_("Questions"), _kept(settings.keep_days, answer_days)),
                Field(_("Who asked"), _askers(keep=settings.keep_askers)),
                Field(_("Questions to moderators"), _help(settings.help_channel)),
                Field(_("Weekly digest of the questions"), _digest(settings.digest_channel)),
            ),
        )
    )


def language_card(code: str | None) -> Card:
    """Return the language that holds from now on; the card is in it already."""
    if code is None:
        title = _("Everybody reads their own language now")
    else:
        title = _("The language is now {language}").format(language=languages()[code].name)
    return _changed(title, _language(code))


def strictness_card(level: Strictness) -> Card:
    """Return what holds from the next question on."""
    return _changed(
        _("Strictness is now {level}").format(level=said(level.value)),
        f"{said(level.meaning)} {_next()}",
    )


def channels_card(channels: tuple[int, ...]) -> Card:
    """Return where mentions are answered from now on."""
    return _changed(
        _("Mentions are now answered in the channels that you named")
        if channels
        else _("Mentions are now answered in every channel"),
        " ".join(
            (
                _channels(channels),
                _("Threads belong to their channel, and `/ask` works everywhere."),
            )
        ),
    )


def privacy_card(*, private: bool) -> Card:
    """Return who sees the answers to commands from now on."""
    return _changed(
        _("Answers to /ask are now private") if private else _("Answers to /ask are now for all"),
        f"{_privacy(private=private)} {_next()}",
    )


def threads_card(*, threads: bool) -> Card:
    """Return where mentions are answered from now on."""
    return _changed(
        _("Mentions are now answered in threads")
        if threads
        else _("Mentions are now answered with a reply"),
        f"{_place(threads=threads)} {_next()}",
    )


def moderators_card(role: int | None) -> Card:
    """Return who moderates from now on."""
    if role is None:
        return _changed(_("No role moderates any more"), _moderators(None))
    integrations = _(
        "Discord itself shows the commands to nobody else before somebody who manages the server "
        "allows the role in Server Settings › Integrations."
    )
    return _changed(_("That role moderates now"), f"{_moderators(role)} {integrations}")


def questions_card(days: int | None, *, answer_days: int) -> Card:
    """Return whether and how long questions are kept from now on.

    :param answer_days: days that the owner of the bot keeps answers at most.
    """
    deleted = _("What was kept for longer so far has been deleted.")
    return _changed(
        _("Questions are now not kept")
        if days == 0
        else _("Questions are now kept for {days}").format(
            days=counts.days(_days(days, answer_days))
        ),
        f"{_kept(days, answer_days)} {deleted}",
    )


def askers_card(*, keep: bool) -> Card:
    """Return whether it is kept from now on who asked."""
    if keep:
        return _changed(_("Who asked is now kept"), f"{_askers(keep=True)} {_next()}")
    deleted = _("Who asked so far has been deleted.")
    return _changed(_("Who asked is now not kept"), f"{_askers(keep=False)} {deleted}")


def help_channel_card(channel: int | None) -> Card:
    """Return where members ask moderators from now on."""
    if channel is None:
        return _changed(_("Moderators take no questions any more"), _help(None))
    readers = _(
        "Whoever reads the channel sees the questions and who asks; only moderators can answer. "
        "The bot has to be allowed to send messages and embed links there."
    )
    return _changed(
        _("Members can ask moderators there now"), f"{_help(channel)} {readers} {_next()}"
    )


def digest_channel_card(channel: int | None) -> Card:
    """Return where the digest is posted from now on."""
    if channel is None:
        return _changed(
            _("There is no digest any more"), _("`/insights` tells the same at any time.")
        )
    first = _(
        "The first one comes in a week. The bot has to be allowed to send messages, embed links "
        "and attach files there."
    )
    return _changed(_("That channel gets the digest now"), f"{_digest(channel)} {first}")


def _changed(title: str, text: str) -> Card:
    return Card(Embed(title=title, description=text, colour=Colour.INFORMATION))


def _next() -> str:
    return _("This holds from the next question on.")


def _language(code: str | None) -> str:
    if code is None or code not in languages():
        return _(
            "Each member’s own, as Discord has it, where the bot speaks it; English otherwise. "
            "What everybody reads is in the language of this server’s Discord settings. Quotes "
            "stay as they are."
        )
    return _(
        "**{language}** · For everybody. Quotes stay in the language of their document."
    ).format(language=languages()[code].name)


def _channels(channels: tuple[int, ...]) -> str:
    if not channels:
        return _("Every channel.")
    return f"{', '.join(f'<#{channel}>' for channel in channels)}."


def _privacy(*, private: bool) -> str:
    if private:
        return _(
            "**private** · Only the member who asks sees the answer, unless `private:` says else."
        )
    return _("**for all** · Everybody in the channel sees them, unless `private:` says else.")


def _place(*, threads: bool) -> str:
    if threads:
        return _("**in a thread** · On the message that asks, where the bot may open one.")
    return _("**a reply** · In the channel itself.")


def _moderators(role: int | None) -> str:
    if role is None:
        return _("Members with the permission to manage this server.")
    return _("Members with the permission to manage this server, and those with {role}.").format(
        role=f"<@&{role}>"
    )


def _kept(days: int | None, answer_days: int) -> str:
    if days == 0:
        return _(
            "**not kept** · Answers are, so that their pages can be turned; the words of the "
            "questions are not."
        )
    return _("**kept for {days}** · With their answers, for `/insights`.").format(
        days=counts.days(_days(days, answer_days))
    )


def _askers(*, keep: bool) -> str:
    if keep:
        return _("**kept** · With each question, for moderators; `/privacy` is for the member.")
    return _("**not kept** · Questions are kept without the member who asked.")


def _help(channel: int | None) -> str:
    if channel is None:
        return _("None are taken.")
    return _("In {channel}, by a button below what the documents do not answer for sure.").format(
        channel=f"<#{channel}>"
    )


def _digest(channel: int | None) -> str:
    if channel is None:
        return _("None.")
    return _("In {channel}, if anything was asked.").format(channel=f"<#{channel}>")


def _days(days: int | None, answer_days: int) -> int:
    return answer_days if days is None else min(days, answer_days)
