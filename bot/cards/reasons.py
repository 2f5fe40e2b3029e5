"""The form in which a member says why a quote did not help, and the thanks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards.forms import Form, FormField
from bot.cards.model import Card, Colour, Embed
from bot.cards.text import clean
from bot.language.translation import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.cards.review_ids import ReasonId

MOST_CHARACTERS = 500
"""Longest reason, in characters."""

_FIELD = "reason"


def reason_form(rated: ReasonId) -> Form:
    """Return the form for a rating."""
    return Form(
        title=_("Why did this not help?"),
        custom_id=rated.form,
        fields=(
            FormField(
                _FIELD,
                _("Moderators see this, without your name"),
                "",
                MOST_CHARACTERS,
                _("It is out of date, it answers another question, …"),
                long=True,
            ),
        ),
    )


def reason_of(lines: Mapping[str, str]) -> str:
    """Return the reason that was written into the form; empty where there is none."""
    return clean(lines.get(_FIELD, "")).strip()[:MOST_CHARACTERS]


def no_reason_card() -> Card:
    """Return the notice for a form that came back with nothing but blanks."""
    return Card(
        Embed(
            title=_("There was no reason in that"),
            description=_("The rating is kept without one. Press “Say why” to write some words."),
            colour=Colour.TROUBLE,
        )
    )


def reason_kept_card() -> Card:
    """Return the thanks for a reason."""
    return Card(
        Embed(
            title=_("Thank you"),
            description=_(
                "The moderators of this server see why, without your name. Rating the quote again "
                "takes it back."
            ),
            colour=Colour.INFORMATION,
        )
    )
