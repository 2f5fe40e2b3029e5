"""Files are read in a process of their own, so that a bad one costs only itself.

``Parser`` keeps one worker (``retrieval.documents.sandbox.worker``) and hands it file after file, because
starting one takes as long as reading many small files. A worker that runs into a limit, crashes or
answers nonsense is ended; the next file, or the next member of the archive, gets a fresh one.
"""

from __future__ import annotations

import dataclasses
import logging
import signal
import threading
from typing import TYPE_CHECKING

from retrieval.documents.sandbox import frames
from retrieval.documents.sandbox.confinement import warn_if_weak
from retrieval.documents.sandbox.members import ArchiveLimits, read_members
from retrieval.documents.sandbox.process import WorkerLostError, WorkerProcess
from retrieval.errors import TryAgainError, UnreadableDocumentError

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from retrieval.documents.contents import FileContents

log = logging.getLogger(__name__)

READER = "retrieval.documents.reading:open_file"
"""The function that reads a file, as ``module:name``."""

_START_SECONDS = 60.0
_FILES_PER_WORKER = 500
_MEMORY_SHARE = 4
"""A worker that does not give back more than this part of its memory is replaced, since the next
file is owed all of it."""
_INSTEAD = "split it or save it as plain text, and add it again"
_OUT_OF_TIME = tuple(-number for name in ("SIGXCPU",) if (number := getattr(signal, name, None)))
_CRASHES = tuple(
    -number
    for name in ("SIGABRT", "SIGBUS", "SIGFPE", "SIGILL", "SIGSEGV", "SIGSYS", "SIGTRAP")
    if (number := getattr(signal, name, None))
)
"""Exit statuses of a process that broke. Any other signal came from outside."""


@dataclasses.dataclass(frozen=True, slots=True)
class ParsingLimits:
    """What reading one file may take."""

    seconds: float = 120
    """Time on the clock, and of the processor."""
    memory: int = 1_500_000_000
    """Bytes of address space beyond what the loaded readers take, which is some 100 MB."""
    input_bytes: int = 100_000_000
    """Size of the file."""
    output_characters: int = 60_000_000
    """Length of its texts together; the account of its lines may take as much again."""
    archive_seconds: float = 600
    """Time on the clock for all members of an archive; each has the other limits for itself."""


@dataclasses.dataclass(slots=True)
class _Members:
    """An archive that is open in a worker."""

    paths: tuple[str, ...]
    worker: WorkerProcess


class Parser:
    """Reads files in a worker process. Use it as a context manager, or close it.

    Threads may share one; they take turns.
    """

    def __init__(
        self,
        limits: ParsingLimits = ParsingLimits(),
        *,
        reader: str = READER,
        files_per_worker: int = _FILES_PER_WORKER,
    ) -> None:
        """Prepare; the worker is started with the first file.

        :param reader: the function that reads, as ``module:name``; tests name one that misbehaves.
        :param files_per_worker: files after which the worker is replaced, against slow leaks.
        """
        self._limits = limits
        self._task = frames.Task(
            reader=reader,
            seconds=limits.seconds,
            memory=limits.memory,
            characters=limits.output_characters,
        )
        self._files_per_worker = files_per_worker
        self._worker: WorkerProcess | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        """Return the parser."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """End the worker; a later file would start another."""
        with self._lock:
            self._let_go()

    def read(self, content: bytes, name: str, *, explain: bool = False) -> tuple[FileContents, ...]:
        """Read a file; of an archive each member, where a bad one is refused for itself.

        :param explain: account for each line of the file in ``lines``, which is empty otherwise.
        :raises UnreadableDocumentError: if the reader refuses the file, fails at it, runs into a
            limit or crashes; the same file would do it again.
        :raises TryAgainError: if the worker cannot be started or is ended from outside.
        """
        limits = self._limits
        if len(content) > limits.input_bytes:
            raise UnreadableDocumentError(
                f"{name} has {_megabytes(len(content))}, and at most "
                f"{_megabytes(limits.input_bytes)} are read; {_INSTEAD}."
            )
        request = frames.Request(name, explain=explain)
        with self._lock:
            found = self._ask(request, content, name, limits.seconds)
            if not isinstance(found, _Members):
                return found

            def ask(number: int, path: str, seconds: float) -> FileContents:
                seconds = min(seconds, limits.seconds)
                return self._ask_member(request, content, found, (number, path), seconds)

            shared = ArchiveLimits(limits.archive_seconds, limits.output_characters)
            return read_members(name, found.paths, shared, ask)

    def _ask_member(
        self,
        request: frames.Request,
        content: bytes,
        archive: _Members,
        member: tuple[int, str],
        seconds: float,
    ) -> FileContents:
        """Have a member read; the archive is opened again if the worker that had it is gone."""
        number, path = member
        if self._worker is None or self._worker is not archive.worker or not self._worker.is_alive:
            again = self._ask(request, content, path, seconds)
            if not isinstance(again, _Members) or again.paths != archive.paths:
                self._let_go()
                raise UnreadableDocumentError(_crashed(path))
            archive.worker = again.worker
        found = self._ask(request._replace(member=number), b"", path, seconds)
        if isinstance(found, _Members) or [part.member for part in found] != [path]:
            self._let_go()
            raise UnreadableDocumentError(_crashed(path))
        return found[0]

    def _ask(
        self, request: frames.Request, content: bytes, name: str, seconds: float
    ) -> tuple[FileContents, ...] | _Members:
        """Ask the worker.

        :param name: what is read, for messages: the file or the member.
        :raises UnreadableDocumentError: if it is refused or costs the worker.
        :raises TryAgainError: if the worker cannot be started or is ended from outside.
        """
        worker = self._ready_worker(name)
        is_open = False
        try:
            kind, payload = worker.ask(
                request,
                content,
                seconds=seconds,
                limit=frames.largest_answer(
                    self._limits.output_characters, explain=request.explain
                ),
            )
            if kind is frames.Kind.MEMBERS:
                members = _Members(frames.unpack_paths(payload), worker)
                is_open = True
                return members
            return self._result(kind, payload, name)
        except WorkerLostError as lost:
            raise self._loss(lost, name) from lost
        except frames.FrameError as error:
            self._let_go()
            log.warning("the answer about %s is not one of a reader: %s", name, error)
            raise UnreadableDocumentError(_crashed(name)) from error
        finally:
            if not is_open:  # Else it would have to be opened again for its first member.
                self._let_go_if_spent()

    def _ready_worker(self, name: str) -> WorkerProcess:
        """Return the worker, or a new one.

        :raises TryAgainError: if it does not start.
        """
        if self._worker is not None and self._worker.is_alive:
            return self._worker
        self._let_go()
        warn_if_weak()
        try:
            worker = WorkerProcess(self._task)
            worker.wait_until_ready(_START_SECONDS)
        except (OSError, WorkerLostError) as error:
            noise = error.noise if isinstance(error, WorkerLostError) else ""
            log.warning("the parser did not start: %s\n%s", error, noise)
            raise TryAgainError(
                f"{name} was not read because the parser did not start "
                f"({(noise or str(error)).splitlines()[-1]}); try again, and if it goes on, install again."
            ) from error
        self._worker = worker
        return worker

    def _result(self, kind: frames.Kind, payload: bytes, name: str) -> tuple[FileContents, ...]:
        """Return what a file holds.

        :raises UnreadableDocumentError: if that is not what the answer says.
        :raises FrameError: if it is no answer.
        """
        if kind is frames.Kind.CONTENTS:
            return frames.unpack_contents(payload)
        message = frames.unpack_message(payload)
        match kind, message:
            case frames.Kind.REFUSED, str():
                raise UnreadableDocumentError(message)
            case frames.Kind.LIMIT, "output":
                raise UnreadableDocumentError(
                    f"{name} holds more than {self._limits.output_characters:,} characters of text; "
                    "split it, and add the parts."
                )
            case frames.Kind.LIMIT, "blocks":
                raise UnreadableDocumentError(
                    f"{name} holds more than {frames.MAX_BLOCKS:,} paragraphs, rows and headings; "
                    "split it, and add the parts."
                )
            case frames.Kind.LIMIT, "memory":
                self._let_go()
                raise UnreadableDocumentError(
                    f"{name} took more than {_megabytes(self._limits.memory)} of memory to read; "
                    f"{_INSTEAD}."
                )
            case frames.Kind.FAILED, str():
                failure, _, trace = message.partition("\n")
                log.warning("the reader failed at %s\n%s", name, trace)
                raise UnreadableDocumentError(
                    f"{name} could not be read because the reader failed at it ({failure}); "
                    f"save it as plain text, and add it again."
                )
        raise frames.FrameError(f"{kind.name} {message}")

    def _loss(self, lost: WorkerLostError, name: str) -> UnreadableDocumentError | TryAgainError:
        """Return what the loss of the worker means for the file it was reading."""
        log.warning("the parser was lost with %s: %s\n%s", name, lost, lost.noise)
        if lost.timed_out or lost.code in _OUT_OF_TIME:
            return UnreadableDocumentError(
                f"{name} took more than {self._limits.seconds:g} seconds to read; {_INSTEAD}."
            )
        if lost.code is not None and lost.code < 0 and lost.code not in _CRASHES:
            return TryAgainError(
                f"{name} was not read because its parser was ended from outside "
                f"(signal {-lost.code}); try again."
            )
        return UnreadableDocumentError(_crashed(name))

    def _let_go_if_spent(self) -> None:
        worker = self._worker
        if worker is None:
            return
        grown = worker.memory - worker.first_memory > self._limits.memory / _MEMORY_SHARE
        if grown or worker.files >= self._files_per_worker or not worker.is_alive:
            self._let_go()

    def _let_go(self) -> None:
        if self._worker is not None:
            self._worker.end()
            self._worker = None


def _crashed(name: str) -> str:
    return f"{name} made its parser crash; save it as plain text, and add it again."


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.0f} MB"
