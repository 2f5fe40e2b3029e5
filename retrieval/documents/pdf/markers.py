"""What stands before the items of a list: bullets, numbers and letters."""

from __future__ import annotations

import re

BULLET = re.compile(r"([•‣◦▪▫●○■□◆❖➢►✓✔*–—-])\s*(?=\S)")
"""A bullet and the space after it; the bullet is the first group, as below."""
LOOSE_BULLETS = "*–—-"
"""Bullets that also stand inside a sentence, where a line may begin with them."""
NUMBER = re.compile(
    r"(\(?\d{1,3}[.)]|\(?(?:[a-z]|[ivx]{2,5})\)|\d{1,3}(?:\.\d{1,3}){1,3}\.?)\s+(?=\S)"
)
"""A number, a letter or a small Roman numeral, with what marks it as such."""


def style_of(sign: str) -> str:
    """Return the kind of a marker: the bullet itself, or "1." for every number with a stop."""
    return re.sub(r"[ivx]{2,}|[a-z]", "a", re.sub(r"\d+", "1", sign))


def value_of(sign: str) -> int | None:
    """Return the place in the order of a list that a marker tells; "c)" is the third."""
    number = re.search(r"(\d+)[.)]*$", sign)
    if number:
        return int(number.group(1))
    letter = re.fullmatch(r"\(?([a-z])\)", sign)
    return ord(letter.group(1)) - ord("a") + 1 if letter else None
