"""What acronyms stand for, read in the documents, so that a question finds both forms."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Acronyms = dict[str, list[str]]
"""Long forms by short form, as written in the documents; a short form also stands there in lower
case where that is not a word of its own, since members seldom type capitals."""

_SHORT = r"[A-Z][A-Za-z&]*[A-Z]"
_SHORT_BEHIND = re.compile(rf"[(](?P<short>{_SHORT})s?[)]")
_MAX_LONG_CHARACTERS = 200
_BREAK = re.compile(r"[()\n.;:]")
_SHORT_THEN_LONG = re.compile(rf"\b(?P<short>{_SHORT})s?\s*[(](?P<long>[A-Z][^()\n.;:]+)[)]")
_MAX_SHORT = 10
_SMALL_WORDS = frozenset({"and", "of", "the", "for", "in", "on", "to", "a", "an", "&"})
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|&")
_LOWER_WORD = re.compile(r"\b[a-z]{2,10}\b")
_TOKEN = re.compile(r"\b[A-Za-z][A-Za-z&]*\b")
_MAX_MEANINGS = 2


def find_acronyms(texts: Iterable[str]) -> Acronyms:
    """Find "long form (short form)" and the reverse.

    A long form is accepted if the initials of its words, small words left out or not, spell the
    short form; stricter than Schwartz and Hearst 2003, since a wrong expansion misleads a search
    while a missed one only leaves it as it was. Plurals are taken as singulars.
    """
    found: Acronyms = {}
    lower_words: set[str] = set()
    for text in texts:
        lower_words.update(_LOWER_WORD.findall(text))
        for short, long in _pairs(text):
            meanings = found.setdefault(short, [])
            if long.casefold() not in (meaning.casefold() for meaning in meanings):
                meanings.append(long)
    lower_case = {
        short.lower(): meanings
        for short, meanings in found.items()
        if short.lower() not in lower_words
    }
    return {**lower_case, **found}


def meanings_in(question: str, acronyms: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Return the acronyms that stand in a question, as written there, with their long forms."""
    meanings = {}
    for token in _TOKEN.findall(question):
        singular = token.removesuffix("s")
        known = acronyms.get(token) or acronyms.get(singular)
        if known:
            meanings[token] = known[:_MAX_MEANINGS]
    return meanings


def expand(question: str, meanings: Mapping[str, list[str]]) -> str:
    """Write the long forms of acronyms into a question, each behind its short form."""

    def written_out(match: re.Match[str]) -> str:
        long_forms = meanings.get(match.group())
        return match.group() if not long_forms else f"{match.group()} ({', '.join(long_forms)})"

    return _TOKEN.sub(written_out, question)


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    """Yield each short form with its long form."""
    for match in _SHORT_BEHIND.finditer(text):
        before = text[max(0, match.start() - _MAX_LONG_CHARACTERS) : match.start()]
        long = _long_form(match["short"], _BREAK.split(before)[-1], last=True)
        if long is not None:
            yield match["short"], long
    for match in _SHORT_THEN_LONG.finditer(text):
        long = _long_form(match["short"], match["long"], last=False)
        if long is not None:
            yield match["short"], long


def _long_form(short: str, text: str, *, last: bool) -> str | None:
    """Return the words at the end (or all) of ``text`` whose initials spell ``short``."""
    if len(short) > _MAX_SHORT:
        return None
    letters = short.replace("&", "").lower()
    words = list(_WORD.finditer(text))
    firsts = range(len(words) - 1, -1, -1) if last else range(1)
    for first in firsts:
        chosen = [word.group().lower() for word in words[first:]]
        if not chosen or chosen[0] in _SMALL_WORDS:
            continue
        all_initials = "".join(word[0] for word in chosen if word != "&")
        main_initials = "".join(word[0] for word in chosen if word not in _SMALL_WORDS)
        if letters in (all_initials, main_initials):
            return _singular(text[words[first].start() : words[-1].end()])
        if len(main_initials) > len(letters):
            return None
    return None


def _singular(long: str) -> str:
    long = " ".join(long.split())
    return long[:-1] if re.search(r"[^su']s$", long) else long
