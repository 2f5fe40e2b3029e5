"""Tracebacks without what people wrote: a message of an exception may repeat it."""

from __future__ import annotations

import json
import traceback
from typing import TYPE_CHECKING

from retrieval.asking.courtesies import without_courtesies

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SHORTEST = 3
"""Shorter texts are not taken out: they would tear holes into every word of the traceback."""


def traceback_of(error: BaseException, private: Iterable[str]) -> str:
    """Return the traceback with every text of ``private`` replaced, however it was quoted.

    So is what a question is searched for as: in one line, without greeting and thanks.
    """
    written = "".join(traceback.format_exception(error))
    for text in sorted(set(_as_used(private)), key=len, reverse=True):
        if len(text) < _SHORTEST:
            continue
        for form in (text, repr(text)[1:-1], json.dumps(text)[1:-1]):
            written = written.replace(form, "[private]")
    return written.rstrip()


def _as_used(private: Iterable[str]) -> Iterator[str]:
    for text in private:
        line = " ".join(text.split())
        yield from (text.strip(), line, without_courtesies(line))
