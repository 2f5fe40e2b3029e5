"""What Word's paragraph styles stand for: headings, titles, tables of contents, numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from retrieval.documents.word.numbers import number_of, value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

TITLE_STYLE = "ChapterVerseTitle"
CONTENTS_STYLE = "ChapterVerseContents"
"""Styles that paragraphs are given here and mammoth is told about."""


_HEADING_STYLE = re.compile(r"heading ?([1-9])", re.IGNORECASE)
_LIST_STYLE = re.compile(r"list (?:bullet|number) ?([2-5])", re.IGNORECASE)
_CONTENTS = re.compile(r"toc(?: ?\d| ?heading)", re.IGNORECASE)
_DEEPEST_HEADING = 6
_BODY_TEXT_LEVEL = 9
_MAX_STYLES_ON_STYLES = 20


class Styles:
    """What paragraph styles stand for, by what they are based on."""

    def __init__(self, root: _Element | None) -> None:
        """Take the part ``styles.xml``, or ``None`` where there is none."""
        self._styles: dict[str, _Element] = {}
        if root is not None:
            self._styles = {value(style, "styleId"): style for style in root.findall("{*}style")}

    def role(self, style_id: str) -> str | None:
        """Return the style that mammoth shall see for a heading, title or table of contents."""
        for name, style in self._chain(style_id):
            if _CONTENTS.fullmatch(name):
                return CONTENTS_STYLE
            if name.lower() == "title":
                return TITLE_STYLE
            if match := _HEADING_STYLE.fullmatch(name):
                return heading_style(int(match[1]))
            level = None if style is None else style.find("{*}pPr/{*}outlineLvl")
            if level is not None:
                return outline_style(level)
        return None

    def depth(self, style_id: str) -> int:
        """Return how far "List Bullet 2" and the like are below the first level of a list."""
        for name, _ in self._chain(style_id):
            if match := _LIST_STYLE.fullmatch(name):
                return int(match[1]) - 1
        return 0

    def numbering(self, style_id: str) -> tuple[str, str, _Element] | None:
        """Return list, style and properties of the nearest style with a number."""
        for _, style in self._chain(style_id):
            properties = None if style is None else style.find("{*}pPr/{*}numPr")
            if style is not None and properties is not None:
                number = value(properties.find("{*}numId"))
                return number, value(style, "styleId"), properties
        return None

    def _chain(self, style_id: str) -> Iterator[tuple[str, _Element | None]]:
        for _ in range(_MAX_STYLES_ON_STYLES):
            style = self._styles.get(style_id)
            if style is None:
                yield style_id, None
                return
            yield value(style.find("{*}name")) or style_id, style
            style_id = value(style.find("{*}basedOn"))
            if not style_id:
                return


def heading_style(level: int) -> str:
    """Return the style that mammoth takes for a heading of a level, counted from 1."""
    return f"Heading{min(level, _DEEPEST_HEADING)}"


def outline_style(level: _Element) -> str | None:
    """Return the style for a paragraph's own place in the outline, counted from 0."""
    depth = number_of(value(level), _BODY_TEXT_LEVEL)
    return heading_style(depth + 1) if depth < _BODY_TEXT_LEVEL else None
