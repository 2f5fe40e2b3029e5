"""The process that reads documents: ``python -m retrieval.documents.sandbox.worker``.

Started and watched by ``retrieval.documents.sandbox.parser``; it takes one file after another from its
standard input and answers each on its standard output, until either is closed. Members of an
archive are asked for one by one, so that each has the time and the memory of a file.
"""

from __future__ import annotations

import dataclasses
import importlib
import json
import logging
import os
import pkgutil
import sys
import traceback
from typing import TYPE_CHECKING

from retrieval import documents
from retrieval.documents.sandbox import confinement, frames
from retrieval.errors import UnreadableDocumentError

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO, Protocol

    from retrieval.documents.contents import FileContents
    from retrieval.documents.sandbox.frames import Request

    class Archive(Protocol):
        """An archive that is open."""

        paths: tuple[str, ...]

        def read(self, number: int) -> FileContents:
            """Read a member."""

    Read = Callable[[bytes, str], tuple[FileContents, ...] | Archive]

log = logging.getLogger(__name__)


def main(arguments: list[str]) -> None:
    """Read the files that come in, one at a time."""
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")
    task = frames.Task(**json.loads(arguments[0]))
    requests, answers = _take_pipes()
    if task.lifeline >= 0:
        confinement.end_with(task.lifeline)
    module, name = task.reader.split(":")
    read: Read = getattr(importlib.import_module(module), name)
    if module.startswith(f"{documents.__name__}."):
        _load_readers()
    confinement.confine(memory=task.memory)
    session = _Session(read, task)
    while session.serve(requests, answers):
        pass


def _load_readers() -> None:
    """Import every reader, since what its libraries do at import may be forbidden later."""
    for module in pkgutil.walk_packages(documents.__path__, f"{documents.__name__}."):
        try:
            importlib.import_module(module.name)
        except Exception:  # Then files of its format are refused; the others can be read.
            log.exception("%s cannot be loaded", module.name)


class _Session:
    """Answers requests one by one; an archive stays open for those about its members."""

    def __init__(self, read: Read, task: frames.Task) -> None:
        self._read = read
        self._task = task
        self._archive: Archive | None = None

    def serve(self, requests: BinaryIO, answers: BinaryIO) -> bool:
        """Answer one request; return whether there may be another."""
        ready = str(confinement.address_space()).encode()
        frames.write_frame(answers, frames.Kind.READY, ready)
        received = frames.read_frame(requests)
        if received is None:
            return False
        request = frames.unpack_request(received[1])
        content = b""
        if request.member is None:
            self._archive = None  # Its memory belongs to the next file.
            received = frames.read_frame(requests)
            if received is None:
                return False
            content = received[1]
        confinement.limit_processor_time(self._task.seconds)
        kind, payload = self._answer(request, content)
        frames.write_frame(answers, kind, payload)
        return True

    def _answer(self, request: Request, content: bytes) -> tuple[frames.Kind, bytes]:
        """Return what to answer; whatever a reader raises becomes an answer too."""
        try:
            if request.member is None:
                found = self._read(content, request.name)
            else:
                found = (self._open_archive().read(request.member),)
            if isinstance(found, tuple):
                return _contents(found, self._task, explain=request.explain)
            self._archive = found
            return frames.Kind.MEMBERS, frames.pack_paths(found.paths)
        except UnreadableDocumentError as error:
            return frames.Kind.REFUSED, frames.pack_message(str(error))
        except MemoryError:
            return frames.Kind.LIMIT, frames.pack_message("memory")
        except Exception as error:  # noqa: BLE001 - A bug in a reader costs only this file.
            report = f"{type(error).__name__}\n{traceback.format_exc(limit=-8)}"
            return frames.Kind.FAILED, frames.pack_message(report)

    def _open_archive(self) -> Archive:
        if self._archive is None:
            raise LookupError("no archive is open")
        return self._archive


def _contents(
    contents: tuple[FileContents, ...], task: frames.Task, *, explain: bool
) -> tuple[frames.Kind, bytes]:
    texts = sum(len(document.text) for part in contents for document in part.documents)
    if texts > task.characters:
        return frames.Kind.LIMIT, frames.pack_message("output")
    if not explain:
        contents = tuple(dataclasses.replace(part, lines=()) for part in contents)
    payload = frames.pack_contents(contents)
    if frames.holds_too_many_blocks(payload):
        return frames.Kind.LIMIT, frames.pack_message("blocks")
    if len(payload) > frames.largest_answer(task.characters, explain=explain):
        return frames.Kind.LIMIT, frames.pack_message("output")
    return frames.Kind.CONTENTS, payload


def _take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Keep the two pipes for frames; what a library reads or prints goes nowhere."""
    requests, answers = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return os.fdopen(requests, "rb"), os.fdopen(answers, "wb")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except BrokenPipeError:  # The parent is gone.
        os._exit(1)
