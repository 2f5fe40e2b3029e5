"""What stands around an article on a page, told by the words and the links of one line."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from retrieval.documents.plain.furniture import furniture, tail_heading
from retrieval.domain import BlockKind

if TYPE_CHECKING:
    from retrieval.documents.html.pieces import VisibleLine

_MAX_CHARACTERS = 160
"""A longer line is a text, whatever it begins with."""
_SOME_LINKED = 0.05
_MOSTLY_LINKED = 0.5
_PLACES = (
    r"(?:\W*(?:link to|share|on|and|or|via|this|page|article|post|facebook|twitter|x|instagram|"
    r"linkedin|whatsapp|pinterest|youtube|reddit|tumblr|telegram|mastodon|bluesky|tiktok|flickr|"
    r"e-?mail|rss|print))*"
)
_BY_WORDS = (
    ("menu", r"toggle navigation"),
    ("footer", r".*you are visitor (?:number )?\d+.*|.*powered by wordpress.*"),
    ("cookie banner", r".*by (?:using|continuing).{1,60}(?:agree|consent|accept).{1,40}cookies.*"),
    ("sign-up", r"sign up (?:to|for) (?:our|the) (?:\w+ )?(?:newsletter|mailing list|e-?mails?).*"),
    (
        "comment links",
        r".*\| comments off(?: on .*)?|\d+ (?:comments?|responses?) (?:on|to) [“\"‘'«].*",
    ),
)
"""What a line is that consists of these words, besides what is told of any text."""
_BY_LINKED_WORDS = (
    (
        "share links",
        rf"(?:share|tweet|print|facebook|twitter|instagram|linkedin|whatsapp|rss|youtube){_PLACES}",
    ),
    ("comment links", r".*\bcomments?|reply|.*(?:comment|reply)"),
    ("categories", r"(?:posted|filed) (?:in|under)\b.*|tagged\b.*|(?:tags?|categor(?:y|ies)):.*"),
    (
        "teaser",
        r"(?:read|see|find out) (?:more|also|next)\b.*|(?:continue reading|related|more)\b.*",
    ),
    (
        "menu",
        (
            r"(?:back|return) to .*|(?:previous|next|older|newer)\b.*|«.*|.*»|home|(?:main )?menu|search|log ?in|sign ?in|"
            r"register|contact us|about us"
        ),
    ),
    (
        "footer",
        r"terms(?: (?:and|&) conditions)?|privacy(?: policy| notice)?|cookies?(?: policy)?|accessibility(?: statement)?|entries \(rss\).*",
    ),
    ("cookie banner", r"(?:accept|reject|manage|view)(?: \w+)? cookies.*"),
    ("sign-up", r"subscribe\b.*|donate\b.*"),
)
"""What a line is that consists of these words and is mostly, or for categories partly, a link."""
_WORDS = tuple((reason, re.compile(rf"(?:{w})\W*", re.IGNORECASE)) for reason, w in _BY_WORDS)
_LINKED_WORDS = tuple(
    (reason, re.compile(rf"(?:{w})\W*", re.IGNORECASE)) for reason, w in _BY_LINKED_WORDS
)
_MAX_LINK_WORDS = 12
_BARE_HEADINGS = re.compile(
    r"related|recommended|latest|popular|trending|follow us|share", re.IGNORECASE
)
_WEEK = re.compile(
    r"(?:\d{1,2} \| ){2,}\d{1,2}|(?:(?:m|t|w|f|s|mon?|tue?|wed?|thu?|fri?|sat?|sun?)(?: \| |$)){5,}",
    re.IGNORECASE,
)


def says_furniture(line: VisibleLine) -> str:
    """Return what a line is by its own words, such as "share links"; empty for a text."""
    if len(line.text) > _MAX_CHARACTERS:
        return ""
    if line.kind is BlockKind.TABLE_ROW:
        return "calendar" if _WEEK.fullmatch(line.text.strip(" |")) and _runs_on(line.text) else ""
    said = _says_linked(line) if len(line.text.split()) <= _MAX_LINK_WORDS else ""
    said = said or next((reason for reason, form in _WORDS if form.fullmatch(line.text)), "")
    if said:
        return said
    if tail_heading(line.text):
        return "end of the article"
    return _says_alone(line)


def _says_alone(line: VisibleLine) -> str:
    if line.kind is BlockKind.HEADING and not line.linked:
        return "teaser" if _BARE_HEADINGS.fullmatch(line.text.rstrip(" :")) else ""
    if line.kind is BlockKind.LIST_ITEM and not line.linked:
        return ""  # "Facebook" in a list of sites.
    said = furniture(line.text) or ""
    return "" if said == "teaser" else said  # A page's entry that is cut short is one as a whole.


def _says_linked(line: VisibleLine) -> str:
    for reason, pattern in _LINKED_WORDS:
        least = _SOME_LINKED if reason == "categories" else _MOSTLY_LINKED
        if line.linked >= least and pattern.fullmatch(line.text):
            return reason
    return ""


def _runs_on(row: str) -> bool:
    """Tell whether the figures of a row are days that follow one another."""
    days = [int(cell) for cell in row.split(" | ") if cell.isdigit()]
    return all(after == before + 1 for before, after in pairwise(days))
