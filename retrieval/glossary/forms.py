"""Short forms and the words that they are made of, and the singular of both."""

from __future__ import annotations

import re
from functools import lru_cache

SHORT = r"[A-Za-z0-9][A-Za-z0-9&/.\-]{0,10}[A-Za-z0-9]"
"""A short form as it may be written: STP, DfE, 5YFV, A&E, NHS&I."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)?|&")
_SMALL_WORDS = frozenset(
    {"and", "of", "the", "for", "in", "on", "to", "a", "an", "&", "with", "or"}
)
_DIGITS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5",
    "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10",
}  # fmt: skip
_MAX_LETTERS = 10
_MAX_CHARACTERS = 200
_MIN_FREE = 3
"""Letters from which on a word of the long form may be left out of the short one."""
_MIN_PREFIXED = 1
_MIN_BLEND = 5
"""Letters from which on the last need not be in the one word that the short form shortens."""
_BREAK = re.compile(r"[();:]|\.\s|\s[–—-]\s")
_TAIL = re.compile(r"\s+(?:for|of|in)\s+[a-z]+\s*$")


def is_short(text: str) -> bool:
    """Tell whether a word looks like a short form: with two capitals, or one and a digit."""
    capitals = sum(character.isupper() for character in text)
    return capitals > 1 or (capitals == 1 and any(map(str.isdigit, text)))


def singular_short(short: str) -> str:
    """Return a short form without the "s" that makes several of it."""
    return re.sub(r"(?<=[A-Z0-9])['’]?s$", "", short)


def singular(words: str) -> str:
    """Return a name with its last word in the singular, and its white space as single spaces."""
    words = " ".join(words.split())
    if re.search(r"[^aeiou]ies$", words, re.IGNORECASE):
        return f"{words[:-3]}y"
    return words[:-1] if re.search(r"[^su'’i]s$", words) else words


@lru_cache(maxsize=16_384)
def key(words: str) -> str:
    """Return what is the same for all ways of writing a name: case, plural, hyphens, quotes."""
    if is_short(words) and " " not in words:
        return re.sub(r"[.\-/\s]", "", singular_short(words)).casefold()
    letters = re.sub(r"[\W_]+", " ", words.replace("&", " and "))
    return " ".join(singular(word) for word in letters.casefold().split())


def long_before(short: str, text: str, *, strict: bool = False) -> str | None:
    """Return the words at the end of ``text`` that ``short`` stands for, if it does.

    Stricter than Schwartz and Hearst (2003), which lets a letter stand anywhere within a word: the
    initials spell the short form, small words left out or not; or every word has its letter in it,
    in order; or one word of it has none. A wrong expansion misleads a search and a reader, while a
    missed one leaves both as they were.

    :param strict: only initials will do.
    """
    before = _BREAK.split(text[-_MAX_CHARACTERS:])[-1]
    found = _long(short, before, ends=True, strict=strict)
    if found is None and (tail := _TAIL.search(before)):
        # "Disability Living Allowance for children (DLA)".
        found = _long(short, before[: tail.start()], ends=True, strict=True)
    return found


def long_after(short: str, text: str, *, whole: bool = False) -> str | None:
    """Return the words at the beginning of ``text`` that ``short`` stands for, if it does.

    :param whole: only all of ``text`` will do.
    """
    after = _BREAK.split(text[:_MAX_CHARACTERS])[0]
    if whole and len(after) != len(text):
        return None
    return _long(short, after, ends=False, whole=whole)


def _long(
    short: str, text: str, *, ends: bool, whole: bool = False, strict: bool = False
) -> str | None:
    letters = re.sub(r"[^a-z0-9]", "", singular_short(short).lower())
    if not 1 < len(letters) <= _MAX_LETTERS:
        return None
    words = list(_WORD.finditer(text))
    most = len(letters) + 6
    if whole:
        runs = [(0, len(words))]
    elif ends:
        runs = [(first, len(words)) for first in range(len(words) - 1, -1, -1)][:most]
    else:
        runs = [(0, last) for last in range(1, len(words) + 1)][:most]
    for spells in (_initials,) if strict else (_initials, _inner, _one_left_out):
        for first, last in runs:
            chosen = [word.group() for word in words[first:last]]
            if not chosen or {chosen[0].lower(), chosen[-1].lower()} & _SMALL_WORDS:
                continue
            if spells(letters, chosen):
                # The short form written once more is no long one.
                if key(short) in map(key, chosen) or "".join(chosen).lower() == letters:
                    return None
                return " ".join(text[words[first].start() : words[last - 1].end()].split())
    return None


def _initials(letters: str, words: list[str]) -> bool:
    main = [word for word in words if word.lower() not in _SMALL_WORDS]
    plain = re.sub(r"\d+$", "", letters)
    # A number behind the letters tells kinds of the same apart: "protection zone (SPZ1)".
    wanted = {letters, plain} if len(plain) >= _MIN_FREE else {letters}
    every = [word for word in words if word != "&"]
    return any(_spells(rest, some) for rest in wanted for some in (main, every))


def _spells(letters: str, words: list[str]) -> bool:
    """Tell whether the heads of the words, one after the other, spell the letters."""
    if not words:
        return not letters
    return any(
        letters.startswith(head) and _spells(letters[len(head) :], words[1:])
        for head in _heads(words[0])
    )


def _heads(word: str) -> set[str]:
    """Return what a word may give to a short form: its initial, its number, itself as it is."""
    lower = word.lower()
    heads = {lower[0], _DIGITS.get(lower, lower[0])}
    if is_short(word):
        heads.add(singular_short(word).lower())
    return heads


def _inner(letters: str, words: list[str]) -> bool:
    """Tell whether each word has its letter, all but one at its beginning."""
    main = [word.lower() for word in words if word.lower() not in _SMALL_WORDS]
    if len(main) == 1:
        return words[0].islower() and _shortens(re.sub(r"\d+$", "", letters), main[0])
    if len(main) > _MIN_PREFIXED and letters.startswith(first := "".join(w[0] for w in main[:-1])):
        # "Computer Science Network (CSNET)".
        tail = letters[len(first) :]
        if len(tail) > 1 and main[-1].startswith(tail):
            return True
    if len(main) != len(letters) or letters[0] != main[0][0]:
        return False
    initial = sum(letter == word[0] for letter, word in zip(letters, main, strict=True))
    inside = all(letter in word for letter, word in zip(letters, main, strict=True))
    return inside and initial >= len(letters) - 1 and initial > 1


def _shortens(letters: str, word: str) -> bool:
    """Tell whether one word has the letters in order, as "tuberculosis (TB)".

    The last of many may be another word's, as in "coronavirus (COVID-19)".
    """
    if not letters:
        return False
    wanted = letters[:-1] if len(letters) >= _MIN_BLEND else letters
    rest = iter(word)
    return (
        len(word) > 2 * len(wanted) and word[0] == letters[0] and all(one in rest for one in wanted)
    )


def _one_left_out(letters: str, words: list[str]) -> bool:
    """Tell whether the initials spell the letters if one word, not at either end, gives none."""
    main = [word for word in words if word.lower() not in _SMALL_WORDS]
    if len(letters) < _MIN_FREE or len(main) < _MIN_FREE:
        return False
    return any(_spells(letters, main[:gap] + main[gap + 1 :]) for gap in range(1, len(main) - 1))
