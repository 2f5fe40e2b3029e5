"""What the buttons of ``/glossary`` carry in their ``custom_id``.

A change is named by its number and looked up again in the guild of whoever presses, so the number
of another guild's finds nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.cards.ids import MAX_FILTER
from bot.cards.library_ids import number_of


class TermAction(StrEnum):
    """What a button below a change does."""

    UNDO = "undo"
    """Put back what the change has replaced."""
    RESTORE = "restore"
    """Show again what documents say of a term that the change has hidden."""


class TermPageAction(StrEnum):
    """What a button below the list of terms does."""

    PREVIOUS = "previous"
    NEXT = "next"


TERM_TEMPLATE = re.compile(
    rf"cv1:term:(?P<action>{'|'.join(TermAction)}):(?P<change>[0-9]{{1,20}})", re.ASCII
)

TERM_PAGE_TEMPLATE = re.compile(
    rf"cv1:terms:(?P<action>{'|'.join(TermPageAction)}):(?P<page>[0-9]{{1,5}}):(?P<own>[01])"
    rf":(?P<filter>.{{0,{MAX_FILTER}}})",
    re.ASCII | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class TermButtonId:
    """A button below a change of a term."""

    action: TermAction
    change: int

    def __str__(self) -> str:
        """Return the ``custom_id``."""
        return f"cv1:term:{self.action}:{self.change}"

    @classmethod
    def of(cls, match: re.Match[str]) -> TermButtonId:
        """Return what a match of :data:`TERM_TEMPLATE` says."""
        return cls(TermAction(match["action"]), number_of(match["change"]))


@dataclass(frozen=True, slots=True)
class TermPageId:
    """A button below page ``page`` (from 0) of the list of terms."""

    action: TermPageAction
    page: int
    own: bool
    """Whether only those are listed of which moderators have said something."""
    filter: str

    def __str__(self) -> str:
        """Return the ``custom_id``."""
        return f"cv1:terms:{self.action}:{self.page}:{self.own:d}:{self.filter}"

    @classmethod
    def of(cls, match: re.Match[str]) -> TermPageId:
        """Return what a match of :data:`TERM_PAGE_TEMPLATE` says."""
        return cls(
            action=TermPageAction(match["action"]),
            page=int(match["page"]),
            own=match["own"] == "1",
            filter=match["filter"],
        )
