"""Files of questions are read, or the line that is wrong is named."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from retrieval.errors import UserFacingError
from retrieval.evaluation import GoldQuestion, GoldQuote, load_questions

if TYPE_CHECKING:
    from pathlib import Path

GOOD = {"id": 1, "question": "what?", "answers": [{"source": "a.md", "quote": "That."}]}


def test_questions_are_read_with_their_quotes(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    none = {"id": "q2", "question": "why?\u2028how?", "answers": []}
    lines = (json.dumps(GOOD), "", json.dumps(none, ensure_ascii=False), "")
    file.write_text("\n".join(lines), encoding="utf-8")
    assert load_questions(file) == [
        GoldQuestion("1", "what?", (GoldQuote("a.md", "That."),)),
        GoldQuestion("q2", "why?\u2028how?", ()),
    ]


@pytest.mark.parametrize(
    "line",
    ["{", "[]", "1", '{"id": 1}', '{"id": 1, "question": "a", "answers": [{"source": "a"}]}'],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text(f"{json.dumps(GOOD)}\n{line}\n")
    with pytest.raises(UserFacingError) as caught:
        load_questions(file)
    assert str(caught.value).startswith(f"{file}, line 2: not a question of the form")


def test_a_file_without_questions_or_none_at_all_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("\n")
    with pytest.raises(UserFacingError, match=r"empty.jsonl holds no questions\."):
        load_questions(tmp_path / "empty.jsonl")
    with pytest.raises(UserFacingError, match="cannot be read: No such file or directory"):
        load_questions(tmp_path / "none.jsonl")
