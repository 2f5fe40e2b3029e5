"""Parts of a page that are no part of an article, told by what the page calls them.

An extractor that judges by density alone lets some of these through where they are wordy, and a
cookie banner must never be quoted as policy. But a name alone proves little: a section on sharing a
flat may be called "share". What is named so by its class goes only if it looks like that too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from retrieval.documents.html.tree import ancestors, class_names, name_of, texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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
            "cookies?-?(?:banner|bar|notice|consent|message|msg|popup|prompt|law|layer|alert|info|modal|"
            "overlay) consent gdpr cmp"
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
    ("footer", "footer colophon site-?info copyright foot (?:page|site|main)-?foot"),
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
    r"|^(?:elementor|so|sow|siteorigin|panel|et|et_pb|fl|wpb|vc)[-_](?!.*(?:nav|menu|social|share))"
    r"|^widget_(?:sow|siteorigin|text|black_studio)"
    r"|[-_](?:main|layout|body|wrapper|page|wrap|content|container|enabled|disabled)$",
    re.IGNORECASE,
)
"""Names that describe a page as having something rather than being it, and those of page builders."""
_BUILDER_CLASS = re.compile(
    r"^(?:elementor|so|sow|siteorigin|et_pb|fl|wpb|vc)[-_]|^widget_(?:sow|siteorigin)",
    re.IGNORECASE,
)
_WIDGET = re.compile(r"^widgets?(?:$|[-_])", re.IGNORECASE)
"""Page builders call each piece of a text so."""
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_NEVER_A_REGION = (
    *("html", "body", "main", "article", "table", "tbody", "tr"),
    *_HEADINGS,
)
_NOTES = re.compile(
    r"(?:^|[-_])(?:note|notice|info|warning|tip|important|caution|callout|admonition|highlight|"
    r"key-?points|summary)(?:$|[-_])",
    re.IGNORECASE,
)
_SURE = (
    *("about the author", "categories", "page history", "print link", "caption"),
    *("advertisement", "page header"),
)
"""What a class of this meaning holds is left out whatever it looks like."""
_ASKS = {
    "cookie banner": r"cookies?|our partners|legitimate interests?",
    "share links": r"share (?:this|on|via|with)|follow us|tweet",
    "sign-up": r"sign(?:ing)? up|subscrib\w+|donat\w+|in ?box|your e-?mail|join us|support us|chip in",
    "feedback form": r"helpful|useful|rate (?:this|us)|improve (?:this|our) (?:web)?(?:page|site)",
    "teaser": r"read (?:more|next)|continue reading",
    "sidebar": r"sign up|subscribe|follow us|recent posts",
}
"""Words of prose that belongs to such a region all the same."""
_ASKS_WORDS = {
    reason: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for reason, words in _ASKS.items()
}
_LINKED_REGIONS = ("teaser", "menu", "share links")
_BESIDE_THE_TEXT = ("sidebar", "teaser", "menu", "footer")
"""Regions that may hold prose of their own, which is in the text only if it stands amid it."""
_CONTROLS = ("input", "textarea", "select", "form", "iframe")
_ACCEPT = re.compile(
    r"(?:i )?(?:accept|agree|allow|reject|decline|manage)(?: (?:all|cookies|essential|only|optional|additional|settings|preferences))*|"
    r"got it|ok(?:ay)?|dismiss|hide this message",
    re.IGNORECASE,
)
_MAX_BANNER_CHARACTERS = 900
_CONTENTS_LISTS = ("ul", "ol", "dl", "div", "p", "section")
_MIN_CONTENTS = 2
_TEXT_BLOCKS = ("p", "ul", "ol", "dl", "table", "blockquote", "section", *_HEADINGS)
_MIN_TEXT_BLOCKS = 2
_PROSE_MOSTLY = 0.5
_LINK_MOSTLY = 0.9
_FIGURES_MOSTLY = 0.5
_MIN_SENTENCE_WORDS = 8
_SENTENCE = re.compile(r"[.!?:;][\"'”’)\]]*$")


class _Regions:
    """The elements of a page, with the lines that each holds."""

    def __init__(self, lines: list[VisibleLine], address: str | None) -> None:
        self._own: dict[Any, list[VisibleLine]] = {}
        self._sizes: dict[Any, int] = {}
        self._linked: dict[Any, float] = {}
        self._beside: dict[Any, int] = {}
        self._address = address
        for line in lines:
            self._own.setdefault(line.element, []).append(line)
            size = len(line.text)
            for holder in ancestors(line.element):
                self._sizes[holder] = self._sizes.get(holder, 0) + size
                self._linked[holder] = self._linked.get(holder, 0.0) + size * line.linked
        self._most = sum(len(line.text) for line in lines) / 2

    def reasons(self, root: Any) -> dict[Any, str]:
        found: dict[Any, str] = {}
        banners = set(self._banners(root))
        for element in root.iter():
            size = self._sizes.get(element)
            if size:
                own = ""
                if size <= self._most or name_of(element) == "nav":
                    own = "cookie banner" if element in banners else _by_kind(element)
                    own = own or self._contents(element, size) or self._by_class(element)
                found[element] = found.get(element.getparent(), "") or own
        return found

    def _banners(self, root: Any) -> Iterator[Any]:
        """Yield what speaks of cookies and has a button of its own to accept them."""
        for control in root.iter("a", "button"):
            if not _ACCEPT.fullmatch(texts(control)):
                continue
            for holder in ancestors(control):
                size = self._sizes.get(holder, 0)
                if size > _MAX_BANNER_CHARACTERS or name_of(holder) in _NEVER_A_REGION:
                    break
                if size and holder is not control and "cookie" in texts(holder).lower():
                    yield holder
                    break

    def _contents(self, element: Any, size: int) -> str:
        """Tell whether an element only lists the headings of its page, with links to them."""
        if self._linked[element] < _LINK_MOSTLY * size or name_of(element) not in _CONTENTS_LISTS:
            return ""
        links = [a.get("href") or "" for a in element.iter("a")]
        page = f"{self._address}#" if self._address else "#"
        inside = (link.startswith(("#", page)) and not link.endswith("#") for link in links)
        return "contents" if len(links) >= _MIN_CONTENTS and all(inside) else ""

    def _by_class(self, element: Any) -> str:
        name = name_of(element)
        tokens = [token for token in class_names(element) if not _WEAK_CLASS.search(token)]
        if any(map(_BUILDER_CLASS.search, class_names(element))):
            tokens = [token for token in tokens if not _WIDGET.search(token)]
        for reason, pattern in _CLASS:
            if not any(map(pattern.search, tokens)):
                continue
            if reason == "calendar":
                if _is_figures(texts(element)):
                    return reason
            elif name not in _NEVER_A_REGION and (reason in _SURE or self._looks(element, reason)):
                return reason
        return ""

    def _looks(self, element: Any, reason: str) -> bool:
        """Tell whether a region is what it is called rather than a part of the text."""
        lines = [line for e in element.iter() for line in self._own.get(e, ())]
        prose = sum(len(line.text.split()) for line in lines if _is_sentence(line))
        everything = sum(len(line.text.split()) for line in lines)
        if prose < _PROSE_MOSTLY * everything or next(element.iter(*_CONTROLS), None) is not None:
            return True
        if reason in _LINKED_REGIONS and any(line.linked >= _LINK_MOSTLY for line in lines):
            return True
        asked = _ASKS_WORDS.get(reason)
        if asked and any(asked.search(line.text) for line in lines):
            return True
        if self._is_amid_text(element):
            return False
        main = any(name_of(e) in ("main", "article") for e in ancestors(element))
        return reason in _BESIDE_THE_TEXT or not main

    def _is_amid_text(self, element: Any) -> bool:
        """Tell whether paragraphs, lists or headings stand beside an element."""
        parent = element.getparent()
        if parent not in self._beside:
            blocks = (e for e in parent if self._sizes.get(e))
            self._beside[parent] = sum(name_of(e) in _TEXT_BLOCKS for e in blocks)
        return self._beside[parent] - (name_of(element) in _TEXT_BLOCKS) >= _MIN_TEXT_BLOCKS


def region_reasons(
    root: Any, lines: Iterable[VisibleLine], address: str | None = None
) -> dict[Any, str]:
    """Return, for each line's block, why what holds it is no part of an article.

    A region that holds most of the page's words is taken for a page with an unlucky name.

    :param address: where the page stood; browsers write it into the links within the page.
    """
    return _Regions([line for line in lines if not line.hidden], address).reasons(root)


def _by_kind(element: Any) -> str:
    """Return why an element is no part of an article, from its name and role."""
    name = name_of(element)
    if reason := _BY_ROLE.get((element.get("role") or "").lower()):
        return reason
    if name == "footer" and any(name_of(e) == "blockquote" for e in ancestors(element)):
        return ""  # It names whom the quotation is of.
    if name == "div" and element.get("title") in _PAGE_EDGES:
        return "header or footer"
    if name == "button" and _heads(element):
        return ""
    if name == "aside":
        return "" if any(map(_NOTES.search, class_names(element))) else "sidebar"
    return _BY_ELEMENT.get(name, "")


def _heads(button: Any) -> bool:
    """Tell whether a button is a heading, which opens what stands under it."""
    around = (*ancestors(button), *button.iter())
    return any(name_of(e) in _HEADINGS or e.get("role") == "heading" for e in around)


def _is_sentence(line: VisibleLine) -> bool:
    return (
        len(line.text.split()) >= _MIN_SENTENCE_WORDS
        and line.linked < _PROSE_MOSTLY
        and bool(_SENTENCE.search(line.text))
    )


def _is_figures(text: str) -> bool:
    letters, figures = sum(map(str.isalpha, text)), sum(map(str.isdigit, text))
    return figures >= _FIGURES_MOSTLY * (letters + figures)
