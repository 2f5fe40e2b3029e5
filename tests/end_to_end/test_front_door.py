"""``run_bot.py`` without Discord: one answer, the terminal preview, and the library's build."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import filelock
import pytest

from tests.end_to_end import cards
from tests.end_to_end.home import DOCUMENTS, PATIENCE, RUN_BOT, Home, wait_until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

COST = "A full allotment plot costs £62 a year"

MOORINGS = "\n## Moorings\n\nA mooring on the canal costs £900 a year.\n"


def documents(home: Home) -> int:
    """Return how many documents the catalogue holds, -1 where it has no table for them."""
    try:
        # Not created by looking at it.
        address = f"file:{home.catalogue}?mode=ro"
        with closing(sqlite3.connect(address, uri=True)) as connection:
            return int(connection.execute("SELECT count(*) FROM documents").fetchone()[0])
    except sqlite3.OperationalError:
        return -1


def kill_once(home: Home, met: Callable[[], bool]) -> None:
    """Start a build and end it with SIGKILL as soon as something has happened."""
    with home.start(str(RUN_BOT), "--ask", cards.ALLOTMENTS) as process:
        try:
            wait_until(met)
            assert process.poll() is None
        finally:
            process.kill()
        assert process.wait(PATIENCE) == -9


def test_a_changed_document_is_read_again_at_the_next_start(tmp_path: Path) -> None:
    home = Home(tmp_path, tmp_path / "seeds")
    shutil.copytree(DOCUMENTS, home.seeds)
    question = "How much does a mooring on the canal cost?"
    first = home.front_door("--ask", question)
    changed = home.seeds / "dogs.md"
    changed.write_text(changed.read_text(encoding="utf-8") + MOORINGS, encoding="utf-8")

    # The preview, with input from a pipe: questions, and buttons as commands of one letter.
    second = home.front_door(stdin=f"{question}\n\nc\n?!\nsources\nn\n")

    assert first.returncode == 3
    assert "The documents here do not answer this question." in first.stdout
    assert second.returncode == 0
    assert documents(home) == 12
    lines = second.stdout.splitlines()
    assert [line.strip("╭─╮ ") for line in lines if line.startswith("╭─")] == [
        question,
        "Dogs in parks",
        "There is no question in that",
        "Documents",
        "Documents",
    ]
    quoted = [line.strip("│▌ ") for line in lines if "│  ▌" in line]
    assert quoted[0] == "A mooring on the canal costs £900 a year."
    assert "Page 2 of 2 · 12 documents" in second.stdout
    assert "DISCORD_TOKEN is missing" in second.stderr
    assert "DISCORD_TOKEN" not in second.stdout


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("DISCORD_TOKE", "x", "DISCORD_TOKE is not a setting; did you mean DISCORD_TOKEN?"),
        (
            "RETRIEVAL_THREADS",
            "many",
            (
                "RETRIEVAL_THREADS: Input should be a valid integer, unable to parse string as an "
                "integer. See .env.example for what it may be."
            ),
        ),
    ],
)
def test_a_wrong_setting_is_one_line_and_exit_code_two(
    tmp_path: Path, name: str, value: str, line: str
) -> None:
    home = Home(tmp_path)
    (tmp_path / ".env").write_text(f"{name}={value}\n", encoding="utf-8")

    wrong = home.front_door()

    assert (wrong.returncode, wrong.stdout, wrong.stderr) == (2, "", f"error: {line}\n")
    assert not home.index.exists()


def test_a_build_that_is_killed_is_taken_up_at_the_next_start(tmp_path: Path) -> None:
    home = Home(tmp_path)
    generation = home.index / "libraries" / "shared"
    generation.mkdir(parents=True)

    with filelock.FileLock(home.index / ".index.lock"):
        kill_once(home, lambda: documents(home) == 0)
    assert documents(home) == 0

    kill_once(home, lambda: documents(home) > 0)

    # It cannot get past this lock, which is taken once all documents are stored.
    with filelock.FileLock(generation / ".lock"):
        kill_once(home, lambda: documents(home) == 12)
    assert not (generation / "current").exists()

    ended = home.front_door("--ask", cards.ALLOTMENTS)
    assert ended.returncode == 0
    assert COST in ended.stdout
    assert documents(home) == 12
    assert (generation / "current").exists()
