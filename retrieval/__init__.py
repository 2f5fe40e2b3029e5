"""Documents in, word-for-word quotes out. Knows nothing of Discord.

>>> from retrieval import Library
>>> with Library.open(Path("index")) as library:
...     reply = library.ask("what is an STP?")

``Library`` is the whole interface; the rooms below it do not import each other's insides, they
meet in the dataclasses of ``retrieval.domain``.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from retrieval.domain import Answer, Document, NoAnswer, Outcome, Passage, Quote, Reply, Source
from retrieval.errors import RetrievalError, UserFacingError

# Two threads of one encoding wait for each other again and again, by default without giving their
# processor away: beside anything else that wants it, both get slower by far. Read when PyTorch is
# loaded, which happens later.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

if TYPE_CHECKING:
    from retrieval.library import Library
else:

    def __getattr__(name: str) -> object:
        """Import the library when it is first asked for (PEP 562).

        It brings the model and the database, which a program that only reads documents, such as
        ``retrieval.documents.sandbox.worker``, must not pay for.
        """
        if name == "Library":
            from retrieval.library import Library  # noqa: PLC0415

            return Library
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [
    "Answer",
    "Document",
    "Library",
    "NoAnswer",
    "Outcome",
    "Passage",
    "Quote",
    "Reply",
    "RetrievalError",
    "Source",
    "UserFacingError",
]
