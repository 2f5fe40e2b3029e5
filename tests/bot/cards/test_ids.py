"""What buttons carry survives the way to Discord and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards.ids import (
    ANSWER_TEMPLATE,
    LIST_TEMPLATE,
    MAX_FILTER,
    AnswerAction,
    AnswerButtonId,
    ListAction,
    ListButtonId,
)
from tests.bot.builders import units

if TYPE_CHECKING:
    import re

SNOWFLAKES = st.integers(0, 2**64 - 1)


@given(
    st.sampled_from(AnswerAction),
    st.from_regex(r"[a-z0-9]{12}", fullmatch=True),
    st.integers(0, 99),
    SNOWFLAKES,
)
def test_answer_buttons_are_read_as_they_were_written(
    action: AnswerAction, answer_id: str, position: int, asker: int
) -> None:
    written = AnswerButtonId(action, answer_id, position, asker)
    match = ANSWER_TEMPLATE.fullmatch(str(written))

    assert match is not None
    assert AnswerButtonId.of(match) == written
    assert units(str(written)) <= 100
    assert LIST_TEMPLATE.fullmatch(str(written)) is None


@given(
    st.sampled_from(ListAction), st.integers(0, 99_999), SNOWFLAKES, st.text(max_size=MAX_FILTER)
)
def test_list_buttons_are_read_as_they_were_written(
    action: ListAction, page: int, asker: int, words: str
) -> None:
    written = ListButtonId(action, page, asker, words)
    match = LIST_TEMPLATE.fullmatch(str(written))

    assert match is not None
    assert ListButtonId.of(match) == written
    assert units(str(written)) <= 100
    assert ANSWER_TEMPLATE.fullmatch(str(written)) is None


@pytest.mark.parametrize("template", [ANSWER_TEMPLATE, LIST_TEMPLATE])
@pytest.mark.parametrize(
    "other",
    ["", "cv1:", "cv0:next:abc:0:1", "cv1:drop:abc:0:1", "cv1:next:a_c:0:1", "cv1:list:next:x:1:"],
)
def test_other_ids_are_not_ours(template: re.Pattern[str], other: str) -> None:
    assert template.fullmatch(other) is None
