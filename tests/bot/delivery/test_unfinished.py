"""Who waits for an answer is known after the process is killed, and only then."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from bot.delivery import unfinished
from bot.delivery.unfinished import Trace, Unfinished

SOON = time.time() + 86_400
"""Read when the tests begin, which may be long before these run."""
ONE = Trace(SOON, "token-1", below=True, guild=1, locales=("cy", "en-GB"))
TWO = Trace(SOON, channel=5, message=6)
DYING = """
import os, signal, sys, time
from pathlib import Path
from bot.delivery.unfinished import Trace, Unfinished
kept = Unfinished(Path(sys.argv[1]))
until = time.time() + 600
with kept.during(Trace(until, "answered")):
    pass
with kept.during(Trace(until, "waits")), kept.during(Trace(time.time() - 1, "too late")):
    print("begun", flush=True)
    time.sleep(60)
"""


def test_a_process_that_is_killed_leaves_those_who_wait(tmp_path: Path) -> None:
    root = Path(unfinished.__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", DYING, str(tmp_path)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(root)},
    ) as dying:
        assert dying.stdout is not None
        assert dying.stdout.readline() == b"begun\n"
        assert Unfinished(tmp_path).take_over() == {}
        dying.send_signal(signal.SIGKILL)
        dying.wait()

    taken = Unfinished(tmp_path).take_over()

    assert [trace.token for trace in taken.values()] == ["waits"]


def test_what_is_taken_over_is_left_again_until_it_has_ended(tmp_path: Path) -> None:
    first = Unfinished(tmp_path)
    first._begin(ONE)  # noqa: SLF001 - as by a request that does not end.
    first._begin(TWO)  # noqa: SLF001
    first.close()

    second = Unfinished(tmp_path)
    taken = second.take_over()
    assert list(taken.values()) == [ONE, TWO]
    second.end(next(key for key, trace in taken.items() if trace == ONE))
    second.close()

    third = Unfinished(tmp_path)
    assert list(third.take_over().values()) == [TWO]


def test_what_ends_leaves_nothing(tmp_path: Path) -> None:
    kept = Unfinished(tmp_path)
    with kept.during(ONE), pytest.raises(ValueError, match="why"), kept.during(TWO):
        raise ValueError("why")
    kept.close()

    assert list(tmp_path.iterdir()) == []


def test_the_file_stays_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unfinished, "_LARGEST", 2000)
    kept = Unfinished(tmp_path)
    with kept.during(ONE):
        for number in range(100):
            with kept.during(replace(TWO, message=number)):
                pass
        (file,) = tmp_path.glob("*.jsonl")
        assert file.stat().st_size < 3000
        kept._held.release()  # type: ignore[union-attr]  # noqa: SLF001 - as by the end of the process.

        assert list(Unfinished(tmp_path).take_over().values()) == [ONE]


def test_a_line_that_was_cut_or_is_of_another_release_is_passed_over(tmp_path: Path) -> None:
    kept = Unfinished(tmp_path)
    kept._begin(ONE)  # noqa: SLF001
    kept.close()
    (file,) = tmp_path.glob("*.jsonl")
    with file.open("a") as lines:
        lines.write('{"key": {"until": 1e12, "colour": "red"}}\n{"key2": {"unt')

    assert list(Unfinished(tmp_path).take_over().values()) == [ONE]


def test_a_folder_that_cannot_be_written_to_costs_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    kept = Unfinished(tmp_path / "file" / "below")

    with kept.during(ONE):
        pass

    assert kept.take_over() == {}
    kept.close()
