"""The command line as other programs and people use it: real processes, but for two commands."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from retrieval.cli.app import app
from tests.retrieval.shelf import (
    BINS,
    CARERS,
    FIRST_GUILD,
    MUSEUM,
    POOL,
    STPS,
    open_library,
    write,
)
from tests.retrieval.terminal import records, run_cli

if TYPE_CHECKING:
    from pathlib import Path

QUOTE_KEYS = [
    "text",
    "start",
    "end",
    "document",
    "path",
    "title",
    "publisher",
    "date",
    "heading",
    "page",
    "comment",
    "superseded",
    "best",
]
LINES = [
    b"what is an STP?",
    b"",
    b"?!",
    b"who won the football match in Lisbon last night?",
    b"x" * 1001,
    b"when does the swimming pool open?",
    b"may carers \xff ask for an assessment?",
]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a library that was built from the command line; tests only read it."""
    folder = tmp_path_factory.mktemp("cli")
    write(folder, "docs/stps.md", STPS)
    write(folder, "docs/carers.md", CARERS)
    done = run_cli(folder, "index", "--json", "docs")
    assert (done.returncode, done.stderr) == (0, "")
    assert records(done) == [
        {"path": "docs/carers.md", "status": "added", "reason": "", "documents": 1},
        {"path": "docs/stps.md", "status": "added", "reason": "", "documents": 1},
    ]
    with open_library(folder) as library:
        library.add(write(folder, "pool.txt", POOL), guild=FIRST_GUILD)
    return folder


@pytest.fixture
def copy(place: Path, tmp_path: Path) -> Path:
    """Return a copy of that library, of the same documents, that a test may change."""
    shutil.copytree(place / "index", tmp_path / "index")
    return tmp_path


@pytest.fixture(scope="module")
def answers(place: Path) -> list[dict[str, Any]]:
    """Return the answers to ``LINES``, which one process gave."""
    done = run_cli(place, "ask", "--json", "-", stdin=b"\r\n".join(LINES))
    assert (done.returncode, done.stderr) == (0, "")
    return records(done)


def run_here(place: Path, *arguments: str) -> str:
    """Run a command in this process, where the model is loaded already; return what it printed."""
    done = CliRunner().invoke(app, ["--index", str(place / "index"), *arguments])
    assert done.exception is None
    return done.stdout


def check_record(place: Path, record: dict[str, Any]) -> None:
    """Assert the form that other programs rely on."""
    assert list(record) == [
        "question",
        "outcome",
        "probability",
        "quotes",
        "covered",
        "unknown_words",
    ]
    assert record["outcome"] in {"answered", "possible", "not_found"}
    assert 0 <= record["probability"] <= 1
    with open_library(place) as library:
        for quote in record["quotes"]:
            assert list(quote) == QUOTE_KEYS
            text = library.documents.get(["shared", f"guild:{FIRST_GUILD}"], quote["document"])
            assert text is not None
            assert quote["text"] == text.text[quote["start"] : quote["end"]]
            assert quote["path"] == text.path
            if quote["best"] is not None:
                first, last = quote["best"]
                assert quote["start"] <= first < last <= quote["end"]


def test_lines_are_answered_in_order_also_behind_a_bad_one(answers: list[dict[str, Any]]) -> None:
    assert [answer["question"] for answer in answers] == [
        line.decode(errors="replace") for line in LINES
    ]
    assert [answer["outcome"] for answer in answers][:6] == ["answered"] + ["not_found"] * 5
    assert answers[6]["quotes"][0]["path"] == "docs/carers.md"


def test_a_bad_line_is_told_what_is_wrong_with_it(answers: list[dict[str, Any]]) -> None:
    assert [number for number, answer in enumerate(answers) if "error" in answer] == [1, 2, 4]
    for number, message in ((1, "no words"), (2, "no words"), (4, "1001 characters long")):
        assert message in answers[number]["error"]
        assert answers[number]["quotes"] == []
        assert answers[number]["probability"] == 0


def test_each_answer_has_exactly_the_promised_keys_and_slices_of_the_stored_text(
    place: Path, answers: list[dict[str, Any]]
) -> None:
    for answer in answers:
        check_record(place, {key: answer[key] for key in answer if key != "error"})
    best = answers[0]["quotes"][0]
    assert {key: best[key] for key in QUOTE_KEYS[4:10]} == {
        "path": "docs/stps.md",
        "title": "What STPs are",
        "publisher": "Chapter & Verse",
        "date": "2017-07-06",
        "heading": ["What STPs are", "The name"],
        "page": None,
    }
    assert best["text"].startswith("A Sustainability and Transformation Plan (STP) is a plan")
    assert best["best"] == [best["start"], best["end"]]


def test_a_question_no_document_answers_lists_the_nearest_passages(
    answers: list[dict[str, Any]],
) -> None:
    assert answers[3]["outcome"] == "not_found"
    assert answers[3]["quotes"]


def test_one_question_is_one_object_from_the_guild_that_is_named(
    place: Path, answers: list[dict[str, Any]]
) -> None:
    question = LINES[5].decode()
    done = run_cli(place, "ask", "--json", "--guild", str(FIRST_GUILD), question)
    assert (done.returncode, done.stderr) == (0, "")
    (own,) = records(done)
    check_record(place, own)
    assert (own["question"], own["quotes"][0]["text"]) == (question, POOL)
    assert POOL not in [quote["text"] for quote in answers[5]["quotes"]]


def test_people_read_the_quote_with_its_source(place: Path) -> None:
    assert run_here(place, "ask", "what is an STP?").splitlines()[:5] == [
        "what is an STP?",
        "  The documents answer:",
        "",
        "  1. What STPs are \u00b7 Chapter & Verse \u00b7 2017-07-06 \u00b7 The name",
        (
            "     A Sustainability and Transformation Plan (STP) is a plan for the NHS and social care "
            "in one area."
        ),
    ]


def test_a_bad_question_is_one_line_on_standard_error(place: Path) -> None:
    done = run_cli(place, "ask", "?!")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "error: that question has no words in it; ask for example: what is an STP?\n"
    )


def test_sources_are_listed_for_programs_and_people(place: Path) -> None:
    found = records(run_cli(place, "sources", "--json"))
    assert found == [
        {
            "document_id": 1,
            "title": "Unpaid carers",
            "publisher": "Carers' Alliance",
            "date": "2018",
            "url": None,
            "path": "docs/carers.md",
            "library": "shared",
            "heading": [],
            "page": None,
            "comment": None,
            "superseded": False,
        },
        {
            "document_id": 2,
            "title": "What STPs are",
            "publisher": "Chapter & Verse",
            "date": "2017-07-06",
            "url": "https://example.org/stps",
            "path": "docs/stps.md",
            "library": "shared",
            "heading": [],
            "page": None,
            "comment": None,
            "superseded": False,
        },
    ]
    own = records(run_cli(place, "sources", "--json", "--guild", str(FIRST_GUILD)))
    assert [source["path"] for source in own] == [
        f"{place}/pool.txt",
        "docs/carers.md",
        "docs/stps.md",
    ]
    table = run_cli(place, "sources").stdout
    assert "Unpaid carers" in table
    assert "[" not in table


def test_removing_takes_effect_at_once(copy: Path) -> None:
    (removed,) = records(run_cli(copy, "remove", "--json", "2"))
    assert removed["title"] == "What STPs are"
    with open_library(copy) as library:
        paths = {quote.document.path for quote in library.ask("what is an STP?").quotes}
    assert paths == {"docs/carers.md"}
    again = run_cli(copy, "remove", "2")
    assert (again.returncode, again.stderr) == (
        1,
        "error: there is no document 2 here to remove.\n",
    )
    assert run_cli(copy, "remove", "1").stdout == "removed Unpaid carers (docs/carers.md)\n"
    assert records(run_cli(copy, "sources", "--json")) == []


def test_indexing_again_says_what_became_of_each_file(tmp_path: Path) -> None:
    first = write(tmp_path, "docs/carers.md", CARERS)
    gone = write(tmp_path, "docs/gone.txt", POOL)
    write(tmp_path, "docs/stps.md", STPS)
    with open_library(tmp_path) as library:
        library.index([first.parent])
    gone.unlink()
    write(tmp_path, "docs/carers.md", BINS)
    write(tmp_path, "docs/museum [1].txt", MUSEUM)
    write(tmp_path, "docs/scan.pdf", "")
    write(tmp_path, "docs/z.md", STPS)
    done = run_cli(tmp_path, "index", "--json", "docs", "none")
    assert (done.returncode, done.stderr) == (1, "")
    assert [(row["path"], row["status"]) for row in records(done)] == [
        ("none", "refused"),
        ("docs/carers.md", "updated"),
        ("docs/museum [1].txt", "added"),
        ("docs/scan.pdf", "refused"),
        ("docs/stps.md", "unchanged"),
        ("docs/z.md", "duplicate"),
        (str(gone), "missing"),
    ]
    table = run_cli(tmp_path, "index", "docs", COLUMNS="200")
    assert table.returncode == 1
    assert "docs/museum [1].txt" in table.stdout
    assert table.stdout.splitlines()[-1] == (
        "0 added, 0 updated, 3 unchanged, 1 duplicate, 1 refused, 1 missing"
    )


def test_a_path_that_is_not_there_fails_with_the_reason(tmp_path: Path) -> None:
    done = run_cli(tmp_path, "index", "--json", "none")
    assert done.returncode == 1
    assert records(done) == [
        {
            "path": "none",
            "status": "refused",
            "reason": "there is no file or folder at none; check the path.",
            "documents": 0,
        }
    ]


def test_without_paths_the_seeds_are_indexed(tmp_path: Path) -> None:
    done = run_cli(tmp_path, "index", "--json", RETRIEVAL_SEEDS="briefings")
    assert [row["path"] for row in records(done)] == ["briefings"]


@pytest.mark.parametrize("by", ["environment", "file"])
def test_a_wrong_setting_ends_with_one_line_and_its_own_code(tmp_path: Path, by: str) -> None:
    if by == "environment":
        done = run_cli(tmp_path, "sources", RETRIEVAL_THREADS="many")
        expected = "RETRIEVAL_THREADS: Input should be a valid integer"
    else:
        write(tmp_path, ".env", "RETRIEVAL_THREDS=1\n")
        done = run_cli(tmp_path, "sources")
        expected = "RETRIEVAL_THREDS is not a setting; did you mean RETRIEVAL_THREADS?"
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"settings: {expected}")
    assert not (tmp_path / "index").exists()


def test_a_damaged_catalogue_ends_with_one_line(copy: Path) -> None:
    (copy / "index" / "catalogue.db").write_bytes(b"no database at all, only some words " * 50)
    done = run_cli(copy, "ask", "what is an STP?")
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("error: the catalogue sqlite:///")
    assert "file is not a database" in line


def test_the_doctor_finds_nothing_wrong_with_a_library_that_works(place: Path) -> None:
    done = run_cli(place, "doctor", "--json")
    assert done.returncode == 0
    findings = records(done)
    assert [finding["name"] for finding in findings] == [
        "settings",
        "model",
        "probabilities",
        "catalogue",
        "indexes",
        "Discord token",
        "disk",
    ]
    assert all(list(finding) == ["name", "detail", "mend", "ok"] for finding in findings)
    assert all(finding["ok"] for finding in findings)


def test_the_doctor_tells_a_wrong_setting_and_goes_on_with_the_other_checks(place: Path) -> None:
    done = run_cli(place, "doctor", "--json", RETRIEVAL_THREADS="none")
    assert (done.returncode, done.stderr) == (1, "")
    findings = {finding["name"]: finding for finding in records(done)}
    assert [name for name, finding in findings.items() if not finding["ok"]] == ["settings"]
    assert findings["settings"]["mend"].startswith("RETRIEVAL_THREADS: ")
    assert "is whole: 3 documents" in findings["catalogue"]["detail"]


def test_the_doctor_finds_a_torn_index_until_the_next_question(copy: Path) -> None:
    (torn,) = (copy / "index" / "libraries" / "shared").rglob("starts.npy")
    torn.write_bytes(b"")
    done = run_cli(copy, "doctor")
    assert done.returncode == 1
    assert f"FAIL indexes: {torn} is torn: its checksum is wrong." in done.stdout
    assert "     mend: it is built again from the catalogue with the next question." in done.stdout
    with open_library(copy) as library:
        library.ask("what is an STP?")
    assert run_cli(copy, "doctor").returncode == 0


def test_the_doctor_knows_the_shape_of_a_token_and_never_shows_one(place: Path) -> None:
    done = run_cli(place, "doctor", DISCORD_TOKEN="not-a-bot-token")  # noqa: S106 - it is none.
    assert done.returncode == 1
    assert "FAIL Discord token: DISCORD_TOKEN does not look like a bot token" in done.stdout
    assert "not-a-bot-token" not in done.stdout + done.stderr
