"""Questions for the number of something, and whether a text has one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bm25s.stopwords import STOPWORDS_EN_PLUS

from retrieval.answers.timeliness import MONTHS

if TYPE_CHECKING:
    from collections.abc import Callable

_HOW_MANY = re.compile(r"\bhow\s+many\b([^?!.,;:()]*)", re.IGNORECASE)
_NOT_NAMED = frozenset((*STOPWORDS_EN_PLUS, "people", "person", "persons", "times"))
"""What ends the name of what is counted, and words for it that the texts replace by better ones."""
_MONTH = rf"(?:{MONTHS})\b\.?"
_DATE = re.compile(
    rf"\b[0-9]{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}(?:,?\s+[0-9]{{4}})?"
    rf"|\b{_MONTH}\s+[0-9]{{1,4}}(?:st|nd|rd|th)?\b(?:,?\s+[0-9]{{4}}\b)?"
    r"|(?<![\w£$€,.])(?:19|20)[0-9]{2}(?:[-/–][0-9]{2,4})?s?(?![\w%,]|\.[0-9])",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"[0-9]|\b(?:no|none|one|single|both|two|couple|three|third|four|quarter|five|six|seven|eight|nine|ten"
    r"|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|twenty|thirty|forty|fifty|sixty"
    r"|seventy|eighty|ninety|half|twice|several|dozens?|hundreds?|thousands?|millions?|billions?)\b",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?](?=\s)|\n")
_LEAST_SHARE = 0.5
"""Of what is counted, that a text has to name: "boards" for "integrated care boards", not "care"."""


def has_count(question: str, text: str, share: Callable[[str, str], float]) -> bool:
    """Tell whether a text may have the number that a question asks for; each has, if it asks for none.

    To "how many ICBs are there?" a text that counts other things answers nothing, however near it
    is. So it has to have a number, and by the end of that sentence also half of the words for what
    is counted. Days and years count nothing.

    :param share: what share, 0 to 1, of some words a text has, or of what stands for them.
    """
    asked = _HOW_MANY.search(question)
    if asked is None:
        return True
    numbers = list(_NUMBER.finditer(_DATE.sub(lambda date: " " * len(date.group()), text)))
    if not numbers:
        return False
    return share(_counted(asked[1]), _up_to(text, numbers[-1].end())) >= _LEAST_SHARE


def _counted(rest: str) -> str:
    """Return the name of what is counted: the words up to the first that names nothing."""
    words = rest.split()
    end = next((n for n, word in enumerate(words) if word.casefold() in _NOT_NAMED), len(words))
    return " ".join(words[:end])


def _up_to(text: str, position: int) -> str:
    """Return a text up to the end of the sentence, or the line, of a position."""
    end = _END.search(text, position)
    return text if end is None else text[: end.end()]
