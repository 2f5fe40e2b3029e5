"""Follow files and folders, and index again whatever changes."""

from __future__ import annotations

import logging
import signal
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from watchfiles import watch

from retrieval.errors import RetrievalError, UnreadableDocumentError
from retrieval.ingest.report import FileStatus, IndexReport

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from retrieval.ingest.report import FileReport

log = logging.getLogger(__name__)

_QUIET_MS = 1_000
"""A run begins when nothing has changed for this long, so that a copy under way is finished."""
_TRY_AGAIN_S = 10.0
_STANDING = (
    FileStatus.UNCHANGED,
    FileStatus.DUPLICATE,
    FileStatus.REFUSED,
    FileStatus.FAILED,
    FileStatus.MISSING,
)
"""What a run says of a file again and again, as long as nothing becomes of it."""


def follow(
    paths: Sequence[Path],
    run: Callable[[], IndexReport],
    tell: Callable[[IndexReport], None],
    stop: threading.Event | None = None,
) -> None:
    """Call ``run`` at once and after each change below the paths, until told to end.

    A run looks at everything, which costs next to nothing for what is unchanged; so no change is
    lost, whatever the system tells of it. A run that fails, or that leaves something for the next
    one, is tried again. A folder that goes is followed again when it comes back.

    It ends when ``stop`` is set, and in the main thread by SIGINT (Ctrl+C) or SIGTERM too, also in
    the middle of a run: what was stored by then is whole.

    :param tell: called with the first report, and then with what is new in each later one.
    :raises UnreadableDocumentError: if there is nothing at any of the paths.
    """
    if not _roots(paths):
        raise UnreadableDocumentError("there is no file or folder to follow; check the path.")
    runs = _Runs(run, tell)
    with _ended_by_signals():
        while stop is None or not stop.is_set():
            roots = _roots(paths)
            # Due as soon as the watch stands, so that nothing that changes meanwhile is missed.
            runs.due_at = time.monotonic()
            for changes in _changes(roots, stop, below=any(path.is_dir() for path in paths)):
                if changes or time.monotonic() >= runs.due_at:
                    runs.run()
                if _roots(paths) != roots:
                    break


class _Runs:
    """Runs, and what was told of them."""

    def __init__(self, run: Callable[[], IndexReport], tell: Callable[[IndexReport], None]) -> None:
        self._run = run
        self._tell = tell
        self._told: Collection[FileReport] = ()
        self._trouble = ""
        self.due_at = 0.0
        """When to run though nothing has changed, by the monotonic clock."""

    def run(self) -> None:
        """Run, and tell what is new."""
        self.due_at = float("inf")
        try:
            report = self._run()
        except (RetrievalError, OSError) as error:
            self.due_at = time.monotonic() + _TRY_AGAIN_S
            if str(error) != self._trouble:
                log.warning("the change could not be indexed yet: %s", error)
            self._trouble = str(error)
            return
        self._trouble = ""
        if report.paths(FileStatus.FAILED):
            self.due_at = time.monotonic() + _TRY_AGAIN_S
        news = [
            file for file in report.files if file.status not in _STANDING or file not in self._told
        ]
        self._told = set(report.files)
        if news:
            self._tell(IndexReport(news))


def _changes(
    roots: Collection[Path], stop: threading.Event | None, *, below: bool
) -> Iterator[object]:
    """Yield the changes as they come, and something empty every second without any."""
    try:
        yield from watch(
            *roots,
            watch_filter=lambda _change, path: not _is_hidden(Path(path), roots),
            stop_event=stop,
            step=_QUIET_MS,
            rust_timeout=_QUIET_MS,
            yield_on_timeout=True,
            recursive=below,
        )
    except FileNotFoundError:  # One of the roots went just now.
        return


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Let SIGTERM interrupt as Ctrl+C does, and take either for an end like any other."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        log.info("interrupted")
    finally:
        signal.signal(signal.SIGTERM, before)


def _roots(paths: Sequence[Path]) -> dict[Path, tuple[int, int]]:
    """Return the folders to follow that are there, with what tells each from its successor.

    A file is followed by way of its folder, since many programs replace it to change it.
    """
    roots = {}
    for path in paths:
        try:
            if path.exists():
                root = (path if path.is_dir() else path.parent).resolve()
                found = root.stat()
                roots[root] = (found.st_dev, found.st_ino)
        except OSError:  # It went just now, or its disk does not answer.
            continue
    return roots


def _is_hidden(changed: Path, roots: Collection[Path]) -> bool:
    """Tell whether a file is not read since it, or a folder between it and its root, is hidden."""
    below = [changed.relative_to(root).parts for root in roots if changed.is_relative_to(root)]
    return bool(below) and any(part.startswith(".") for part in min(below, key=len))
