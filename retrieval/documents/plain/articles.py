"""Several articles in one text: the archive pages of blogs.

Below each article of a page that WordPress makes stands a line such as "Tagged carers | Comments
Off on Who cares?", which belongs to, and often names, the article above it. On others each article
begins with its title, a line that is its date, and a paragraph.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.documents.dates import parse_date
from retrieval.documents.plain.shapes import BULLET, ends_sentence, is_prose
from retrieval.documents.plain.sheet import BODY_WORDS

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
_MIN_HEADS = 2
_MAX_DATE = 60
_MAX_TITLE_WORDS = 20
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
    if not footers and len(heads := _heads(lines)) >= _MIN_HEADS:
        cuts = [0, *heads[1:], len(lines)]
        return [Article(*part, single=False) for part in itertools.pairwise(cuts)]
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


def _heads(lines: Sequence[SourceLine]) -> list[int]:
    """Return where articles begin with title, date and paragraph, if no paragraph stands above."""
    heads: list[int] = []
    for n, line in enumerate(lines[1:-1], 1):
        above, below = lines[n - 1], lines[n + 1]
        if (
            len(line.text) <= _MAX_DATE
            and above.text.count(" ") < _MAX_TITLE_WORDS
            and not BULLET.match(above.text)
            and (above.text.endswith("?") or not ends_sentence(above.text))
            and is_prose(below.text, BODY_WORDS)
            and above.gap
            and parse_date(line.text)
        ):
            heads.append(n - 1)
    intro = heads and any(is_prose(line.text, BODY_WORDS) for line in lines[: heads[0]])
    return [] if intro else heads


def _footer(text: str) -> re.Match[str] | None:
    if len(text) > _MAX_CHARACTERS:
        return None
    match = _FOOTER.fullmatch(text)
    # "3 Comments" by itself may stand anywhere.
    return match if match and (match["filed"] or match["tagged"] or match["title"]) else None


def _title(footer: re.Match[str]) -> str | None:
    return footer["title"].strip() if footer["title"] else None
