"""A reader that does what no reader may; the file's content is the name of what it does."""

from __future__ import annotations

import contextlib
import ctypes
import dataclasses
import faulthandler
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

from retrieval.documents.building import TextBuilder
from retrieval.documents.contents import Fate, FileContents, Line
from retrieval.domain import Block, BlockKind, Metadata, ReadDocument
from retrieval.errors import UnreadableDocumentError

HARMLESS = FileContents(
    (ReadDocument("Bins are emptied.", (Block(BlockKind.PARAGRAPH, 0, 17),), Metadata(), "text"),),
    (Line("Bins are emptied.", Fate.KEPT),),
    ("a note",),
)
"""What is read where nothing else happens."""


_KEPT: list[bytearray] = []
_LIBRARY = ctypes.CDLL(None)
_PRCTL = _LIBRARY.prctl
_NATIVE = {
    name: getattr(_LIBRARY, name)
    for name in ("execl", "fork", "kill", "mkfifo", "open", "ptrace", "setrlimit", "socket")
}
"""Functions of the C library, which no audit hook sees called."""


class _Endless:
    """Its ``repr`` needs its ``repr``; through C, where no Python limit stops it."""

    def __repr__(self) -> str:
        return repr(self)


class Deeds:
    """An archive whose members are deeds; their paths are ``0.txt``, ``1.txt`` and so on."""

    def __init__(self, deeds: list[str]) -> None:
        """Take the deeds."""
        self._deeds = deeds
        self.paths = tuple(f"{number}.txt" for number in range(len(deeds)))

    def read(self, number: int) -> FileContents:
        """Do what a member says."""
        (contents,) = _do(self._deeds[number])
        return dataclasses.replace(contents, member=contents.member or self.paths[number])


def read(content: bytes, name: str) -> tuple[FileContents, ...] | Deeds:
    """Do what the content says; then read a harmless document, or say what was forbidden.

    A content that begins with ``archive`` has a deed in each further line.
    """
    first, *deeds = content.decode().split("\n")
    return Deeds(deeds) if first == "archive" else _do(first)


def _do(words: str) -> tuple[FileContents, ...]:
    deed, _, argument = words.partition(" ")
    try:
        result = _DEEDS[deed](argument)
    except PermissionError as error:
        raise UnreadableDocumentError(f"forbidden: {error}") from error
    if isinstance(result, str):
        return (_saying(result),)
    return (result or HARMLESS,)


def _saying(text: str) -> FileContents:
    builder = TextBuilder()
    builder.add(BlockKind.PARAGRAPH, text)
    return FileContents((builder.build(Metadata(), "text"),))


def _do_nothing(argument: str) -> None:
    pass


def _refuse(argument: str) -> None:
    raise UnreadableDocumentError(argument)


def _fail(argument: str) -> None:
    raise ZeroDivisionError(argument)


def _loop(argument: str) -> None:
    while True:
        pass


def _sleep(argument: str) -> None:
    time.sleep(float(argument))


def _hold_on(argument: str) -> None:
    # One call into C that does not come back and keeps the interpreter to itself.
    sum(range(10**15))


def _take_memory(argument: str) -> None:
    bytearray(int(argument))


def _keep_memory(argument: str) -> None:
    _KEPT.append(bytearray(int(argument)))


def _take_memory_bit_by_bit(argument: str) -> None:
    kept = []
    while True:
        kept.append("x" * 1_000_000)


def _crash(argument: str) -> None:
    faulthandler._sigsegv()  # type: ignore[attr-defined]  # noqa: SLF001


def _overflow(argument: str) -> None:
    sys.setrecursionlimit(10**9)
    repr(_Endless())


def _exit(argument: str) -> None:
    os._exit(int(argument))


def _leave(argument: str) -> None:
    sys.exit(0)


def _print(argument: str) -> None:
    sys.stdout.write(argument)
    sys.stdout.flush()
    os.write(1, argument.encode())
    sys.stderr.write(argument * 100_000)
    sys.stdin.read()


def _answer_itself(argument: str) -> None:
    for descriptor in range(3, 64):
        with contextlib.suppress(OSError):
            os.write(descriptor, bytes.fromhex(argument))


def _long_text(argument: str) -> FileContents:
    return _saying("x" * int(argument))


def _slow_text(argument: str) -> FileContents:
    time.sleep(0.02)
    return _saying("x" * int(argument))


def _lies(argument: str) -> FileContents:
    block = Block(BlockKind.PARAGRAPH, 0, 1000)
    return FileContents((ReadDocument("short", (block,), Metadata(), "text"),))


def _nothing(argument: str) -> FileContents:
    return FileContents(())


def _other_member(argument: str) -> FileContents:
    return dataclasses.replace(HARMLESS, member="other.txt")


def _many_blocks(argument: str) -> FileContents:
    blocks = tuple(Block(BlockKind.PARAGRAPH, at, at + 1) for at in range(int(argument)))
    return FileContents((ReadDocument("x" * int(argument), blocks, Metadata(), "text"),))


def _environment(argument: str) -> str:
    return " ".join(sorted(os.environ))


def _process(argument: str) -> str:
    return str(os.getpid())


def _look(argument: str) -> str:
    return Path(argument).read_text(encoding="utf-8")


def _list(argument: str) -> str:
    return " ".join(os.listdir(argument))  # noqa: PTH208


def _write(argument: str) -> None:
    Path(argument).write_text("x", encoding="utf-8")


def _append(argument: str) -> None:
    with Path(argument).open("a", encoding="utf-8") as file:
        file.write("x")


def _open_to_write(argument: str) -> None:
    os.close(os.open(argument, os.O_RDWR | os.O_CREAT))


def _remove(argument: str) -> None:
    Path(argument).unlink()


def _connect(argument: str) -> None:
    socket.create_connection(("127.0.0.1", int(argument)))


def _look_up(argument: str) -> None:
    socket.getaddrinfo(argument, 80)


def _run(argument: str) -> None:
    subprocess.run([argument], check=True)


def _fork(argument: str) -> None:
    os.fork()


def _execute(argument: str) -> None:
    os.execv(argument, [argument])  # noqa: S606


def _system(argument: str) -> None:
    os.system(argument)  # noqa: S605


def _load(argument: str) -> None:
    ctypes.CDLL(argument)


def _limits(argument: str) -> str:
    kinds = ("AS", "CORE", "CPU", "FSIZE", "NOFILE", "NPROC")
    limits = {kind: resource.getrlimit(getattr(resource, f"RLIMIT_{kind}"))[0] for kind in kinds}
    limits["NO_NEW_PRIVS"] = _PRCTL(39, 0, 0, 0, 0)  # PR_GET_NO_NEW_PRIVS.
    return " ".join(f"{kind}={limit}" for kind, limit in limits.items())


def _kill(argument: str) -> None:
    os.kill(int(argument), signal.SIGKILL)


def _natively(argument: str) -> str:
    """Call a function of the C library; the arguments are numbers and texts."""
    name, *rest = argument.split()
    passed = [int(each) if each.lstrip("-").isdigit() else each.encode() for each in rest]
    result = _NATIVE[name](*passed)
    if name == "fork" and not result:
        os._exit(0)
    return f"returned {result}"


def _start_thread(argument: str) -> str:
    done: list[str] = []
    thread = threading.Thread(target=done.append, args=(argument,))
    thread.start()
    thread.join()
    return done[0]


_DEEDS = {
    name.removeprefix("_"): deed
    for name, deed in list(globals().items())
    if name.startswith("_") and callable(deed) and not name.startswith("__")
}
