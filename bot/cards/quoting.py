"""Quoted words as a Discord block quote, with the sentence that answers in bold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards import limits
from bot.cards.text import clean, escape, isolate

if TYPE_CHECKING:
    from collections.abc import Iterable

_Piece = tuple[str, bool]
"""Words, and whether they are bold."""


def block_quote(text: str, marked: tuple[int, int] | None, limit: int) -> str:
    """Return ``text`` as a block quote of at most ``limit`` units.

    :param marked: ``[start, end)`` within ``text`` of what to show in bold. It is kept as long as
        anything is: what stands around it is cut first, at sentence ends.
    """
    start, end = marked or (0, 0)
    # Cleaned here, so that lengths below are those of what is shown.
    before, marking, after = clean(text[:start]), clean(text[start:end]), clean(text[end:])
    if not marking.strip():
        before, marking, after = "", "", before + marking + after
    if len(before) + len(marking) + len(after) <= limit:
        whole = _write(((before, False), (marking, True), (after, False)))
        if limits.size(whole) <= limit:
            return whole

    def around(room: int) -> str:
        # Most of the room goes to what follows: it reads on from the answer.
        ahead = min(len(before), max(room // 4, room - len(after)))
        return _write(
            ((_last(before, ahead), False), (marking, True), (_first(after, room - ahead), False))
        )

    def within(room: int) -> str:
        gap = limits.CUT.strip() + " " if before else ""
        return _write(((gap, False), (_first(marking, room), True)))

    most = min(len(before) + len(after), limit)
    if (room := limits.longest(lambda room: limits.size(around(room)) <= limit, most)) >= 0:
        return around(room)
    most = min(len(marking), limit)
    room = limits.longest(lambda room: limits.size(within(room)) <= limit, most)
    return within(max(room, 0))


def _first(text: str, most: int) -> str:
    if most >= len(text):
        return text
    return text[: limits.cut_end(text, most)].rstrip() + limits.CUT


def _last(text: str, most: int) -> str:
    if most >= len(text):
        return text
    return f"{limits.CUT.strip()} {text[limits.cut_start(text, most) :].lstrip()}"


def _write(pieces: Iterable[_Piece]) -> str:
    lines: list[list[_Piece]] = [[]]
    for words, bold in pieces:
        first, *rest = words.split("\n")
        lines[-1].append((first, bold))
        lines.extend([(line, bold)] for line in rest)
    written: list[str] = []
    for line in lines:
        markdown = isolate("".join(_style(words, bold=bold) for words, bold in line).strip())
        # One empty line parts paragraphs; more would only push the source out of sight.
        if markdown or (written and written[-1] != "> "):
            written.append(f"> {markdown}")
    while written and written[-1] == "> ":
        written.pop()
    return "\n".join(written)


def _style(words: str, *, bold: bool) -> str:
    core = words.strip()
    if not bold or not core:
        return escape(words)
    # Discord shows asterisks that have a space on their inner side.
    lead = words[: len(words) - len(words.lstrip())]
    trail = words[len(words.rstrip()) :]
    return f"{lead}**{escape(core)}**{trail}"
