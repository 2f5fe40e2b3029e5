"""The cards about what is kept of a member, who may have it or have it deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards import counts
from bot.cards.model import Button, ButtonStyle, Card, CardFile, Colour, Embed
from bot.cards.review_ids import PrivacyAction, PrivacyButtonId
from bot.language.translation import _

if TYPE_CHECKING:
    from retrieval.domain import PersonalData

_FILE = "my-data.json"


def data_card(data: PersonalData, content: bytes) -> Card:
    """Return what is kept of a member, as a file."""
    return Card(
        Embed(
            title=_("What is kept about you here"),
            description=f"{_what(data)} {_('The file has all of it.')}",
            colour=Colour.INFORMATION,
            footer=_("Only you see this."),
        ),
        file=CardFile(_FILE, content),
    )


def deletion_card(data: PersonalData, *, member: int) -> Card:
    """Return the question whether that is really to go."""

    def button(label: str, action: PrivacyAction, style: ButtonStyle) -> Button:
        return Button(label, str(PrivacyButtonId(action, member)), style=style)

    return Card(
        Embed(
            title=_("Delete what is kept about you here?"),
            description=f"{_what(data)} {_('This cannot be undone.')}",
            colour=Colour.POSSIBLE,
            footer=_("Only you see this."),
        ),
        rows=(
            (
                button(_("Delete"), PrivacyAction.DELETE, ButtonStyle.PRIMARY),
                button(_("Keep it"), PrivacyAction.KEEP, ButtonStyle.PLAIN),
            ),
        ),
    )


def nothing_card() -> Card:
    """Return that nothing is kept of a member."""
    return Card(
        Embed(
            title=_("Nothing is kept about you here"),
            description=_(
                "No question is kept with your name in this place, and no rating of yours. "
                "`/about` tells what is kept at all."
            ),
            colour=Colour.INFORMATION,
            footer=_("Only you see this."),
        )
    )


def only_as_moderator_card(data: PersonalData) -> Card:
    """Return that what is kept of a member is not theirs to delete."""
    return Card(
        Embed(
            title=_("There is nothing to delete here"),
            description=f"{_as_moderator(data)} {_('`/privacy export` gives it to you.')}",
            colour=Colour.INFORMATION,
            footer=_("Only you see this."),
        )
    )


def deleted_card(questions: int, ratings: int, to_moderators: int = 0) -> Card:
    """Return what was deleted."""
    posts = _(
        "The same holds for {questions} to moderators; what was posted of them in channels can be "
        "deleted there."
    ).format(questions=counts.questions(to_moderators))
    return Card(
        Embed(
            title=_("Deleted"),
            description=_(
                "{questions} and {ratings} of yours will not be found here any more."
            ).format(questions=counts.questions(questions), ratings=counts.ratings(ratings))
            + (f" {posts}" if to_moderators else ""),
            colour=Colour.INFORMATION,
            footer=_("Only you see this."),
        )
    )


def kept_card() -> Card:
    """Return that all stays as it is."""
    return Card(
        Embed(
            title=_("Nothing was deleted"),
            description=_("What is kept about you stays as it is."),
            colour=Colour.INFORMATION,
            footer=_("Only you see this."),
        )
    )


def _what(data: PersonalData) -> str:
    what = _(
        "**{questions} and {ratings}**: the questions with your name beside them, the ratings with "
        "a salted hash in its place."
    ).format(
        questions=counts.questions(len(data.questions)), ratings=counts.ratings(len(data.ratings))
    )
    asked = _("**{questions} to moderators**, with your name and the answers.").format(
        questions=counts.questions(len(data.to_moderators))
    )
    said = [what, *([asked] if data.to_moderators else [])]
    return " ".join([*said, *([_as_moderator(data)] if data.as_moderator else [])])


def _as_moderator(data: PersonalData) -> str:
    return _(
        "**What you did as a moderator** ({count}) stays with your name, so that others can see who "
        "changed and answered what."
    ).format(count=counts.number(data.as_moderator))
