"""A worker process as its parent holds it: its pipes, its clock and its end."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from retrieval.documents.sandbox import frames

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

    from retrieval.documents.sandbox.frames import Kind, Task

_MODULE = "retrieval.documents.sandbox.worker"
_ENVIRONMENT = ("LANG", "LC_ALL", "LC_CTYPE", "SYSTEMROOT", "TZ")
"""What a worker needs of its parent's environment, which has secrets."""
_PATIENCE_SECONDS = 2.0
"""For a process that closed its pipes to be gone."""
_NOISE_BYTES = 4000


class WorkerLostError(Exception):
    """A worker ended, or was ended, before it had answered."""

    def __init__(self, *, timed_out: bool, code: int | None, nonsense: str, noise: str) -> None:
        """Keep what is known of the end."""
        super().__init__(nonsense or f"ended with {code}")
        self.timed_out = timed_out
        self.code = code
        """Exit status, or minus the number of a signal; ``None`` if it had to be killed."""
        self.nonsense = nonsense
        """What was wrong with its answer, if it gave one."""
        self.noise = noise
        """The last of what it wrote to its standard error."""


class WorkerProcess:
    """A running worker. It must be ended."""

    def __init__(self, task: Task) -> None:
        """Start it.

        :raises OSError: if it cannot be started.
        """
        lifeline, self._lifeline = os.pipe() if os.name == "posix" else (-1, -1)
        told = json.dumps(dataclasses.asdict(dataclasses.replace(task, lifeline=lifeline)))
        try:
            # A session of its own, so that Ctrl+C reaches the parent only, which ends it in order,
            # and so that whatever it starts is ended with it.
            self._process = subprocess.Popen(  # noqa: S603 - Nothing in it comes from outside.
                [sys.executable, "-P", "-X", "faulthandler", "-m", _MODULE, told],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=_environment(),
                cwd=os.path.sep,
                start_new_session=True,
                pass_fds=(lifeline,) if lifeline >= 0 else (),
            )
        except BaseException:
            self._close_lifeline()
            raise
        finally:
            if lifeline >= 0:
                os.close(lifeline)
        self._timed_out = False
        self._noise = _Noise(_pipe(self._process.stderr))
        self.files = 0
        """Files that it was given."""
        self.first_memory = self.memory = 0
        """The address space it took when it was started and after its last file, in bytes."""

    @property
    def is_alive(self) -> bool:
        """Whether it runs."""
        return self._process.poll() is None

    def wait_until_ready(self, seconds: float) -> None:
        """Wait for its readers to be loaded.

        :raises WorkerLostError: if that fails; the worker is ended then.
        """
        with self._watched(seconds):
            self._receive_ready()
        self.first_memory = self.memory

    def ask(
        self, request: frames.Request, content: bytes, *, seconds: float, limit: int
    ) -> tuple[Kind, bytes]:
        """Hand it a file, or ask for a member of the last one, and return its answer.

        :param content: the bytes of the file; not sent where a member is asked for.
        :param seconds: time for all of it.
        :param limit: bytes of the largest answer.
        :raises WorkerLostError: if none comes; the worker is ended then.
        """
        self.files += 1
        requests, answers = _pipe(self._process.stdin), _pipe(self._process.stdout)
        with self._watched(seconds):
            frames.write_frame(requests, frames.Kind.REQUEST, frames.pack_request(request))
            if request.member is None:
                frames.write_frame(requests, frames.Kind.CONTENT, content)
            answer = frames.read_frame(answers, limit)
            if answer is None:
                raise EOFError
            self._receive_ready()
        return answer

    def end(self) -> None:
        """End it, unless it has ended, and close what belongs to it."""
        self._kill()
        self._process.wait()
        self._close_lifeline()
        self._noise.close()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):  # What was not sent yet cannot be flushed.
                _pipe(pipe).close()

    @contextlib.contextmanager
    def _watched(self, seconds: float) -> Iterator[None]:
        """End the worker when the time is up, or when what is done with it fails."""
        clock = threading.Timer(seconds, self._run_out)
        clock.daemon = True
        clock.start()
        try:
            yield
        except (OSError, EOFError, frames.FrameError) as error:
            nonsense = str(error) if isinstance(error, frames.FrameError) else ""
            raise self._lost(nonsense) from error
        except BaseException:  # Also a KeyboardInterrupt: half a frame may be left in the pipes.
            self.end()
            raise
        finally:
            clock.cancel()
            clock.join()
        if self._timed_out:  # Just after it had answered.
            self.end()

    def _run_out(self) -> None:
        self._timed_out = True
        self._kill()

    def _lost(self, nonsense: str) -> WorkerLostError:
        code: int | None = None
        with contextlib.suppress(subprocess.TimeoutExpired):
            if not nonsense:  # Its pipes are closed, so it is about to end.
                code = self._process.wait(_PATIENCE_SECONDS)
        self.end()
        return WorkerLostError(
            timed_out=self._timed_out, code=code, nonsense=nonsense, noise=self._noise.text
        )

    def _receive_ready(self) -> None:
        ready = frames.read_frame(_pipe(self._process.stdout), _NOISE_BYTES)
        if ready is None:
            raise EOFError
        kind, payload = ready
        if kind is not frames.Kind.READY or not payload.isdigit():
            raise frames.FrameError("it did not say that it is ready")
        self.memory = int(payload)

    def _kill(self) -> None:
        if self._process.returncode is not None:
            return  # Its number may be another process's by now.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if os.name == "posix":
                os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()

    def _close_lifeline(self) -> None:
        if self._lifeline >= 0:
            os.close(self._lifeline)
            self._lifeline = -1


class _Noise:
    """Takes what a process writes to its standard error and keeps the last of it."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe = pipe
        self._kept = b""
        self._thread = threading.Thread(target=self._take, name="parser noise", daemon=True)
        self._thread.start()

    @property
    def text(self) -> str:
        return self._kept.decode("utf-8", "replace").strip()

    def close(self) -> None:
        """Stop when the process has ended; what a grandchild might still write is not waited for."""
        self._thread.join(_PATIENCE_SECONDS)
        if not self._thread.is_alive():
            self._pipe.close()

    def _take(self) -> None:
        while some := os.read(self._pipe.fileno(), _NOISE_BYTES):
            self._kept = (self._kept + some)[-_NOISE_BYTES:]


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:  # Never: each of them was asked for.
        raise TypeError
    return pipe


def _environment() -> dict[str, str]:
    """Return the environment of a worker: no secrets, and where to find this package."""
    kept = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    root = str(Path(__file__).parents[3])
    return {**kept, "PYTHONPATH": root, "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
