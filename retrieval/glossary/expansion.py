"""Questions in other words: short forms written out, and long forms written short."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from retrieval.domain import EntryKind
from retrieval.glossary.forms import key, singular, singular_short

if TYPE_CHECKING:
    from collections.abc import Mapping

    from retrieval.domain import Glossary

_MAX_MEANINGS = 2
MAX_WORDS = 12
"""Words of the longest name that is looked for in a question."""
TOKEN = re.compile(r"(?<![\w&])[A-Za-z0-9][A-Za-z0-9&/-]*(?<=[A-Za-z0-9])(?![\w&])")
"""A word of a question that may be a short form."""
_WORD = re.compile(r"[^\W_]+|&")


class Forms(NamedTuple):
    """The short and long forms of some libraries, the likeliest first."""

    longs: Mapping[str, list[str]]
    """Long forms by short form, as the documents write them; a short form also stands there in
    lower case where that is not a word of its own, since members seldom type capitals."""
    shorts: Mapping[str, list[str]]
    """Short forms by the key of their long form."""


@lru_cache(maxsize=64)
def forms_of(*glossaries: Glossary) -> Forms:
    """Return the forms of several libraries together."""
    entries = [entry for glossary in glossaries for entry in glossary.entries if entry.meaning]
    count = Counter((key(entry.term), key(entry.meaning or "")) for entry in entries)
    # What is said plainly and often is what is meant by most.
    entries.sort(
        key=lambda entry: (
            entry.comment,
            entry.kind is EntryKind.USED,
            -count[key(entry.term), key(entry.meaning or "")],
        )
    )
    longs: dict[str, list[str]] = {}
    shorts: dict[str, list[str]] = {}
    for entry in entries:
        long = entry.meaning or ""
        for short in {entry.term, entry.term if entry.word else entry.term.lower()}:
            known = longs.setdefault(short, [])
            if key(long) not in map(key, known):
                known.append(long)
        known = shorts.setdefault(key(long), [])
        if entry.term not in known:
            known.append(entry.term)
    return Forms(longs, shorts)


def meanings_in(question: str, longs: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Return the short forms that stand in a question, as written there, with their long forms."""
    meanings = {}
    for token in TOKEN.findall(question):
        known = longs.get(token) or longs.get(singular_short(token)) or longs.get(token[:-1])
        if known and (token in longs or token.endswith("s")):
            meanings[token] = known[:_MAX_MEANINGS]
    return meanings


def expand(question: str, meanings: Mapping[str, list[str]]) -> str:
    """Write the long forms of short ones into a question, each behind its short form."""

    def both(match: re.Match[str]) -> str:
        long_forms = meanings.get(match.group())
        return match.group() if not long_forms else f"{match.group()} ({', '.join(long_forms)})"

    return TOKEN.sub(both, question)


def other_wordings(question: str, forms: Forms) -> list[str]:
    """Return the question with its short forms written out, and with its long forms written short.

    Each is the whole question, so that a passage that knows only the other form can be scored for
    it as if that had been asked. Where a short form has several meanings there is one for each.
    """
    meanings = meanings_in(question, forms.longs)
    most = max(map(len, meanings.values()), default=0)
    wordings = [written_out(question, meanings, nth) for nth in range(most)]
    wordings.append(_shortened(question, forms.shorts))
    return [wording for wording in dict.fromkeys(wordings) if wording != question]


def written_out(question: str, meanings: Mapping[str, list[str]], nth: int = 0) -> str:
    """Write the short forms of a question out, each by its meaning number ``nth`` or its last."""

    def long(match: re.Match[str]) -> str:
        some = meanings.get(match.group())
        return some[min(nth, len(some) - 1)] if some else match.group()

    return TOKEN.sub(long, question)


def _shortened(question: str, shorts: Mapping[str, list[str]]) -> str:
    """Write the long forms of a question short, the longest that there are first."""
    words = list(_WORD.finditer(question))
    keys = ["and" if word.group() == "&" else singular(word.group().casefold()) for word in words]
    written, end, at = "", 0, 0
    while at < len(words):
        for last in range(min(len(words), at + MAX_WORDS), at, -1):
            if short := shorts.get(" ".join(keys[at:last])):
                written += question[end : words[at].start()] + short[0]
                end = words[last - 1].end()
                at = last
                break
        else:
            at += 1
    return written + question[end:]
