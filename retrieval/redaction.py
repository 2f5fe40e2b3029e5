"""Tracebacks without what people wrote: a message of an exception may repeat it."""

from __future__ import annotations

import json
import traceback
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_SHORTEST = 3
"""Shorter texts are not taken out: they would tear holes into every word of the traceback."""


def traceback_of(error: BaseException, private: Iterable[str]) -> str:
    """Return the traceback with every text of ``private`` replaced, however it was quoted."""
    written = "".join(traceback.format_exception(error))
    for text in sorted(set(private), key=len, reverse=True):
        if len(text.strip()) < _SHORTEST:
            continue
        for form in (text, repr(text)[1:-1], json.dumps(text)[1:-1], text.strip()):
            written = written.replace(form, "[private]")
    return written.rstrip()
