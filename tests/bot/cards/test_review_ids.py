"""What buttons and forms about questions carry comes back as it was, and nothing else matches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.cards.limits import CUSTOM_ID
from bot.cards.review_ids import (
    EXPORT_TEMPLATE,
    PRIVACY_TEMPLATE,
    REASON_FORM_TEMPLATE,
    REASON_TEMPLATE,
    ExportButtonId,
    PrivacyAction,
    PrivacyButtonId,
    ReasonId,
)

if TYPE_CHECKING:
    import re


def match(template: re.Pattern[str], text: str) -> re.Match[str]:
    found = template.fullmatch(text)
    assert found is not None
    return found


def test_ids_come_back_as_they_were() -> None:
    for export in (ExportButtonId(1), ExportButtonId(365)):
        assert ExportButtonId.of(match(EXPORT_TEMPLATE, str(export))) == export
    rated = ReasonId("abc123def456", 12)
    assert ReasonId.of(match(REASON_TEMPLATE, str(rated))) == rated
    assert ReasonId.of(match(REASON_FORM_TEMPLATE, rated.form)) == rated
    for action in PrivacyAction:
        button = PrivacyButtonId(action, 2**63)
        assert PrivacyButtonId.of(match(PRIVACY_TEMPLATE, str(button))) == button


def test_the_longest_ids_fit() -> None:
    longest = (ReasonId("a" * 32, 999).form, str(PrivacyButtonId(PrivacyAction.DELETE, 2**64)))
    assert all(len(each) <= CUSTOM_ID for each in longest)


@pytest.mark.parametrize(
    ("template", "text"),
    [
        (EXPORT_TEMPLATE, "cv1:insights:csv:0"),
        (EXPORT_TEMPLATE, "cv1:insights:csv:1000"),
        (EXPORT_TEMPLATE, "cv1:insights:csv:3x"),
        (REASON_TEMPLATE, "cv1:why:ABC:0"),
        (REASON_TEMPLATE, "cv1:why-form:abc:0"),
        (REASON_FORM_TEMPLATE, "cv1:why:abc:0"),
        (REASON_FORM_TEMPLATE, "cv1:why-form:abc:١"),
        (PRIVACY_TEMPLATE, "cv1:privacy:export:1"),
        (PRIVACY_TEMPLATE, "cv1:privacy:delete:-1"),
    ],
)
def test_nothing_else_matches(template: re.Pattern[str], text: str) -> None:
    assert template.fullmatch(text) is None
