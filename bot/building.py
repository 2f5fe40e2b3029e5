"""The library made ready before anyone is served: starter documents read in where they changed."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bot.cards.text import clean_line
from bot.monitoring.logs import get_logger, tell
from retrieval.ingest import FileStatus

if TYPE_CHECKING:
    from pathlib import Path

    from rich.progress import TaskID

    from retrieval.ingest import IndexReport
    from retrieval.library import Library

log = get_logger(__name__)

_SHOW_AFTER = 0.3
"""Seconds before the bar, or the first line in its place, is shown: finding that nothing has changed takes less."""

_SAY_EVERY = 30.0
"""Seconds between two lines that take the place of the bar."""

_SAID = {
    FileStatus.ADDED: "added, with a note",
    FileStatus.UPDATED: "updated, with a note",
    FileStatus.REFUSED: "left out",
    FileStatus.FAILED: "not read this time; the next start tries again",
    FileStatus.MISSING: "missing",
}
"""What is said of a file before its name and the reason."""


def build(library: Library, seeds: Path, *, bar: bool = True) -> None:
    """Index the folder of starter documents, with a progress bar on standard error.

    What was left out, and why, is told each time; else nothing is shown when nothing has changed.

    :param bar: whether there is a bar. It would stand between log lines that are for programs; these
        say now and then how far it is.
    :raises RetrievalError: when the library cannot be built.
    """
    for line in library.warnings():
        tell(line)
    if not seeds.exists():
        tell(f"There is no folder {seeds}; no starter documents are added.")
        return
    progress = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
    )
    say_at = time.monotonic() + _SHOW_AFTER
    task: TaskID | None = None

    def advance(what: str, done: int, total: int) -> None:
        nonlocal say_at, task
        now = time.monotonic()
        if now < say_at:
            return
        if not bar:
            log.info("building the library", what=what, done=done, total=total)
            say_at = now + _SAY_EVERY
            return
        if task is None:
            task = progress.add_task(what, total=total)
            progress.start()
        progress.update(
            task, description=what or "building the library", completed=done, total=total
        )

    try:
        report = library.index([seeds], progress=advance)
    finally:
        if task is not None:
            progress.stop()
    for line in remarks(report):
        tell(line)


def remarks(report: IndexReport) -> list[str]:
    """Return a line for each file that was not taken, or not wholly, in the report's order."""
    return [
        clean_line(f"{said}: {file.path}: {file.reason}")
        for file in report.files
        if file.reason and (said := _SAID.get(file.status))
    ]
