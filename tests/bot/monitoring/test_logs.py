"""The log: one line for each event, and nothing private at DEBUG."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys

import pytest

from bot.monitoring import logs
from tests.end_to_end.home import REPOSITORY

QUESTION = "who cares for my neighbour?"

pytestmark = pytest.mark.usefixtures("own_log")


def written(level: str, name: str, severity: int) -> str:
    stream = io.StringIO()
    logs.configure(level, stream)
    logging.getLogger(name).log(severity, "what happened")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("level", "name", "severity", "shown"),
    [
        ("DEBUG", "bot.gateway.client", logging.DEBUG, True),
        ("INFO", "bot.gateway.client", logging.DEBUG, False),
        ("ERROR", "retrieval.library", logging.WARNING, False),
        ("DEBUG", "retrieval.library", logging.DEBUG, True),
        ("DEBUG", "discord.http", logging.DEBUG, False),
        ("DEBUG", "discord.webhook.async_", logging.DEBUG, False),
        ("DEBUG", "discord.gateway", logging.INFO, True),
        ("ERROR", "discord.gateway", logging.WARNING, True),
        ("DEBUG", "discord.client", logging.INFO, False),
        ("DEBUG", "sentence_transformers", logging.INFO, False),
        ("DEBUG", "asyncio", logging.WARNING, True),
    ],
)
def test_which_lines_are_written(level: str, name: str, severity: int, shown: bool) -> None:
    assert bool(written(level, name, severity)) is shown


def test_a_package_that_sets_its_own_level_is_held_back_all_the_same() -> None:
    logging.getLogger("bm25s").setLevel(logging.DEBUG)

    assert written("DEBUG", "bm25s", logging.DEBUG) == ""


def count(question: str) -> None:
    raise ValueError(len(question))


def test_tracebacks_show_no_local_variables() -> None:
    stream = io.StringIO()
    logs.configure("INFO", stream)
    try:
        count(QUESTION)
    except ValueError:
        logging.getLogger("discord.gateway").exception("failed")

    assert "ValueError: 27" in stream.getvalue()
    assert QUESTION not in stream.getvalue()


def test_for_programs_every_line_is_an_object() -> None:
    stream = io.StringIO()
    logs.configure("INFO", stream, form="json")

    logs.get_logger("bot.gateway.client").info("done", doing="/ask", ms=12)
    logging.getLogger("discord.gateway").warning("Shard ID %s: %s", 3, "“late”\nagain")
    try:
        count(QUESTION)
    except ValueError:
        logging.getLogger("discord.gateway").exception("failed")

    ours, theirs, failed = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert {key: ours[key] for key in ("event", "level", "logger", "doing", "ms")} == {
        "event": "done",
        "level": "info",
        "logger": "bot.gateway.client",
        "doing": "/ask",
        "ms": 12,
    }
    assert (theirs["event"], theirs["level"]) == ("Shard ID 3: “late”\nagain", "warning")
    assert failed["exception"].endswith("ValueError: 27")
    assert QUESTION not in stream.getvalue()


def test_our_lines_name_their_values() -> None:
    stream = io.StringIO()
    logs.configure("INFO", stream)

    logs.get_logger("bot.gateway.client").info("done", doing="/ask", ms=12)

    assert "[info     ] done" in stream.getvalue()
    assert "[bot.gateway.client] doing=/ask ms=12" in stream.getvalue()


@pytest.mark.parametrize(
    ("severity", "line"),
    [
        (logging.WARNING, "left out: a.md\n"),
        (logging.ERROR, "error: left out: a.md\n"),
    ],
)
def test_what_the_owner_is_told_is_for_people_as_it_is(severity: int, line: str) -> None:
    stream = io.StringIO()
    logs.configure("WARNING", stream)

    logs.tell("left out: a.md", severity=severity)

    assert stream.getvalue() == line


def test_what_the_owner_is_told_is_for_programs_an_object_like_the_rest() -> None:
    stream = io.StringIO()
    logs.configure("WARNING", stream, form="json")

    logs.tell("left out: a.md", severity=logging.ERROR)

    told = json.loads(stream.getvalue())
    assert told.pop("timestamp")
    assert told == {"event": "left out: a.md", "level": "error", "logger": "bot"}


def test_for_programs_warnings_and_the_last_error_are_objects_too() -> None:
    program = (
        "import warnings; from bot.monitoring import logs; logs.configure('INFO', form='json'); "
        "warnings.warn('it is late'); raise ValueError('never\\nmore')"
    )

    ended = subprocess.run(
        [sys.executable, "-c", program],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )

    assert ended.returncode == 1
    late, crashed = [json.loads(line) for line in ended.stderr.splitlines()]
    assert (late["level"], late["logger"]) == ("warning", "py.warnings")
    assert "it is late" in late["event"]
    assert (crashed["level"], crashed["event"]) == ("critical", "crashed")
    assert crashed["exception"].endswith("ValueError: never\nmore")
