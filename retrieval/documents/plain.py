"""Plain text: paragraphs, lists and headings found by their shape."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from retrieval.documents.building import TextBuilder
from retrieval.domain import BlockKind, Metadata

if TYPE_CHECKING:
    from collections.abc import Iterator

    from retrieval.domain import Block, ReadDocument

_BULLET = re.compile(r"(?:[•‣◦▪●*–—-]|\(?\d{1,2}[.)]|\(?(?:[a-z]|[ivx]{2,4})\))[ \t]+(?=\S)")
_ENDS_SENTENCE = re.compile(r"[.!?:;,…][\"'”’)\]]*$")
_NO_HEADING = re.compile(
    r"by\s|comments?\b|tagged\b|posted\b"  # What stands around an article.
    r"|.*[|]"
    r"|(?:\w+,?\s)?\d{1,2}(?:st|nd|rd|th)?[\s./-]\w+[\s./-]\d{2,4}\b.{0,20}$",  # A date.
    re.IGNORECASE,
)
_MAX_HEADING_WORDS = 12
_MAX_HEADING_CHARACTERS = 100
_MIN_WRAPPED_CHARACTERS = 50
"""A line shorter than this was ended on purpose rather than wrapped at a margin."""
_MIN_TITLE_WORDS = 3
_TITLE_WITHIN_BLOCKS = 4
"""A heading further down names a section rather than the whole text."""


def read_plain(text: str) -> ReadDocument:
    """Read a plain text. Its first heading, if it stands near the top, is its title."""
    builder = TextBuilder()
    runs = list(_runs(text))
    for position, run in enumerate(runs):
        alone = len(run) == 1
        for line in run:
            bullet = _BULLET.match(line)
            if bullet:
                builder.add(
                    BlockKind.LIST_ITEM, line[bullet.end() :], level=1, marker=bullet.group()
                )
            elif alone and position + 1 < len(runs) and _is_heading(line):
                builder.add(BlockKind.HEADING, line, level=1)
            else:
                builder.add(BlockKind.PARAGRAPH, line)
    document = builder.build(Metadata(), "text")
    return builder.build(Metadata(title=_title(document)), "text")


def _runs(text: str) -> Iterator[list[str]]:
    """Yield what stands between blank lines, wrapped lines joined."""
    run: list[str] = []
    for raw in text.split("\n"):
        line = " ".join(raw.split())
        if not line:
            if run:
                yield run
            run = []
        elif run and not _BULLET.match(line) and _is_wrapped(run[-1], line):
            run[-1] = f"{run[-1]} {line}"
        else:
            run.append(line)
    if run:
        yield run


def _is_wrapped(line: str, following: str) -> bool:
    """Tell whether ``following`` goes on with the sentence of ``line``."""
    if _ENDS_SENTENCE.search(line) and not line.endswith(","):
        return False
    return len(line) >= _MIN_WRAPPED_CHARACTERS or following[:1].islower()


def _is_heading(line: str) -> bool:
    words = line.split()
    return (
        len(words) <= _MAX_HEADING_WORDS
        and len(line) <= _MAX_HEADING_CHARACTERS
        and (line.endswith("?") or not _ENDS_SENTENCE.search(line))
        and not line[:1].islower()
        and not _NO_HEADING.match(line)
        and any(character.isalpha() for character in line)
    )


def _title(document: ReadDocument) -> str | None:
    def text_of(block: Block) -> str:
        return document.text[block.start : block.end]

    for block in document.blocks[:_TITLE_WITHIN_BLOCKS]:
        if block.kind is BlockKind.HEADING and len(text_of(block).split()) >= _MIN_TITLE_WORDS:
            return text_of(block)
    return None
