"""The command line, as a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


def command(folder: Path, *arguments: str) -> list[str]:
    """Return what is typed to use the library below a folder."""
    return [sys.executable, "-m", "retrieval", "--index", str(folder / "index"), *arguments]


def environment(**settings: str) -> dict[str, str]:
    """Return the environment of a process; a program that is not installed is found by its path."""
    ours = {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore", "RETRIEVAL_INDEX_THREADS": "1"}
    return {**os.environ, **ours, **settings}


def run_cli(
    folder: Path, *arguments: str, stdin: str | bytes = "", **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    done = subprocess.run(
        command(folder, *arguments),
        cwd=folder,
        env=environment(**settings),
        input=stdin if isinstance(stdin, bytes) else stdin.encode(),
        capture_output=True,
        check=False,
        timeout=120,
    )
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
    )


def records(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    """Return what a command printed with ``--json``."""
    return [json.loads(line) for line in done.stdout.splitlines()]
