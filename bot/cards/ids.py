"""What a button carries in its ``custom_id``, from which its card is found again after a restart.

Discord allows 100 characters and shows them to whoever looks, so they name things and hold none of
the text. ``cv1`` is the version of this form; buttons of an older form stop working when it changes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class AnswerAction(StrEnum):
    """What a button below an answer does."""

    PREVIOUS = "previous"
    NEXT = "next"
    CONTEXT = "context"
    HELPFUL = "helpful"
    NOT_HELPFUL = "unhelpful"


class ListAction(StrEnum):
    """What a button below the list of documents does."""

    PREVIOUS = "previous"
    NEXT = "next"


MAX_FILTER = 30
"""Longest filter of the list of documents, in characters: it travels in the button's id."""

ANSWER_TEMPLATE = re.compile(
    rf"cv1:(?P<action>{'|'.join(AnswerAction)}):(?P<answer>[a-z0-9]{{1,32}})"
    r":(?P<position>[0-9]{1,3}):(?P<asker>[0-9]{1,20})",
    re.ASCII,
)

LIST_TEMPLATE = re.compile(
    rf"cv1:list:(?P<action>{'|'.join(ListAction)}):(?P<page>[0-9]{{1,5}})"
    rf":(?P<asker>[0-9]{{1,20}}):(?P<filter>.{{0,{MAX_FILTER}}})",
    re.ASCII | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class AnswerButtonId:
    """A button below quote number ``position`` (from 0) of an answer."""

    action: AnswerAction
    answer_id: str
    position: int
    asker: int

    def __str__(self) -> str:
        """Return the ``custom_id``."""
        return f"cv1:{self.action}:{self.answer_id}:{self.position}:{self.asker}"

    @classmethod
    def of(cls, match: re.Match[str]) -> AnswerButtonId:
        """Return what a match of :data:`ANSWER_TEMPLATE` says."""
        return cls(
            action=AnswerAction(match["action"]),
            answer_id=match["answer"],
            position=int(match["position"]),
            asker=int(match["asker"]),
        )


@dataclass(frozen=True, slots=True)
class ListButtonId:
    """A button below page ``page`` (from 0) of the list of documents."""

    action: ListAction
    page: int
    asker: int
    filter: str

    def __str__(self) -> str:
        """Return the ``custom_id``."""
        return f"cv1:list:{self.action}:{self.page}:{self.asker}:{self.filter}"

    @classmethod
    def of(cls, match: re.Match[str]) -> ListButtonId:
        """Return what a match of :data:`LIST_TEMPLATE` says."""
        return cls(
            action=ListAction(match["action"]),
            page=int(match["page"]),
            asker=int(match["asker"]),
            filter=match["filter"],
        )
