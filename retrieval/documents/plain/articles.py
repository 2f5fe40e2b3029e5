"""Several articles in one text: the archive pages of blogs, as WordPress makes them.

Below each article of such a page stands a line such as "Tagged carers | Comments Off on Who
cares?", which belongs to, and often names, the article above it.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.documents.plain.lines import SourceLine

_FOOTER = re.compile(
    r"(?P<filed>(?:posted|filed) (?:in|under) [^|]{1,200}\| ?)?(?P<tagged>tagged\b[^|]{0,300}\| ?)?"
    r"(?:comments off on (?P<title>\S.{0,250})|comments off|\d{1,5} (?:comments?|replies|reply|responses?)"
    r"|(?:leave a|add a|no) (?:comments?|reply))",
    re.IGNORECASE,
)
_HEADER = re.compile(
    r"\W{0,4}(?:category|tag|author|monthly|daily|yearly) archives?: ?.{1,100}", re.IGNORECASE
)
_MAX_CHARACTERS = 800
_GAP = 3
"""So many blank lines part two articles of an archive where no footer stands between them."""


@dataclass(frozen=True, slots=True)
class Article:
    """The lines ``[first, last)`` of one article, furniture included."""

    first: int
    last: int
    title: str | None = None
    """As the footer gives it."""
    footer: int | None = None
    """Position of the line that names it."""
    single: bool = True
    """It is all that the text holds."""


def split_articles(lines: Sequence[SourceLine]) -> list[Article]:
    """Return the articles of a text in order; one, unless the text is an archive page."""
    footers = {n: match for n, line in enumerate(lines) if (match := _footer(line.text))}
    header = any(_HEADER.fullmatch(line.text) for line in lines if len(line.text) < _MAX_CHARACTERS)
    if len(footers) + header < 2:  # noqa: PLR2004
        named = next((n for n in footers if _title(footers[n])), None)
        title = None if named is None else _title(footers[named])
        return [Article(0, len(lines), title, named)]
    starts = {n + 1 for n in footers}
    starts |= {n for n, line in enumerate(lines) if line.gap >= _GAP and n not in footers}
    cuts = [0, *sorted(start for start in starts if 0 < start < len(lines)), len(lines)]
    articles: list[Article] = []
    for first, last in itertools.pairwise(cuts):
        footer = footers.get(last - 1)
        title = _title(footer) if footer else None
        articles.append(Article(first, last, title, last - 1 if title else None, single=False))
    return articles


def _footer(text: str) -> re.Match[str] | None:
    if len(text) > _MAX_CHARACTERS:
        return None
    match = _FOOTER.fullmatch(text)
    # "3 Comments" by itself may stand anywhere.
    return match if match and (match["filed"] or match["tagged"] or match["title"]) else None


def _title(footer: re.Match[str]) -> str | None:
    return footer["title"].strip() if footer["title"] else None
