"""What buttons and the form for moderators carry comes back as it was, and nothing else matches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.cards.consulting_ids import (
    ASK_TEMPLATE,
    QUESTION_TEMPLATE,
    REPLY_FORM_TEMPLATE,
    AskModeratorId,
    QuestionAction,
    QuestionButtonId,
    ReplyFormId,
)
from bot.cards.limits import CUSTOM_ID

if TYPE_CHECKING:
    import re

ANSWER = "abc123def456"


def match(template: re.Pattern[str], text: str) -> re.Match[str]:
    found = template.fullmatch(text)
    assert found is not None
    return found


def test_ids_come_back_as_they_were() -> None:
    asked = AskModeratorId(ANSWER, 2**63)
    assert AskModeratorId.of(match(ASK_TEMPLATE, str(asked))) == asked
    form = ReplyFormId(ANSWER)
    assert ReplyFormId.of(match(REPLY_FORM_TEMPLATE, str(form))) == form
    for action in QuestionAction:
        button = QuestionButtonId(action, ANSWER)
        assert QuestionButtonId.of(match(QUESTION_TEMPLATE, str(button))) == button
    assert len(str(AskModeratorId("a" * 32, 2**64))) <= CUSTOM_ID


@pytest.mark.parametrize(
    ("template", "text"),
    [
        (ASK_TEMPLATE, "cv1:moderator:ABC:1"),
        (ASK_TEMPLATE, "cv1:moderator:abc:-1"),
        (ASK_TEMPLATE, "cv1:moderator:abc:١"),
        (ASK_TEMPLATE, "cv1:moderator:abc"),
        (QUESTION_TEMPLATE, "cv1:reply:abc:1"),
        (QUESTION_TEMPLATE, "cv1:settle:abc"),
        (QUESTION_TEMPLATE, "cv1:dismiss:../abc"),
        (REPLY_FORM_TEMPLATE, "cv1:reply:abc"),
        (QUESTION_TEMPLATE, "cv1:reply-form:abc"),
    ],
)
def test_nothing_else_matches(template: re.Pattern[str], text: str) -> None:
    assert template.fullmatch(text) is None
