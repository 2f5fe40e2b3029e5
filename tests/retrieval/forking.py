"""Processes that index, forked from one that has loaded what they need.

Loading the libraries and the model takes seconds in which nothing is written, so it is done once:
what a test kills is a real process, with a parser of its own, that is at work from the start.
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple, NoReturn

from tests.retrieval.terminal import ROOT, environment

if TYPE_CHECKING:
    from collections.abc import Callable

TURN = 16
"""Passages that these processes embed before they store their documents."""
_PR_SET_CHILD_SUBREAPER = 36
"""From ``linux/prctl.h``: processes whose parent has died become children of this one."""
_ORPHANS_END_WITHIN_S = 10.0


class End(NamedTuple):
    """How a process ended."""

    code: int
    """Exit status, or minus the number of a signal."""
    left_alive: int
    """Processes that it started and that still ran seconds later."""


WAIT_S = 120.0


class Forks:
    """Starts processes that index, one at a time."""

    def __init__(self) -> None:
        """Load everything."""
        self._folder = tempfile.TemporaryDirectory(prefix="forks-")
        self._output = Path(self._folder.name) / "output.txt"
        self.temporary = Path(self._folder.name) / "temporary"
        """Where the processes put temporary files."""
        self.temporary.mkdir()
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__, str(self._output)],
            cwd=ROOT,
            env=environment(TMPDIR=str(self.temporary), TOKENIZERS_PARALLELISM="false"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._running: int | None = None
        self._receive()

    def close(self) -> None:
        """End."""
        if self._running is not None:
            self.kill(self._running)
        self._process.communicate()
        self._folder.cleanup()

    @property
    def output(self) -> str:
        """What the last process printed."""
        return self._output.read_text(encoding="utf-8")

    def start(self, *arguments: str) -> int:
        """Start ``python -m retrieval`` with these arguments and return its process id."""
        if self._running is not None:  # A test failed while it was at work.
            self.kill(self._running)
        self._output.write_bytes(b"")
        told = _pipe(self._process.stdin)
        told.write(json.dumps(arguments) + "\n")
        told.flush()
        self._running = int(self._receive())
        return self._running

    def wait(self) -> End:
        """Wait for its end."""
        assert self.has_ended(within_s=WAIT_S), "it does not end"
        end = End(*json.loads(self._receive()))
        self._running = None
        return end

    def has_ended(self, *, within_s: float = 0.0) -> bool:
        """Tell whether the process ends by itself."""
        ended, _, _ = select.select([_pipe(self._process.stdout)], [], [], within_s)
        return bool(ended)

    def kill(self, process: int, after_s: float = 0.0) -> End:
        """Kill the process after some time, unless it has ended by then."""
        if not self.has_ended(within_s=after_s):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        return self.wait()

    def _receive(self) -> str:
        line = _pipe(self._process.stdout).readline()
        assert line, "the process that forks the others has died"
        return line


def _pipe(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None
    return pipe


@cache
def shared_forks() -> Forks:
    """Return the one for all tests of this process."""
    forks = Forks()
    atexit.register(forks.close)
    return forks


def main(output: Path) -> None:
    """Fork a process for each line that comes in, tell its number, and then how it ended."""
    # Imported and loaded here, so that whoever forks has it all.
    import retrieval.cli  # noqa: PLC0415
    import retrieval.ingest.run  # noqa: PLC0415
    import retrieval.library  # noqa: PLC0415
    import retrieval.moderation.curating  # noqa: PLC0415
    from retrieval.search import Embedder  # noqa: PLC0415
    from tests.retrieval.builders import packaged_model  # noqa: PLC0415

    embedder = Embedder(packaged_model(), threads=1)
    # So that there is storing all through a run, and not just after each long embedding.
    vars(retrieval.ingest.run)["AT_ONCE"] = TURN
    for module in (retrieval.library, retrieval.moderation.curating):
        vars(module)["Embedder"] = lambda _model, **_threads: embedder
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    say("ready")
    for line in sys.stdin:
        process = os.fork()
        if not process:
            _run(retrieval.cli.main, json.loads(line), output)
        say(str(process))
        _, status = os.waitpid(process, 0)
        say(json.dumps([os.waitstatus_to_exitcode(status), _orphans()]))


def say(line: str) -> None:
    """Tell the test something."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _run(command: Callable[[], None], arguments: list[str], output: Path) -> NoReturn:
    """Become the command, as in a terminal: a job in the background ignores Ctrl+C."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    nowhere = os.open(os.devnull, os.O_RDONLY)
    for target, source in ((0, nowhere), (1, descriptor), (2, descriptor)):
        os.dup2(source, target)
    sys.stdin = os.fdopen(0, encoding="utf-8")
    sys.argv = ["retrieval", *arguments]
    code = 1
    try:
        command()
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:  # noqa: BLE001 - as the interpreter does at the end of a program.
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _orphans() -> int:
    """Wait for the children that a dead process left, and return 1 if one does not end."""
    deadline = time.monotonic() + _ORPHANS_END_WITHIN_S
    while time.monotonic() < deadline:
        try:
            process, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return 0
        if not process:
            time.sleep(0.005)
    return 1


if __name__ == "__main__":
    main(Path(sys.argv[1]))
