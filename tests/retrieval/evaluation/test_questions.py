"""Files of questions and collections are read, or the line that is wrong is named."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from retrieval.errors import UserFacingError
from retrieval.evaluation import GoldQuestion, GoldQuote, load_questions
from retrieval.evaluation.collections import Query, load_queries, write_corpus

if TYPE_CHECKING:
    from pathlib import Path

GOOD = {"id": 1, "question": "what?", "answers": [{"source": "a.md", "quote": "That."}]}


def test_questions_are_read_with_their_quotes(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    none = {"id": "q2", "question": "why?", "answers": []}
    file.write_text(f"{json.dumps(GOOD)}\n\n{json.dumps(none)}\n")
    assert load_questions(file) == [
        GoldQuestion("1", "what?", (GoldQuote("a.md", "That."),)),
        GoldQuestion("q2", "why?", ()),
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


def test_a_collection_becomes_files_and_questions(tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_text(
        json.dumps({"id": "d", "title": " A \n title", "text": "Text."}) + "\n"
    )
    rows = [
        {"text": "what?", "answerable": True},
        {"text": "why?", "answerable": False},
        {"text": "who?", "answerable": None},
    ]
    (tmp_path / "queries.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    documents = tmp_path / "documents"
    documents.mkdir()
    write_corpus(tmp_path, documents)
    assert [(path.name, path.read_text()) for path in documents.iterdir()] == [
        ("000000.txt", "A title\n\nText.")
    ]
    assert load_queries(tmp_path) == [Query("what?", True), Query("why?", False)]


def test_a_collection_that_is_none_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UserFacingError, match=r"queries.jsonl is not a file of JSON lines"):
        load_queries(tmp_path)
