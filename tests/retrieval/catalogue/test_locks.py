"""One run at a time: two that take the same lock take turns, whoever they are."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import filelock
import pytest

from retrieval.catalogue import FolderLock, run_lock

if TYPE_CHECKING:
    from sqlalchemy import Engine

REPOSITORY = Path(__file__).parents[3]
HOLD = """
import sys
from pathlib import Path
from retrieval.catalogue import connect, run_lock
with run_lock(connect(sys.argv[1]), Path(sys.argv[2])).hold("guild:1", timeout=1):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_run_waits_until_the_first_has_ended(engine: Engine, tmp_path: Path) -> None:
    lock = run_lock(engine, tmp_path)
    ended = threading.Event()

    def wait() -> None:
        with lock.hold("guild:1", timeout=30):
            ended.set()

    with lock.hold("guild:1", timeout=0):
        waiting = threading.Thread(target=wait)
        waiting.start()
        assert not ended.wait(0.3)
    assert ended.wait(30)
    waiting.join()


def test_a_run_in_another_process_is_waited_for_until_it_is_killed(
    engine: Engine, tmp_path: Path
) -> None:
    url = engine.url.render_as_string(hide_password=False)
    lock = run_lock(engine, tmp_path)
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, url, str(tmp_path)],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(TimeoutError), lock.hold("guild:1", timeout=0.1):
            pass
        other.kill()
        with lock.hold("guild:1", timeout=30):
            pass


def test_a_run_that_fails_lets_go(engine: Engine, tmp_path: Path) -> None:
    lock = run_lock(engine, tmp_path)
    with pytest.raises(ZeroDivisionError), lock.hold("guild:1", timeout=0):
        _ = 1 / 0
    with lock.hold("guild:1", timeout=0):
        pass


def test_runs_on_two_libraries_go_on_together(engine: Engine, tmp_path: Path) -> None:
    lock = run_lock(engine, tmp_path)
    with lock.hold("guild:1", timeout=0), lock.hold("guild:2", timeout=0):
        pass


def test_all_libraries_of_a_folder_are_held_once_every_run_has_ended(tmp_path: Path) -> None:
    lock = FolderLock(tmp_path)
    with lock.hold("guild:1", timeout=0), lock.hold("guild:2", timeout=0):
        pass
    with lock.hold("guild:2", timeout=0), pytest.raises(TimeoutError), lock.hold_all(timeout=0.1):
        pass
    with lock.hold_all(timeout=0):
        # No run begins, neither on a library that nobody has seen before.
        for library in ("guild:1", "guild:3"):
            with pytest.raises(TimeoutError), lock.hold(library, timeout=0.1):
                pass
    with lock.hold("guild:3", timeout=0):
        pass


def test_the_run_of_another_release_is_waited_for(tmp_path: Path) -> None:
    lock = FolderLock(tmp_path)
    with (
        filelock.FileLock(tmp_path / ".index.lock"),
        pytest.raises(TimeoutError),
        lock.hold("guild:1", timeout=0.1),
    ):
        pass
