"""Traces of models that are kept on this machine, so that each process need not make its own."""

from __future__ import annotations

import hashlib
import logging
import os
import platform
import uuid
from contextlib import suppress
from importlib.metadata import version
from typing import TYPE_CHECKING

import platformdirs

if TYPE_CHECKING:
    from pathlib import Path

    from retrieval.search.model import ModelFiles
    from retrieval.search.torchscript import TracedEncoder

_LAYOUT = 1
"""Raised when a trace is made or used in another way."""
_MOST = 8
"""A model has two, of 90 MB each by default; those that were read longest ago go."""
_LIBRARIES = "torch", "transformers", "sentence-transformers", "tokenizers"

log = logging.getLogger(__name__)


class KeptTrace:
    """The file in which the trace of a model is kept, in the user's cache folder.

    Its name tells all that the trace depends on, so one that is out of date is not found.
    """

    def __init__(self, model: ModelFiles, *, for_questions: bool) -> None:
        """Find its place."""
        import torch  # noqa: PLC0415 - takes a second; whoever wants a model needs it.

        told = hashlib.sha256(f"{_LAYOUT} {for_questions} {model.revision}\n".encode())
        # A folder may be shared by machines, of which not each can use weights in half precision.
        processor = f"{platform.machine()} {torch.backends.cpu.get_cpu_capability()}"
        told.update(f"{processor} {[version(name) for name in _LIBRARIES]}\n".encode())
        # The revision is that of the vectors; how texts are read and pooled stands in these.
        for file in sorted(model.folder.rglob("*.json")):
            told.update(f"{file.relative_to(model.folder)}\n".encode() + file.read_bytes())
        self._path = platformdirs.user_cache_path("chapter-and-verse") / f"{told.hexdigest()}.pt"

    def read(self) -> TracedEncoder | None:
        """Return the trace, or ``None`` where there is none that can be used."""
        from retrieval.search.torchscript import TracedEncoder  # noqa: PLC0415 - imports torch.

        if not self._path.is_file():
            return None
        try:
            found = TracedEncoder.load(self._path)
        except Exception as error:  # noqa: BLE001 - of any kind: it can be made again.
            log.info("the kept model %s is made again: %s", self._path, _first_line(error))
            return None
        with suppress(OSError):  # It belongs to somebody else.
            os.utime(self._path)
        return found

    def write(self, traced: TracedEncoder) -> None:
        """Keep a trace for the next process; where that is impossible, each makes its own."""
        folder = self._path.parent
        unfinished = folder / f"tmp-{uuid.uuid4().hex}"
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            traced.save(unfinished)
            unfinished.replace(self._path)
            with suppress(OSError):  # Another process has removed one at this moment.
                _remove_oldest(folder)
        except (OSError, RuntimeError) as error:
            log.info("the model cannot be kept in %s: %s", folder, _first_line(error))
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)


def _remove_oldest(folder: Path) -> None:
    files = sorted(folder.iterdir(), key=lambda file: file.stat().st_mtime, reverse=True)
    for file in files[_MOST:]:
        file.unlink(missing_ok=True)


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
