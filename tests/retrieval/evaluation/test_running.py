"""A target is read as what it is, asked, and summed up."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from retrieval.errors import UserFacingError
from retrieval.evaluation import Collection, GoldQuestion, load_target, run_collection
from tests.retrieval.evaluation.folders import (
    QUERIES,
    RELEVANT,
    SETTINGS,
    collection,
    silent,
    write_collection,
)

if TYPE_CHECKING:
    from pathlib import Path


def test_a_folder_is_a_collection_and_a_file_holds_questions(tmp_path: Path) -> None:
    folder = write_collection(tmp_path / "set")
    assert isinstance(load_target(folder), Collection)
    with pytest.raises(UserFacingError, match="has no question of the split 'dev'"):
        load_target(folder, "dev")
    file = tmp_path / "questions.jsonl"
    file.write_text(json.dumps({"id": "1", "question": "what?", "answers": []}))
    assert load_target(file) == ("questions.jsonl", [GoldQuestion("1", "what?", ())])
    with pytest.raises(UserFacingError, match="is a file of questions, which has no splits"):
        load_target(file, "dev")


def test_what_could_not_be_used_is_told(tmp_path: Path) -> None:
    queries = [
        *({**query, "split": "dev"} for query in QUERIES),
        {"id": "lost", "text": "who?", "answerable": True, "split": "dev", "filter_source": "moon"},
        {"id": "bad span", "text": "why?", "answerable": False, "split": "dev"}
        | {"spans": [{"doc": "a 1", "text": "not there"}]},
        {"id": "of another split", "text": "why?", "answerable": True, "split": "test"},
    ]
    relevant = [*RELEVANT, ("bins", "gone", 1), ("mirrored", "gone", 1)]
    own = collection(tmp_path, queries=queries, relevant=relevant)
    run = run_collection(own, SETTINGS, silent, split="dev", variant="text_long")
    assert (run.target, run.kind, run.variant, run.split) == (
        "town",
        "collection",
        "text_long",
        "dev",
    )
    assert [record.id for record in run.records] == [
        "bins",
        "mirrored",
        "glass",
        "lisbon",
        "wordless",
        "lost",
        "bad span",
    ]
    assert run.notes == (
        '1 questions of queries.jsonl are left out: their "answerable" is null.',
        '6 questions have no "text_long"; their "text" was asked.',
        "1 rows that qrels.tsv names are not in corpus.jsonl; they count as not found.",
        "1 answerable questions have no row in qrels.tsv; their ranking is not judged.",
        "1 spans are not in the row of corpus.jsonl that they name; they are left out.",
        '1 questions have a "filter_source" that no row of corpus.jsonl has; they find nothing.',
    )
    assert run.figures["recall_at_5"].questions == 3
    assert run.figures["recall_at_5"].value == pytest.approx((0.5 + 0.5 + 1) / 3)


def test_a_corpus_without_a_word_answers_nothing(tmp_path: Path) -> None:
    own = collection(tmp_path, rows=[{"id": "a 1", "text": ""}])
    run = run_collection(own, SETTINGS, silent)
    assert {record.outcome for record in run.records} == {"not_found", "refused"}
    assert run.figures["ndcg_at_10"].value == 0.0
