"""Metadata is cut at a word."""

from __future__ import annotations

from retrieval.documents import read
from retrieval.documents.bounds import bounded, cut
from retrieval.domain import Block, BlockKind, Comment, Metadata, ReadDocument


def test_a_text_is_cut_at_a_word_and_says_so() -> None:
    assert cut("one two three", 13) == "one two three"
    assert cut("one two three", 12) == "one two…"
    assert cut("one two three", 8) == "one two…"
    assert cut("one two three", 7) == "one…"
    assert cut("x" * 20, 5) == "xxxx…"


def test_all_that_a_document_says_of_itself_is_cut() -> None:
    long = "word " * 100
    short = "word " * 59 + "word…"
    metadata = Metadata(long, long, long, "2017", "https://x.example/" + "x" * 2_000, long, (long,))
    blocks = (
        Block(BlockKind.PARAGRAPH, 0, 4),
        Block(BlockKind.PARAGRAPH, 4, 8, comment=Comment(long)),
    )
    document = bounded(ReadDocument("texttext", blocks, metadata, "text"))
    assert document.metadata == Metadata(short, short, short, "2017", None, short, (short,))
    assert document.blocks == (
        blocks[0],
        Block(BlockKind.PARAGRAPH, 4, 8, comment=Comment(short)),
    )


def test_what_is_short_enough_stays() -> None:
    document = ReadDocument("text", (), Metadata("x" * 300, url="x" * 2_000), "text")
    assert bounded(document) is document


def test_a_file_with_an_endless_title_is_read() -> None:
    title = "word " * 1_000
    (contents,) = read(f"---\ntitle: {title}\n---\n\nBins are emptied.\n".encode(), "a.md")
    assert contents.documents[0].metadata.title == "word " * 59 + "word…"
