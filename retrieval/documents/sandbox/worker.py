"""The process that reads documents: ``python -m retrieval.documents.sandbox.worker``.

Started and watched by ``retrieval.documents.sandbox.parser``; it takes one file after another from its
standard input and answers each on its standard output, until either is closed.
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
    from typing import BinaryIO

    from retrieval.documents.contents import FileContents
    from retrieval.documents.sandbox.frames import Request

    Read = Callable[[bytes, str], tuple[FileContents, ...]]

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
    while _serve(read, task, requests, answers):
        pass


def _load_readers() -> None:
    """Import every reader, since what its libraries do at import may be forbidden later."""
    for module in pkgutil.walk_packages(documents.__path__, f"{documents.__name__}."):
        try:
            importlib.import_module(module.name)
        except Exception:  # Then files of its format are refused; the others can be read.
            log.exception("%s cannot be loaded", module.name)


def _serve(read: Read, task: frames.Task, requests: BinaryIO, answers: BinaryIO) -> bool:
    """Answer one request; return whether there may be another."""
    frames.write_frame(answers, frames.Kind.READY, str(confinement.address_space()).encode())
    request, content = frames.read_frame(requests), frames.read_frame(requests)
    if request is None or content is None:
        return False
    confinement.limit_processor_time(task.seconds)
    kind, payload = answer(read, content[1], frames.unpack_request(request[1]), task)
    frames.write_frame(answers, kind, payload)
    return True


def answer(
    read: Read, content: bytes, request: Request, task: frames.Task
) -> tuple[frames.Kind, bytes]:
    """Read a file and return what to answer; whatever a reader raises becomes an answer too."""
    try:
        return _contents(read(content, request.name), task, explain=request.explain)
    except UnreadableDocumentError as error:
        return frames.Kind.REFUSED, frames.pack_message(str(error))
    except MemoryError:
        return frames.Kind.LIMIT, frames.pack_message("memory")
    except Exception as error:  # noqa: BLE001 - A bug in a reader costs only this file.
        report = f"{type(error).__name__}\n{traceback.format_exc(limit=-8)}"
        return frames.Kind.FAILED, frames.pack_message(report)


def _contents(
    contents: tuple[FileContents, ...], task: frames.Task, *, explain: bool
) -> tuple[frames.Kind, bytes]:
    texts = sum(len(document.text) for part in contents for document in part.documents)
    if texts > task.characters:
        return frames.Kind.LIMIT, frames.pack_message("output")
    if not explain:
        contents = tuple(dataclasses.replace(part, lines=()) for part in contents)
    payload = frames.pack_contents(contents)
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
