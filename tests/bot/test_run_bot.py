"""The front door, as its own process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bot.shelf import write_seeds

RUN_BOT = Path(__file__).resolve().parents[2] / "run_bot.py"


def run(
    *arguments: str, folder: Path, stdin: str = "", **settings: str
) -> subprocess.CompletedProcess[str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DISCORD_", "RETRIEVAL_"))
    }
    return subprocess.run(
        [sys.executable, str(RUN_BOT), *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        cwd=folder,
        env={**kept, **settings, "PYTHONIOENCODING": "utf-8"},
        check=False,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with starter documents, whose library the first test builds."""
    folder = tmp_path_factory.mktemp("front-door")
    write_seeds(folder)
    return folder


def test_a_wrong_setting_is_one_line_and_nothing_is_built(tmp_path: Path) -> None:
    wrong = run(folder=tmp_path, DISCORD_LOG_LEVEL="LOUD")

    assert wrong.returncode == 2
    assert wrong.stdout == ""
    assert wrong.stderr.startswith("error: DISCORD_LOG_LEVEL: ")
    assert wrong.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", [["--help"], []], ids=["help", "wrong setting"])
def test_nothing_heavy_is_loaded_before_it_is_needed(arguments: list[str], tmp_path: Path) -> None:
    ended = run(*arguments, folder=tmp_path, DISCORD_LOG_LEVEL="LOUD", PYTHONPROFILEIMPORTTIME="1")

    loaded = {line.rsplit("|", 1)[-1].strip() for line in ended.stderr.splitlines()}
    assert "argparse" in loaded
    assert loaded.isdisjoint({"torch", "sentence_transformers", "discord"})
    assert ("--ask QUESTION" in ended.stdout) is ("--help" in arguments)


def test_a_question_builds_the_library_and_prints_an_answer(folder: Path) -> None:
    first = run("--ask", "What is an STP?", folder=folder)
    again = run("--ask", "What is an STP?", folder=folder)

    assert first.returncode == 0
    assert "▌ A Sustainability and Transformation Plan (STP) is a plan" in first.stdout
    assert again.stdout == first.stdout
    # The libraries that the model is loaded with have nothing to tell a member.
    assert "Traceback" not in first.stderr
    assert again.stderr == ""


def test_a_question_that_is_not_answered_ends_with_three(folder: Path) -> None:
    asked = run("--ask", "Which band recorded Abbey Road?", folder=folder)

    assert asked.returncode == 3
    assert "The documents here do not answer this question." in asked.stdout


def test_without_a_token_questions_are_taken_until_the_end_of_input(folder: Path) -> None:
    preview = run(folder=folder, stdin="What is an STP?\n\nc\n")

    assert preview.returncode == 0
    assert preview.stdout.count("╭─") == 2
    assert "Question:" not in preview.stdout
    missing = preview.stderr.splitlines()[-4:]
    assert missing[0].endswith("for Discord, DISCORD_TOKEN is missing. To get one:")
    assert [line[:4] for line in missing[1:]] == ["  1.", "  2.", "  3."]


def test_a_service_without_a_token_is_told_so_and_shows_no_preview(folder: Path) -> None:
    started = run("--serve", folder=folder, stdin="What is an STP?\n", DISCORD_TOKENN="x")

    assert started.returncode == 2
    hint, error = started.stderr.splitlines()
    assert hint == "DISCORD_TOKENN is not a setting; did you mean DISCORD_TOKEN?"
    assert error.startswith("error: DISCORD_TOKEN is not set; put the bot's token into .env or")
    assert not started.stdout


def test_a_document_that_cannot_be_read_is_named_and_the_rest_is_served(folder: Path) -> None:
    bad = folder / "seeds" / "bad.md"
    bad.write_bytes(b"\x00\x01\x02" * 100)
    try:
        asked = run("--ask", "What is an STP?", folder=folder)
    finally:
        bad.unlink()

    assert asked.returncode == 0
    assert "bad.md" in asked.stderr


def test_a_damaged_library_is_one_line_and_exit_code_one(tmp_path: Path) -> None:
    write_seeds(tmp_path)
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "catalogue.db").write_bytes(b"this is no database" * 100)

    asked = run("--ask", "What is an STP?", folder=tmp_path)

    assert asked.returncode == 1
    assert asked.stderr.startswith("error: ")
    assert asked.stderr.count("\n") == 1
