"""Markdown with optional front matter, stored as the plain text that a reader of it sees."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import TYPE_CHECKING

import yaml
from frontmatter.default_handlers import SafeLoader, YAMLHandler
from markdown_it import MarkdownIt

from retrieval.documents.building import TextBuilder
from retrieval.documents.contents import Fate, FileContents, Line
from retrieval.documents.dates import parse_date
from retrieval.documents.decoding import decode
from retrieval.domain import BlockKind, Metadata
from retrieval.errors import UnreadableDocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from markdown_it.token import Token

    from retrieval.domain import ReadDocument

# What is nested deeper than the parser allows is lost, and its own limit is 20.
_PARSER = MarkdownIt("commonmark", {"maxNesting": 100}).enable("table")
_YEAR = re.compile(r"[1-9][0-9]{3}")
_HTML_UNSEEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE
)
_HTML_TAG = re.compile(r"<[^<>]*>")


def read_markdown(content: bytes, name: str) -> FileContents:
    """Read a Markdown file; markup goes, words, headings and lists stay.

    :raises UnreadableDocumentError: if the bytes are not text, the front matter is not YAML, or a
        date in it is no date.
    """
    text = decode(content, name)
    fields, body = _front_matter(text, name)
    builder = TextBuilder()
    _Walk(builder).walk(_PARSER.parse(body))
    metadata = _metadata(fields, builder.build(Metadata(), "markdown"), name)
    return FileContents((builder.build(metadata, "markdown"),), tuple(_lines(text, body)))


def _lines(text: str, body: str) -> Iterator[Line]:
    """Yield every line of a text that ends with ``body``."""
    front = text.removesuffix(body)
    for line in filter(str.strip, front.split("\n")):
        yield Line(line, Fate.METADATA, "front matter")
    for line in filter(str.strip, body.split("\n")):
        yield Line(line, Fate.KEPT)


def _front_matter(text: str, name: str) -> tuple[Mapping[str, object], str]:
    """Split off the front matter; a text that only begins with a rule has none."""
    handler = YAMLHandler()
    if not handler.detect(text):
        return {}, text
    try:
        front, body = handler.split(text)
    except ValueError:  # The first line has no counterpart.
        return {}, text
    try:
        # A few lines of references to each other can stand for gigabytes.
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(front, SafeLoader)):
            raise UnreadableDocumentError(
                f"{name} has front matter with YAML aliases (*), which are not read; write the "
                "values out and add it again."
            )
        fields = handler.load(front)
    except (yaml.YAMLError, ValueError) as error:  # A date that is none is a ValueError.
        reason = " ".join(str(error).split())
        raise UnreadableDocumentError(
            f"{name}: the front matter is not valid YAML: {reason}"
        ) from error
    return (fields, body) if isinstance(fields, dict) else ({}, text)


class _Walk:
    """One pass over the tokens, remembering which list it is in."""

    def __init__(self, builder: TextBuilder) -> None:
        self._builder = builder
        self._lists: list[int | None] = []
        """For each open list the number of its next item, or ``None`` for bullets."""
        self._marker = ""
        self._heading = 0
        self._row: list[str] | None = None
        self._in_table_body = False

    def walk(self, tokens: list[Token]) -> None:
        for token in tokens:
            if token.type.endswith("_open"):
                self._open(token)
            elif token.type.endswith("_close"):
                self._close(token)
            elif token.type == "inline":
                self._add(_plain(token.children or []))
            elif token.type == "html_block":
                self._add(_visible(token.content))
            else:  # Code, fenced or indented, and rules, which have no content.
                for line in token.content.split("\n"):
                    self._add(line)

    def _open(self, token: Token) -> None:
        match token.type:
            case "heading_open":
                self._heading = int(token.tag[1:])
            case "bullet_list_open":
                self._lists.append(None)
            case "ordered_list_open":
                self._lists.append(int(token.attrGet("start") or 1))
            case "list_item_open":
                self._marker = self._next_marker()
            case "thead_open" | "tbody_open":
                self._in_table_body = token.type == "tbody_open"
            case "tr_open":
                self._row = []

    def _close(self, token: Token) -> None:
        match token.type:
            case "heading_close":
                self._heading = 0
            case "bullet_list_close" | "ordered_list_close":
                self._lists.pop()
            case "tr_close":
                row = " | ".join(self._row or []).strip()
                self._builder.add(BlockKind.TABLE_ROW, row, level=int(self._in_table_body))
                self._row = None

    def _add(self, text: str) -> None:
        text = " ".join(text.split())
        if self._row is not None:
            self._row.append(text)
        elif not text:
            return  # A blank line of code does not use up the marker of its item.
        elif self._heading:
            self._builder.add(BlockKind.HEADING, text, level=self._heading)
        elif self._lists:
            self._builder.add(
                BlockKind.LIST_ITEM, text, level=len(self._lists), marker=self._marker
            )
            self._marker = ""
        else:
            self._builder.add(BlockKind.PARAGRAPH, text)

    def _next_marker(self) -> str:
        number = self._lists[-1]
        if number is None:
            return "• "
        self._lists[-1] = number + 1
        return f"{number}. "


def _visible(markup: str) -> str:
    """Return the words of HTML that a reader of the page sees."""
    return html.unescape(_HTML_TAG.sub("", _HTML_UNSEEN.sub("", markup)))


def _plain(tokens: list[Token]) -> str:
    """Return the words of inline tokens without their markup."""
    parts: list[str] = []
    for token in tokens:
        if token.type in ("text", "code_inline"):
            parts.append(token.content)
        elif token.type == "image":
            parts.append(_plain(token.children or []))
        elif token.type in ("softbreak", "hardbreak"):
            parts.append(" ")
    return "".join(parts)


def _metadata(fields: Mapping[str, object], document: ReadDocument, name: str) -> Metadata:
    first = next((block for block in document.blocks if block.kind is BlockKind.HEADING), None)
    heading = document.text[first.start : first.end] if first and first.level == 1 else None
    sources = fields.get("sources") or ()
    return Metadata(
        title=_text(fields, "title") or heading,
        publisher=_text(fields, "publisher"),
        author=_text(fields, "author"),
        date=_date(fields, name),
        url=_text(fields, "url"),
        licence=_text(fields, "licence"),
        cites=tuple(map(str, sources)) if isinstance(sources, list | tuple) else (str(sources),),
    )


def _text(fields: Mapping[str, object], key: str) -> str | None:
    value = fields.get(key)
    return None if value is None else " ".join(str(value).split()) or None


def _date(fields: Mapping[str, object], name: str) -> str | None:
    value = fields.get("date")
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if value is None or isinstance(value, dt.date):
        return value.isoformat() if value else None
    text = str(value).strip()
    date = text if _YEAR.fullmatch(text) else parse_date(text)
    if date is None:
        raise UnreadableDocumentError(
            f"{name}: the date {text!r} in the front matter is not one of 2017, 2017-09, "
            "2017-09-06 or 6 September 2017."
        )
    return date
