"""What the buttons and forms of ``/library`` carry survives the way to Discord and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards.forms import marks
from bot.cards.ids import ANSWER_TEMPLATE, LIST_TEMPLATE
from bot.cards.library_ids import (
    FORM_TEMPLATE,
    LIBRARY_TEMPLATE,
    FormId,
    FormKind,
    LibraryAction,
    LibraryButtonId,
)
from tests.bot.builders import units

if TYPE_CHECKING:
    import re

SUBJECTS = st.one_of(
    st.from_regex(r"[a-z0-9]{16}", fullmatch=True), st.integers(0, 2**63 - 1).map(str)
)


@given(st.sampled_from(LibraryAction), SUBJECTS)
def test_buttons_are_read_as_they_were_written(action: LibraryAction, subject: str) -> None:
    written = LibraryButtonId(action, subject)
    match = LIBRARY_TEMPLATE.fullmatch(str(written))

    assert match is not None
    assert LibraryButtonId.of(match) == written
    assert units(str(written)) <= 100
    for other in (ANSWER_TEMPLATE, LIST_TEMPLATE, FORM_TEMPLATE):
        assert other.fullmatch(str(written)) is None


@given(st.sampled_from(FormKind), SUBJECTS, st.sampled_from(["", marks({"title": "Parking"})]))
def test_forms_are_read_as_they_were_written(kind: FormKind, subject: str, filled: str) -> None:
    written = FormId(kind, subject, filled)
    match = FORM_TEMPLATE.fullmatch(str(written))

    assert match is not None
    assert FormId.of(match) == written
    assert units(str(written)) <= 100
    assert LIBRARY_TEMPLATE.fullmatch(str(written)) is None


@pytest.mark.parametrize(
    ("subject", "number"),
    [("0", 0), ("17", 17), ("abc", -1), ("9" * 20, -1), (str(2**63 - 1), 2**63 - 1)],
)
def test_a_subject_that_is_no_row_s_id_finds_no_row(subject: str, number: int) -> None:
    assert LibraryButtonId(LibraryAction.UNDO, subject).number == number
    assert FormId(FormKind.DOCUMENT, subject).number == number


@pytest.mark.parametrize("template", [LIBRARY_TEMPLATE, FORM_TEMPLATE])
@pytest.mark.parametrize(
    "other",
    [
        "",
        "cv1:library:add:",
        "cv1:library:drop:1",
        "cv1:library:undo:-1",
        "cv1:library:undo:\u0661",
        "cv1:library:add:a_b",
        "cv1:library:add:" + "a" * 21,
        "cv1:library-form:draft:",
        "cv0:library:add:abc",
        "cv1:library:add:abc\n",
    ],
)
def test_other_ids_are_not_ours(template: re.Pattern[str], other: str) -> None:
    assert template.fullmatch(other) is None
