"""Plain text, often copied from a web page.

What stands around an article is left out; paragraphs, lists and headings are found by their shape.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from retrieval.documents.contents import Fate, FileContents, Line
from retrieval.documents.decoding import decode
from retrieval.documents.plain.articles import split_articles
from retrieval.documents.plain.cleaning import clean_article
from retrieval.documents.plain.lines import split_lines
from retrieval.documents.plain.sheet import Verdict
from retrieval.documents.plain.structure import build
from retrieval.domain import BlockKind
from retrieval.errors import UnreadableDocumentError

if TYPE_CHECKING:
    from retrieval.domain import ReadDocument


def read_plain(content: bytes, name: str) -> FileContents:
    """Read a plain text: its articles, without what stands around them.

    :raises UnreadableDocumentError: if the bytes are no text, or hold nothing that may be quoted.
    """
    lines = split_lines(decode(content, name))
    documents: list[ReadDocument] = []
    verdicts: list[Verdict] = []
    for article in split_articles(lines):
        own = lines[article.first : article.last]
        judged, metadata = clean_article(own, below_another=article.first > 0)
        if article.footer is not None:
            judged[article.footer - article.first] = Verdict(Fate.METADATA, "title")
        verdicts += judged
        builder, named = build(own, judged, single=article.single)
        title = article.title or metadata.title or named
        document = builder.build(replace(metadata, title=title), "text")
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


def _is_quotable(document: ReadDocument) -> bool:
    return any(
        block.kind is not BlockKind.HEADING
        and any(character.isalnum() for character in document.text[block.start : block.end])
        for block in document.blocks
    )
