"""The rows of a corpus as the pages that they are sections of, each a document for the library."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from retrieval.documents import FileContents, Parser
from retrieval.documents.building import TextBuilder
from retrieval.documents.contents import Fate
from retrieval.documents.plain.lines import split_lines
from retrieval.documents.plain.sheet import Verdict
from retrieval.documents.plain.structure import build
from retrieval.domain import Block, BlockKind, Metadata, ReadDocument, Span
from retrieval.errors import UnreadableDocumentError
from retrieval.evaluation.collections import Row

if TYPE_CHECKING:
    from collections.abc import Sequence

_WITHIN = " > "
_UNTITLED = "Untitled"
"""In place of a file's name, which would be embedded as the title."""
_KEPT = Verdict(Fate.KEPT)
_BETWEEN = "\n\n"


@dataclass(frozen=True, slots=True)
class Page:
    """A document made of rows."""

    document: ReadDocument
    rows: tuple[tuple[Row, Span], ...]
    """In order; the offsets into the document's text are of the row's own text."""


def pages_of(rows: Sequence[Row]) -> list[list[Row]]:
    """Return the rows of each page: those of one source whose titles begin alike, in order."""
    pages: dict[tuple[str | None, str], list[Row]] = {}
    for row in rows:
        pages.setdefault((row.source, page_title(row)), []).append(row)
    return list(pages.values())


def page_title(row: Row) -> str:
    """Return the title of the page that a row is a section of."""
    return _path(row)[0]


def page(rows: Sequence[Row]) -> Page:
    """Put the rows of one page together, each below a heading, so that no passage holds two.

    The text is taken as it is given: nothing is left out as a menu or a date.
    """
    title = page_title(rows[0])
    text: list[str] = []
    blocks: list[Block] = []
    spans: list[tuple[Row, Span]] = []
    length = 0
    for row in rows:
        path = _path(row)[1:] or [title]
        parts = TextBuilder()
        for level, heading in enumerate(path, 1):
            parts.add(BlockKind.HEADING, heading, level=level)
        for part, is_body in ((parts.build(Metadata(), "text"), False), (_body(row), True)):
            if text and part.text:
                text.append(_BETWEEN)
                length += len(_BETWEEN)
            for block in part.blocks:
                # A heading within the text is below those of the row.
                deeper = len(path) if is_body and block.kind is BlockKind.HEADING else 0
                blocks.append(
                    replace(
                        block,
                        start=block.start + length,
                        end=block.end + length,
                        level=block.level + deeper,
                    )
                )
            if is_body:
                spans.append((row, Span(length, length + len(part.text))))
            text.append(part.text)
            length += len(part.text)
    return Page(
        ReadDocument("".join(text), tuple(blocks), Metadata(title=title), "text"), tuple(spans)
    )


def page_file(rows: Sequence[Row]) -> bytes:
    """Return the rows of a page as a file that ``PageParser`` reads."""
    return json.dumps([[row.id, row.title, row.text, row.source] for row in rows]).encode()


class PageParser(Parser):
    """Reads the files of pages, in this process: they are ours."""

    def read(self, content: bytes, name: str, *, explain: bool = False) -> tuple[FileContents, ...]:  # noqa: ARG002
        """Return the document of a page.

        :raises UnreadableDocumentError: if there is no word in it.
        """
        made = page([Row(*row) for row in json.loads(content)]).document
        if not any(
            character.isalnum()
            for block in made.blocks
            if block.kind is not BlockKind.HEADING
            for character in made.text[block.start : block.end]
        ):
            raise UnreadableDocumentError(f"{name} has no text in it, so there is nothing to find.")
        return (FileContents((made,)),)


def _path(row: Row) -> list[str]:
    parts = [part.strip() for part in row.title.split(_WITHIN)]
    return [part for part in parts if part] or [row.source or _UNTITLED]


def _body(row: Row) -> ReadDocument:
    """Return the text of a row in paragraphs, lists and headings, as their shapes tell.

    Nothing but white space is lost by that, and its last line is never a heading.
    """
    lines = split_lines(row.text)
    builder, _ = build(lines, [_KEPT] * len(lines), single=False)
    return builder.build(Metadata(), "text")


def without_space(text: str) -> str:
    """Return a text without its white space, in which a row and its part of a page agree."""
    return "".join(text.split())
