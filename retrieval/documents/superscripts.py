"""Small raised characters: marks of notes, which are no part of a text, and powers, which are."""

from __future__ import annotations

import re

_SIGN = r"(?:\d{1,3}|[*†‡§¶]{1,3})"
_MARK = re.compile(rf"[\[(]?{_SIGN}(?:\s*[,;–-]\s*{_SIGN})*[\])]?[,;]?")
_POWER = re.compile(r"[-−–]?\d{1,2}")
_UNIT = re.compile(r"(?:(?<!\w)|(?<=\d))(?:[kcm]?m|ft)$")
_MILLIONS = re.compile(r"[£€$]\s?[\d.,]+\s?m$")
_TEN = re.compile(r"[x×·]\s*10$")
_PART_OF_NUMBER = re.compile(r"[£€$]\d+\.$|\d:$")
"""Pence and minutes are raised in some styles: "£9." and a small "99"."""
_RAISED = str.maketrans("0123456789-−–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁻")


def read_superscript(raised: str, before: str, after: str = "") -> str | None:
    """Return what stands for small raised characters in a plain text.

    A mark of a note is left out, since "£120" with the mark "1" would be read as "£1201"; the
    power of a unit or of ten keeps its shape.

    :param before: the text that it follows.
    :param after: the text that follows it.
    :returns: the characters for it, or ``None`` if it is neither: the "st" of "1st".
    """
    raised = raised.strip()
    if after.lstrip().startswith(("/", "\u2044")) or _PART_OF_NUMBER.search(before):
        return None  # A fraction, or the rest of a number.
    if raised == "2" and before.endswith("CO"):
        return "2"
    is_unit = _UNIT.search(before) and not _MILLIONS.search(before)
    if (raised in ("2", "3") and is_unit) or (_POWER.fullmatch(raised) and _TEN.search(before)):
        return raised.translate(_RAISED)
    return "" if _MARK.fullmatch(raised) else None


def note_number(raised: str) -> str | None:
    """Return the beginning of a note whose mark stands before it, "[1] "; else ``None``."""
    raised = raised.strip()
    return f"[{raised}] " if re.fullmatch(_SIGN, raised) else None
