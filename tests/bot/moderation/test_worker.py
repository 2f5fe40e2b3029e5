"""The process that carries jobs out, as the bot starts and ends it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from typing import TYPE_CHECKING

import pytest

from bot.moderation.worker import Worker, environment
from bot.monitoring import logs

if TYPE_CHECKING:
    from pathlib import Path


def test_the_worker_does_not_get_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "secret")
    monkeypatch.setenv("RETRIEVAL_THREADS", "1")

    given = environment()

    assert not any(name.startswith("DISCORD_") for name in given)
    assert given["RETRIEVAL_THREADS"] == "1"
    assert given["PYTHONPATH"]


def test_a_worker_without_anything_to_do_ends_and_makes_way(tmp_path: Path) -> None:
    async def run() -> None:
        worker = Worker(tmp_path / "index")
        await worker.ensure()
        assert worker.running
        await worker.ensure()
        await asyncio.wait_for(worker.ended(), 120)
        assert not worker.stuck
        # It is not started again at once, unless there is something new.
        await worker.ensure()
        assert not worker.running
        worker.hurry()
        await worker.ensure()
        assert worker.running
        await worker.stop()
        assert not worker.running

    asyncio.run(run())


def test_one_that_is_told_to_end_while_it_still_starts_has_not_failed(tmp_path: Path) -> None:
    async def run() -> None:
        worker = Worker(tmp_path / "index")
        await worker.ensure()
        await worker.stop()
        assert not worker.running
        assert not worker.stuck

    asyncio.run(run())


def test_a_worker_that_fails_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "index").write_text("no folder")

    async def run() -> None:
        worker = Worker(tmp_path / "index")
        await worker.ensure()
        await asyncio.wait_for(worker.ended(), 120)
        assert worker.stuck
        await worker.stop()

    asyncio.run(run())


@pytest.mark.usefixtures("own_log")
def test_a_worker_writes_its_log_as_the_bot_does(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "index").write_text("no folder")

    async def run(worker: Worker) -> list[str]:
        await worker.ensure()
        await asyncio.wait_for(worker.ended(), 120)
        lines = capfd.readouterr().err.splitlines()
        return [line for line in lines if "the worker cannot go on" in line]

    logs.configure("ERROR", form="json")
    (line,) = asyncio.run(run(Worker(tmp_path / "index")))
    told = json.loads(line)
    assert (told["level"], told["logger"]) == ("error", "retrieval.cli.jobs")
    assert told["timestamp"]

    logs.configure("ERROR")
    (line,) = asyncio.run(run(Worker(tmp_path / "index")))
    assert "[error    ] the worker cannot go on: " in line


def test_one_that_does_not_even_die_in_time_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.moderation.worker._END_SECONDS", 0.1)
    monkeypatch.setattr("bot.moderation.worker._KILLED_SECONDS", 0.1)

    async def run() -> None:
        worker = Worker(tmp_path / "index")
        await worker.ensure()
        process = worker._process  # noqa: SLF001
        assert process is not None
        kill = process.kill
        # It neither ends by itself nor takes a signal but that to die, which comes late here.
        process.send_signal(signal.SIGSTOP)
        stopped = os.WSTOPPED | os.WNOWAIT
        await asyncio.to_thread(os.waitid, os.P_PID, process.pid, stopped)
        monkeypatch.setattr(process, "kill", lambda: None)
        await asyncio.wait_for(worker.stop(), 5)
        assert worker.running
        kill()
        await asyncio.wait_for(worker.ended(), 60)

    asyncio.run(run())


def test_a_worker_that_cannot_be_started_is_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "nothing"))

    async def run() -> None:
        worker = Worker(tmp_path / "index")
        await worker.ensure()
        assert worker.stuck
        assert not worker.running
        await worker.stop()

    asyncio.run(run())
