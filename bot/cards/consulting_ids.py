"""What the buttons and the form for questions to moderators carry in their ``custom_id``.

Each names the reply whose question it is; who may press is checked at each press.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

_ANSWER = r"(?P<answer>[a-z0-9]{1,32})"


class QuestionAction(StrEnum):
    """What a button below a question does, in the channel where moderators read it."""

    ANSWER = "reply"
    DISMISS = "dismiss"


ASK_TEMPLATE = re.compile(rf"cv1:moderator:{_ANSWER}:(?P<asker>[0-9]{{1,20}})", re.ASCII)

QUESTION_TEMPLATE = re.compile(rf"cv1:(?P<action>{'|'.join(QuestionAction)}):{_ANSWER}", re.ASCII)

REPLY_FORM_TEMPLATE = re.compile(rf"cv1:reply-form:{_ANSWER}", re.ASCII)


@dataclass(frozen=True, slots=True)
class AskModeratorId:
    """The button below a reply that was not enough, which is its asker's alone."""

    answer_id: str
    asker: int

    def __str__(self) -> str:
        """Return the ``custom_id``."""
        return f"cv1:moderator:{self.answer_id}:{self.asker}"

    @classmethod
    def of(cls, match: re.Match[str]) -> AskModeratorId:
        """Return what a match of :data:`ASK_TEMPLATE` says."""
        return cls(match["answer"], int(match["asker"]))


@dataclass(frozen=True, slots=True)
class QuestionButtonId:
    """A button below a question that moderators read."""

    action: QuestionAction
    answer_id: str

    def __str__(self) -> str:
        """Return the ``custom_id``."""
        return f"cv1:{self.action}:{self.answer_id}"

    @classmethod
    def of(cls, match: re.Match[str]) -> QuestionButtonId:
        """Return what a match of :data:`QUESTION_TEMPLATE` says."""
        return cls(QuestionAction(match["action"]), match["answer"])


@dataclass(frozen=True, slots=True)
class ReplyFormId:
    """The form in which a moderator answers."""

    answer_id: str

    def __str__(self) -> str:
        """Return the ``custom_id``."""
        return f"cv1:reply-form:{self.answer_id}"

    @classmethod
    def of(cls, match: re.Match[str]) -> ReplyFormId:
        """Return what a match of :data:`REPLY_FORM_TEMPLATE` says."""
        return cls(match["answer"])
