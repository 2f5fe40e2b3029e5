"""Short forms that a document uses beside the full words without ever saying so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from retrieval.domain import EntryKind
from retrieval.glossary.forms import is_short, key, long_before, singular, singular_short
from retrieval.glossary.sentences import Said

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

_TOKEN = re.compile(r"(?<![\w&'’])[A-Z][A-Z&]{1,8}(?:s\b|['’]s\b)?(?![\w&])")
_SMALL = r"(?:of|of the|for|for the|and|in|on|&)"
_CAPITAL = r"(?:[A-Z][a-z]+|[A-Z&]{3,}s?)(?:-[^\W\d_]+)*(?![\w&])"
# A comma only in a list that has an "and", as "Education, Health and Care Plan".
_PHRASE = re.compile(
    rf"{_CAPITAL}(?:(?:,\s+{_CAPITAL})+(?=\s+and\s))?(?:\s+(?:{_SMALL}\s+)?{_CAPITAL})+"
)
_MIN_LETTERS = 3
"""Shorter forms fit too many words, unless they stand in the plural in one sentence with them."""
_MIN_WORD = 4
"""Letters of each word that is not written large and yet is taken for a short form's."""
_WORD = re.compile(r"[^\W\d_]+")


class Place(NamedTuple):
    """A sentence, and the headings that it stands below."""

    sentence: str
    headings: tuple[str, ...] = ()


class _Fit(NamedTuple):
    long: str
    number: int
    together: bool
    """Both forms stand in this sentence, or the long one in a heading above the short one."""


def used_in(
    places: Sequence[Place], explained: Mapping[str, Collection[str]]
) -> Iterator[tuple[Said, int]]:
    """Yield short forms of one document with the only words of it that they fit.

    :param explained: by key the short forms that the document explains itself, with the keys of
        their long forms; another one is only looked for in the sentences that have the short form.
    :returns: what is said, and which sentence says it; one that has both forms if there is any.
    """
    everything = _flat(" ".join(place.sentence for place in places))
    used: dict[str, set[int]] = {}
    several: set[str] = set()
    phrases: list[tuple[str, int]] = []
    for number, place in enumerate(places):
        for match in _TOKEN.finditer(place.sentence):
            short = singular_short(match.group())
            if is_short(short):
                used.setdefault(short, set()).add(number)
                several.update([short] if match.group() != short else [])
        phrases += [(match.group(), number) for match in _PHRASE.finditer(place.sentence)]
    first = [(phrase, _capitals(phrase), at) for phrase, at in dict(reversed(phrases)).items()]
    for short, numbers in used.items():
        if len(short) < _MIN_LETTERS and short not in several:
            continue
        known = explained.get(key(short), ())
        beside = _together(short, [(number, places[number]) for number in sorted(numbers)])
        found = [
            fit
            for fit in beside
            if key(fit.long) not in known
            # Words that are not written large are a name only if they recur.
            and (fit.long[0].isupper() or everything.count(_flat(fit.long)) > 1)
        ]
        if key(short) not in explained and len(short) >= _MIN_LETTERS:
            found += [
                _Fit(long, number, together=False)
                for phrase, capitals, number in first
                if (long := _fits(short, phrase, capitals)) is not None
            ]
        if found and len({key(fit.long) for fit in found}) == 1:
            best = next((fit for fit in found if fit.together), found[0])
            long = singular(best.long) if short in several else best.long
            yield Said(short, long, EntryKind.USED), best.number


def _together(short: str, places: Sequence[tuple[int, Place]]) -> Iterator[_Fit]:
    for number, place in places:
        for text in (place.sentence, *place.headings):
            for match in _PHRASE.finditer(text):
                if (long := _fits(short, match.group())) is not None:
                    yield _Fit(long, number, together=True)
            if len(short) >= _MIN_LETTERS and (long := _in_small(short, text)) is not None:
                yield _Fit(long, number, together=True)


def _in_small(short: str, text: str) -> str | None:
    """Return words in a row, none of them small, whose initials spell a short form."""
    words = list(_WORD.finditer(text))
    count = len(short)
    initials = "".join(word.group()[0].lower() for word in words)
    at = initials.find(short.lower())
    while at >= 0:
        run = words[at : at + count]
        long = text[run[0].start() : run[-1].end()]
        if (
            long == long.lower()
            and len(long.split()) == count
            and all(len(word.group()) >= _MIN_WORD for word in run)
        ):
            return long
        at = initials.find(short.lower(), at + 1)
    return None


def _flat(text: str) -> str:
    return " ".join(text.casefold().split())


def _fits(short: str, phrase: str, capitals: str = "") -> str | None:
    """Return the part of a phrase in capitals that spells a short form by its initials."""
    wanted = short.replace("&", "")
    # Most phrases are ruled out by this, at a fraction of what it takes to try them.
    if wanted not in (capitals or _capitals(phrase)):
        return None
    words = phrase.split()
    for last in range(len(words), 1, -1):
        long = long_before(short, " ".join(words[:last]), strict=True)
        if long is not None and _capitals(long) == wanted:
            return long
    return None


def _capitals(text: str) -> str:
    return "".join(filter(str.isupper, text))
