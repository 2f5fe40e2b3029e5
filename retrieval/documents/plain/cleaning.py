"""Decide for each line of an article whether it is part of it, a comment, metadata or furniture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrieval.documents.contents import Fate
from retrieval.documents.plain.following import judge_what_follows
from retrieval.documents.plain.furniture import (
    furniture,
    is_contents_heading,
    key_of,
    weak_furniture,
)
from retrieval.documents.plain.imprint import judge_dates
from retrieval.documents.plain.lines import BULLET, ends_sentence, is_prose
from retrieval.documents.plain.menus import (
    calendar_rows,
    is_section_label,
    is_trail,
    menu_line,
    menu_runs,
)
from retrieval.documents.plain.pleas import is_plea
from retrieval.documents.plain.sheet import HEAD_LINES, KEPT, Sheet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from retrieval.documents.plain.lines import SourceLine
    from retrieval.documents.plain.sheet import Verdict
    from retrieval.domain import Metadata

_HEAD_ISLAND = 4
_FOOT_ISLAND = 20
"""So many lines at most are left out because furniture stands on both sides of them."""
_LABEL_WORDS = 4
_ISLAND_WORDS = 12
_PLEA_LINES = 6
_COOKIE_LINES = 5


def clean_article(
    lines: Sequence[SourceLine], *, below_another: bool = False
) -> tuple[list[Verdict], Metadata]:
    """Judge the lines of one article.

    :param below_another: another article stands above it, so that teasers may follow at once.
    :returns: a verdict for each line, and the date, author and publisher that lines tell.
    """
    sheet = Sheet(lines)
    _judge_lines(sheet)
    _judge_cookies(sheet)
    _judge_pleas(sheet)
    sheet.find_prose()
    judge_what_follows(sheet, below_another=below_another)
    _judge_contents_list(sheet)
    body, second, foot = _zones(sheet)
    metadata = judge_dates(sheet, min(second, HEAD_LINES), max(foot, second))
    _judge_menus(sheet, body, foot)
    _judge_weak(sheet)
    _judge_islands(sheet, 0, body, in_head=True)
    _judge_islands(sheet, foot, len(lines), in_head=False)
    _judge_section_labels(sheet, body)
    return [verdict or KEPT for verdict in sheet.verdicts], metadata


def _zones(sheet: Sheet) -> tuple[int, int, int]:
    """Return where the first and the second paragraph begin, and where the last one ends."""
    end = len(sheet.texts)
    paragraphs = [n for n, prose in enumerate(sheet.prose) if prose and sheet.verdicts[n] is None]
    if not paragraphs:
        return end, end, end
    long = [n for n in paragraphs if is_prose(sheet.texts[n])] or paragraphs
    foot = long[-1] + 1
    return paragraphs[0], paragraphs[1] if len(paragraphs) > 1 else foot, foot


def _judge_lines(sheet: Sheet) -> None:
    """Judge what one line alone tells."""
    for n in calendar_rows(sheet.texts):
        sheet.drop(n, "calendar")
    for n, text in enumerate(sheet.texts):
        if sheet.goes_on(n):
            continue
        if reason := furniture(text) or menu_line(text) or ("plea" if is_plea(text) else None):
            sheet.drop(n, reason)


def _judge_contents_list(sheet: Sheet) -> None:
    """Judge lists of the headings below: each entry stands again as a line of its own."""
    openers = [n for n, text in enumerate(sheet.texts) if is_contents_heading(text)]
    if not openers:
        return
    places = {text: n for n, text in enumerate(map(key_of, sheet.texts))}
    done = 0
    for opener in openers:
        n = opener + 1
        if opener < done:
            continue
        while n < len(sheet.texts) and _is_entry_of(sheet.texts[n], places, n):
            n += 1
        for entry in range(opener, n if n > opener + 1 else opener):
            sheet.drop(entry, "contents list")
        done = n


def _is_entry_of(text: str, places: Mapping[str, int], n: int) -> bool:
    return not ends_sentence(text.rstrip("?")) and places[key_of(text)] > n


def _judge_pleas(sheet: Sheet) -> None:
    """Extend pleas to the few lines of the paragraph or box that they stand in."""
    for n in range(len(sheet.texts)):
        verdict = sheet.verdicts[n]
        if verdict is None or verdict.reason != "plea" or BULLET.match(sheet.texts[n]):
            continue
        first, last = n, n + 1
        while first > 0 and not sheet.lines[first].gap:
            first -= 1
        while last < len(sheet.texts) and not sheet.lines[last].gap:
            last += 1
        if last - first <= _PLEA_LINES:
            for beside in range(first, last):
                sheet.drop(beside, "plea")


def _judge_cookies(sheet: Sheet) -> None:
    """Judge notices about cookies: they stand beside the button that accepts them."""
    for n, verdict in enumerate(sheet.verdicts):
        if verdict is None or verdict.reason != "cookie notice":
            continue
        for near in range(max(0, n - _COOKIE_LINES), min(len(sheet.texts), n + _COOKIE_LINES)):
            if "cookie" in sheet.texts[near].lower():
                sheet.drop(near, "cookie notice")


def _judge_menus(sheet: Sheet, body: int, foot: int) -> None:
    """Judge menus and breadcrumbs around the article, and what stands above the last of them.

    That is the site's name, for example. Where nothing that may be the title is left below the
    menus, the title may be above them, and it stays.
    """
    head = min(body, HEAD_LINES)
    for n in range(head):
        if is_trail(sheet.texts[n]):
            sheet.drop(n, "breadcrumb")
    for first, last in ((0, body), (foot, len(sheet.texts))):
        for n in menu_runs(sheet.texts, first, last):
            sheet.drop(n, "menu")
    menus = [
        n
        for n, verdict in enumerate(sheet.verdicts[:head])
        if verdict is not None and verdict.reason in ("menu", "breadcrumb")
    ]
    if menus and None in sheet.verdicts[menus[-1] : head]:
        for n in range(menus[-1]):
            sheet.drop(n, "above the menu")


def _judge_weak(sheet: Sheet) -> None:
    """Judge lines that are furniture if a line beside them is."""
    end = len(sheet.texts)
    for order in (range(end), range(end - 1, -1, -1)):
        for n in order:
            if sheet.verdicts[n] is None and (sheet.is_out(n - 1) or sheet.is_out(n + 1)):
                if sheet.goes_on(n):
                    continue
                if reason := weak_furniture(sheet.texts[n]):
                    sheet.drop(n, reason)
                elif _is_link_in_list(sheet, n, n - 1) or _is_link_in_list(sheet, n, n + 1):
                    sheet.drop(n, "link")


def _is_link_in_list(sheet: Sheet, n: int, beside: int) -> bool:
    """Tell whether a line is an item, but no sentence, of a list of links."""
    if not 0 <= beside < len(sheet.texts) or sheet.lines[max(n, beside)].gap:
        return False
    verdict = sheet.verdicts[beside]
    return (
        verdict is not None
        and verdict.reason == "link"
        and BULLET.match(sheet.texts[n]) is not None
        and BULLET.match(sheet.texts[beside]) is not None
        and not ends_sentence(sheet.texts[n])
    )


def _judge_islands(sheet: Sheet, first: int, last: int, *, in_head: bool) -> None:
    """Judge a few short lines with furniture on both sides of them.

    Above an article its title stands so too: nothing longer than a label goes there, and only
    if something that may be the title is left.
    """
    most = _LABEL_WORDS if in_head else _ISLAND_WORDS
    size = _HEAD_ISLAND if in_head else _FOOT_ISLAND
    start = first
    while start < last:
        if sheet.verdicts[start] is not None:
            start += 1
            continue
        end = start
        while end < last and sheet.verdicts[end] is None:
            end += 1
        above = sheet.is_out(start - 1) or (in_head and start == 0)
        below = (
            sheet.has(end, Fate.DROPPED)
            if in_head
            else (end == len(sheet.verdicts) or sheet.is_out(end))
        )
        short = all(sheet.texts[n].count(" ") < most for n in range(start, end))
        title_left = not in_head or any(sheet.verdicts[n] is None for n in range(end, last))
        if above and below and short and title_left and end - start <= size:
            for n in range(start, end):
                sheet.drop(n, "among furniture")
        start = end


def _judge_section_labels(sheet: Sheet, body: int) -> None:
    """Judge the name of the section of the site above a title."""
    left = [n for n in range(min(body, HEAD_LINES)) if sheet.verdicts[n] is None]
    for n in left[:-1]:
        if not is_section_label(sheet.texts[n]):
            break
        sheet.drop(n, "section label")
