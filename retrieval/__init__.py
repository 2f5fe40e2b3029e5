"""Documents in, word-for-word quotes out. Knows nothing of Discord.

>>> from retrieval import Library
>>> with Library.open(Path("index")) as library:
...     reply = library.ask("what is an STP?")

``Library`` is the whole interface; the rooms below it do not import each other's insides, they
meet in the dataclasses of ``retrieval.domain``.
"""

from retrieval.domain import Answer, Document, NoAnswer, Outcome, Passage, Quote, Reply, Source
from retrieval.errors import RetrievalError, UserFacingError
from retrieval.library import Library

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
