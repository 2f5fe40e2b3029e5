"""How good the answers are, as the command line tells it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from retrieval.cli.app import app
from retrieval.errors import UserFacingError
from tests.retrieval.evaluation.folders import ROWS, write_collection
from tests.retrieval.shelf import STPS, open_library, write
from tests.retrieval.terminal import run_cli

if TYPE_CHECKING:
    from pathlib import Path

QUESTIONS: list[dict[str, Any]] = [
    {
        "id": "1",
        "question": "what is an STP?",
        "answers": [{"source": "stps.md", "quote": "is a plan for the NHS and social care"}],
    },
    {"id": "2", "question": "who won the football match in Lisbon?", "answers": []},
]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a library, a file of questions and a collection; tests leave them."""
    folder = tmp_path_factory.mktemp("evaluate")
    with open_library(folder) as library:
        library.add(write(folder, "docs/stps.md", STPS))
    write(folder, "questions.jsonl", "".join(f"{json.dumps(row)}\n" for row in QUESTIONS))
    write_collection(folder / "town")
    return folder


def run_here(place: Path, *arguments: object) -> str:
    """Evaluate in this process, where the model is loaded already; return what it printed."""
    words = ["--index", str(place / "index"), "evaluate", *map(str, arguments)]
    done = CliRunner().invoke(app, words)
    if done.exception:
        raise done.exception
    return done.stdout


def test_a_file_of_questions_is_asked_of_the_library(place: Path) -> None:
    lines = run_here(place, place / "questions.jsonl").splitlines()
    assert [line[:12] for line in lines[:2]] == [" 1 answered ", " - not_found"]
    assert [line[18:] for line in lines[:2]] == [row["question"] for row in QUESTIONS]
    assert lines[2:] == [
        "questions: 2",
        "answerable: 1",
        "hit_at_1: 1.000",
        "hit_at_3: 1.000",
        "auroc: 1.000",
        "answered_wrongly: 0",
        "withheld_wrongly: 0",
    ]


def test_a_collection_is_asked_of_a_library_of_its_own(place: Path) -> None:
    before = sorted((place / "index").iterdir())
    lines = run_here(place, place / "town").splitlines()
    assert lines[:6] == [
        "town: 3 answerable questions, 2 others",
        '  note: 1 questions of queries.jsonl are left out: their "answerable" is null.',
        "  ndcg_at_10: 1.000 [1.000, 1.000] (3 questions)",
        "  mrr_at_10: 1.000 [1.000, 1.000] (3 questions)",
        "  recall_at_5: 1.000 [1.000, 1.000] (3 questions)",
        "  recall_at_20: 1.000 [1.000, 1.000] (3 questions)",
    ]
    assert [line.split(":")[0].strip() for line in lines[6:]] == [
        "sentence_hit",
        "sentence_hit_in_gold",
        "word_f1",
        "auroc",
        "auroc (off topic)",
        "answered_at_5_percent_wrong",
        "answered_at_10_percent_wrong",
        "calibration_error",
        "latency_ms_p50",
        "latency_ms_p95",
    ]
    assert sorted((place / "index").iterdir()) == before


def test_runs_are_written_and_compared(place: Path, tmp_path: Path) -> None:
    keep, output = tmp_path / "kept", tmp_path / "run.json"
    targets = (place / "town", place / "questions.jsonl")
    run_here(place, *targets, "--keep", keep, "--json", output)
    assert len(list(keep.iterdir())) == 1
    runs = json.loads(output.read_text())["runs"]
    assert [(run["target"], run["kind"]) for run in runs] == [
        ("town", "collection"),
        ("questions.jsonl", "questions"),
    ]
    assert [record["id"] for record in runs[1]["records"]] == ["1", "2"]
    runs[0]["records"][0]["ndcg_at_10"] = 0.4
    output.write_text(json.dumps({"form": 1, "runs": runs}))
    told = run_here(place, *targets, "--keep", keep, "--compare", output).splitlines()
    first = told.index("town, compared:")
    assert told[first + 1].startswith(
        "  ndcg_at_10: 0.800 before, 1.000 now, +0.200 [+0.000, +0.600], p = "
    )
    assert "questions.jsonl, compared:" in told


def test_the_wording_is_chosen_and_json_may_be_printed(place: Path) -> None:
    told = json.loads(run_here(place, place / "town", "--variant", "text_long", "--json", "-"))
    (run,) = told["runs"]
    assert run["variant"] == "text_long"
    assert run["records"][1]["question"].startswith("I have a garden. ")


def test_what_is_wrong_is_told_before_anything_is_asked(place: Path, tmp_path: Path) -> None:
    bad = write_collection(tmp_path / "bad", rows=[*ROWS, ROWS[0]])
    with pytest.raises(UserFacingError, match=r"corpus.jsonl, line 8: the id 'a 1' is that of"):
        run_here(place, place / "town", bad)
    with pytest.raises(UserFacingError, match="has no question of the split 'dev'"):
        run_here(place, place / "town", "--split", "dev")
    with pytest.raises(UserFacingError, match=r"there is no folder .*none for run.json; make it"):
        run_here(place, place / "town", "--json", place / "none" / "run.json")
    done = run_cli(place, "evaluate", "none.jsonl")
    assert (done.returncode, done.stderr) == (
        1,
        "error: none.jsonl cannot be read: No such file or directory.\n",
    )
