"""Whether a passage has a name, and not only the words that it is made of."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from retrieval.search import stems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.domain import Document, Passage

_BETWEEN = 1
"""Other words that may stand within a name, as in "Commissioner for all Children"."""


def has_name(document: Document, passage: Passage, name: Sequence[str]) -> bool:
    """Tell whether the stems of a name stand next to each other, in any order.

    In the passage, its headings or its title.
    """
    wanted, width = Counter(name), len(name) + _BETWEEN
    for text in (document.title, " ".join(passage.heading), passage.text):
        words = stems(text)
        if any(
            not wanted - Counter(words[first : first + width])
            for first, word in enumerate(words)
            if word in wanted
        ):
            return True
    return False
