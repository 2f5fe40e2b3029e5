"""The cards about what is kept of a member, who may have it or have it deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards.lines import counted
from bot.cards.model import Button, ButtonStyle, Card, CardFile, Colour, Embed
from bot.cards.review_ids import PrivacyAction, PrivacyButtonId

if TYPE_CHECKING:
    from retrieval.domain import PersonalData

_FILE = "my-data.json"
_ALONE = "Only you see this."


def data_card(data: PersonalData, content: bytes) -> Card:
    """Return what is kept of a member, as a file."""
    return Card(
        Embed(
            title="What is kept about you here",
            description=f"{_what(data)} The file has all of it.",
            colour=Colour.INFORMATION,
            footer=_ALONE,
        ),
        file=CardFile(_FILE, content),
    )


def deletion_card(data: PersonalData, *, member: int) -> Card:
    """Return the question whether that is really to go."""

    def button(label: str, action: PrivacyAction, style: ButtonStyle) -> Button:
        return Button(label, str(PrivacyButtonId(action, member)), style=style)

    return Card(
        Embed(
            title="Delete what is kept about you here?",
            description=f"{_what(data)} This cannot be undone.",
            colour=Colour.POSSIBLE,
            footer=_ALONE,
        ),
        rows=(
            (
                button("Delete", PrivacyAction.DELETE, ButtonStyle.PRIMARY),
                button("Keep it", PrivacyAction.KEEP, ButtonStyle.PLAIN),
            ),
        ),
    )


def nothing_card() -> Card:
    """Return that nothing is kept of a member."""
    return Card(
        Embed(
            title="Nothing is kept about you here",
            description=(
                "No question is kept with your name in this place, and no rating of yours. "
                "`/about` tells what is kept at all."
            ),
            colour=Colour.INFORMATION,
            footer=_ALONE,
        )
    )


def deleted_card(questions: int, ratings: int) -> Card:
    """Return what was deleted."""
    return Card(
        Embed(
            title="Deleted",
            description=f"{_counted(questions, ratings)} of yours will not be found here any more.",
            colour=Colour.INFORMATION,
            footer=_ALONE,
        )
    )


def kept_card() -> Card:
    """Return that all stays as it is."""
    return Card(
        Embed(
            title="Nothing was deleted",
            description="What is kept about you stays as it is.",
            colour=Colour.INFORMATION,
            footer=_ALONE,
        )
    )


def _what(data: PersonalData) -> str:
    return (
        f"**{_counted(len(data.questions), len(data.ratings))}**: the questions with your name "
        "beside them, the ratings with a salted hash in its place."
    )


def _counted(questions: int, ratings: int) -> str:
    return f"{counted(questions, 'question')} and {counted(ratings, 'rating')}"
