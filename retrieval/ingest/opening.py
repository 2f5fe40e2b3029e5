"""Read the bytes of a file; what may be better in a moment is tried again."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING, TypeVar

from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_exponential

from retrieval.documents import ParsingLimits
from retrieval.errors import TryAgainError, UnreadableDocumentError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MAX_BYTES = ParsingLimits().input_bytes
"""Size of the largest file that is read."""
_TRIES = 3
_FIRST_WAIT_S = 0.2
_PASSING = {
    errno.EAGAIN,
    errno.EBUSY,
    errno.EINTR,
    errno.EIO,
    errno.EMFILE,
    errno.ENFILE,
    errno.ESTALE,
    errno.ETIMEDOUT,
}
"""Errors of a network share that is slow, or a system that is short of something."""
_GONE = {errno.ENOENT, errno.ENOTDIR}

Result = TypeVar("Result")


class FileGoneError(TryAgainError):
    """A file is not there (any more); it may be for the next run, but not in a moment."""


def with_patience(attempt: Callable[[], Result]) -> Result:
    """Call a function again, up to three times in all, while it says to try again.

    :raises TryAgainError: if the last time said so too.
    """
    retrying = Retrying(
        stop=stop_after_attempt(_TRIES),
        wait=wait_exponential(_FIRST_WAIT_S),
        retry=retry_if_exception(_may_pass),
        reraise=True,
    )
    return retrying(attempt)


def _may_pass(error: BaseException) -> bool:
    return isinstance(error, TryAgainError) and not isinstance(error, FileGoneError)


def read_file(path: Path) -> bytes:
    """Return the bytes of a file.

    :raises TryAgainError: if it is being written at this moment, or its disk does not answer.
    :raises FileGoneError: if it is not there.
    :raises UnreadableDocumentError: if it cannot be read or is too large.
    """
    try:
        before = path.stat()
        if before.st_size > MAX_BYTES:
            raise UnreadableDocumentError(
                f"{path} has {before.st_size // 1_000_000} MB; the most that is read is "
                f"{MAX_BYTES // 1_000_000} MB. Split it and add the parts."
            )
        content = path.read_bytes()
        after = path.stat()
    except OSError as error:
        reason = f"{path} cannot be read: {error.strerror}."
        if error.errno in _GONE:
            raise FileGoneError(reason) from error
        if error.errno in _PASSING:
            raise TryAgainError(reason) from error
        raise UnreadableDocumentError(reason) from error
    if (before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, after.st_size):
        raise TryAgainError(f"{path} was being written while it was read; index it again.")
    return content


def is_gone(location: str) -> bool:
    """Tell whether there is nothing at a place, which is not so where nobody can look."""
    try:
        os.lstat(location)
    except OSError as error:
        return error.errno in _GONE
    return False
