"""The numbers that Word shows before paragraphs but does not store: "3.2", "(c)", "iv."."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

BULLET = "•"
"""Stands for every picture that Word draws before an item."""

_LEVELS = 9
_MAX_NUMBER = 1_000_000
"""A start above this is no number that anybody would print."""
_MAX_ROMAN = 3999
_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    format: str
    pattern: str
    """What is shown, with "%1" for the number of the first level."""
    style: str | None
    """The paragraph style that stands for this level."""


@dataclass(frozen=True, slots=True)
class _List:
    definition: str
    """Lists of one definition go on counting from each other."""
    levels: dict[int, _Level]
    restarts: dict[int, int]
    """Where this list starts over instead, by level."""


class Numbers:
    """Counts through a document as Word does (ECMA-376 part 1, 17.9).

    :param root: the part ``numbering.xml``, or ``None`` where there is none.
    """

    def __init__(self, root: _Element | None) -> None:
        """Read the definitions of the lists."""
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._restarted: set[tuple[str, int]] = set()
        if root is not None:
            self._read(root)

    def level_of_style(self, number: str, style: str) -> int:
        """Return the level of a list that a paragraph style stands for."""
        levels = self._lists[number].levels if number in self._lists else {}
        return next((depth for depth, level in levels.items() if level.style == style), 0)

    def next_marker(self, number: str, depth: int) -> str:
        """Count one paragraph on; return what Word shows before it.

        :param number: the list (``numId``).
        :param depth: the level in it, from 0.
        """
        list_ = self._lists.get(number)
        if list_ is None or depth not in list_.levels:
            return ""
        counts = self._counts.setdefault(list_.definition, [None] * _LEVELS)
        before = counts[depth]
        if depth in list_.restarts and (number, depth) not in self._restarted:
            self._restarted.add((number, depth))
            counts[depth] = list_.restarts[depth]
        else:
            counts[depth] = list_.levels[depth].start if before is None else before + 1
        counts[depth + 1 :] = [None] * (_LEVELS - depth - 1)
        return _shown(list_.levels, depth, counts)

    def _read(self, root: _Element) -> None:
        definitions = {
            value(definition, "abstractNumId"): {
                depth: _level(level)
                for level in definition.findall("{*}lvl")
                if (depth := number_of(value(level, "ilvl"))) in range(_LEVELS)
            }
            for definition in root.findall("{*}abstractNum")
        }
        for number in root.findall("{*}num"):
            definition = value(number.find("{*}abstractNumId"))
            levels = dict(definitions.get(definition, {}))
            restarts = {}
            for override in number.findall("{*}lvlOverride"):
                depth = number_of(value(override, "ilvl"))
                if (level := override.find("{*}lvl")) is not None and depth in range(_LEVELS):
                    levels[depth] = _level(level)
                if (start := override.find("{*}startOverride")) is not None:
                    restarts[depth] = number_of(value(start))
            self._lists[value(number, "numId")] = _List(definition, levels, restarts)


def value(element: _Element | None, name: str = "val") -> str:
    """Return an attribute of one of Word's elements, in either of its namespaces, or ""."""
    if element is None:
        return ""
    return next(
        (str(text) for key, text in element.attrib.items() if key.rpartition("}")[2] == name), ""
    )


def number_of(text: str, otherwise: int = 0) -> int:
    """Return a whole number, or another one where the text is none that Word would write."""
    return (
        int(text)
        if text.isascii() and text.isdigit() and int(text[:8]) <= _MAX_NUMBER
        else otherwise
    )


def _level(element: _Element) -> _Level:
    style = element.find("{*}pStyle")
    return _Level(
        start=number_of(value(element.find("{*}start")), 1),
        format=value(element.find("{*}numFmt")) or "decimal",
        pattern=value(element.find("{*}lvlText")),
        style=None if style is None else value(style),
    )


def _shown(levels: dict[int, _Level], depth: int, counts: list[int | None]) -> str:
    if levels[depth].format == "bullet":
        return BULLET

    def number(match: re.Match[str]) -> str:
        level = levels.get(int(match[1]) - 1)
        if level is None:
            return ""
        count = counts[int(match[1]) - 1]
        return _written(level.start if count is None else count, level.format)

    return re.sub(r"%([1-9])", number, levels[depth].pattern)


def _written(count: int, format_: str) -> str:
    match format_:
        case "none":
            return ""
        case "decimalZero":
            return f"{count:02}"
        case "lowerLetter" | "upperLetter" if count > 0:
            # After z comes aa, then bb.
            text = chr(ord("a") + (count - 1) % 26) * min((count + 25) // 26, 20)
        case "lowerRoman" | "upperRoman" if 0 < count <= _MAX_ROMAN:
            text = ""
            for number, letters in _ROMAN:
                text += letters * (count // number)
                count %= number
        case "ordinal":
            teen = count % 100 in (11, 12, 13)
            ending = "th" if teen else {1: "st", 2: "nd", 3: "rd"}.get(count % 10, "th")
            return f"{count}{ending}"
        case _:
            return str(count)
    return text.upper() if format_.startswith("upper") else text
