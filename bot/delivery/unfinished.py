"""What members have asked for and were not answered yet, on disk: a killed bot leaves nobody waiting.

Each process keeps a file of its own and holds a lock on it for as long as it lives. The next one that
starts finds the files that nobody holds, and tells whoever is named in them. What was asked for is not
kept, only how to reach the member.
"""

from __future__ import annotations

import json
import secrets
import time
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import filelock

from bot.monitoring.logs import get_logger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import discord

    from bot.delivery.readers import Readers

log = get_logger(__name__)

_TOKEN_SECONDS = 14 * 60.0
"""Seconds for which the token of an interaction is used; Discord takes it for 15 minutes."""
_MESSAGE_SECONDS = 60 * 60.0
"""Seconds after which nobody waits for the reply to a message any more."""
_LARGEST = 1_000_000
"""Bytes from which on the file is written anew with what is still open."""
_LINES, _LOCK, _DRAFT = ".jsonl", ".lock", ".new"


@dataclass(frozen=True, slots=True)
class Trace:
    """How to reach a member who waits."""

    until: float
    """Seconds since 1970 after which it is no use."""
    token: str = ""
    """Of the interaction; none for a message."""
    below: bool = False
    """Whether a message of its own tells the member, rather than the one that is waited for."""
    channel: int = 0
    message: int = 0
    """The member's message, where it was one."""
    guild: int | None = None
    locales: tuple[str, ...] = ()
    """With the guild, whose language is spoken; see ``Readers``."""

    @classmethod
    def of(cls, interaction: discord.Interaction[Any], readers: Readers, *, below: bool) -> Trace:
        """Return how to answer an interaction."""
        until = interaction.created_at.timestamp() + _TOKEN_SECONDS
        return cls(
            until, interaction.token, below, guild=readers.guild, locales=tuple(readers.locales)
        )

    @classmethod
    def to(cls, message: discord.Message, readers: Readers) -> Trace:
        """Return how to reply to a message."""
        return cls(
            time.time() + _MESSAGE_SECONDS,
            channel=message.channel.id,
            message=message.id,
            guild=readers.guild,
            locales=tuple(readers.locales),
        )

    @classmethod
    def read(cls, stored: Any) -> Trace | None:
        """Return a trace as it was written; ``None`` for what has ended, or is another release's."""
        try:
            return cls(**{**stored, "locales": tuple(stored["locales"])})
        except (TypeError, KeyError):
            return None


class Unfinished:
    """The requests that are under way in this process, and those that others left."""

    def __init__(self, folder: Path) -> None:
        """Keep the files in ``folder``, which is made when it is needed."""
        self._folder = folder
        self._file = folder / f"{secrets.token_hex(8)}{_LINES}"
        self._held: filelock.BaseFileLock | None = None
        self._open: dict[str, Trace] = {}
        self._size = 0
        self._warned = False

    @contextmanager
    def during(self, trace: Trace) -> Iterator[None]:
        """Keep a trace while the block lasts; one that is cancelled stays for the next start."""
        key = self._begin(trace)
        try:
            yield
        except Exception:
            self.end(key)
            raise
        self.end(key)

    def take_over(self) -> dict[str, Trace]:
        """Return what processes that are gone have left, under keys for ``end``.

        Each is this process's own from then on, so that its end loses nothing either.
        """
        taken: dict[str, Trace] = {}
        try:
            for path in self._folder.glob(f"*{_LINES}"):
                if path == self._file:
                    continue
                with suppress(filelock.Timeout), _lock(path).acquire(timeout=0):
                    taken |= {self._begin(trace): trace for trace in _read(path)}
                    _remove(path)
        except OSError as error:
            self._warn(error)
        return taken

    def end(self, key: str) -> None:
        """Keep a trace no longer."""
        del self._open[key]
        self._write({key: None})

    def close(self) -> None:
        """Let go of the file, which stays where something in it is still open."""
        if self._held is None:
            return
        with suppress(OSError):
            if not self._open:
                _remove(self._file)
        self._held.release()
        self._held = None

    def _begin(self, trace: Trace) -> str:
        key = secrets.token_hex(8)
        self._open[key] = trace
        self._write({key: asdict(trace)})
        return key

    def _write(self, line: dict[str, Any]) -> None:
        """Add a line, or begin anew where the others are not needed; a full disk costs only this."""
        try:
            if self._held is None:
                self._folder.mkdir(parents=True, exist_ok=True)
                held = _lock(self._file)
                held.acquire(timeout=0)
                self._held = held
            if self._open and self._size < _LARGEST:
                with self._file.open("a", encoding="ascii") as file:
                    file.write(f"{json.dumps(line)}\n")
                    self._size = file.tell()
                return
            whole = "".join(
                f"{json.dumps({key: asdict(trace)})}\n" for key, trace in self._open.items()
            )
            draft = self._file.with_suffix(_DRAFT)
            draft.write_text(whole, encoding="ascii")
            draft.replace(self._file)
            self._size = len(whole)
        except OSError as error:
            self._warn(error)

    def _warn(self, error: OSError) -> None:
        if not self._warned:
            log.warning("what is under way cannot be kept", why=error.strerror)
            self._warned = True


def _lock(path: Path) -> filelock.BaseFileLock:
    return filelock.FileLock(path.with_suffix(_LOCK))


def _remove(path: Path) -> None:
    for ending in (_LINES, _DRAFT, _LOCK):
        path.with_suffix(ending).unlink(missing_ok=True)


def _read(path: Path) -> list[Trace]:
    """Return what is open in a file and of use; a line that a full disk has cut is none."""
    found: dict[str, Any] = {}
    for line in path.read_text(encoding="ascii", errors="replace").splitlines():
        with suppress(ValueError):
            found.update(json.loads(line))
    traces = (Trace.read(stored) for stored in found.values())
    return [trace for trace in traces if trace is not None and trace.until > time.time()]
