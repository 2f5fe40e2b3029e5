"""Whoever asks goes before a job, whichever processes they are in.

A low priority alone is not enough: near full load, what little a job takes makes questions queue
that would not have.
"""

from __future__ import annotations

import os
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

try:
    import fcntl
except ImportError:  # Not on Windows, where a job has its low priority alone.
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_TIMES, _LONGEST_S = 4.0, 2.0
"""How many times as long as it has worked a job waits, and how long, at the most: however many ask, it
gets on, and a moderator who cancels it is heard."""
_LOOK_EVERY_S = 0.01


class Precedence:
    """A lock on a file that all who ask share, and a job only looks at.

    The system lets go of it when a process dies, whatever it was doing.
    """

    def __init__(self, folder: Path) -> None:
        """Keep the file in the folder of the library.

        :raises OSError: if there can be none.
        """
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
        self._file: int | None = os.open(folder / ".asking.lock", flags, 0o600)
        self._asking = 0
        self._counting = threading.Lock()
        self._worked_since = time.monotonic()

    def close(self) -> None:
        """Close the file; from then on nobody waits for anybody here."""
        with self._counting:
            if self._file is not None:
                os.close(self._file)
            self._file = None

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Have jobs wait while the block lasts."""
        self._count(+1)
        try:
            yield
        finally:
            self._count(-1)

    def give_way(self) -> None:
        """Wait until nobody asks, at most four times as long as since the last wait, or two seconds."""
        now = time.monotonic()
        until = now + min(_LONGEST_S, _TIMES * (now - self._worked_since))
        while self.is_asked() and time.monotonic() < until:
            time.sleep(_LOOK_EVERY_S)
        self._worked_since = time.monotonic()

    def is_asked(self) -> bool:
        """Tell whether anybody asks, in this process or another."""
        with self._counting:
            # Trying would take the lock away from this process's own questions.
            if self._asking or fcntl is None or self._file is None:
                return self._asking > 0
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
            fcntl.flock(self._file, fcntl.LOCK_UN)
            return False

    def _count(self, change: int) -> None:
        with self._counting:
            before, self._asking = self._asking, self._asking + change
            if fcntl is None or self._file is None:
                return
            if not before:
                fcntl.flock(self._file, fcntl.LOCK_SH)
            elif not self._asking:
                fcntl.flock(self._file, fcntl.LOCK_UN)
