"""Questions that follow another: "and in Wales?" is put to the search together with what it follows.

Whether a question stands by itself is told by its form alone: one that begins like the rest of a
sentence, points back with a pronoun, or has no verb and few words of its own does not. It is then
searched for with the words of the earlier question, its own counting double. Of ways to join the
two, this one found most on ``tests/evaluation/follow_ups.jsonl``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bm25s.stopwords import STOPWORDS_EN_PLUS

_WORD = re.compile(r"\w+(?:['’&-]\w+)*")
_ENDING = re.compile(r"['’](?:s|re|ve|ll|d)?$")
_MORE_FUNCTION_WORDS = {"many", "much", "whose", "whats", "tell", "please", "ok"}
_FUNCTION_WORDS = frozenset(STOPWORDS_EN_PLUS) | _MORE_FUNCTION_WORDS
_FEW_WORDS = 4
"""Most words with a meaning of their own that a question without a verb has if it is a rest."""
_EARLIER_WORDS = 12
"""Most words of the earlier question that are taken along, the last ones left out."""

_BEGINS_LIKE_A_REST = re.compile(
    r"\W*(?:(?:and|or|but|also|so|then|plus|same|what\s+about|how\s+about|what\s+if|why\s+not"
    r"|since\s+when|until\s+when|for\s+wh\w+|in\s+wh\w+)\b"
    # What is counted is left out.
    r"|how\s+many\s+(?:is|are|was|were|do|did|has|have|had|will|would|can|could|of\s+th\w+)\b"
    r"|(?:who|what|when|where|why|which|how(?:\s+(?:much|many|long|often))?)\W*$)",
    re.IGNORECASE,
)
_ASKS = re.compile(r"\W*(?:who|whom|whose|what|which|where|when|why|how)\b", re.IGNORECASE)
_POINTS_BACK = re.compile(
    r"\b(?:it|its|they|them|their|theirs|he|him|his|she|hers?|this|these|those|same|then"
    r"|the\s+(?:others?|former|latter)"
    # "That" and "there" point back where they do not begin what follows.
    r"|(?:that|there)(?=\W*$)|that(?=\s+(?:is|was|for|in|work|mean|cost)\b))\b",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:am|is|are|was|were|be|do|does|did|can|could|may|might|must|shall|should|will|would|has"
    r"|have|had)(?:n['’]t)?\b|['’](?:s|re|ve|ll|d)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What is searched for in place of a question that follows another."""

    query: str
    shown: str
    """The same for people: each word once."""
    new_words: tuple[str, ...]
    """What the question itself brings in; an answer says something about it."""


def follow_up(question: str, earlier: str, *, most_characters: int) -> FollowUp | None:
    """Return what is searched for, or ``None`` where the question stands by itself.

    :param most_characters: of the query; as many words of the earlier question are taken as fit.
    """
    own = content_words(question)
    before = [word for word in content_words(earlier) if word not in own][:_EARLIER_WORDS]
    while before and len(" ".join((question, *own, *before))) > most_characters:
        before.pop()
    if not before or stands_alone(question):
        return None
    query = " ".join((question, *own, *before))
    return FollowUp(query, f"{question} + {' '.join(before)}", tuple(own))


def stands_alone(question: str) -> bool:
    """Tell whether a question says by itself what it asks for."""
    if _BEGINS_LIKE_A_REST.match(question) or _POINTS_BACK.search(question):
        return False
    own = content_words(question)
    if all(word.isdigit() for word in own):
        return False
    # "Who runs the NHS?" has its verb behind the word that asks.
    most = 0 if _VERB.search(question) else 1 if _ASKS.match(question) else _FEW_WORDS
    return len(own) > most


def content_words(question: str) -> list[str]:
    """Return the words that have a meaning of their own, as they are written, each once."""
    words: dict[str, str] = {}
    for word in _WORD.findall(question):
        words.setdefault(_ENDING.sub("", word.casefold()), word)
    return [word for folded, word in words.items() if folded not in _FUNCTION_WORDS]
