"""What holds for every file there can be."""

from __future__ import annotations

import contextlib
import signal
from typing import TYPE_CHECKING

from retrieval.documents.reading import read
from retrieval.documents.sandbox.frames import pack_contents, unpack_contents
from retrieval.errors import UnreadableDocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

    from retrieval.documents.contents import FileContents

SECONDS = 10
"""What a file of some kilobytes may take at the most."""


class TookTooLongError(BaseException):
    """A file took more than ``SECONDS``. Not an ``Exception``, so that no reader catches it."""


def check(content: bytes, name: str) -> None:
    """Read a file; it becomes sound documents or is refused in one sentence, and soon.

    :raises TookTooLongError: if it is neither after ``SECONDS``.
    :raises AssertionError: if what was read is not sound.
    """
    try:
        contents = read_in_time(content, name)
    except UnreadableDocumentError as refusal:
        _check_sentence(str(refusal))
        return
    # What the sandbox checks: offsets inside the text and in order, nothing that UTF-8 cannot hold.
    assert unpack_contents(pack_contents(contents)) == contents
    for part in contents:
        if part.refused:
            _check_sentence(part.refused)
        for document in part.documents:
            assert any(map(str.isalnum, document.text)), "a document has words"
            assert document.blocks
            for block in document.blocks:
                text = document.text[block.start : block.end]
                assert text == " ".join(text.split()), f"a block is one line: {text!r}"
        for line in part.lines:
            assert line.text.strip(), "an account has no blank lines"


def read_in_time(content: bytes, name: str) -> tuple[FileContents, ...]:
    """Read a file.

    :raises UnreadableDocumentError: if it is refused.
    :raises TookTooLongError: if that takes more than ``SECONDS``.
    """
    with _within(SECONDS):
        return read(content, name)


def _check_sentence(refusal: str) -> None:
    assert refusal.strip(), "a refusal says why"
    assert "\n" not in refusal


@contextlib.contextmanager
def _within(seconds: float) -> Iterator[None]:
    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TookTooLongError(f"more than {seconds:g} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
