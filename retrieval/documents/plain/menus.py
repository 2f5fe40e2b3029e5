"""Menus, breadcrumbs and calendars: lines that are told by their company."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from retrieval.documents.plain.furniture import key_of
from retrieval.documents.plain.shapes import BULLET, ends_sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

_WORDS = """
home|homepage|home page|about|about us|about me|who we are|what we do|our work|our people|our team|team|people|staff
contact|contact us|get in touch|news|latest|latest news|blog|blogs|press|press office|media|media centre|events
what's on|campaigns|policy|policies|our policies|issues|resources|publications|library|gallery|videos|podcast|podcasts
get involved|take action|join|join us|volunteer|donate|fundraise|support us|shop|store|basket|membership|members
login|log in|sign in|sign up|register|subscribe|my account|account|search|menu|main menu|more|more menu|close|navigation
navigation menu|help|get help|faq|faqs|support|services|a to z|a to z of services|pay|report|apply|book|careers|jobs
work for us|vacancies|search jobs|privacy|privacy policy|privacy notice|privacy & cookies|cookies|cookie policy
terms|terms of use|terms & conditions|terms and conditions|legal|disclaimer|accessibility|accessibility statement
accessibility help|site map|sitemap|complaints|complaints & corrections|modern slavery statement|advertise
advertise with us|archive|archives|opinion|sport|culture|lifestyle|business|politics|world|uk|science|tech|travel|money
weather|iplayer|sounds|tv|radio|food|style|fashion|football|health|education|environment|society|all topics|all writers
newsletters|newsletter|e-newsletter|print subscriptions|crossroads|council and democracy|your council|councillors
collection notice|status|write|about the bbc|gov.uk|departments|worldwide|how government works|consultations|statistics
disclaimers|main page|random article|contents hide|hafan|amdanom ni|cysylltu â ni|newyddion|swyddi|gwasanaethau|chwilio|hygyrchedd|preifatrwydd|cwcis
news and communications|research and statistics|policy papers and consultations|transparency|guidance|benefits
"""
_MENU = frozenset(_WORDS.strip().replace("\n", "|").split("|"))
_MENU_WORDS = frozenset(" ".join(_MENU).split())
_LABELS = """
news|latest news|blog|opinion|comment|comment is free|analysis|feature|features|editorial
press release|press releases|press|media release|media|politics|uk|uk news|uk politics|world|health
society|education|environment|business|guidance|detailed guide|policy paper|news story|speech
statement|statements|research|research and analysis|consultation|open consultation
closed consultation|consultation outcome|corporate report|press notice|publication|briefing|article
articles|blog post|exclusive|breaking|breaking news|live|interview|interviews|campaigns|events
updates
"""
_SECTIONS = frozenset(_LABELS.strip().replace("\n", "|").split("|"))
_TRAIL = re.compile(
    r"(?:you are (?:here|in) ?:? ?)?(?:home|home ?page|start|main page) ?[>»›/\\→|·:]+ ?\S.{0,200}"
)
_YOU_ARE_HERE = re.compile(r"you are here\b.{0,200}")
_BAR = re.compile(r" ?[|·•∙»/] ?| {2,}")
_MAX_CHARACTERS = 300
_KNOWN = 3
"""So many known entries make a menu, if one in so many lines is known."""
_ITEM_WORDS = 5
_WEEKDAY_FORMS = """
m t w f s mo tu we th fr sa su mon tue tues wed thu thur thurs fri sat sun
monday tuesday wednesday thursday friday saturday sunday
"""
_WEEKDAYS = frozenset(_WEEKDAY_FORMS.split())
_DAYS = re.compile(r"(?:\d{1,2}\s?){1,7}")
_WEEK = 5
_CALENDAR_ROWS = 7
_MONTH_YEAR = re.compile(
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]* \d{4}|[«‹<] ?\w{3,9}|\w{3,9} ?[»›>]|back|forward|prev|next"
    r"|events?",
    re.IGNORECASE,
)
_ALPHABET = re.compile(r"a b c d e f g\b.{0,50}|(?:[a-z] ){15,}[a-z]")


def menu_line(text: str) -> str | None:
    """Return why a line by itself is a way to other pages, or ``None``."""
    if len(text) > _MAX_CHARACTERS or ends_sentence(text):
        return None
    key = text.lower().replace("’", "'")
    if _YOU_ARE_HERE.fullmatch(key):
        return "breadcrumb"
    if _ALPHABET.fullmatch(key) or ("|" in key and _is_bar(key)):
        return "menu"
    if _TRAIL.fullmatch(key):
        return "breadcrumb"
    return "menu" if _is_bar(key) else None


def is_trail(text: str) -> bool:
    """Tell whether a line above an article is a breadcrumb that does not start at "Home"."""
    steps = (
        text.split(" > ")
        if " > " in text
        else text.split(" » ")
        if " » " in text
        else text.split(" › ")
    )
    return (
        len(text) <= _MAX_CHARACTERS and len(steps) > 1 and all(_is_entry(step) for step in steps)
    )


def is_section_label(text: str) -> bool:
    """Tell whether a line names the part of a site that an article stands in."""
    return key_of(text) in _SECTIONS


def menu_runs(texts: Sequence[str], first: int, last: int) -> set[int]:
    """Return which of the lines ``[first, last)`` belong to menus of one entry a line.

    A menu is a run of short lines three or more of which, and a third at least, name what menus
    hold; it reaches from the first to the last of these.
    """
    found: set[int] = set()
    start = first
    while start < last:
        end = start
        while end < last and _is_entry(texts[end]):
            end += 1
        known = [n for n in range(start, end) if key_of(texts[n]) in _MENU]
        if (
            not _is_led(texts, start)
            and len(known) >= _KNOWN
            and len(known) * _KNOWN >= known[-1] - known[0] + 1
        ):
            found.update(range(known[0], known[-1] + 1))
        start = max(end, start + 1)
    return found


def calendar_rows(texts: Sequence[str]) -> set[int]:
    """Return which lines are calendars: a row of weekdays, the days below, the month around it."""
    found: set[int] = set()
    for n, text in enumerate(texts):
        words = text.lower().replace(".", "").split() if len(text) < 80 else []  # noqa: PLR2004
        if len(words) < _WEEK or not all(word in _WEEKDAYS for word in words):
            continue
        found.add(n)
        below = n + 1
        while below < len(texts) and below <= n + _CALENDAR_ROWS and _DAYS.fullmatch(texts[below]):
            found.add(below)
            below += 1
        above = n - 1
        while above >= 0 and above >= n - 4 and _MONTH_YEAR.fullmatch(texts[above]):
            found.add(above)
            above -= 1
        if below < len(texts) and below > n + 1 and _MONTH_YEAR.fullmatch(texts[below]):
            found.add(below)
    return found


def _is_led(texts: Sequence[str], start: int) -> bool:
    """Tell whether lines are items of a list that a sentence leads into."""
    while start > 0 and BULLET.match(texts[start - 1]) and BULLET.match(texts[start]):
        start -= 1
    return start > 0 and texts[start - 1].endswith(":")


def _is_entry(text: str) -> bool:
    return len(text) <= 60 and text.count(" ") < _ITEM_WORDS and not ends_sentence(text)  # noqa: PLR2004


def _is_bar(key: str) -> bool:
    """Tell whether a line is a menu laid flat, with or without marks between its entries."""
    entries = [entry.strip() for entry in _BAR.split(key) if entry.strip()]
    if len(entries) >= _KNOWN:
        known = sum(entry in _MENU for entry in entries)
        return known * 2 >= len(entries) and all(
            len(entry.split()) <= _ITEM_WORDS for entry in entries
        )
    words = key.split()
    if sum(word in _MENU_WORDS for word in words) * 10 < len(words) * 7:
        return False
    covered = known = position = 0
    while position < len(words):
        for length in (4, 3, 2, 1):
            if (
                position + length <= len(words)
                and " ".join(words[position : position + length]) in _MENU
            ):
                covered += length
                known += 1
                position += length
                break
        else:
            position += 1
    return known >= _KNOWN and covered * 10 >= len(words) * 7
