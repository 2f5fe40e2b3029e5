"""The real bot as a process of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO, TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.discord_double.double import DiscordDouble

_LAUNCHER = Path(__file__).with_name("launch.py")
_REPOSITORY = Path(__file__).resolve().parents[2]
_GRACE_S = 15.0


class BotProcess:
    """A bot that speaks to a double, from its start to its end."""

    def __init__(
        self,
        double: DiscordDouble,
        *,
        script: str | Path = "run_bot.py",
        args: Sequence[str] = (),
        cwd: str | Path | None = None,
        env: Mapping[str, str] | None = None,
        token: str | None = None,
        python: str = sys.executable,
    ) -> None:
        """Prepare the process; it starts with the ``with`` block or ``start``.

        :param cwd: the folder it runs in; the repository unless another is named.
        :param env: settings beyond those of this process.
        :param token: another token than the double's, to have it refused; "" for none.
        """
        self.command = [python, "-P", str(_LAUNCHER), str(script), *args]
        self.cwd = Path(cwd) if cwd is not None else _REPOSITORY
        self.env = {**os.environ, **double.environment, "PYTHONUNBUFFERED": "1", **(env or {})}
        if (token := double.token if token is None else token) == "":
            self.env.pop("DISCORD_TOKEN", None)
        else:
            self.env["DISCORD_TOKEN"] = token
        self._process: subprocess.Popen[str] | None = None
        self._readers: list[threading.Thread] = []
        self._lines: dict[str, list[str]] = {"stdout": [], "stderr": []}
        self._open_streams = 0
        self._changed = threading.Condition()

    def start(self) -> None:
        """Start it."""
        self._process = subprocess.Popen(
            self.command,
            cwd=self.cwd,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
        self._open_streams = len(self._lines)
        for name in self._lines:
            stream: IO[str] = getattr(self._process, name)
            reader = threading.Thread(target=self._read, args=(name, stream), daemon=True)
            reader.start()
            self._readers.append(reader)

    def __enter__(self) -> Self:
        """Start it."""
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        """End it, gently at first; it and nothing else."""
        if self.running:
            self.terminate()
            try:
                self.wait(_GRACE_S)
            except TimeoutError:
                self.kill()
        if self._process is not None:
            self.wait(_GRACE_S)

    @property
    def stdout(self) -> str:
        """What it wrote so far."""
        return self._text("stdout")

    @property
    def stderr(self) -> str:
        """What it wrote as errors so far."""
        return self._text("stderr")

    @property
    def output(self) -> str:
        """Both, the one after the other."""
        return self.stdout + self.stderr

    @property
    def running(self) -> bool:
        """Whether it runs."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """Its number."""
        return self._started().pid

    def wait_for_line(self, pattern: str, timeout: float = 30.0, *, count: int = 1) -> str:
        """Wait until it has written so many lines that match, on either stream; return the last.

        :raises TimeoutError: with all that it wrote.
        """
        wanted = re.compile(pattern)
        deadline = time.monotonic() + timeout
        with self._changed:
            while True:
                lines = (*self._lines["stdout"], *self._lines["stderr"])
                found = [line for line in lines if wanted.search(line)]
                if len(found) >= count:
                    return found[count - 1].rstrip("\n")
                over = self._open_streams == 0
                left = deadline - time.monotonic()
                if over or left <= 0:
                    why = "the bot ended" if over else f"{timeout} s passed"
                    raise TimeoutError(f"no line {pattern!r} ({why}); it wrote:\n{self.output}")
                self._changed.wait(left)

    def terminate(self) -> None:
        """Ask it to stop (SIGTERM)."""
        self._started().terminate()

    def kill(self) -> None:
        """End it at once (SIGKILL)."""
        self._started().kill()

    def interrupt(self, number: int) -> None:
        """Send it a signal, such as ``signal.SIGINT``."""
        self._started().send_signal(number)

    def wait(self, timeout: float = 30.0) -> int:
        """Wait until it has ended; return its exit code.

        :raises TimeoutError: with all that it wrote.
        """
        process = self._started()
        try:
            code = process.wait(timeout)
        except subprocess.TimeoutExpired:
            raise TimeoutError(f"still running after {timeout} s:\n{self.output}") from None
        for reader in self._readers:
            reader.join(_GRACE_S)
        return code

    def _started(self) -> subprocess.Popen[str]:
        if self._process is None:
            raise RuntimeError("the bot was not started")
        return self._process

    def _text(self, name: str) -> str:
        with self._changed:
            return "".join(self._lines[name])

    def _read(self, name: str, stream: IO[str]) -> None:
        with stream:
            for line in stream:
                with self._changed:
                    self._lines[name].append(line)
                    self._changed.notify_all()
        with self._changed:
            self._open_streams -= 1
            self._changed.notify_all()
