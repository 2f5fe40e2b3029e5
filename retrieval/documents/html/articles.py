"""Which parts of a page are articles of their own, and which lines of each are its text."""

from __future__ import annotations

import copy
import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import trafilatura
from lxml import etree

from retrieval.documents.html.furniture import says_furniture
from retrieval.documents.html.tree import ancestors, class_names, name_of, words
from retrieval.domain import BlockKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from retrieval.documents.html.pieces import VisibleLine

_ENTRY = re.compile(r"hentry|h-entry|post|type-post|blog-?post|post-\d+", re.IGNORECASE)
_HEADED_WITHIN_LINES = 5
_MIN_ARTICLE_WORDS = 40
"""A page whose entries are all shorter than this lists articles and has none."""
_MIN_OWN_WORDS = 100
"""An entry with as many words is an article wherever it stands on the page."""
_MIN_PROSE_WORDS = 5
_CUT_SHORT = re.compile(r"(?:\[(?:…|\.\.\.)\]|…|\.\.\.)\W*$")
_SENTENCE = re.compile(r"[.!?:;][\"'”’)\]]*$")
_LEAST_SHARE = 1 / 3
"""If less of a page's prose is chosen, it was a passage that was found and not the article."""
_MOSTLY = 0.85
_LINK_ONLY = 0.9
_SYMBOLS = 0x2800, 256
"""Braille patterns: printable signs that are no letters, so that no filter takes offence."""
_TAG = re.compile("([\u2800-\u28ff]{3})")


@dataclass(frozen=True, slots=True)
class Entries:
    """The articles of a page that holds several, and what only points to articles elsewhere."""

    articles: tuple[Any, ...]
    teasers: tuple[Any, ...]


def find_entries(root: Any, lines: Sequence[VisibleLine], barred: Collection[int]) -> Entries:
    """Find the entries of a page that holds several articles, each with its own heading.

    :param barred: positions of lines that are furniture or comments.
    :returns: no articles for a page that is one article, or none.
    """
    held: dict[Any, list[VisibleLine]] = {}
    candidates = [e for e in root.iter() if _may_be_entry(e)]
    wanted = set(candidates)
    outside = 0
    for position, line in enumerate(lines):
        if position in barred:
            continue
        holders = [e for e in ancestors(line.element) if e in wanted]
        for holder in holders:
            held.setdefault(holder, []).append(line)
        outside += 0 if holders else _prose(line)
    entries = _outermost([e for e in candidates if e in held and _is_headed(held[e])])
    sizes = {e: sum(map(_prose, held[e])) for e in entries}
    groups: dict[object, list[Any]] = {}
    for entry in entries:
        groups.setdefault(_signature(entry), []).append(entry)
    if not groups:
        return Entries((), ())
    main = max(groups.values(), key=lambda group: sum(sizes[e] for e in group))
    chief = set(main)
    others = [e for e in entries if e not in chief]
    if len(main) == 1 or outside > sum(sizes[e] for e in main):
        small = [e for e in entries if sizes[e] < _MIN_ARTICLE_WORDS]
        small = small if len(main) > 1 else [e for e in small if e not in chief]
        return Entries((), tuple(small))
    teasers = [e for e in main if _is_cut_short(held[e])]
    teasers += [e for e in others if sizes[e] < _MIN_OWN_WORDS or _is_cut_short(held[e])]
    left = set(teasers)
    articles = [e for e in entries if e not in left]
    if not any(sizes[e] >= _MIN_ARTICLE_WORDS for e in articles):
        return Entries((), tuple(entries))
    return Entries(tuple(articles), tuple(teasers))


def choose_lines(
    scope: Any, lines: Mapping[int, VisibleLine], removed: AbstractSet[Any]
) -> set[int]:
    """Choose the lines that are the text of the article within an element.

    trafilatura chooses. It gives back a text without the places of its lines, so each line carries
    a tag into it; and it is led back to lists, tables and headings that it leaves out in the midst
    of an article, as a reader would read on over them.

    :param lines: the lines that come into question, by position.
    :param removed: elements that are furniture or comments, which trafilatura does not get to see.
    """
    found = _extracted(scope, lines, removed) & lines.keys()
    chosen = _completed(lines, found)
    everything = sum(map(_prose, lines.values()))
    if sum(_prose(lines[i]) for i in chosen) < _LEAST_SHARE * everything:
        inside = {i for i, line in lines.items() if _in_main(line.element)}
        chosen = _completed(lines, inside or lines.keys())
    for i in sorted(chosen, reverse=True):  # A heading with nothing below it heads something else.
        if lines[i].kind is not BlockKind.HEADING:
            break
        chosen.discard(i)
    return chosen


def _completed(lines: Mapping[int, VisibleLine], found: Collection[int]) -> set[int]:
    """Return what stands where the prose that was found stands, and the sentences around it."""
    prose = [i for i in found if _prose(lines[i])]
    if not prose:
        return set()
    container = _container(lines, prose)
    first, last = min(prose), max(prose)
    chosen = set()
    for i, line in lines.items():
        link_only = line.linked >= _LINK_ONLY
        if container in ancestors(line.element):
            listed = line.kind in (BlockKind.LIST_ITEM, BlockKind.HEADING)
            keep = not link_only or (listed and first < i < last)
        else:
            keep = i in found and bool(_prose(line)) and bool(_SENTENCE.search(line.text))
        if keep:
            chosen.add(i)
    return chosen


def _extracted(scope: Any, lines: Mapping[int, VisibleLine], removed: AbstractSet[Any]) -> set[int]:
    """Return the positions of the lines that trafilatura takes for the article."""
    page = etree.Element("html")
    body = etree.SubElement(page, "body")
    twin = copy.deepcopy(scope)
    twin.tail = None
    twins = dict(zip(scope.iter(), twin.iter(), strict=True))
    for i, line in lines.items():
        owner, attribute = line.anchor
        if owner in twins:
            item = twins[owner]
            setattr(item, attribute, f"{_tag(i)}{words(getattr(item, attribute))} ")
    for element, item in twins.items():
        if element in removed and item is not twin and item.getparent() is not None:
            item.drop_tree()
    if name_of(twin) == "body":
        page.replace(body, twin)
    elif name_of(twin) == "html":
        page = twin
    else:
        body.append(twin)
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        found = trafilatura.bare_extraction(page, include_comments=False, include_tables=True)
    except (ValueError, TypeError, AttributeError, RecursionError, etree.LxmlError):
        return set()  # Its own faults cost its vote, not the page.
    body = getattr(found, "body", None)
    return set() if body is None else {_untag(t) for t in _TAG.findall("".join(body.itertext()))}


def _tag(number: int) -> str:
    first, size = _SYMBOLS
    return "".join(chr(first + number // size**place % size) for place in (2, 1, 0))


def _untag(tag: str) -> int:
    first, size = _SYMBOLS
    return sum(
        (ord(sign) - first) * size**place for sign, place in zip(tag, (2, 1, 0), strict=True)
    )


def _container(lines: Mapping[int, VisibleLine], chosen: Iterable[int]) -> Any:
    """Return the innermost element that holds nearly all of the chosen text."""
    held: dict[Any, int] = {}
    total = 0
    for i in chosen:
        total += len(lines[i].text)
        for element in ancestors(lines[i].element):
            held[element] = held.get(element, 0) + len(lines[i].text)
    holders = [element for element, size in held.items() if size >= _MOSTLY * total]
    return max(holders, key=lambda element: sum(1 for _ in ancestors(element)))


def _in_main(element: Any) -> bool:
    return any(
        name_of(e) in ("main", "article") or e.get("role") == "main" for e in ancestors(element)
    )


def _may_be_entry(element: Any) -> bool:
    name = name_of(element)
    if name == "article":
        return True
    return name in ("div", "section", "li") and any(map(_ENTRY.fullmatch, class_names(element)))


def _is_headed(lines: Sequence[VisibleLine]) -> bool:
    return any(line.kind is BlockKind.HEADING for line in lines[:_HEADED_WITHIN_LINES])


def _outermost(entries: Sequence[Any]) -> list[Any]:
    """Drop an entry that lies in another, and one that only wraps several others."""
    known = set(entries)
    inner: dict[Any, int] = {}
    for entry in entries:
        for holder in list(ancestors(entry))[1:]:
            if holder in known:
                inner[holder] = inner.get(holder, 0) + 1
    kept = {e for e in entries if inner.get(e, 0) <= 1}
    return [e for e in entries if e in kept and not any(h in kept for h in list(ancestors(e))[1:])]


def _signature(element: Any) -> object:
    depth = sum(1 for _ in ancestors(element))
    names = {n for n in class_names(element) if _ENTRY.fullmatch(n) and not n[-1].isdigit()}
    return depth, name_of(element), tuple(sorted(names)) or (element.get("class") or "")


def _prose(line: VisibleLine) -> int:
    """Count the words of a line that reads like a sentence."""
    count = len(line.text.split())
    heading = line.kind is BlockKind.HEADING
    return 0 if heading or line.linked >= _LINK_ONLY or count < _MIN_PROSE_WORDS else count


def _is_cut_short(lines: Sequence[VisibleLine]) -> bool:
    """Tell whether an entry only begins an article that goes on elsewhere."""
    prose = [line for line in lines if _prose(line)]
    if any(line.linked and says_furniture(line) == "teaser" for line in lines):
        return True
    return bool(prose) and bool(_CUT_SHORT.search(prose[-1].text))
