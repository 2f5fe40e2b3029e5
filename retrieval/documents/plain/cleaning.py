"""Decide for each line of an article whether it is part of it, a comment, metadata or furniture."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from retrieval.documents.contents import Fate
from retrieval.documents.plain.above import judge_captions, judge_menus, judge_section_labels
from retrieval.documents.plain.boxes import judge_cookies, judge_pleas, judge_sign_up, plea
from retrieval.documents.plain.company import judge_company, weak_furniture
from retrieval.documents.plain.following import judge_what_follows
from retrieval.documents.plain.furniture import (
    furniture,
    is_contents_heading,
    key_of,
    tail_heading,
)
from retrieval.documents.plain.imprint import judge_dates
from retrieval.documents.plain.menus import calendar_rows, menu_line
from retrieval.documents.plain.shapes import BULLET, ends_sentence, has_verb, is_prose, is_statement
from retrieval.documents.plain.sheet import HEAD_LINES, KEPT, Sheet
from retrieval.documents.plain.social import judge_social

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


def clean_article(
    lines: Sequence[SourceLine], *, below_another: bool = False
) -> tuple[list[Verdict], Metadata]:
    """Judge the lines of one article.

    :param below_another: another article stands above it, so that teasers may follow at once.
    :returns: a verdict for each line, and the date, author and publisher that lines tell.
    """
    sheet = Sheet(lines)
    _find_lists(sheet)
    social = judge_social(sheet)
    _judge_lines(sheet)
    judge_cookies(sheet)
    judge_sign_up(sheet)
    judge_pleas(sheet)
    sheet.find_prose()
    judge_what_follows(sheet, below_another=below_another)
    _judge_contents_list(sheet)
    body, second, foot = _zones(sheet)
    metadata = judge_dates(sheet, min(second, HEAD_LINES), max(foot, second))
    judge_menus(sheet, body, foot)
    judge_captions(sheet, body)
    judge_company(sheet)
    _judge_islands(sheet, 0, body, in_head=True)
    _judge_islands(sheet, foot, len(lines), in_head=False)
    judge_section_labels(sheet, body)
    if social:
        metadata = replace(metadata, author=social.author or None, date=social.date)
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


def _find_lists(sheet: Sheet) -> None:
    """Look for the lists that a line of the article leads into, their items marked or not."""
    for n in range(1, len(sheet.texts)):
        text, above = sheet.texts[n], sheet.texts[n - 1]
        bullet = BULLET.match(text) is not None
        if above.endswith(":"):
            sheet.led[n] = (bullet or has_verb(above)) and not _is_furnishing(above)
        elif sheet.led[n - 1] and bullet:
            sheet.led[n] = True
        elif sheet.led[n - 1] and not sheet.lines[n].gap and not BULLET.match(above):
            # Below items that go on with the sentence of the lead-in, a capital begins another.
            heading = text[0].isupper() and above[0].islower()
            sheet.led[n] = not heading and not is_statement(text)


def _is_furnishing(text: str) -> bool:
    return bool(furniture(text) or weak_furniture(text)) or tail_heading(text)


def _judge_lines(sheet: Sheet) -> None:
    """Judge what one line alone tells."""
    for n in calendar_rows(sheet.texts):
        sheet.drop(n, "calendar")
    for n, text in enumerate(sheet.texts):
        if sheet.goes_on(n) or sheet.led[n] or sheet.is_gone_on_with(n):
            continue
        if " " not in text and is_statement(sheet.text(n + 1)):
            continue  # A heading such as "Share" or "Register", as far as this line tells.
        if reason := furniture(text) or menu_line(text) or plea(sheet, n):
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
        says = any(is_statement(sheet.texts[n]) or sheet.led[n] for n in range(start, end))
        title_left = not in_head or any(sheet.verdicts[n] is None for n in range(end, last))
        if above and below and short and not says and title_left and end - start <= size:
            for n in range(start, end):
                sheet.drop(n, "among furniture")
        start = end
