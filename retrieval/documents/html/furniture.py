"""What stands around an article on a page: menus, banners, share links, teasers, calendars.

An extractor that judges by density alone lets some of these through where they are wordy, and a
cookie banner must never be quoted as policy. Here they are told by what pages call them and by what
their lines say.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from retrieval.documents.html.tree import ancestors, class_names, name_of, texts
from retrieval.domain import BlockKind

if TYPE_CHECKING:
    from retrieval.documents.html.pieces import VisibleLine

_PAGE_EDGES = ("header", "footer")
"""Titles that LibreOffice gives to what stands at the top and bottom of every page."""
_BY_ELEMENT = {
    "nav": "menu",
    "footer": "footer",
    "button": "form",
    "form": "form",
    "label": "form",
    "option": "form",
    "figcaption": "caption",
}
_BY_ROLE = {
    "navigation": "menu",
    "menu": "menu",
    "menubar": "menu",
    "banner": "page header",
    "contentinfo": "footer",
    "search": "form",
    "button": "form",
    "complementary": "sidebar",
    "dialog": "pop-up",
    "alertdialog": "pop-up",
}
_BY_CLASS = (
    (
        "cookie banner",
        (
            "cookies?-?(?:banner|bar|notice|consent|message|popup|law|layer|alert|info|modal|overlay) "
            "consent gdpr cmp"
        ),
    ),
    (
        "share links",
        (
            "share shares sharing sharedaddy social-?(?:links?|icons?|media|share|sharing|buttons?|bar|"
            "nav|menu|networks?|list|follow) socials addthis addtoany sharethis follow-?us"
        ),
    ),
    (
        "teaser",
        (
            "related relatedposts recommended recommendations teasers? yarpp trending outbrain taboola "
            "most-?read most-?popular read-?(?:more|next) more-?(?:stories|news|link)"
        ),
    ),
    ("calendar", "calendar datepicker"),
    (
        "menu",
        (
            "nav navigation navbar menu submenu breadcrumbs? skip-?link skip-?to toc pagination pager "
            "nav-?links sitemap top-?bar contents-?list"
        ),
    ),
    ("sidebar", "sidebar widgets?"),
    ("sign-up", "newsletter subscribe sign-?up promo paywall donate"),
    ("advertisement", "ads? adverts? advertisement advertising sponsored"),
    ("about the author", "author-?(?:box|bio|info) about-?(?:the-)?author"),
    ("feedback form", "feedback ratings?"),
    ("footer", "footer colophon site-?info copyright (?:page|site|main)-?foot"),
    ("page header", "masthead site-?(?:header|branding|title|description) page-?head logo"),
    (
        "categories",
        "tags tags-links cat-links post-?tags taglist post-?categories kicker postmetadata",
    ),
    ("page history", "published-dates change-?history revision-?history"),
    ("print link", "print-?link printfriendly print-?button"),
    ("caption", "wp-caption-text caption-text image-caption"),
)
_CLASS = tuple(
    (reason, re.compile(rf"(?:^|[-_])(?:{'|'.join(names.split())})(?:$|[-_])", re.IGNORECASE))
    for reason, names in _BY_CLASS
)
_WEAK_CLASS = re.compile(
    r"^(?:has|no|with|without|js|is|hide|show|not)[-_]"
    r"|^(?:post|page|tag|category|type|status|format)-(?!nav|tags|categories|foot|head)"
    r"|^elementor-(?!.*(?:nav|menu|social|share))"  # A page builder that calls everything a widget.
    r"|[-_](?:main|layout|body|wrapper|page|wrap|content|container|enabled|disabled)$",
    re.IGNORECASE,
)
"""Names that describe a page as having something, rather than being it."""
_NEVER_A_REGION = (
    *("html", "body", "main", "article", "table", "tbody", "tr"),
    *("h1", "h2", "h3", "h4", "h5", "h6"),
)
_NOTES = re.compile(
    r"(?:^|[-_])(?:note|notice|info|warning|tip|important|caution|callout|admonition|highlight|"
    r"key-?points|summary)(?:$|[-_])",
    re.IGNORECASE,
)
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
    (
        "share links",
        (
            rf"(?:link to|share this|share (?:this )?(?:on|via)|follow us(?: on)?|find us on|like us on|"
            rf"join us on){_PLACES}(?: \(opens in (?:a )?new (?:window|tab)\))?|"
            r"click to (?:share|tweet|pin|print|email)\b.*|(?:print|e-?mail) this (?:page|article|post)"
        ),
    ),
    (
        "comment links",
        (
            r"(?:.*\| )?(?:comments off(?: on .*)?|(?:add|leave|post|write) (?:your|a) (?:comment|reply)|"
            r"no comments(?: yet)?|\d+ (?:comments?|responses?)(?: (?:on|to) [“\"‘'«].*)?|"
            r"be the first to comment(?: on .*)?|comments are (?:now )?closed)"
        ),
    ),
    (
        "teaser",
        (
            r"continue reading|(?:related|recommended|popular|latest|more) (?:articles?|posts?|stories|"
            r"news|reading|topics|content)|you (?:may|might) (?:also )?(?:like|enjoy|be interested in)|"
            r"most (?:read|popular|viewed)|more on this (?:story|topic)|what to read next"
        ),
    ),
    (
        "menu",
        r"skip to (?:the )?(?:main )?(?:content|navigation|search)|back to (?:the )?top|toggle navigation",
    ),
    (
        "footer",
        (
            r"©.*|(?:copyright|\(c\)) (?:copyright |© ?|\(c\) )?(?:19|20)\d\d\b.*|.*\ball rights reserved|"
            r".*powered by wordpress.*|.*you are visitor (?:number )?\d+.*"
        ),
    ),
    ("cookie banner", r".*by (?:using|continuing).{1,60}(?:agree|consent|accept).{1,40}cookies.*"),
    ("sign-up", r"sign up (?:to|for) (?:our|the) (?:\w+ )?(?:newsletter|mailing list|e-?mails?).*"),
    ("advertisement", r"advertise?ments?|sponsored content"),
    (
        "feedback form",
        r"(?:is|was|did you find) this (?:page|article) (?:useful|helpful)|report (?:a|this) problem(?: with this page)?",
    ),
)
"""What a line is that consists of these words."""
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
_FIGURES_MOSTLY = 0.5
_MIN_SENTENCE_WORDS = 8


def region_reasons(root: Any, lines: list[VisibleLine]) -> dict[Any, str]:
    """Return, for each line's block, why what holds it is no part of an article.

    A region that holds most of the page's words is taken for a page with an unlucky name.
    """
    sizes: dict[Any, int] = {}
    for line in lines:
        for holder in ancestors(line.element):
            sizes[holder] = sizes.get(holder, 0) + len(line.text)
    most = sum(len(line.text) for line in lines) / 2
    reasons: dict[Any, str] = {}
    for element in root.iter():
        if sizes.get(element):
            parent = reasons.get(element.getparent(), "")
            own = _region(element) if sizes[element] <= most or name_of(element) == "nav" else ""
            reasons[element] = parent or own
    return reasons


def says_furniture(line: VisibleLine) -> str:
    """Return what a line is by its own words, such as "share links"; empty for a text."""
    if len(line.text) > _MAX_CHARACTERS:
        return ""
    if line.kind is BlockKind.TABLE_ROW:
        return "calendar" if _WEEK.fullmatch(line.text.strip(" |")) and _runs_on(line.text) else ""
    said = next((reason for reason, pattern in _WORDS if pattern.fullmatch(line.text)), "")
    if said:
        return said
    if line.kind is BlockKind.HEADING and not line.linked:
        return "teaser" if _BARE_HEADINGS.fullmatch(line.text.rstrip(" :")) else ""
    return _says_linked(line) if len(line.text.split()) <= _MAX_LINK_WORDS else ""


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


def _region(element: Any) -> str:
    """Return why an element is no part of an article, from its name, role and classes."""
    name = name_of(element)
    if reason := _BY_ROLE.get((element.get("role") or "").lower()):
        return reason
    if name == "footer" and any(name_of(e) == "blockquote" for e in ancestors(element)):
        return ""  # It names whom the quotation is of.
    if name == "div" and element.get("title") in _PAGE_EDGES:
        return "header or footer"
    if name == "aside":
        return "" if any(map(_NOTES.search, class_names(element))) else "sidebar"
    return _BY_ELEMENT.get(name) or _named(element, name)


def _named(element: Any, name: str) -> str:
    tokens = [token for token in class_names(element) if not _WEAK_CLASS.search(token)]
    for reason, pattern in _CLASS:
        found = [token for token in tokens if pattern.search(token)]
        if not found or (found == [element.get("id")] and _is_section(element)):
            continue
        if reason == "calendar" and _is_figures(texts(element)):
            return reason
        if reason != "calendar" and name not in _NEVER_A_REGION:
            return reason
    return ""


def _is_section(element: Any) -> bool:
    """Tell whether an id is the anchor of a section, made of its heading: "Sharing your data"."""
    heading = next(element.iter("h1", "h2", "h3", "h4", "h5", "h6"), None)
    if heading is None:
        return False
    slug = re.sub(r"\W+", "-", texts(heading).lower()).strip("-")
    paragraphs = (texts(p) for p in element.iter("p", "li", "td", "dd"))
    wordy = any(len(text.split()) >= _MIN_SENTENCE_WORDS for text in paragraphs)
    return wordy and slug == (element.get("id") or "").lower().replace("_", "-")


def _is_figures(text: str) -> bool:
    letters, figures = sum(map(str.isalpha, text)), sum(map(str.isdigit, text))
    return figures >= _FIGURES_MOSTLY * (letters + figures)
