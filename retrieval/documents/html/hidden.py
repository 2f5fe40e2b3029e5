"""What a page hides until a reader opens it, and what it hides for good."""

from __future__ import annotations

import re
from typing import Any

from retrieval.documents.html.tree import ancestors, class_names, name_of, texts

_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_OPENS = re.compile(
    r"(?:^|[-_])(?:accordion|collaps\w*|tab|tabs|tab-?panel|toggle\w*|expand\w*|faqs?|panel|"
    r"disclosure|details|show-?hide|spoiler|reveal)(?:$|[-_])",
    re.IGNORECASE,
)
_HEADS = ("h1", "h2", "h3", "h4", "h5", "h6", "button", "summary", "dt", "a")
_HEAD = re.compile(
    r"(?:^|[-_])(?:head\w*|title|trigger|toggle\w*|button|btn|link)(?:$|[-_])", re.IGNORECASE
)
_POINTERS = ("aria-controls", "href", "data-target", "data-bs-target", "data-bs-toggle")
_POP_UP = re.compile(r"dialog|modal|pop-?up|lightbox|cookie|tooltip|banner", re.IGNORECASE)
_MIN_PROSE_WORDS = 5
_LEVELS_UP = 3
"""How far above a hidden block the accordion that it belongs to may be named."""


def is_hidden(element: Any) -> bool:
    """Tell whether an element, with all that is in it, is not shown as the page stands."""
    hidden = element.get("hidden")
    return (
        (hidden is not None and hidden.lower() != "until-found")
        or bool(_HIDDEN.search(element.get("style") or ""))
        or (name_of(element) == "dialog" and element.get("open") is None)
    )


def reveal(root: Any) -> None:
    """Show what a reader can open: the closed parts of accordions and tabs that hold prose.

    A page is saved with most of them closed. Only those in the main part of a page count, and none
    that would pop up over it. The button that opens one becomes the heading over it.
    """
    openers = _openers(root)
    for element in [e for e in root.iter() if name_of(e)]:
        closed = is_hidden(element) or element.get("aria-hidden") == "true"
        if closed and _is_opened(element, openers) and _holds_prose(element):
            for attribute in ("hidden", "style", "aria-hidden"):
                element.attrib.pop(attribute, None)
            _name_heading(element, openers)
        elif element.get("hidden") is not None and not is_hidden(element):
            del element.attrib["hidden"]
            _name_heading(element, openers)


def _openers(root: Any) -> dict[str, Any]:
    """Return what opens something, by the id of what it opens."""
    found: dict[str, Any] = {}
    for element in root.iter("a", "button", "summary", "div", "span", "li"):
        for attribute in _POINTERS:
            pointer = element.get(attribute) or ""
            if attribute == "aria-controls" or pointer.startswith("#"):
                found.update((name.lstrip("#"), element) for name in pointer.split())
    return found


def _is_opened(element: Any, openers: dict[str, Any]) -> bool:
    holders = list(ancestors(element))
    if name_of(element) == "dialog" or any(
        map(_POP_UP.search, (*class_names(element), element.get("role") or ""))
    ):
        return False
    if not any(name_of(e) in ("main", "article") or e.get("role") == "main" for e in holders):
        return False
    around = holders[: _LEVELS_UP + 1]
    before = element.getprevious()
    if before is not None and _is_opener(before):
        around.append(before)
    return (
        element.get("id") in openers
        or element.get("role") == "tabpanel"
        or any(name_of(e) == "details" for e in holders)
        or any(_OPENS.search(name) for e in around for name in class_names(e))
    )


def _is_opener(element: Any) -> bool:
    names = class_names(element)
    return name_of(element) in _HEADS or any(map(_HEAD.search, names))


def _holds_prose(element: Any) -> bool:
    items = (texts(e) for e in element.iter() if name_of(e) in ("p", "li", "td", "dd", "div"))
    return any(len(text.split()) >= _MIN_PROSE_WORDS for text in items)


def _name_heading(element: Any, openers: dict[str, Any]) -> None:
    before = element.getprevious()
    for button in (openers.get(element.get("id") or ""), before):
        if button is not None and name_of(button) == "button":
            button.set("role", "heading")
            button.set("aria-level", "3")
