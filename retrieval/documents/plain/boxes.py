"""Boxes between the paragraphs of an article: appeals, notices about cookies, newsletters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrieval.documents.contents import Fate
from retrieval.documents.plain.pleas import (
    backs_plea,
    is_e_mail_field,
    is_offer,
    is_plea,
    is_sure_plea,
)
from retrieval.documents.plain.shapes import BULLET, is_statement

if TYPE_CHECKING:
    from retrieval.documents.plain.sheet import Sheet

_PLEA_LINES = 6
_COOKIE_LINES = 5
_BOX_LINES = 5


def judge_cookies(sheet: Sheet) -> None:
    """Judge notices about cookies: they stand directly above the buttons that accept them."""
    for n, verdict in enumerate(sheet.verdicts):
        if verdict is None or verdict.reason != "cookie notice":
            continue
        for near in range(n - 1, max(-1, n - _COOKIE_LINES), -1):
            if sheet.verdicts[near] is None:
                if "cookie" not in sheet.texts[near].lower():
                    break
                sheet.drop(near, "cookie notice")


def judge_sign_up(sheet: Sheet) -> None:
    """Judge the boxes for a newsletter: an offer above, the field for an address below."""
    for n, text in enumerate(sheet.texts):
        if not is_e_mail_field(text):
            continue
        for first in range(max(0, n - _BOX_LINES), n):
            if is_offer(sheet.texts[first]):
                for m in range(first, n + 1):
                    sheet.drop(m, "newsletter")
                break


def judge_pleas(sheet: Sheet) -> None:
    """Extend pleas to the few lines of the box that they stand in, but to no sentence beside them."""
    for n in range(len(sheet.texts)):
        verdict = sheet.verdicts[n]
        if verdict is None or verdict.reason != "plea" or BULLET.match(sheet.texts[n]):
            continue
        first, last = sheet.box(n)
        if last - first > _PLEA_LINES:
            continue
        sure = is_sure_plea(sheet.texts[n])
        for beside in range(first, last):
            between = first < beside < last - 1 and all(
                sheet.has(m, Fate.DROPPED) for m in (beside - 1, beside + 1)
            )
            text = sheet.texts[beside]
            if between or not is_statement(text) or (sure and backs_plea(text)):
                sheet.drop(beside, "plea")


def plea(sheet: Sheet, n: int) -> str | None:
    """Return that a line is a plea; a sentence in a long run of lines takes sure words for that."""
    text = sheet.texts[n]
    if not is_plea(text):
        return None
    if is_statement(text) and not is_sure_plea(text):
        first, last = sheet.box(n)
        return None if last - first > _PLEA_LINES else "plea"
    return "plea"
