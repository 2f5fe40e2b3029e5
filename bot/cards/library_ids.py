"""What the buttons and forms of ``/library`` carry in their ``custom_id``.

They name one thing by its id and hold nothing else: everything is looked up again in the guild of
whoever presses, so the id of another guild's document or job finds nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class LibraryAction(StrEnum):
    """What a button does, and what its ``subject`` names."""

    ADD = "add"
    """Take in what was uploaded; a draft."""
    CORRECT = "correct"
    """Open the form first; a draft."""
    DISCARD = "discard"
    """Throw an upload away; a draft."""
    REMOVE = "remove"
    """Remove it, really; a document."""
    KEEP = "keep"
    """Do not remove it after all; a document."""
    UNDO = "undo"
    """Bring it back; a document that was removed."""
    CANCEL = "cancel"
    """Stop; a job."""
    OLDER = "older"
    """Show what was done before; an event of the history."""


class FormKind(StrEnum):
    """What a form is about, and what its ``subject`` names."""

    DRAFT = "draft"
    DOCUMENT = "document"


LIBRARY_TEMPLATE = re.compile(
    rf"cv1:library:(?P<action>{'|'.join(LibraryAction)}):(?P<subject>[a-z0-9]{{1,20}})", re.ASCII
)

FORM_TEMPLATE = re.compile(
    rf"cv1:library-form:(?P<kind>{'|'.join(FormKind)}):(?P<subject>[a-z0-9]{{1,20}})"
    r"(?::(?P<filled>[0-9a-f]{1,40}))?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class LibraryButtonId:
    """A button of ``/library``."""

    action: LibraryAction
    subject: str

    def __str__(self) -> str:
        """Return the ``custom_id``."""
        return f"cv1:library:{self.action}:{self.subject}"

    @property
    def number(self) -> int:
        """The subject as a number; one that no row has where it is none."""
        return number_of(self.subject)

    @classmethod
    def of(cls, match: re.Match[str]) -> LibraryButtonId:
        """Return what a match of :data:`LIBRARY_TEMPLATE` says."""
        return cls(LibraryAction(match["action"]), match["subject"])


@dataclass(frozen=True, slots=True)
class FormId:
    """A form of ``/library``."""

    kind: FormKind
    subject: str
    filled: str = ""
    """By what is known again what it was filled with; see ``forms.marks``."""

    def __str__(self) -> str:
        """Return the ``custom_id``."""
        return ":".join(filter(None, ("cv1:library-form", self.kind, self.subject, self.filled)))

    @property
    def number(self) -> int:
        """The subject as a number; one that no row has where it is none."""
        return number_of(self.subject)

    @classmethod
    def of(cls, match: re.Match[str]) -> FormId:
        """Return what a match of :data:`FORM_TEMPLATE` says."""
        return cls(FormKind(match["kind"]), match["subject"], match["filled"] or "")


_LARGEST = 2**63 - 1
"""Largest number that a database keeps as an id."""


def number_of(subject: str) -> int:
    """Return the number that a subject is, or -1, which no row has."""
    number = int(subject) if subject.isdigit() else -1
    return number if number <= _LARGEST else -1
