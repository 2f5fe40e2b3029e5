"""Saved web pages: the articles and their readers' comments, without what stands around them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from retrieval.documents.building import TextBuilder
from retrieval.documents.contents import Fate, FileContents, Line
from retrieval.documents.html.articles import choose_lines, find_entries
from retrieval.documents.html.bylines import byline_of, is_details
from retrieval.documents.html.comments import (
    comment_of,
    comment_regions,
    comments_in,
    is_comment_furniture,
)
from retrieval.documents.html.furniture import region_reasons, says_furniture
from retrieval.documents.html.lines import visible_lines
from retrieval.documents.html.metadata import page_metadata, permalink
from retrieval.documents.html.tree import ancestors, decode_page, name_of, parse_page
from retrieval.domain import BlockKind, Comment, Metadata
from retrieval.errors import UnreadableDocumentError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from retrieval.documents.html.pieces import VisibleLine
    from retrieval.domain import ReadDocument

_MIN_COMMENT_WORDS = 8
"""Shorter lines of a discussion whose parts cannot be told apart are names and buttons."""
_MIN_BODY_WORDS = 12
_LISTS = ("ul", "ol", "menu", "dir")


def read_html(
    content: bytes, name: str, *, charset: str | None = None, location: str | None = None
) -> FileContents:
    """Read a saved web page. Nothing is fetched and no script is run.

    :param charset: encoding that was declared outside the page, as in a mail.
    :param location: address that came with the page, as in a single-file save.
    :raises UnreadableDocumentError: if it holds no article: no text, only menus, or nested so
        deeply that it cannot be followed.
    """
    text = decode_page(content, name, charset)
    root = parse_page(text, name)
    lines = visible_lines(root)
    if not lines:
        raise UnreadableDocumentError(
            f"{name} is a web page without any text; open the page, wait until its text is shown "
            "and save it again."
        )
    page = _Page(root, lines, page_metadata(root, text, location))
    documents = page.documents()
    if not documents:
        raise UnreadableDocumentError(
            f"{name} holds menus and links but no article; open the article that is meant and save "
            "that page."
        )
    return FileContents(documents, page.account(), page.notes(len(documents)))


@dataclass(slots=True)
class _Article:
    """An article in the making: its lines by position, and what it says of itself."""

    scope: Any
    metadata: Metadata
    chosen: set[int] = field(default_factory=set)
    title: int | None = None
    comments: list[int] = field(default_factory=list)


class _Page:
    """One page, whose lines are sorted step by step."""

    def __init__(self, root: Any, lines: list[VisibleLine], metadata: Metadata) -> None:
        self._root = root
        self._lines = lines
        self._metadata = metadata
        self._fates: dict[int, tuple[Fate, str]] = {}
        self._said: dict[int, Comment] = {}
        self._regions = comment_regions(root)
        self._reasons = region_reasons(root, lines)
        self._teasers = 0
        self._comments()
        self._furniture()

    def documents(self) -> tuple[ReadDocument, ...]:
        """Return the articles of the page, each with its comments."""
        entries = find_entries(self._root, self._lines, self._fates.keys())
        self._teasers = len(entries.teasers)
        for i, line in enumerate(self._lines):
            if i not in self._fates and any(e in entries.teasers for e in ancestors(line.element)):
                self._drop(i, "teaser")
        if entries.articles:
            articles = [self._article(e, self._entry_metadata(e)) for e in entries.articles]
        else:
            articles = [self._article(self._root, self._metadata)]
        articles = [a for a in articles if any(self._is_quotable(i) for i in a.chosen - {a.title})]
        self._hand_out_comments(articles)
        documents = tuple(self._built(article) for article in articles)
        for article in articles:
            for i in article.chosen - {article.title}:
                self._fates[i] = (Fate.KEPT, "")
        return documents

    def account(self) -> tuple[Line, ...]:
        """Return what became of every line."""
        rest = (Fate.DROPPED, "not part of the article")
        return tuple(
            Line(line.text, *self._fates.get(i, rest)) for i, line in enumerate(self._lines)
        )

    def notes(self, documents: int) -> tuple[str, ...]:
        """Return what a moderator should know."""
        notes = []
        if documents > 1:
            notes.append(f"The page holds {documents} articles; each is a document of its own.")
        if self._teasers:
            notes.append(f"Entries that only lead to other pages were left out: {self._teasers}.")
        if self._said:
            notes.append("Readers' comments are kept and marked as such.")
        return tuple(notes)

    def _drop(self, i: int, reason: str) -> None:
        self._fates[i] = (Fate.DROPPED, reason)

    def _comments(self) -> None:
        places = {p.element: p for region in self._regions for p in comments_in(region)}
        regions = set(self._regions)
        for i, line in enumerate(self._lines):
            region = next((e for e in ancestors(line.element) if e in regions), None)
            if region is None:
                continue
            place = comment_of(line.element, places)
            if place is not None and place.tells(line.element):
                self._fates[i] = (Fate.METADATA, "comment's author or date")
            elif place is None and (
                len(line.text.split()) < _MIN_COMMENT_WORDS
                or line.kind is BlockKind.HEADING
                or self._reasons.get(line.element)
            ):
                self._drop(i, "around the comments")
            elif is_comment_furniture(line.text) or name_of(line.element) in ("button", "label"):
                self._drop(i, "comment links")
            else:
                self._lines[i] = _within(line, place.element if place else region)
                self._said[i] = place.comment if place else Comment()
                self._fates[i] = (Fate.COMMENT, "")

    def _furniture(self) -> None:
        for i, line in enumerate(self._lines):
            if i in self._fates:
                continue
            reason = self._reasons.get(line.element) or says_furniture(line)
            if reason:
                self._drop(i, reason)

    def _entry_metadata(self, entry: Any) -> Metadata:
        heading = self._heading_in(entry)
        title = self._lines[heading].text if heading is not None else None
        place = self._lines[heading].element if heading is not None else None
        address = permalink(place, self._metadata.url) if place is not None else None
        return replace(
            self._metadata, title=title, author=None, date=None, url=address or self._metadata.url
        )

    def _heading_in(self, entry: Any) -> int | None:
        inside = (i for i, line in enumerate(self._lines) if entry in ancestors(line.element))
        return next(
            (
                i
                for i in inside
                if i not in self._fates and self._lines[i].kind is BlockKind.HEADING
            ),
            None,
        )

    def _article(self, scope: Any, metadata: Metadata) -> _Article:
        article = _Article(scope, metadata)
        mine = {
            i: line
            for i, line in enumerate(self._lines)
            if i not in self._fates and scope in ancestors(line.element)
        }
        article.title = _title_among(mine, metadata.title)
        self._bylines(article, mine)
        mine = {i: line for i, line in mine.items() if i not in self._fates}
        removed = [e for e in self._reasons if self._reasons[e]]
        removed += self._regions
        article.chosen = choose_lines(scope, mine, _outermost(removed))
        if article.title is not None:
            above = (i for i in article.chosen if i < article.title)
            article.chosen -= {i for i in above if len(mine[i].text.split()) < _MIN_BODY_WORDS}
            article.chosen.add(article.title)
            self._fates[article.title] = (Fate.KEPT, "title")
        if scope is not self._root:
            for i in article.chosen:
                self._lines[i] = _within(self._lines[i], scope)
        return article

    def _bylines(self, article: _Article, mine: dict[int, VisibleLine]) -> None:
        """Take the lines that tell date and author, from the top down to the first paragraph."""
        date = updated = author = None
        begun = False
        for i, line in mine.items():
            if i == article.title:
                begun = False
                continue
            details = any(is_details(e) for e in ancestors(line.element))
            found = byline_of(line.text, line.element) if details or not begun else None
            if found:
                told = "author" if found.author and not (found.date or found.updated) else "date"
                self._fates[i] = (Fate.METADATA, told)
                date, author = date or found.date, author or found.author
                updated = updated or found.updated
            elif details and len(line.text.split()) < _MIN_BODY_WORDS:
                self._fates[i] = (Fate.METADATA, "byline")
            elif line.kind is BlockKind.HEADING:
                begun = begun or article.title is not None
            elif len(line.text.split()) >= _MIN_BODY_WORDS:
                begun = True
        stated = article.metadata
        article.metadata = replace(
            stated, date=stated.date or date or updated, author=stated.author or author
        )

    def _is_quotable(self, i: int) -> bool:
        line = self._lines[i]
        return line.kind is not BlockKind.HEADING and any(map(str.isalnum, line.text))

    def _hand_out_comments(self, articles: list[_Article]) -> None:
        """Give each comment to the article that holds it, or else to the last one before it."""
        for i in self._said:
            holders = [a for a in articles if a.scope in ancestors(self._lines[i].element)]
            before = [a for a in articles if a.chosen and min(a.chosen) < i]
            for article in (holders or before or articles)[-1:]:
                article.comments.append(i)
        if not articles:
            self._said.clear()

    def _built(self, article: _Article) -> ReadDocument:
        builder = TextBuilder()
        for i in sorted(article.chosen):
            line = self._lines[i]
            level = line.level
            if i == article.title:
                builder.add(BlockKind.HEADING, line.text, level=1)
                continue
            if line.kind is BlockKind.HEADING and article.title is not None:
                level = max(2, level)
            builder.add(line.kind, line.text, level=level, marker=line.marker)
        for i in article.comments:
            line, said = self._lines[i], self._said[i]
            heading = line.kind is BlockKind.HEADING
            kind, level = (BlockKind.PARAGRAPH, 0) if heading else (line.kind, line.level)
            builder.add(kind, line.text, level=level, marker=line.marker, comment=said)
        return builder.build(article.metadata, "html")


def _title_among(lines: dict[int, VisibleLine], title: str | None) -> int | None:
    """Return the title's line: the highest heading that says so, or else a paragraph."""
    key = _key(title or "")
    same = [i for i, line in lines.items() if key and _key(line.text) == key]
    heads = [i for i in same if lines[i].kind is BlockKind.HEADING]
    if heads:
        return min(heads, key=lambda i: (lines[i].level, i))
    return next((i for i in same if lines[i].kind is BlockKind.PARAGRAPH), None)


def _key(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def _within(line: VisibleLine, scope: Any) -> VisibleLine:
    """Return a line with its depth in lists counted from an element that may lie in a list itself."""
    if line.kind is not BlockKind.LIST_ITEM:
        return line
    above = sum(1 for e in ancestors(scope) if name_of(e) in _LISTS)
    level = line.level - above
    if level > 0:
        return replace(line, level=level)
    return replace(line, kind=BlockKind.PARAGRAPH, level=0, marker="")


def _outermost(elements: Iterable[Any]) -> list[Any]:
    known = set(elements)
    return [e for e in known if e.getparent() is None or e.getparent() not in known]
