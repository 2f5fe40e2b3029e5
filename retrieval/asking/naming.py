"""Whether a name stands somewhere, and not only the words that it is made of."""

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
    """Tell whether a passage, its headings or its title have a name, of which these are the stems."""
    texts = (passage.text, " ".join(passage.heading), document.title)
    return any(holds(text, name) for text in texts)


def holds(text: str, name: Sequence[str]) -> bool:
    """Tell whether the stems of a name stand next to each other in a text, in any order."""
    words, wanted, width = stems(text), Counter(name), len(name) + _BETWEEN
    return any(
        not wanted - Counter(words[first : first + width])
        for first, word in enumerate(words)
        if word in wanted
    )
