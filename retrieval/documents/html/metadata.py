"""What a page states about itself in its head and in JSON-LD."""

from __future__ import annotations

import json
import logging
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

import htmldate
from lxml import etree, html

from retrieval.documents.dates import parse_date
from retrieval.documents.html.tree import name_of, shortened, texts, words
from retrieval.domain import Metadata

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_TITLE = (
    "og:title",
    "citation_title",
    "dc.title",
    "dcterms.title",
    "twitter:title",
    "parsely-title",
)
_AUTHOR = (
    "author",
    "article:author",
    "citation_author",
    "dc.creator",
    "dcterms.creator",
    "parsely-author",
)
_PUBLISHER = (
    "og:site_name",
    "dc.publisher",
    "dcterms.publisher",
    "citation_publisher",
    "publisher",
    "govuk:primary-publishing-organisation",
)
_DATE = (
    "article:published_time",
    "og:article:published_time",
    "govuk:first-published-at",
    "datepublished",
    "citation_publication_date",
    "citation_date",
    "dcterms.issued",
    "dc.date.issued",
    "dcterms.date",
    "dc.date",
    "dcterms.created",
    "dc.date.created",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publication_date",
    "date",
)
_ANY_DATE = re.compile(r"date|time|publi|issued|created", re.IGNORECASE)
_FILE_DATES = ("created", "changed")
"""Written by office programs, and often the age of a template."""
_ARTICLE_TYPES = re.compile(r"(?:Article|BlogPosting|Report|WebPage|Guide|Posting|Legislation)$")
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)\s*-->")
_SAVED_FROM_WITHIN_CHARACTERS = 4000
_SUFFIX = re.compile(r"\s+(?:\||::|»|-|–|—|·)\s+")
_MAX_JSON_NODES = 20_000


def page_metadata(root: Any, text: str, location: str | None = None) -> Metadata:
    """Return what the head of a page states; nothing of it is read off the page's text.

    :param text: the page as it was parsed, where browsers note the address it was saved from.
    :param location: the address that came with the page, as in a single-file save.
    """
    meta = _meta(root)
    heads = [words(texts(h)) for h in root.iter("h1")]
    said = _linked_data(root, {_key(t) for t in (*heads, _first(meta, _TITLE) or "")})
    site = _first(meta, _PUBLISHER) or _name(said.get("publisher"))
    return Metadata(
        title=shortened(_title(root, meta, said, site, heads)),
        publisher=shortened(site),
        author=shortened(
            _authors(meta.get(key, []) for key in _AUTHOR) or _name(said.get("author"))
        ),
        date=_stated_date(root, meta, said),
        url=_url(root, meta, text, location),
        licence=shortened(_licence(root) or _string(said.get("license"))),
    )


def permalink(heading: Any, page: str | None) -> str | None:
    """Return the address that an article's heading links to, if it is a whole one."""
    parent = heading.getparent()
    around = [parent] if parent is not None and name_of(parent) == "a" else []
    links = (a.get("href") for a in (*heading.iter("a"), *around))
    link = next((href for href in links if href), None)
    try:
        return _whole(urljoin(page or "", link)) if link else None
    except ValueError:  # It has a bracket where a host would be.
        return None


def _meta(root: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for item in root.iter("meta"):
        name = item.get("property") or item.get("name") or item.get("itemprop")
        content = words(item.get("content"))
        if name and content:
            found.setdefault(name.strip().lower().replace("dc:", "dc."), []).append(content)
    return found


def _first(meta: Mapping[str, list[str]], names: Iterable[str]) -> str | None:
    return next((meta[name][0] for name in names if meta.get(name)), None)


def _authors(groups: Iterable[list[str]]) -> str | None:
    for group in groups:
        names = [name for name in group if "://" not in name]
        if names:
            return ", ".join(dict.fromkeys(names))
    return None


def _title(
    root: Any,
    meta: Mapping[str, list[str]],
    said: Mapping[str, Any],
    site: str | None,
    heads: list[str],
) -> str | None:
    element = next(root.iter("title"), None)
    title = words(element.text) if element is not None else ""
    stated = _first(meta, _TITLE) or _string(said.get("headline")) or title
    parts = _SUFFIX.split(stated)
    known = {_key(head) for head in heads} - {_key(site or "")}
    if len(parts) > 1:
        for end in range(len(parts), 0, -1):
            shorter = stated[: _starts(stated, end)].strip()
            if _key(shorter) in known:
                return shorter
        last = _SUFFIX.findall(stated)[-1].strip()
        if last == "|" or _key(parts[-1]) == _key(site or ""):
            return stated[: _starts(stated, len(parts) - 1)].strip() or None
    return stated or (heads[0] if len(heads) == 1 else None)


def _starts(text: str, parts: int) -> int:
    """Return where the separator after a number of parts begins."""
    found = [match.start() for match in _SUFFIX.finditer(text)]
    return found[parts - 1] if parts <= len(found) else len(text)


def _key(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def _stated_date(root: Any, meta: Mapping[str, list[str]], said: Mapping[str, Any]) -> str | None:
    for text in (*(meta[n][0] for n in _DATE if meta.get(n)), _string(said.get("datePublished"))):
        if text and (date := parse_date(text)):
            return date
    # htmldate knows many more names and forms. It sees the head's dates only: what it would find
    # elsewhere, in addresses, pictures and the text, is no statement of the page; and it does not
    # take a date of change for the original one.
    page = etree.Element("html")
    head = etree.SubElement(page, "head")
    etree.SubElement(page, "body")
    for item in root.iter("meta"):
        name = item.get("property") or item.get("name") or item.get("itemprop") or ""
        if _ANY_DATE.search(name) and name.lower() not in _FILE_DATES:
            content = words(item.get("content") or item.get("datetime"))
            etree.SubElement(head, "meta", name=words(name), property=words(name), content=content)
    if not len(head):
        return None
    tree = html.document_fromstring(etree.tostring(page))
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    try:
        found = htmldate.find_date(tree, extensive_search=False, original_date=True, url="")
    except (ValueError, TypeError, OverflowError, AttributeError, etree.LxmlError):
        return None
    return parse_date(found or "")


def _linked_data(root: Any, titles: set[str]) -> Mapping[str, Any]:
    """Return the JSON-LD node of the page's one article."""
    nodes: list[Mapping[str, Any]] = []
    for script in root.iter("script"):
        if "ld+json" in (script.get("type") or ""):
            try:
                data = json.loads(script.text or "")
            except (ValueError, RecursionError):
                continue
            nodes.extend(n for n in _nodes(data) if _ARTICLE_TYPES.search(_kind(n)))
    articles = [n for n in nodes if not _kind(n).endswith("WebPage")]
    named = [n for n in articles if _key(_string(n.get("headline")) or "") in titles]
    if named:
        return named[0]
    chosen = articles or nodes
    return chosen[0] if len(chosen) == 1 else {}


def _nodes(data: Any) -> Iterator[Mapping[str, Any]]:
    waiting, seen = [data], 0
    while waiting and seen < _MAX_JSON_NODES:
        node, seen = waiting.pop(), seen + 1
        if isinstance(node, list):
            waiting.extend(reversed(node))
        elif isinstance(node, dict):
            yield node
            waiting.extend(value for key, value in node.items() if key in ("@graph", "mainEntity"))


def _kind(node: Mapping[str, Any]) -> str:
    kind = node.get("@type")
    return str(kind[0] if isinstance(kind, list) and kind else kind)


def _name(value: Any) -> str | None:
    if isinstance(value, list):
        return ", ".join(dict.fromkeys(filter(None, map(_name, value[:20])))) or None
    return _string(value.get("name")) if isinstance(value, dict) else _string(value)


def _string(value: Any) -> str | None:
    return (
        words(html.fromstring(f"<p>{value}</p>").text_content()) or None
        if isinstance(value, str)
        else None
    )


def _url(root: Any, meta: Mapping[str, list[str]], text: str, location: str | None) -> str | None:
    canonical = next(
        (i.get("href") for i in root.iter("link") if (i.get("rel") or "").lower() == "canonical"),
        None,
    )
    saved = _SAVED_FROM.search(text[:_SAVED_FROM_WITHIN_CHARACTERS])
    stated = (canonical, _first(meta, ["og:url"]), saved and saved.group(1), location)
    return next((url for url in map(_whole, stated) if url), None)


def _whole(url: str | None) -> str | None:
    url = words(url)
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def _licence(root: Any) -> str | None:
    for item in root.iter("a", "link"):
        if "license" in (item.get("rel") or "").lower().split():
            return texts(item) or words(item.get("href")) or None
    return None
