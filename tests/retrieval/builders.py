"""Documents, passages and found hits made by hand, and the properties that all must have."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from retrieval.answers import Found, SentenceMatch
from retrieval.documents.markdown import read_markdown
from retrieval.documents.plain.reader import read_plain
from retrieval.domain import (
    BlockKind,
    Document,
    Metadata,
    Passage,
    Quote,
    ReadDocument,
    Span,
    shown_title,
)
from retrieval.errors import UnreadableDocumentError
from retrieval.ingest import cut
from retrieval.passages import split_sentences
from retrieval.search import ModelFiles, TokenCounts, locate_model

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from retrieval.documents import FileContents
    from retrieval.search import PassageInput


def document(
    text: str,
    *,
    number: int = 1,
    path: str = "bins.txt",
    title: str | None = "Bins",
    library: str = "shared",
) -> Document:
    """Return a document with any text."""
    return Document(
        id=number,
        library=library,
        path=path,
        format="text",
        content_hash="0" * 64,
        metadata=Metadata(title=title),
        text=text,
    )


def passage(
    text: str,
    *,
    leads: Sequence[int | None] | None = None,
    heading: tuple[str, ...] = (),
    start: int = 0,
) -> Passage:
    """Return a passage of a text that is a passage as a whole."""
    sentences = tuple(split_sentences(text, start))
    return Passage(
        start=start,
        end=start + len(text),
        text=text,
        heading=heading,
        pages=(None,) * len(sentences),
        sentences=sentences,
        leads=tuple(leads) if leads is not None else (None,) * len(sentences),
    )


def found(
    text: str,
    matches: Sequence[float],
    *,
    number: int = 1,
    score: float = 1.0,
    heading: tuple[str, ...] = (),
) -> Found:
    """Return a hit on a document that is one passage.

    :param matches: how well each sentence matches the question, by its cosine and its pieces.
    """
    return Found(
        document=document(text, number=number, path=f"{number}.txt", title=f"Document {number}"),
        passage=passage(text, heading=heading),
        score=score,
        passage_id=number,
        sentences=tuple(SentenceMatch(match, match) for match in matches),
    )


def markdown(text: str) -> ReadDocument:
    """Read a text as Markdown."""
    return _first(read_markdown, text, "file.md")


def plain(text: str) -> ReadDocument:
    """Read a text as plain text; of several articles the first."""
    return _first(read_plain, text, "file.txt")


def words_of(source: Document | ReadDocument, span: Span | None) -> str | None:
    """Return the text at a place."""
    return None if span is None else source.text[span.start : span.end]


def texts_of(read: ReadDocument) -> list[tuple[str, str]]:
    """Return kind and text of each block."""
    return [(block.kind.value, read.text[block.start : block.end]) for block in read.blocks]


def check_blocks(read: ReadDocument) -> None:
    """Assert that the blocks lie inside the text, in order, without surrounding white space."""
    position = 0
    for block in read.blocks:
        assert position <= block.start < block.end <= len(read.text)
        text = read.text[block.start : block.end]
        assert text == text.strip()
        position = block.end


@lru_cache(maxsize=1)
def packaged_model() -> ModelFiles:
    """Return the packaged model, whose files are hashed when it is located."""
    return locate_model()


@lru_cache(maxsize=1)
def token_counts() -> TokenCounts:
    """Return the packaged model's tokenizer."""
    return TokenCounts(packaged_model())


def cut_up(read: ReadDocument, path: str = "file.txt") -> list[PassageInput]:
    """Cut a document as indexing does."""
    title = shown_title(read.metadata, path)
    return cut(read, title, token_counts(), packaged_model().max_tokens)


def check_passages(read: ReadDocument, inputs: Sequence[PassageInput]) -> None:
    """Assert everything that the passages of any document must be."""
    position = 0
    for item in inputs:
        passage = item.passage
        assert position <= passage.start < passage.end <= len(read.text)
        assert read.text[passage.start : passage.end] == passage.text
        position = passage.end
        _check_sentences(read, passage)
        assert token_counts()([item.text])[0] <= 254
    assert _uncovered(read, [item.passage for item in inputs]) == ""


def check_quote(quote: Quote) -> None:
    """Assert that a quote is its slice, and its marked sentence a part of it."""
    assert quote.document.text[quote.start : quote.end] == quote.text
    if quote.best is not None:
        assert quote.start <= quote.best.start < quote.best.end <= quote.end


def _first(reader: Callable[[bytes, str], FileContents], text: str, name: str) -> ReadDocument:
    """Return the first document; an empty one of a text that has nothing to quote."""
    try:
        return reader(text.encode(), name).documents[0]
    except UnreadableDocumentError:
        return ReadDocument("", (), Metadata(), "text")


def _check_sentences(read: ReadDocument, passage: Passage) -> None:
    assert passage.sentences[0].start == passage.start
    assert passage.sentences[-1].end == passage.end
    position = passage.start
    for start, end in passage.sentences:
        assert position <= start < end <= passage.end
        assert not read.text[start].isspace()
        assert not read.text[end - 1].isspace()
        position = end
    assert len(passage.leads) == len(passage.sentences)
    for number, lead in enumerate(passage.leads):
        assert lead is None or 0 <= lead < number


def _uncovered(read: ReadDocument, passages: Sequence[Passage]) -> str:
    """Return the characters of blocks other than headings that no passage holds."""
    free = bytearray(len(read.text))
    for block in read.blocks:
        if block.kind is not BlockKind.HEADING:
            free[block.start : block.end] = b"\x01" * (block.end - block.start)
    for passage in passages:
        free[passage.start : passage.end] = bytes(passage.end - passage.start)
    left = (read.text[offset] for offset, is_free in enumerate(free) if is_free)
    return "".join(left).strip()
