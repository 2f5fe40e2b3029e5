"""What follows an article: reader comments, teasers for others, forms to fill in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrieval.documents.contents import Fate
from retrieval.documents.plain.comments import is_control, is_entry, opens_comments, read_header
from retrieval.documents.plain.company import weak_furniture
from retrieval.documents.plain.furniture import tail_heading, unsure_tail_heading
from retrieval.documents.plain.shapes import BULLET, ends_sentence, is_prose, is_statement
from retrieval.documents.plain.sheet import Verdict

if TYPE_CHECKING:
    from retrieval.documents.plain.sheet import Sheet
    from retrieval.domain import Comment

_RESUMED = 3
"""So many paragraphs in a row below a list of teasers are the article going on."""
_APART = 2
"""Of paragraphs between blank lines, which teasers seldom are, so many are enough."""
_HEADING_WORDS = 10
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
            if is_entry(sheet.texts, n):
                n = _judge_comments(sheet, n)
                tail = "below the comments"
                continue
            if tail_heading(text):
                tail = "" if _heads_prose(sheet, n) else "teasers and forms"
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
        if tail_heading(text) or (comment is not None and _heads_section(sheet, n)):
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


def _heads_prose(sheet: Sheet, n: int) -> bool:
    """Tell whether a paragraph, rather than the first of several links, stands below a heading."""
    below = n + 1
    return (
        sheet.lines[n].gap > 0
        and below < len(sheet.texts)
        and sheet.lines[below].gap > 0
        and sheet.prose[below]
        and is_prose(sheet.texts[below])
    )


def _heads_section(sheet: Sheet, n: int) -> bool:
    """Tell whether a heading of the article, its paragraph below, stands between comments."""
    return (
        _is_heading(sheet, n)
        and _stands_alone(sheet, n)
        and sheet.prose[n + 1]
        and not any(read_header(sheet.texts, below) for below in (n, n + 1))
    )


def _is_heading(sheet: Sheet, n: int) -> bool:
    text = sheet.texts[n]
    return (
        sheet.verdicts[n] is None
        and text[0].isupper()
        and text.count(" ") < _HEADING_WORDS
        and (text.endswith("?") or not ends_sentence(text))
    )


def _stands_alone(sheet: Sheet, n: int) -> bool:
    """Tell whether blank lines part a line from those around it, of which there are some."""
    return n + 1 < len(sheet.lines) and sheet.lines[n].gap > 0 and sheet.lines[n + 1].gap > 0


def _resumes(sheet: Sheet, n: int, *, sure: bool) -> bool:
    """Tell whether the article goes on here after what looked like its end."""
    if not sheet.prose[n]:
        if not _is_heading(sheet, n) or BULLET.match(sheet.texts[n]):
            return False
        headed = _stands_alone(sheet, n)
        n += 1
    else:
        headed = sheet.lines[n].gap > 0
    found = _paragraphs(sheet, n)
    texts = [sheet.texts[m] for m in found]
    if not sure or not found:
        return bool(found) and is_prose(texts[0])
    apart = headed and all(sheet.lines[m].gap for m in found[:_APART])
    long = sum(text.count(" ") >= _LONG_WORDS for text in texts[:_APART])
    return (
        sum(map(is_prose, texts)) == _RESUMED or long == _APART or (apart and len(found) >= _APART)
    )


def _is_paragraph(sheet: Sheet, n: int) -> bool:
    text = sheet.texts[n]
    says = sheet.prose[n] or (sheet.verdicts[n] is None and is_statement(text))
    return says and not weak_furniture(text)


def _paragraphs(sheet: Sheet, n: int) -> list[int]:
    """Return the next few paragraphs from a line on, with only furniture between them."""
    found: list[int] = []
    while n < len(sheet.texts) and len(found) < _RESUMED:
        if _is_paragraph(sheet, n):
            found.append(n)
        elif not found or not sheet.is_out(n):
            break
        n += 1
    return found
