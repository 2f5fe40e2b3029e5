"""Readers' comments below an article: who wrote them, when, and where they begin."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from retrieval.documents.dates import parse_date
from retrieval.documents.html.bylines import byline_of
from retrieval.documents.html.tree import ancestors, class_names, name_of, texts, words
from retrieval.domain import Comment

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

_REGION = re.compile(
    r"(?:(?:wp-block|post|entry|article|blog|user|reader|page|site|the)[-_])*"
    r"(?:comments?|commentlist|commentary-list|disqus[-_]thread|respond)"
    r"(?:[-_]?(?:list|area|section|wrap|wrapper|container|template|thread|block|holder|respond|form))?",
    re.IGNORECASE,
)
_ONE = re.compile(
    r"comment(?:[-_](?:item|entry|body|wrap|single))?|(?:div-)?(?:li-)?comment-?\d+", re.IGNORECASE
)
_BODY = re.compile(
    r"comment[-_]?(?:content|text|message|copy)|comment__(?:body|text|content)", re.IGNORECASE
)
_NUMBERED = re.compile(r"(?:div-|li-)*comment-?\d+", re.IGNORECASE)
_SIGN = re.compile(
    r"\d+ (?:comments?|responses?|replies|thoughts?)\b.*|.*\bcomments? ?\(\d+\)|reply|report abuse|"
    r"(?:add|leave|post|write) (?:a|your) (?:comment|reply)|(?:leave|cancel) reply|"
    r"comments (?:are )?(?:now )?closed\.?|.{2,60} (?:says|said|wrote|commented)\b:?(?: on .*)?",
    re.IGNORECASE,
)
"""What only stands where readers discuss."""
_MAX_SIGN_CHARACTERS = 120
_LISTS = ("ul", "ol")
_AUTHOR = re.compile(
    r"fn|comment[-_]{1,2}author(?:[-_]name)?|commenter|author|username", re.IGNORECASE
)
_DATE = re.compile(
    r"comment[-_]{1,2}?(?:date|time|meta|metadata)|commentmetadata|date|time|timestamp|permalink",
    re.IGNORECASE,
)
_SAYS = re.compile(r"\s*(?:says|said|wrote|writes|commented)?\s*(?:on .*)?:?\s*$", re.IGNORECASE)
_NEVER = ("html", "body", "main", "h1", "h2", "h3", "h4", "h5", "h6", "a", "p", "form", "textarea")
_DETAILS = re.compile(
    r"^(?:reply|report|like|permalink|edit|quote|(?:up|down)vote|\d+|#\d+)\W*$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class CommentPlace:
    """One comment on the page."""

    element: Any
    comment: Comment
    meta: frozenset[Any]
    """The elements in it that tell its author or date."""

    def tells(self, block: Any) -> bool:
        """Tell whether a block names the author or the date, or holds such an element."""
        return any(e in self.meta for e in (*ancestors(block), *block.iter()))


def comment_regions(root: Any) -> list[Any]:
    """Return the outermost elements that hold nothing but comments and what belongs to them.

    A name proves nothing: a section of a document may be called "comments". There is a comment, or
    a form or link to write one, where someone discusses.
    """
    regions: list[Any] = []
    inside: set[Any] = set()
    for element in root.iter():
        if element.getparent() in inside:
            inside.add(element)
        elif name_of(element) not in (*_NEVER, "") and (
            _is_item(element)
            or (any(map(_REGION.fullmatch, class_names(element))) and _is_discussed(element))
        ):
            regions.append(element)
            inside.add(element)
    return regions


def comments_in(region: Any) -> list[CommentPlace]:
    """Return the comments of a region, in order; replies are comments of their own."""
    found: dict[Any, None] = {}
    for element in region.iter():
        if name_of(element) in ("li", "div", "article", "section") and _is_one(element):
            holder = next((e for e in _above(element) if e in found), None)
            # A list item and the box in it are one comment, and the outer one holds all of it.
            if holder is None or _stands_apart(holder, element):
                found[element] = None
    return [_place(element, found) for element in found]


def comment_of(element: Any, places: dict[Any, CommentPlace]) -> CommentPlace | None:
    """Return the comment that a block is part of, the innermost where they are nested."""
    return next((places[e] for e in ancestors(element) if e in places), None)


def is_comment_furniture(text: str) -> bool:
    """Tell whether a line in a comment is a button or a counter rather than what was said."""
    return bool(_DETAILS.match(text))


def _is_one(element: Any) -> bool:
    names = class_names(element)
    return _is_item(element) or (
        any(map(_ONE.fullmatch, names)) and not any(map(_BODY.fullmatch, names))
    )


def _is_discussed(region: Any) -> bool:
    """Tell whether a region has a comment, its author or date, or a way to write one."""
    for element in region.iter():
        name, names = name_of(element), class_names(element)
        if name in ("textarea", "time") or any(map(_NUMBERED.fullmatch, names)):
            return True
        if element is not region and (
            _is_one(element) or any(_AUTHOR.fullmatch(n) or _DATE.fullmatch(n) for n in names)
        ):
            return True
        if name in ("iframe", "script", "style", "") or name in _LISTS:
            continue
        text = words(element.text or "")
        if len(text) <= _MAX_SIGN_CHARACTERS and (
            _SIGN.fullmatch(text) or (any(map(str.isdigit, text)) and byline_of(text, element))
        ):
            return True
    return False


def _is_item(element: Any) -> bool:
    return (element.get("itemtype") or "").endswith("schema.org/Comment")


def _stands_apart(outer: Any, inner: Any) -> bool:
    """Tell whether ``inner`` is a reply: it is named alike, or in a list of its own."""
    alike = set(class_names(outer)) & set(class_names(inner))
    if any(map(_ONE.fullmatch, alike)) or (_is_item(outer) and _is_item(inner)):
        return True
    return any(
        name_of(holder) in ("ul", "ol") or "children" in class_names(holder)
        for holder in _until(inner, outer)
    )


def _above(element: Any) -> Iterator[Any]:
    holders = ancestors(element)
    next(holders)
    return holders


def _own(element: Any, comments: Container[Any]) -> Iterator[Any]:
    """Yield what is in a comment, without the replies to it."""
    for item in element.iter():
        if item is not element and not any(e in comments for e in _until(item, element)):
            yield item


def _until(item: Any, top: Any) -> Iterator[Any]:
    for holder in ancestors(item):
        if holder is top:
            return
        yield holder


def _place(element: Any, comments: Container[Any]) -> CommentPlace:
    author = date = None
    meta = set()
    for item in _own(element, comments):
        names = class_names(item)
        if any(_BODY.fullmatch(name) for e in _until(item, element) for name in class_names(e)):
            continue
        if name_of(item) == "time" or any(map(_DATE.fullmatch, names)):
            meta.add(item)
            date = date or parse_date(item.get("datetime") or "") or parse_date(texts(item))
        if any(map(_AUTHOR.fullmatch, names)) or item.get("itemprop") == "author":
            meta.add(item)
            author = author or _SAYS.sub("", texts(item)) or None
    return CommentPlace(element, Comment(author, date), frozenset(meta))
