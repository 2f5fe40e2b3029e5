"""Questions that ask what something is, and sentences that say so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_OPEN, _CLOSE = "['‘“\"]", "['’”\"]"
_BE = r"(?:'s|’s|\s+is|\s+are|\s+was|\s+were)"
_ASKS = re.compile(
    rf"(?:please\s+|can you\s+|could you\s+)?(?:"
    rf"(?:what{_BE}\s+|give me\s+|look up\s+)?(?:the\s+)?(?:meaning|definition)\s+of"
    rf"|what{_BE}\s+meant\s+by|what\s+(?:does|do|did)(?=.*\b(?:mean|stand\s+for)\b)"
    rf"|define|explain|what{_BE}|who{_BE})\s+"
    r"(?:an?\s+|the\s+(?:term\s+|abbreviation\s+|acronym\s+|initials\s+)?)?"
    r"(?P<quote>['‘“\"])?(?P<term>[^?]*?)(?(quote)['’”\"])"
    r"(?:\s+(?:means?|stands?\s+for|short\s+for))?\s*[?.!]*",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"(?:an?\s+|the\s+)?['‘“\"]?(?P<term>[^?!'‘“”\"]+?)['’”\"]?\s*[?.!]*", re.IGNORECASE
)
_MAX_TERM_WORDS = 5
_MAX_KNOWN_WORDS = 12
_NOT_A_TERM = re.compile(
    r"\b(?:is|are|was|were|do|does|did|say|said|want|to|for|on|in|about|that|this|these|those|they|it"
    r"|\w+['’]s|i|we|you)\b",
    re.IGNORECASE,
)


def defined_term(
    question: str, is_known: Callable[[str], bool] = lambda _term: False
) -> str | None:
    """Return what a question asks the meaning of, or ``None`` if it asks something else.

    :param is_known: tells the terms that the documents explain. One of these may have any words in
        it, and asks for its meaning where it stands alone.
    """
    asked = question.strip()
    for pattern in (_ASKS, _BARE):
        if (match := pattern.fullmatch(asked)) is None:
            continue
        term = match["term"].strip()
        words = len(term.split())
        if 0 < words <= _MAX_KNOWN_WORDS and is_known(term):
            return term
        if pattern is _ASKS and 0 < words <= _MAX_TERM_WORDS and not _NOT_A_TERM.search(term):
            return term
    return None


def defines(sentence: str, names: Iterable[str]) -> bool:
    """Tell whether a sentence says what one of the names is.

    "An X is", "X means", "X stands for", "called X", "known as X", "X, the ...", "X - a ...",
    "('X')", "X (that is, ...)" and a long form beside its short form count.
    """
    names = list(names)
    return any(_pattern(name).search(sentence) for name in names) or _beside(sentence, names)


def _pattern(name: str) -> re.Pattern[str]:
    bare = _named(name)
    word = rf"{_OPEN}?{bare}{_CLOSE}?"
    brackets = r"(?:\s*[(][^)]*[)])?"
    return re.compile(
        rf"^(?:an?\s+|the\s+)?{word}{brackets}\s+(?:is|are|was|were|means?"
        rf"|(?:can\s+|may\s+)?stands? for)\s"
        rf"|^(?:[-•*]\s+)?(?:an?\s+|the\s+)?{word}{brackets}\s+[-–—]\s+an?\s"
        rf"|{_OPEN}{bare}{_CLOSE}\s+means?\s"
        rf"|\b(?:called|known as|named|termed|referred to as|abbreviated to|short for)\s+"
        rf"(?:an?\s+|the\s+|your\s+|asking for\s+)?{word}"
        rf"|\b{word},\s+(?:an?|the)\s"
        rf"|[(]{_OPEN}{bare}{_CLOSE}[)]"
        rf"|\b{bare}\s+[(](?:what|meaning|which means|that is|i\.?e\.?)\s"
        rf"|\b(?:you|they)\s+are\s+(?:an?|the|their|your)\s+{_OPEN}{bare}{_CLOSE}",
        re.IGNORECASE,
    )


def _beside(sentence: str, names: Iterable[str]) -> bool:
    return any(
        re.search(
            rf"\b{_named(one)}{_CLOSE}?\s*[(]\s*{_OPEN}?{_named(other)}{_CLOSE}?\s*[)]",
            sentence,
            re.IGNORECASE,
        )
        for one in names
        for other in names
        if one != other
    )


def _named(name: str) -> str:
    """Match a name in the singular and the plural, whatever the white space in it."""
    words = [re.escape(word) for word in name.removesuffix("s").split()]
    return r"\s+".join(words) + r"s?\b"
