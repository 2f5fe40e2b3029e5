"""Words that were divided at the end of a line become whole again."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SOFT_HYPHEN = "\u00ad"
_HYPHENS = "-\u2010"
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010\u2011'’][^\W\d_]+)*")
_LAST_PART = re.compile(rf"([^\W\d_]+)[{_HYPHENS}]$")
_FIRST_PART = re.compile(r"[^\W\d_]+(?:[-\u2010\u2011'’][^\W\d_]+)*")
_IN_COMPOUND = re.compile(rf"\w[{_HYPHENS}'’]\w*[{_HYPHENS}]$")
_SUSPENDED = frozenset(("and", "or", "to", "nor", "versus"))
"""A hyphen before these belongs to the word before: "pre- and post-war"."""
_KEEP_AFTER = re.compile(
    r"all|anti|cross|ex|full|half|high|ill|long|low|mid|multi|non|part|pro|quasi|self|semi"
    r"|short|so|vice|well"
)
"""First parts whose compounds British English writes with a hyphen."""
_CLOSED_AFTER = re.compile(
    r"any|back|be|can|down|ever|every|fore|head|here|how|in|inter|life|man|more|never|no"
    r"|not|off|on|out|over|some|there|through|to|under|up|what|when|where|who|with|work"
)
"""First parts that are words, but whose compounds are written as one word: "under-stand"."""
_MIN_COMPOUND_PART = 3
_DOUBLED_VOWELS = ("ee", "oo", "ea", "eo", "ei", "eu")
_VOWEL_PREFIXES = ("re", "pre", "co", "de")


def vocabulary(lines: Iterable[str]) -> Counter[str]:
    """Count the words of a text, compounds as one word, without the parts of divided words."""
    words: Counter[str] = Counter()
    divided = False
    for line in lines:
        found = [_plain(word) for word in _WORD.findall(line)]
        if divided:
            found = found[1:]
        divided = line.rstrip().endswith((*_HYPHENS, SOFT_HYPHEN))
        words.update(found[:-1] if divided else found)
    return words


def join_lines(first: str, second: str, words: Mapping[str, int]) -> str:
    """Join a line to the one before it.

    A soft hyphen at the end goes. Whether a hard one is part of a compound is decided by the text
    itself, if the word stands in it elsewhere; else by what the parts are.

    :param words: the words of the text, from :func:`vocabulary`.
    """
    first, second = first.rstrip(), second.lstrip()
    is_soft = first.endswith(SOFT_HYPHEN)
    first, second = remove_soft_hyphens(first), _without_inner_soft_hyphens(second)
    if is_soft:
        return first + second
    if not first.endswith(tuple(_HYPHENS)):
        return f"{first} {second}".strip()
    if not first[:-1] or first[-2].isspace() or first[-2] in _HYPHENS:  # A dash.
        return f"{first} {second}"
    following = _FIRST_PART.match(second)
    if following and following.group() in _SUSPENDED:
        return f"{first} {second}"
    part = _LAST_PART.search(first)
    if not part or not following or _keeps_hyphen(first, part.group(1), following.group(), words):
        return first + second
    return first[:-1] + second


def remove_soft_hyphens(text: str) -> str:
    """Return a text without the hyphens that only say where a word may be divided."""
    return text.replace(SOFT_HYPHEN, "")


def _without_inner_soft_hyphens(text: str) -> str:
    """Remove soft hyphens but for that at the end, which tells how the next line is joined."""
    return remove_soft_hyphens(text) + (SOFT_HYPHEN if text.endswith(SOFT_HYPHEN) else "")


def _keeps_hyphen(line: str, part: str, following: str, words: Mapping[str, int]) -> bool:
    if not following[0].islower() or (len(part) > 1 and part.isupper()):  # "NHS-wide", "mid-May"
        return True
    if _IN_COMPOUND.search(line):  # "state-of-the-art"
        return True
    left, right = _plain(part), _plain(following)
    hyphenated, joined = words.get(f"{left}-{right}", 0), words.get(left + right, 0)
    if hyphenated != joined:
        return hyphenated > joined
    if _KEEP_AFTER.fullmatch(left):
        return True
    if left in _VOWEL_PREFIXES and left[-1] + right[0] in _DOUBLED_VOWELS:  # "re-elect"
        return True
    head = right.split("-")[0]
    return (
        not _CLOSED_AFTER.fullmatch(left)
        and min(len(left), len(head)) >= _MIN_COMPOUND_PART
        and words.get(left, 0) > 0
        and words.get(head, 0) > 0
    )


def _plain(word: str) -> str:
    return word.casefold().replace("\u2010", "-").replace("\u2011", "-").replace("’", "'")
