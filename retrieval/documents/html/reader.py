"""Saved web pages: the articles and their readers' comments, without what stands around them."""

from __future__ import annotations

from bisect import bisect_left
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
from retrieval.documents.html.furniture import says_furniture
from retrieval.documents.html.hidden import reveal
from retrieval.documents.html.letters import letter_reasons
from retrieval.documents.html.lines import visible_lines, within
from retrieval.documents.html.marks import leave_out_marks
from retrieval.documents.html.metadata import page_metadata, permalink
from retrieval.documents.html.regions import region_reasons
from retrieval.documents.html.titles import MIN_BODY_WORDS, standfirst, title_among
from retrieval.documents.html.tree import ancestors, decode_page, name_of, parse_page
from retrieval.documents.plain.furniture import is_contents_heading
from retrieval.domain import BlockKind, Comment, Metadata
from retrieval.errors import UnreadableDocumentError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from retrieval.documents.html.pieces import VisibleLine
    from retrieval.domain import ReadDocument

_LINK_ONLY = 0.9
_MIN_COMMENT_WORDS = 8
"""Shorter lines of a discussion whose parts cannot be told apart are names and buttons."""


def read_html(
    content: bytes,
    name: str,
    *,
    charset: str | None = None,
    location: str | None = None,
    is_mail: bool = False,
) -> FileContents:
    """Read a saved web page. Nothing is fetched and no script is run.

    :param charset: encoding that was declared outside the page, as in a mail.
    :param location: address that came with the page, as in a single-file save.
    :param is_mail: whether it is a mail, in which older mails may be quoted.
    :raises UnreadableDocumentError: if it holds no article: no text, only menus, or nested so
        deeply that it cannot be followed.
    """
    text = decode_page(content, name, charset)
    root = parse_page(text, name)
    leave_out_marks(root)
    reveal(root)
    lines = visible_lines(root)
    if all(line.hidden for line in lines):
        raise UnreadableDocumentError(
            f"{name} is a web page without any text; open the page, wait until its text is shown "
            "and save it again."
        )
    letter = letter_reasons(root, lines) if is_mail else None
    page = _Page(root, lines, page_metadata(root, text, location), letter)
    documents = page.documents()
    if not documents and letter and any(letter):
        raise UnreadableDocumentError(
            f"{name} holds only quoted mails and signatures; add the mail that they come from."
        )
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

    def __init__(
        self,
        root: Any,
        lines: list[VisibleLine],
        metadata: Metadata,
        letter: list[str] | None = None,
    ) -> None:
        self._root = root
        self._lines = lines
        self._metadata = metadata
        self._fates: dict[int, tuple[Fate, str]] = {}
        self._said: dict[int, Comment] = {}
        self._regions = comment_regions(root)
        self._reasons = region_reasons(root, lines, metadata.url)
        self._removed = {*(e for e, reason in self._reasons.items() if reason), *self._regions}
        self._teasers = 0
        self._is_mail = letter is not None
        reasons = letter or [""] * len(lines)
        for i, (line, reason) in enumerate(zip(lines, reasons, strict=True)):
            if line.hidden or reason:
                self._drop(i, reason or "hidden on the page")
        self._comments()
        self._furniture()

    def documents(self) -> tuple[ReadDocument, ...]:
        """Return the articles of the page, each with its comments."""
        entries = find_entries(self._root, self._lines, self._fates.keys())
        self._teasers = len(entries.teasers)
        teasers = set(entries.teasers)
        for i, line in enumerate(self._lines):
            if i not in self._fates and any(e in teasers for e in ancestors(line.element)):
                self._drop(i, "teaser")
        held = self._held(entries.articles or (self._root,))
        if entries.articles:
            articles = [
                self._article(e, self._entry_metadata(held[e]), held[e]) for e in entries.articles
            ]
        else:
            articles = [self._article(self._root, self._metadata, held[self._root])]
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
            if region is None or i in self._fates:
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
                self._lines[i] = within(line, place.element if place else region)
                self._said[i] = place.comment if place else Comment()
                self._fates[i] = (Fate.COMMENT, "")

    def _furniture(self) -> None:
        for i, line in enumerate(self._lines):
            if i in self._fates:
                continue
            reason = self._reasons.get(line.element) or says_furniture(line)
            if reason:
                self._drop(i, reason)
            if reason == "contents" and is_contents_heading(self._lines[i - 1].text):
                self._drop(i - 1, reason)

    def _held(self, scopes: Iterable[Any]) -> dict[Any, list[int]]:
        """Return the positions of the undecided lines that each of several elements holds."""
        held: dict[Any, list[int]] = {scope: [] for scope in scopes}
        for i, line in enumerate(self._lines):
            if i not in self._fates:
                scope = next((e for e in ancestors(line.element) if e in held), None)
                if scope is not None:
                    held[scope].append(i)
        return held

    def _entry_metadata(self, held: list[int]) -> Metadata:
        headings = (i for i in held if self._lines[i].kind is BlockKind.HEADING)
        heading = next(headings, None)
        title = self._lines[heading].text if heading is not None else None
        place = self._lines[heading].element if heading is not None else None
        address = permalink(place, self._metadata.url) if place is not None else None
        return replace(
            self._metadata, title=title, author=None, date=None, url=address or self._metadata.url
        )

    def _article(self, scope: Any, metadata: Metadata, held: list[int]) -> _Article:
        article = _Article(scope, metadata)
        mine = {i: self._lines[i] for i in held}
        article.title = title_among(mine, metadata.title)
        self._bylines(article, mine)
        mine = {i: line for i, line in mine.items() if i not in self._fates}
        if self._is_mail:  # Nothing stands around a letter but what has been told by now.
            article.chosen = {i for i, line in mine.items() if line.linked < _LINK_ONLY}
        else:
            article.chosen = choose_lines(scope, mine, self._removed)
        if article.title is not None:
            above = (i for i in article.chosen if i < article.title)
            article.chosen -= {i for i in above if len(mine[i].text.split()) < MIN_BODY_WORDS}
            article.chosen.add(article.title)
            article.chosen |= standfirst(mine, article.title, article.chosen)
            self._fates[article.title] = (Fate.KEPT, "title")
        if scope is not self._root:
            for i in article.chosen:
                self._lines[i] = within(self._lines[i], scope)
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
            elif details and len(line.text.split()) < MIN_BODY_WORDS:
                self._fates[i] = (Fate.METADATA, "byline")
            elif line.kind is BlockKind.HEADING:
                begun = begun or article.title is not None
            elif len(line.text.split()) >= MIN_BODY_WORDS:
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
        if not articles:
            self._said.clear()
        scopes = {article.scope: article for article in articles}
        starts = [min(article.chosen) for article in articles]
        for i in self._said:
            holder = next((e for e in ancestors(self._lines[i].element) if e in scopes), None)
            before = max(0, bisect_left(starts, i) - 1)
            article = articles[before] if holder is None else scopes[holder]
            article.comments.append(i)

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
