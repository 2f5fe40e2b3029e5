"""What a line looks like by itself: a list item, the end of a sentence, prose, a statement."""

from __future__ import annotations

import re

BULLET = re.compile(r"(?:[•‣◦▪■●○*–—\uf0b7-]|\(?\d{1,2}[.)]|\(?(?:[a-z]|[ivx]{2,4})\))[ \t]+(?=\S)")
"""What stands before a list item."""
_END = re.compile(r"[.!?:;…。？！؟।][\"'”’»)\]]*\Z")
_CLOSING_CHARACTERS = 12
"""No more closing marks than this are looked through for the end of a sentence."""
_PROSE_WORDS = 12
_PROSE_CHARACTERS = 70
"""Scripts without spaces, and long words, make a sentence of few words."""
_STATEMENT_WORDS = 5
_SENTENCE_WORDS = 8
"""A sentence so long has a verb, whether it is one of those below or not."""
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|do|does|did|will|would|shall|should|must|may|might"
    r"|can|cannot|could|needs?|let|gets?|pays?|says?|said|\w{2,}(?:ed|es|ing|n['’]t|['’](?:ll|re|ve|s)))\b",
    re.IGNORECASE,
)
"""A word that may be a verb, of those that most sentences of policies hold one of."""
_RULES = re.compile(
    r"\b(?:will|must|may|should|shall|can|cannot|could|would|is|are|was|were|needs?|has|have)\b",
    re.IGNORECASE,
)


def ends_sentence(text: str) -> bool:
    """Tell whether a line ends as sentences and lead-ins do."""
    return _END.search(text[-_CLOSING_CHARACTERS:]) is not None


def is_prose(text: str, words: int = _PROSE_WORDS) -> bool:
    """Tell whether a line is a whole sentence or more, of at least so many words."""
    if not ends_sentence(text) or text.endswith(("…", "...", "…]", "...]")):
        return False
    return text.count(" ") + 1 >= words or len(text) >= _PROSE_CHARACTERS


def is_statement(text: str) -> bool:
    """Tell whether a line is a whole sentence that says something, however short."""
    if text.endswith((":", "?")):
        return False
    return is_prose(text, _SENTENCE_WORDS) or (is_prose(text, _STATEMENT_WORDS) and has_verb(text))


def rules(text: str) -> bool:
    """Tell whether a line says what is, must or may be, as a policy does."""
    return _RULES.search(text) is not None


def has_verb(text: str) -> bool:
    """Tell whether one of the words of a line may be a verb."""
    return _VERB.search(text) is not None
