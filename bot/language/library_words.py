"""What the library says, in the reader's language: English sentences found among known formats."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from bot.language.library_texts import NUMBERS, TEXTS, WITHIN
from bot.language.translation import ENGLISH, _, current

_PLACE = re.compile(r"\{(\w+)\}")
_DIGITS = r"[\d.,]+"
_SENTENCE = re.compile(r"(?<=\.) ")
_MOST_SENTENCES = 3
"""Sentences of the longest text."""
_MOST_CHARACTERS = 2000
"""Of what is looked at; cards show less."""


@dataclass(frozen=True, slots=True)
class _Format:
    text: str
    pattern: re.Pattern[str]
    literal: str
    """Its longest part without places: what lacks this need not be matched."""


def said(text: str) -> str:
    """Return what ``retrieval`` said in the current language, as far as that is known.

    What is in it of names and numbers stays as it is.
    """
    if current() is ENGLISH:
        return text
    sentences = _SENTENCE.split(text[:_MOST_CHARACTERS])
    words: list[str] = []
    while sentences:
        for count in range(min(len(sentences), _MOST_SENTENCES), 0, -1):
            if found := _translated(" ".join(sentences[:count])):
                words.append(found)
                del sentences[:count]
                break
        else:
            words.append(sentences.pop(0))
    return " ".join(words)


def _translated(text: str) -> str | None:
    if text in _plain_texts():
        return _(text)
    for each in _formats():
        match = each.pattern.fullmatch(text) if each.literal in text else None
        if match is not None and (places := _places(match.groupdict())) is not None:
            return _(each.text).format_map(places)
    return None


def _places(values: dict[str, str]) -> dict[str, str] | None:
    """Return what stands in the places of a text; nothing where it is not the text after all."""
    places = {}
    for name, value in values.items():
        words = _translated(value) if name in WITHIN else value
        if words is None:
            return None
        places[name] = words
    return places


@cache
def _plain_texts() -> frozenset[str]:
    return frozenset(text for text in TEXTS if _PLACE.search(text) is None)


@cache
def _formats() -> tuple[_Format, ...]:
    """Return the texts with places, those that say most first."""
    texts = [text for text in TEXTS if text not in _plain_texts()]
    return tuple(map(_format_of, sorted(texts, key=_order)))


def _order(text: str) -> tuple[bool, int]:
    """Put lists first, since what they hold proves them; then what says most."""
    return not set(_PLACE.findall(text)) <= WITHIN, -len(_PLACE.sub("", text))


def _format_of(text: str) -> _Format:
    parts = _PLACE.split(text)
    pattern = ""
    for number, part in enumerate(parts):
        if number % 2 == 0:
            pattern += re.escape(part)
        elif f"<{part}>" in pattern:
            pattern += f"(?P={part})"
        else:
            pattern += f"(?P<{part}>{_DIGITS if part in NUMBERS else '.+?'})"
    return _Format(text, re.compile(pattern, re.DOTALL), max(parts[::2], key=len))
