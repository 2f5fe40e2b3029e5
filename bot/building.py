"""The library made ready before anyone is served: starter documents read in where they changed."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

if TYPE_CHECKING:
    from pathlib import Path

    from rich.progress import TaskID

    from retrieval.library import Library


_SHOW_AFTER = 0.3
"""Seconds before the bar is shown: finding that nothing has changed takes less."""


def build(library: Library, seeds: Path) -> None:
    """Index the folder of starter documents, with a progress bar on standard error.

    Nothing is shown when nothing has changed.

    :raises RetrievalError: when the library cannot be built.
    """
    if not seeds.exists():
        sys.stderr.write(f"There is no folder {seeds}; no starter documents are added.\n")
        return
    progress = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
    )
    began = time.monotonic()
    bar: TaskID | None = None

    def advance(what: str, done: int, total: int) -> None:
        nonlocal bar
        if time.monotonic() - began < _SHOW_AFTER:
            return
        if bar is None:
            bar = progress.add_task(what, total=total)
            progress.start()
        progress.update(
            bar, description=what or "building the library", completed=done, total=total
        )

    try:
        report = library.index([seeds], progress=advance)
    finally:
        if bar is not None:
            progress.stop()
    for file in report.refused:
        sys.stderr.write(f"left out: {file.path}: {file.reason}\n")
    for file in report.missing:
        sys.stderr.write(f"{file.path}: {file.reason}\n")
