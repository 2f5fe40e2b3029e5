"""A collection is read whatever of it is missing, or the line that is wrong is named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from retrieval.errors import UserFacingError
from retrieval.evaluation import chosen_queries, load_collection
from retrieval.evaluation.collections import GoldSpan, Query, Row
from tests.retrieval.evaluation.folders import collection, write_collection

if TYPE_CHECKING:
    from pathlib import Path

ROW = {"id": "d", "text": "Text."}
QUERY = {"id": "q", "text": "what?", "answerable": True}


def small(folder: Path, **parts: Any) -> Path:
    """Write a collection of one row and one question, but for some parts."""
    return write_collection(folder, **{"rows": [ROW], "queries": [QUERY], "relevant": [], **parts})


def test_what_may_be_missing_is_empty_or_unknown(tmp_path: Path) -> None:
    nulls = {"id": 2, "title": None, "text": "b", "source": None}
    read = load_collection(small(tmp_path / "set", rows=[ROW, nulls]))
    assert read.name == "set"
    assert read.rows == (Row("d", "", "Text.", None), Row("2", "", "b", None))
    assert read.queries == (Query("q", "what?", answerable=True, variants={}),)
    assert read.relevant == {}


def test_everything_that_is_there_is_read(tmp_path: Path) -> None:
    span = {"doc": "d", "start": 1, "end": 3, "text": "ex"}
    query = {
        **QUERY,
        "answerable": False,
        "text_long": "what, at length?",
        "text_empty": " ",
        "spans": [span, {"doc": 3, "text": "T"}],
        "filter_source": "s",
        "why": "off topic",
        "source": "A page#3_0",
        "split": "dev",
    }
    (read,) = load_collection(small(tmp_path, queries=[query])).queries
    assert read == Query(
        id="q",
        text="what?",
        answerable=False,
        why="off topic",
        spans=(GoldSpan("d", "ex", 1), GoldSpan("3", "T", None)),
        only_in="s",
        source="A page",
        split="dev",
        variants={"text_long": "what, at length?"},
    )
    assert [read.wording(name) for name in ("text", "text_long", "text_x")] == [
        "what?",
        "what, at length?",
        "what?",
    ]


@pytest.mark.parametrize(
    "header", ["", "query-id\tcorpus-id\tscore\n", "\ufeffqid\tdocid\tgrade\r\n"]
)
def test_grades_above_zero_are_read_with_or_without_a_header(tmp_path: Path, header: str) -> None:
    lines = [("q", "d", 2), ("q", "e e", 0), ("q", "f", -1), ("p", "d", 1.0)]
    folder = small(tmp_path, relevant=lines, header=header)
    assert load_collection(folder).relevant == {"q": {"d": 2}, "p": {"d": 1}}


def test_grades_as_trec_writes_them_are_read(tmp_path: Path) -> None:
    folder = small(tmp_path)
    (folder / "qrels.tsv").write_text("q\t0\td\t1\n")
    assert load_collection(folder).relevant == {"q": {"d": 1}}


def test_a_question_that_says_nothing_of_it_is_answerable_if_a_row_is_relevant(
    tmp_path: Path,
) -> None:
    queries = [{"id": name, "text": "what?"} for name in ("p", "q")]
    read = load_collection(small(tmp_path, queries=queries, relevant=[("q", "d", 1)]))
    assert [query.answerable for query in read.queries] == [None, True]


def test_only_a_line_feed_ends_a_line_and_half_surrogates_are_no_text(tmp_path: Path) -> None:
    folder = small(tmp_path)
    line = '{"id": "d", "text": "a\u2028b\\ud800"}\r\n\n'
    (folder / "corpus.jsonl").write_bytes(line.encode())
    assert load_collection(folder).rows == (Row("d", "", "a\u2028b?"),)


@pytest.mark.parametrize(
    ("name", "line", "told"),
    [
        ("corpus.jsonl", "{", "Expecting property name"),
        ("corpus.jsonl", "[]", "it is no object"),
        ("corpus.jsonl", '{"text": "a"}', 'it needs an "id", a text or a whole number'),
        ("corpus.jsonl", '{"id": true, "text": "a"}', 'it needs an "id", a text or a whole number'),
        ("corpus.jsonl", '{"id": "e"}', 'it needs a "text"'),
        ("corpus.jsonl", '{"id": "e", "text": []}', '"text" is a text'),
        ("corpus.jsonl", '{"id": "d", "text": ""}', "the id 'd' is that of line 1 too"),
        ("queries.jsonl", '{"id": "e", "text": "a", "answerable": "no"}', '"answerable" is true'),
        ("queries.jsonl", '{"id": "e", "text": "a", "spans": {"doc": 1}}', '"spans" is a list'),
        ("queries.jsonl", '{"id": "e", "text": "a", "spans": [{"doc": 1}]}', "a span has the form"),
        ("queries.jsonl", "\ud800", "it is no UTF-8; save it as UTF-8."),
        ("qrels.tsv", "q d 1", "not of the form question id, row id, whole grade"),
        ("qrels.tsv", "q\td\t0.5", "not of the form question id, row id, whole grade"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, name: str, line: str, told: str) -> None:
    folder = small(tmp_path, relevant=[("q", "d", 1)])
    with (folder / name).open("ab") as file:
        file.write(line.encode("utf-8", "surrogatepass") + b"\n")
    with pytest.raises(UserFacingError) as caught:
        load_collection(folder)
    assert str(caught.value).startswith(f"{folder / name}, line 2: {told}")


@pytest.mark.parametrize("name", ["corpus.jsonl", "queries.jsonl", "qrels.tsv"])
def test_a_missing_file_is_named_with_what_a_collection_is(tmp_path: Path, name: str) -> None:
    (small(tmp_path) / name).unlink()
    with pytest.raises(UserFacingError) as caught:
        load_collection(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path / name} cannot be read: No such file or directory. A collection is a folder "
        "with corpus.jsonl, queries.jsonl and qrels.tsv."
    )


@pytest.mark.parametrize(("part", "what"), [("rows", "no rows"), ("queries", "no questions")])
def test_an_empty_file_is_an_error(tmp_path: Path, part: str, what: str) -> None:
    with pytest.raises(UserFacingError, match=f"holds {what}; each line is one, as JSON"):
        load_collection(small(tmp_path, **{part: []}))


def test_questions_nobody_knows_the_answer_of_are_left_out(tmp_path: Path) -> None:
    read = collection(tmp_path)
    chosen = [query.id for query in chosen_queries(read)]
    assert chosen == ["bins", "mirrored", "glass", "lisbon", "wordless"]
    unknown = load_collection(small(tmp_path / "x", queries=[{**QUERY, "answerable": None}]))
    with pytest.raises(UserFacingError, match="of 1 questions none is known to be answered or not"):
        chosen_queries(unknown)


def test_a_split_is_asked_alone_and_one_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    queries = [{**QUERY, "split": "dev"}, {**QUERY, "id": "p", "split": "test"}]
    read = load_collection(small(tmp_path, queries=[*queries, {**QUERY, "id": "o"}]))
    assert [query.id for query in chosen_queries(read, "test")] == ["p"]
    assert [query.id for query in chosen_queries(read)] == ["q", "p", "o"]
    with pytest.raises(UserFacingError) as caught:
        chosen_queries(read, "train")
    assert str(caught.value) == (
        f"{tmp_path / 'queries.jsonl'} has no question of the split 'train'; there are: dev, test. "
        "Name one of these, or leave --split out to ask all questions."
    )
    with pytest.raises(UserFacingError, match='no question has a "split" field'):
        chosen_queries(load_collection(small(tmp_path)), "dev")
