"""Footnote marks, which a text without raised letters would run into its numbers."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from retrieval.documents.html.pieces import BLOCKS
from retrieval.documents.html.tree import class_names, name_of
from retrieval.documents.superscripts import read_superscript

_MARK = re.compile(
    r"\[?\(?(?:(?:note )?\d{1,3}(?:\s*[,–-]\s*\d{1,3})*|[a-e]|[*†‡]{1,3})\)?\]?", re.IGNORECASE
)
_IN_BRACKETS = re.compile(r"\[(?:note )?(?:\d{1,3}|[a-e*†‡])\]", re.IGNORECASE)
_REFERENCE = re.compile(r"(?:doc-)?(?:foot|end)?note-?ref|reference", re.IGNORECASE)
_FOLLOWS = re.compile(r"[\w.,;:!?%…\"'”’»)\]]\s?$")
_LETTER = re.compile(r"[a-e]", re.IGNORECASE)
_FRACTION = ("/", "\u2044")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_BEFORE_CHARACTERS = 24


def leave_out_marks(root: Any) -> None:
    """Take footnote marks out of a page, and write powers with raised figures.

    "£120¹ million" is not to become "£1201 million". A mark is a raised figure or letter, or a link
    such as [1], behind a word or a closing mark; at the start of a line it is the note itself.
    """
    marks: list[Any] = []
    before = ""
    events = etree.iterwalk(root, events=("start", "end", "comment"))
    for event, element in events:
        name = name_of(element)
        if name in BLOCKS or name == "br":
            before = ""
        if event == "start":
            if name in ("sup", "a") and _FOLLOWS.search(before):
                stands = _link(element) if name == "a" else _raised(element, before)
                if stands == "":
                    marks.append(element)
                    events.skip_subtree()
                    continue
                if stands is not None and not len(element):
                    element.text = stands
            before += element.text or ""
        elif element is not root:
            before += element.tail or ""
        before = before[-_BEFORE_CHARACTERS:]
    for mark in marks:
        mark.drop_tree()


def _link(link: Any) -> str | None:
    """Return what stands for a link: nothing if it is a mark; ``None`` leaves it as it is."""
    named = any(map(_REFERENCE.fullmatch, (*class_names(link), link.get("role") or "")))
    return "" if (_MARK if named else _IN_BRACKETS).fullmatch(_said(link)) else None


def _raised(element: Any, before: str) -> str | None:
    """Return what stands for what is raised; ``None`` leaves it as it is: the "st" of "1st"."""
    text, after = _said(element), element.tail or ""
    sure = next(element.iter("a"), None) is not None or _IN_BRACKETS.fullmatch(text)
    if _LETTER.fullmatch(text) or (sure and _MARK.fullmatch(text)):
        return ""
    stands = read_superscript(text, before, after)
    if stands is None and text.isdigit() and after.lstrip().startswith(_FRACTION):
        return text.translate(_RAISED)  # "2¹/2" is not to become "21/2".
    return stands


def _said(element: Any) -> str:
    return "".join(element.itertext()).strip()
