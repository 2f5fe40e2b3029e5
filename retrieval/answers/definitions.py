"""Questions that ask what something is, and sentences that say so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_ASKS = re.compile(
    r"(?:please )?(?:define|explain|what(?:'s|’s| is| are| was| were| does| do)"
    r"|who(?:'s|’s| is| are| was| were)|meaning of)\s+"
    r"(?:an?\s+|the\s+)?(?P<term>[^?]*?)(?:\s+(?:mean|means|stand for|stands for))?\s*[?.!]*",
    re.IGNORECASE,
)
_MAX_TERM_WORDS = 5
_NOT_A_TERM = re.compile(
    r"\b(?:is|are|was|were|do|does|did|say|said|want|to|for|on|in|about|that|this|these|those|they|it"
    r"|\w+['’]s|i|we|you)\b",
    re.IGNORECASE,
)


def defined_term(question: str) -> str | None:
    """Return what a question asks the meaning of, or ``None`` if it asks something else."""
    match = _ASKS.fullmatch(question.strip())
    if match is None:
        return None
    term = match["term"].strip()
    if not term or len(term.split()) > _MAX_TERM_WORDS or _NOT_A_TERM.search(term):
        return None
    return term


def defines(sentence: str, names: Iterable[str]) -> bool:
    """Tell whether a sentence says what one of the names is.

    "An X is", "X means", "X stands for", "called X", "known as X", "X, the ..." and a long form
    beside its short form count.
    """
    return any(_pattern(name).search(sentence) for name in names) or _beside(sentence, names)


def _pattern(name: str) -> re.Pattern[str]:
    word = rf"['‘“\"]?{_named(name)}['’”\"]?"
    return re.compile(
        rf"^(?:an?\s+|the\s+)?{word}(?:\s*[(][^)]*[)])?\s+(?:is|are|was|were|means?|stands? for)\s"
        rf"|\b(?:called|known as|named)\s+(?:an?\s+|the\s+)?{word}"
        rf"|\b{word},\s+(?:an?|the)\s",
        re.IGNORECASE,
    )


def _beside(sentence: str, names: Iterable[str]) -> bool:
    return any(
        re.search(rf"\b{_named(one)}\s*[(]\s*{_named(other)}\s*[)]", sentence, re.IGNORECASE)
        for one in names
        for other in names
        if one != other
    )


def _named(name: str) -> str:
    """Match a name in the singular and the plural, whatever the white space in it."""
    words = [re.escape(word) for word in name.removesuffix("s").split()]
    return r"\s+".join(words) + r"s?\b"
