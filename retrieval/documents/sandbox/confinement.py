"""What a process that reads documents forbids itself before the first one.

The readers are careful, but they stand on large parsers. Whatever a document talks one of them
into, three fences stand around the process:

- Limits of the kernel on memory, processor time, open files and the size of what is written. They
  hold for native code too.
- Where the kernel of Linux has them, Landlock and a filter of system calls: no file to write, none
  to read but its own modules, no socket, no other program, no signal to another process. They hold
  for native code too, and for root.
- An audit hook (PEP 578), everywhere: it refuses the same to Python code and says what was tried.
  Native code passes it, and so would a program in Python that means to; but documents hold none.

Names and sizes of files can be asked for all the same, and what is open stays open.
"""

from __future__ import annotations

import functools
import logging
import os
import select
import site
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING

from retrieval.documents.sandbox import landlock, seccomp
from retrieval.documents.sandbox.kernel import forbid_new_privileges

try:
    import fcntl
    import resource
except ImportError:  # Not on Windows.
    fcntl = None  # type: ignore[assignment]
    resource = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

log = logging.getLogger(__name__)

_OPEN_FILES = 64
_FORBIDDEN = (
    # Network.
    "ftplib.", "http.", "imaplib.", "nntplib.", "poplib.", "smtplib.", "socket.", "telnetlib.",
    "urllib.", "webbrowser.",
    # Other programs, and other processes.
    "os.exec", "os.fork", "os.kill", "os.posix_spawn", "os.spawn", "os.startfile", "os.system",
    "pty.", "resource.prlimit", "signal.pthread_kill", "subprocess.", "winreg.",
    # Native code.
    "ctypes.",
    # Changes of the file system.
    "os.chdir", "os.chflags", "os.chmod", "os.chown", "os.link", "os.lockf", "os.mkdir",
    "os.remove", "os.removexattr", "os.rename", "os.rmdir", "os.setxattr", "os.symlink",
    "os.truncate", "os.utime", "shutil.", "sqlite3.", "tempfile.",
)  # fmt: skip
"""Beginnings of the names of audit events, from the table in Python's documentation."""

_LISTING = frozenset({"os.fwalk", "os.listdir", "os.scandir", "os.walk"})
_WRITING = (
    os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND | getattr(os, "O_TMPFILE", 0)
) & ~getattr(os, "O_DIRECTORY", 0)
_OWN_SIZE = "/proc/self/statm"
_SYSTEM_FILES = (
    "/usr/share/zoneinfo", "/etc/localtime", "/dev/null", "/dev/urandom", _OWN_SIZE,
)  # fmt: skip


class ConfinementError(PermissionError):
    """A reader tried what no reader may do. A ``PermissionError``: libraries expect those."""


def confine(*, memory: int) -> None:
    """Forbid this process, for good, everything that reading a document does not need.

    Where the platform lacks a limit, a line is logged and the others hold.

    :param memory: bytes of address space that may be taken beyond what is taken now.
    """
    _limit("AS", address_space() + memory)
    _limit("FSIZE", 0)
    _limit("CORE", 0)
    _limit("NOFILE", _OPEN_FILES)
    # Counts threads too, so a library that would start some must do so before. Not for root.
    _limit("NPROC", 0)
    forbid_new_privileges()
    readable = readable_paths()
    _fence("files", lambda: landlock.restrict(readable, [os.devnull]))
    _fence("system calls", seccomp.restrict)

    def refuse(event: str, arguments: tuple[object, ...]) -> None:
        if event == "open":
            _check_open(arguments, readable)
        elif event in _LISTING:
            _check_readable(arguments[0], readable)
        elif event.startswith(_FORBIDDEN):
            raise ConfinementError(f"a reader may not use {event}")

    sys.addaudithook(refuse)


@functools.cache
def warn_if_weak() -> None:
    """Say once where the process that reads would have all rights and the kernel cannot curb it."""
    if hasattr(os, "geteuid") and os.geteuid() == 0 and not landlock.version():
        log.warning(
            "documents are read as root, and the kernel has no Landlock to keep their parser from "
            "other files; run this as an ordinary user"
        )


def limit_processor_time(seconds: float) -> None:
    """Have the kernel end this process after so much more work, whoever else watches the clock.

    :param seconds: processor time from now, rounded up.
    """
    if resource is not None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        _limit("CPU", int(used.ru_utime + used.ru_stime + seconds) + 1)


def end_with(lifeline: int) -> None:
    """Have the kernel end this process as soon as the other end of a pipe is closed.

    Unlike a thread that looks after the parent, this works while a parser never comes back to
    Python; unlike ``PR_SET_PDEATHSIG``, it does not depend on which thread of the parent started
    the process.

    :param lifeline: the reading end of a pipe that nothing is ever written to.
    """
    if fcntl is None:
        return
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    flags = fcntl.fcntl(lifeline, fcntl.F_GETFL)
    fcntl.fcntl(lifeline, fcntl.F_SETFL, flags | fcntl.FASYNC)  # SIGIO, which ends a process.
    closed_before, _, _ = select.select([lifeline], [], [], 0)
    if closed_before:
        sys.exit("the parent is gone")


def address_space() -> int:
    """Return the bytes of address space that this process has taken; 0 where that is unknown."""
    try:
        pages = Path(_OWN_SIZE).read_text(encoding="ascii").split()[0]
    except OSError:
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def readable_paths() -> Sequence[str]:
    """Return the folders and files that may be read: Python, its packages, this one, time zones.

    The project's folder is not among them, since its settings have secrets.
    """
    installed = [
        sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")
    ]
    package = str(Path(__file__).parents[2])
    every = [*installed, *site.getsitepackages(), package, *_SYSTEM_FILES]
    return tuple(dict.fromkeys(os.path.realpath(path) for path in every))


def is_within(path: str, roots: Sequence[str]) -> bool:
    """Tell whether a path, its links followed, is one of some real paths or lies below one."""
    real = os.path.realpath(path)
    return any(real == root or real.startswith(root + os.sep) for root in roots)


def _check_open(arguments: tuple[object, ...], readable: Sequence[str]) -> None:
    path, mode, flags = arguments
    if isinstance(path, int):  # A file that is open already.
        return
    written = isinstance(flags, int) and flags & _WRITING
    if (written or (isinstance(mode, str) and set(mode) & set("wax+"))) and path != os.devnull:
        raise ConfinementError(f"a reader may not write {path!r}")
    _check_readable(path, readable)


def _check_readable(path: object, readable: Sequence[str]) -> None:
    if isinstance(path, int):
        return
    shown = os.fsdecode(path) if isinstance(path, str | bytes | os.PathLike) else "."
    if not is_within(shown, readable):
        raise ConfinementError(f"a reader may not look into {path!r}")


def _fence(name: str, restrict: Callable[[], None]) -> None:
    try:
        restrict()
    except OSError as error:
        log.warning("%s are not restricted by the kernel: %s", name, error)


def _limit(name: str, amount: int) -> None:
    if resource is None:
        log.warning("this platform has no resource limits: %s is not limited", name)
        return
    kind = getattr(resource, f"RLIMIT_{name}", None)
    if kind is None:
        log.warning("this platform has no limit for %s", name)
        return
    _, hardest = resource.getrlimit(kind)
    if hardest != resource.RLIM_INFINITY:
        amount = min(amount, hardest)
    # Only the processor time is raised again, from file to file.
    hard = hardest if name == "CPU" else amount
    try:
        resource.setrlimit(kind, (amount, hard))
    except (OSError, ValueError) as error:
        log.warning("%s cannot be limited to %d: %s", name, amount, error)
