"""A line of a page, and the pieces of text that it is made of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from retrieval.documents.html.tree import ancestors, name_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from retrieval.domain import BlockKind

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
BLOCKS = frozenset(
    re.findall(
        r"\w+",
        """
        address article aside blockquote body button caption center dd details dialog dir div dl dt
        fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html
        label legend li main menu nav ol option p pre search section summary table tbody td tfoot
        th thead tr ul
        """,
    )
)
"""Elements that begin and end a line: https://html.spec.whatwg.org/multipage/rendering.html"""
_UNSEEN = frozenset(
    re.findall(
        r"\w+",
        """
        applet audio canvas embed head iframe math noframes noscript object script select style svg
        template textarea title video
        """,
    )
)
"""Elements whose text is not read as part of a page."""


@dataclass(frozen=True, slots=True)
class VisibleLine:
    """A line of a page. It is not yet known what it is to the page."""

    text: str
    kind: BlockKind
    level: int
    marker: str
    element: Any
    """The innermost block that holds the line: an ``lxml`` element."""
    linked: float
    """Share of its characters that are links, 0 to 1."""
    anchor: tuple[Any, str]
    """Element and attribute (``text`` or ``tail``) of the longest piece of the line."""
    hidden: bool = False
    """Whether the page does not show it."""


@dataclass(slots=True)
class Piece:
    """A run of text between two tags."""

    text: str
    owner: Any
    attribute: str
    linked: bool
    bold: bool


def inline(element: Any) -> Iterator[Any]:
    """Yield an element and what holds it, up to the block that it is part of."""
    for holder in ancestors(element):
        yield holder
        if name_of(holder) in BLOCKS:
            return


def is_unseen(element: Any) -> bool:
    """Tell whether the text of an element is no part of a page, such as a script."""
    return name_of(element) in _UNSEEN
