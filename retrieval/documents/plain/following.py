"""What follows an article: reader comments, teasers for others, forms to fill in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrieval.documents.contents import Fate
from retrieval.documents.plain.comments import is_control, opens_comments, read_header
from retrieval.documents.plain.furniture import tail_heading, unsure_tail_heading, weak_furniture
from retrieval.documents.plain.lines import is_prose
from retrieval.documents.plain.sheet import Verdict

if TYPE_CHECKING:
    from retrieval.documents.plain.sheet import Sheet
    from retrieval.domain import Comment

_RESUMED = 3
"""So many paragraphs in a row below a list of teasers are the article going on."""
_LONG_WORDS = 30
"""Of paragraphs of so many words two are enough."""


def judge_what_follows(sheet: Sheet, *, below_another: bool) -> None:
    """Judge the comments, teasers and forms below an article.

    :param below_another: another article stands above it, so that they may begin at once.
    """
    body = below_another
    tail = ""
    n = 0
    while n < len(sheet.texts):
        text = sheet.texts[n]
        if body and not sheet.goes_on(n):
            if opens_comments(sheet.texts, n):
                sheet.verdicts[n] = Verdict(Fate.DROPPED, "heading of comments")
                n = _judge_comments(sheet, n + 1)
                tail = "below the comments"
                continue
            if tail_heading(text):
                tail = "teasers and forms"
            elif not tail and unsure_tail_heading(text) and not _near_prose(sheet, n + 1):
                tail = "links"
        if tail and not tail_heading(text) and _resumes(sheet, n, sure=tail != "links"):
            tail = ""
        if tail:
            sheet.drop(n, tail)
        body = body or sheet.prose[n]
        n += 1


def _judge_comments(sheet: Sheet, n: int) -> int:
    """Judge the comments from here on, and return where they end."""
    comment: Comment | None = None
    while n < len(sheet.texts):
        text = sheet.texts[n]
        if header := read_header(sheet.texts, n):
            comment, length = header
            for below in range(n, n + length):
                sheet.verdicts[below] = Verdict(Fate.METADATA, "comment's author and date")
            n += length
            continue
        if tail_heading(text):
            return n
        if is_control(text) or sheet.verdicts[n] is not None or comment is None:
            # What follows the buttons below a comment without an author of its own is none.
            if is_control(text) and sheet.has(n - 1, Fate.COMMENT):
                comment = None
            sheet.drop(n, "comment's buttons")
        elif weak_furniture(text):
            sheet.drop(n, "comment's buttons")
        else:
            sheet.verdicts[n] = Verdict(Fate.COMMENT, "comment", comment)
        n += 1
    return n


def _near_prose(sheet: Sheet, n: int) -> bool:
    return any(sheet.prose[n : n + 3])


def _resumes(sheet: Sheet, n: int, *, sure: bool) -> bool:
    """Tell whether the article goes on here after what looked like its end."""
    if not sheet.prose[n]:
        n += 1
    run = [
        text
        for text, prose in zip(
            sheet.texts[n : n + _RESUMED], sheet.prose[n : n + _RESUMED], strict=True
        )
        if prose and is_prose(text)
    ]
    if not sheet.prose[n : n + 1] or not sheet.prose[n]:
        return False
    if not sure:
        return bool(run)
    long = [text for text in sheet.texts[n : n + 2] if text.count(" ") >= _LONG_WORDS]
    return len(run) == _RESUMED or (len(long) == 2 and all(sheet.prose[n : n + 2]))  # noqa: PLR2004
