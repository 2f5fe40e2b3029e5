"""What stands above an article: menus, the site's and the section's name, captions and tags."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrieval.documents.contents import Fate
from retrieval.documents.dates import is_day
from retrieval.documents.plain.menus import is_section_label, is_trail, menu_runs
from retrieval.documents.plain.shapes import BULLET, ends_sentence
from retrieval.documents.plain.sheet import HEAD_LINES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.documents.plain.sheet import Sheet

_LABEL_WITHIN = 4
"""The name of a section of the site is one of the first so many lines that are left."""
_MORE_ENTRIES = 3
_TITLE_SPACES = 2


def judge_menus(sheet: Sheet, body: int, foot: int) -> None:
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
        # More entries, which are not among the known ones, directly above the title.
        title = menus[-1] + 1
        while (
            title < head
            and not sheet.lines[title].gap
            and " " not in sheet.texts[title].partition(" ")[2]
        ):
            title += 1
        if title < head and not sheet.lines[title].gap and _may_be_title(sheet, title):
            for n in range(max(menus[-1] + 1, title - _MORE_ENTRIES), title):
                sheet.drop(n, "menu")


def judge_section_labels(sheet: Sheet, body: int) -> None:
    """Judge the name of the section of the site above a title, and the site's own above that.

    A line between the label and the date or the first paragraph is the title. Where there is none,
    the label may be the heading of that paragraph.
    """
    left = [n for n in range(min(body, HEAD_LINES)) if sheet.verdicts[n] is None]
    labels = [
        n
        for n in left[:_LABEL_WITHIN]
        if is_section_label(sheet.texts[n])
        and not sheet.led[n]
        and not BULLET.match(sheet.texts[n])
    ]
    for n in labels:
        if sheet.has(n - 1, Fate.METADATA) or sheet.has(n + 1, Fate.METADATA):
            sheet.drop(n, "section label")
    furnished = any(map(sheet.is_out, range(body)))
    above = labels[-1] if labels and furnished else _last_of_run(left, labels)
    if above < 0 or above == left[-1]:
        return
    below = left[left.index(above) + 1]
    if above != _last_of_run(left, labels) and not _may_be_title(sheet, below):
        return
    for n in left[: left.index(above) + 1]:
        sheet.drop(n, "section label" if n in labels else "above the section label")


def _last_of_run(left: Sequence[int], labels: Sequence[int]) -> int:
    """Return the last of the labels that a text begins with, or -1."""
    last = -1
    for n, label in zip(left, labels, strict=False):
        if n != label:
            break
        last = n
    return last


def judge_captions(sheet: Sheet, body: int) -> None:
    """Judge the words beside the credit of a picture, and what stands twice, above the article."""
    titled = False
    seen: dict[str, int] = {}
    for n in range(min(body, HEAD_LINES)):
        text = sheet.texts[n]
        if sheet.verdicts[n] is not None or ends_sentence(text):
            continue
        beside = [m for m in (n - 1, n + 1) if 0 <= m < body and not sheet.lines[max(m, n)].gap]
        if titled and any(_is_picture(sheet, m) for m in beside):
            sheet.drop(n, "caption")
            continue
        if text in seen:
            sheet.drop(seen[text], "stands again below")
        seen[text] = n
        titled = titled or text.count(" ") >= _TITLE_SPACES
    _judge_tags(sheet, min(body, HEAD_LINES))


def _judge_tags(sheet: Sheet, head: int) -> None:
    """Judge the single words, and the date without a year, between a title and its byline."""
    title = next((n for n in range(head) if _may_be_title(sheet, n)), head)
    for n in range(head - 1, title, -1):
        if sheet.verdicts[n] is None and sheet.is_out(n + 1) and not sheet.lines[n + 1].gap:
            if " " not in sheet.texts[n]:
                sheet.drop(n, "tag")
            elif is_day(sheet.texts[n]):
                sheet.tell(n, "date without a year")


def _may_be_title(sheet: Sheet, n: int) -> bool:
    return sheet.verdicts[n] is None and sheet.texts[n].count(" ") >= _TITLE_SPACES


def _is_picture(sheet: Sheet, n: int) -> bool:
    verdict = sheet.verdicts[n]
    return verdict is not None and verdict.reason == "picture"
