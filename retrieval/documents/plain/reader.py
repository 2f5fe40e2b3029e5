"""Plain text, often copied from a web page.

What stands around an article is left out; paragraphs, lists and headings are found by their shape.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from retrieval.documents.building import TextBuilder
from retrieval.documents.contents import Fate, FileContents, Line
from retrieval.documents.decoding import decode
from retrieval.documents.plain.articles import split_articles
from retrieval.documents.plain.cleaning import clean_article
from retrieval.documents.plain.lines import BULLET, ends_sentence, is_prose, is_wrapped, split_lines
from retrieval.documents.plain.sheet import Verdict
from retrieval.domain import BlockKind
from retrieval.errors import UnreadableDocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from retrieval.documents.plain.articles import Article
    from retrieval.documents.plain.lines import SourceLine
    from retrieval.domain import Block, Comment, Metadata, ReadDocument

_MAX_HEADING_WORDS = 12
_MAX_HEADING_CHARACTERS = 100
_MIN_TITLE_WORDS = 3
_TITLE_WITHIN_BLOCKS = 4
"""A heading further down names a section rather than the whole text."""
_MAX_LEVEL = 6
_TOP_LINES = 20


def read_plain(content: bytes, name: str) -> FileContents:
    """Read a plain text: its articles, without what stands around them.

    :raises UnreadableDocumentError: if the bytes are no text, or hold nothing that may be quoted.
    """
    lines = split_lines(decode(content, name))
    documents: list[ReadDocument] = []
    verdicts: list[Verdict] = []
    for article in split_articles(lines):
        judged, metadata = clean_article(
            lines[article.first : article.last], below_another=article.first > 0
        )
        if article.footer is not None:
            judged[article.footer - article.first] = Verdict(Fate.METADATA, "title")
        verdicts += judged
        document = _build(lines[article.first : article.last], judged, article, metadata)
        if _is_quotable(document):
            documents.append(document)
    if not documents:
        if any(character.isalnum() for line in lines for character in line.text):
            raise UnreadableDocumentError(
                f"{name} holds only what stands around an article, such as menus and links, and "
                "nothing to quote; copy the article itself and add it again."
            )
        raise UnreadableDocumentError(f"{name} has no text in it, so there is nothing to quote.")
    accounts = tuple(
        Line(line.text, verdict.fate, verdict.reason)
        for line, verdict in zip(lines, verdicts, strict=True)
    )
    return FileContents(tuple(documents), accounts)


def _build(
    lines: Sequence[SourceLine], verdicts: Sequence[Verdict], article: Article, metadata: Metadata
) -> ReadDocument:
    builder = TextBuilder()
    runs = list(_runs(lines, verdicts))
    levels = _levels(runs)
    page = any(verdict.fate is not Fate.KEPT for verdict in verdicts[:_TOP_LINES])
    for position, run in enumerate(runs):
        headings = _headings(run, first=position == 0, last=position + 1 == len(runs), page=page)
        for line in run.lines:
            bullet = BULLET.match(line.text)
            if bullet:
                builder.add(
                    BlockKind.LIST_ITEM,
                    line.text[bullet.end() :],
                    level=levels[id(line)],
                    marker=bullet.group(),
                    comment=run.comment,
                )
            elif line in headings:
                builder.add(BlockKind.HEADING, line.text, level=1)
            else:
                builder.add(BlockKind.PARAGRAPH, line.text, comment=run.comment)
    document = builder.build(metadata, "text")
    title = article.title or _title(document, first_only=not article.single)
    return builder.build(replace(metadata, title=title), "text")


def _headings(run: _Run, *, first: bool, last: bool, page: bool) -> list[_Joined]:
    """Return which lines of a run are headings: one that stands alone, or the title.

    :param page: furniture stands around the top, so that the first line hardly is anything else
        than the title; elsewhere that takes a paragraph below it.
    """
    top = run.lines[0]
    if run.comment is not None or BULLET.match(top.text) or not _is_heading(top.text):
        return []
    if len(run.lines) == 1:
        return [] if last else [top]
    titled = first and top.text.count(" ") + 1 >= _MIN_TITLE_WORDS
    return [top] if titled and (page or is_prose(run.lines[1].text)) else []


class _Run:
    """What stands between blank lines, wrapped lines joined."""

    __slots__ = ("comment", "lines")

    def __init__(self, comment: Comment | None) -> None:
        self.comment = comment
        self.lines: list[_Joined] = []


class _Joined:
    """One line or several that a margin had parted."""

    __slots__ = ("_pieces", "indent", "last")

    def __init__(self, line: SourceLine) -> None:
        self._pieces = [line.text]
        self.indent = line.indent
        self.last = line.text

    def join(self, text: str) -> None:
        self._pieces.append(text)
        self.last = text

    @property
    def text(self) -> str:
        return " ".join(self._pieces)


def _runs(lines: Sequence[SourceLine], verdicts: Sequence[Verdict]) -> Iterator[_Run]:
    """Yield the runs of what is kept; what is left out parts them as a blank line does."""
    run: _Run | None = None
    for line, verdict in zip(lines, verdicts, strict=True):
        if verdict.fate not in (Fate.KEPT, Fate.COMMENT):
            if run:
                yield run
            run = None
            continue
        if run and (line.gap or run.comment is not verdict.comment):
            yield run
            run = None
        if run is None:
            run = _Run(verdict.comment)
        above = run.lines[-1] if run.lines else None
        if above and not BULLET.match(line.text) and is_wrapped(above.last, line.text):
            above.join(line.text)
        else:
            run.lines.append(_Joined(line))
    if run:
        yield run


def _levels(runs: Sequence[_Run]) -> dict[int, int]:
    """Return the depth of each list item as its indentation tells, by the item's identity.

    Where an item stands further out than the first of its list, the indentation is not to be
    trusted, and all items are of the first level.
    """
    levels: dict[int, int] = {}
    current: list[_Joined] = []

    def close() -> None:
        depths = sorted({item.indent for item in current})
        trusted = bool(current) and current[0].indent == depths[0] and len(depths) <= _MAX_LEVEL
        for item in current:
            levels[id(item)] = depths.index(item.indent) + 1 if trusted else 1
        current.clear()

    for run in runs:
        for line in run.lines:
            if BULLET.match(line.text):
                current.append(line)
            else:
                close()
    close()
    return levels


def _is_heading(line: str) -> bool:
    words = line.split()
    return (
        len(words) <= _MAX_HEADING_WORDS
        and len(line) <= _MAX_HEADING_CHARACTERS
        and (line.endswith("?") or not ends_sentence(line))
        and not line[:1].islower()
        and "|" not in line
        and any(character.isalpha() for character in line)
    )


def _title(document: ReadDocument, *, first_only: bool) -> str | None:
    """Return the heading that names a whole text: it stands near the top, above all sentences.

    :param first_only: on a page of several articles, only what an article begins with is its title.
    """

    def text_of(block: Block) -> str:
        return document.text[block.start : block.end]

    for block in document.blocks[: 1 if first_only else _TITLE_WITHIN_BLOCKS]:
        text = text_of(block)
        if block.kind is BlockKind.HEADING and len(text.split()) >= _MIN_TITLE_WORDS:
            return text
        if block.kind is not BlockKind.HEADING and is_prose(text):
            break
    return None


def _is_quotable(document: ReadDocument) -> bool:
    return any(
        block.kind is not BlockKind.HEADING
        and any(character.isalnum() for character in document.text[block.start : block.end])
        for block in document.blocks
    )
