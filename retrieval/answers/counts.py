"""Questions for the number of something, and whether a text may have it."""

from __future__ import annotations

import calendar
import re
from typing import TYPE_CHECKING

from bm25s.stopwords import STOPWORDS_EN_PLUS

if TYPE_CHECKING:
    from collections.abc import Callable

_HOW_MANY = re.compile(r"\bhow\s+many\b([^?!.,;:()]*)", re.IGNORECASE)
_ASKS_ELSE = re.compile(r"\b(?:who|whom|whose|what|which|when|where|why|limit)\b", re.IGNORECASE)
"""Before "how many": in "who decides how many nurses are needed?" no number is asked for."""
_NOT_NAMED = frozenset(
    (  # noqa: SIM905 - on one line each they would fill a page.
        "people person persons times percent per pounds pence thousand million billion each exist last "
        "left live lives next work works"
    ).split()
) | (frozenset(STOPWORDS_EN_PLUS) - {"of", "and"})
"""What ends the name of what is counted, and words for it that the texts replace by better ones."""
_MONTH = rf"(?:{'|'.join((*calendar.month_name[1:], *calendar.month_abbr[1:]))})\b\.?"
_YEAR = r"(?:19|20)[0-9]{2}(?![\w%]|[.,][0-9])"
_DATE = re.compile(
    rf"\b[0-9]{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?"
    rf"|\b{_MONTH}\s+(?:[0-9]{{1,2}}(?:st|nd|rd|th)?,?\s+{_YEAR}|[0-9]{{1,2}}(?:st|nd|rd|th)\b|{_YEAR})"
    r"|\b[0-9]{1,2}[/.][0-9]{1,2}[/.](?:[0-9]{2}){1,2}\b"
    r"|(?<![\w£$€,.])(?:19|20)[0-9]{2}(?:[/–-][0-9]{2,4}|s)(?![\w%]|[.,][0-9])"
    # Two thousand beds look like a year, too.
    rf"|\b(?i:in|since|by|from|until|till|before|after|during|early|mid|late)[\s-]+{_YEAR}"
)
_NUMBER = re.compile(
    r"[0-9]|\b(?:zero|no|none|one|once|single|both|two|twice|couple|three|third|four|quarter|five|fifth|six"
    r"|seven|eight|nine|ten|tenth|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|twenty|thirty"
    r"|forty|fifty|sixty|seventy|eighty|ninety|half|several|dozens?|hundreds?|thousands?|millions?"
    r"|billions?)\b",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?](?=\s)|\n")
_LEAST_SHARE = 0.5
"""Of what is counted, that a text has to name: "boards" for "integrated care boards", not "care"."""


def has_count(question: str, text: str, share: Callable[[str, str], float]) -> bool:
    """Tell whether a text may have the number that a question asks for; each has, if it asks for none.

    To "how many ICBs are there?" a text that counts other things answers nothing, however near it
    is. So it has to have a number, and by the end of that sentence also half of the words for what
    is counted. Days and years count nothing. Whether the number is that of what is named is not told.

    :param share: what share, 0 to 1, of some words a text has, or of what stands for them.
    """
    asked = _HOW_MANY.search(question)
    if asked is None or _ASKS_ELSE.search(re.split("[?!.;]", question[: asked.start()])[-1]):
        return True
    numbers = list(_NUMBER.finditer(_DATE.sub(lambda date: " " * len(date.group()), text)))
    if not numbers:
        return False
    return share(_counted(asked[1]), _up_to(text, numbers[-1].end())) >= _LEAST_SHARE


def _counted(rest: str) -> str:
    """Return the name of what is counted: the words up to the first that names nothing.

    A question that was joined with an earlier one has its words again behind it.
    """
    named: list[str] = []
    for word in rest.split():
        if word.casefold() in _NOT_NAMED or word in named:
            break
        named.append(word)
    return " ".join(named)


def _up_to(text: str, position: int) -> str:
    """Return a text up to the end of the sentence, or the line, of a position."""
    end = _END.search(text, position)
    return text if end is None else text[: end.end()]
