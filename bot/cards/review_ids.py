"""What the buttons and forms about questions and ratings carry in their ``custom_id``.

As everywhere, they name things and hold none of the text; who may press is checked at each press.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

EXPORT_TEMPLATE = re.compile(r"cv1:insights:csv:(?P<days>[1-9][0-9]{0,2})", re.ASCII)

REASON_TEMPLATE = re.compile(
    r"cv1:why:(?P<answer>[a-z0-9]{1,32}):(?P<position>[0-9]{1,3})", re.ASCII
)

REASON_FORM_TEMPLATE = re.compile(
    r"cv1:why-form:(?P<answer>[a-z0-9]{1,32}):(?P<position>[0-9]{1,3})", re.ASCII
)


class PrivacyAction(StrEnum):
    """What a button below the question of ``/privacy delete`` does."""

    DELETE = "delete"
    KEEP = "keep"


PRIVACY_TEMPLATE = re.compile(
    rf"cv1:privacy:(?P<action>{'|'.join(PrivacyAction)}):(?P<member>[0-9]{{1,20}})", re.ASCII
)


@dataclass(frozen=True, slots=True)
class ExportButtonId:
    """The button that exports the questions of so many days."""

    days: int

    def __str__(self) -> str:
        """Return the ``custom_id``."""
        return f"cv1:insights:csv:{self.days}"

    @classmethod
    def of(cls, match: re.Match[str]) -> ExportButtonId:
        """Return what a match of :data:`EXPORT_TEMPLATE` says."""
        return cls(int(match["days"]))


@dataclass(frozen=True, slots=True)
class ReasonId:
    """A quote that somebody rated and may say why, in a button or as a form."""

    answer_id: str
    position: int

    def __str__(self) -> str:
        """Return the ``custom_id`` of the button."""
        return f"cv1:why:{self.answer_id}:{self.position}"

    @property
    def form(self) -> str:
        """The ``custom_id`` of the form."""
        return f"cv1:why-form:{self.answer_id}:{self.position}"

    @classmethod
    def of(cls, match: re.Match[str]) -> ReasonId:
        """Return what a match of one of the two templates says."""
        return cls(match["answer"], int(match["position"]))


@dataclass(frozen=True, slots=True)
class PrivacyButtonId:
    """A button below the question whether a member's data are to go."""

    action: PrivacyAction
    member: int

    def __str__(self) -> str:
        """Return the ``custom_id``."""
        return f"cv1:privacy:{self.action}:{self.member}"

    @classmethod
    def of(cls, match: re.Match[str]) -> PrivacyButtonId:
        """Return what a match of :data:`PRIVACY_TEMPLATE` says."""
        return cls(PrivacyAction(match["action"]), int(match["member"]))
