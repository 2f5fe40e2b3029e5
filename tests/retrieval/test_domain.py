"""A quote that cannot be proved is never built."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval import Answer, NoAnswer, Outcome, Quote
from retrieval.documents.building import TextBuilder
from retrieval.domain import (
    BlockKind,
    Comment,
    Context,
    Metadata,
    Span,
    library_of,
    shown_title,
    source_of,
    verify_quote,
)
from retrieval.errors import RetrievalError, UserFacingError, VerbatimError
from tests.retrieval.builders import document
from tests.retrieval.texts import steady

TEXT = "Bins are collected on Monday. Roads are mended on Friday."


def quote(start: int, end: int, text: str, best: Span | None = None) -> Quote:
    return Quote(document(TEXT), start, end, text, (), None, best)


def test_a_quote_is_its_slice() -> None:
    assert quote(0, 29, "Bins are collected on Monday.", Span(0, 29)).text == TEXT[:29]


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (0, 29, "Bins are collected on Tuesday"),
        (0, 29, "Bins are collected on Monday"),
        (0, 28, "Bins are collected on Monday."),
        (1, 30, "Bins are collected on Monday."),
        (0, 29, "bins are collected on Monday."),
        (0, 29, "Bins are collected on Monday.\u200b"),
        (0, 0, ""),
        (50, 500, "Friday"),
    ],
)
def test_anything_else_is_a_verbatim_error(start: int, end: int, text: str) -> None:
    with pytest.raises(VerbatimError) as caught:
        quote(start, end, text)
    assert str(caught.value) == f"characters {start} to {end} of bins.txt are not the quoted text"
    assert not isinstance(caught.value, UserFacingError)
    assert isinstance(caught.value, RetrievalError)


@pytest.mark.parametrize("best", [(0, 30), (30, 57), (5, 5), (9, 5), (-1, 5)])
def test_a_mark_outside_the_quote_is_a_verbatim_error(best: tuple[int, int]) -> None:
    with pytest.raises(VerbatimError, match=r"lies outside the quote 0 to 29 of bins\.txt"):
        quote(0, 29, TEXT[:29], Span(*best))


@steady
@given(st.text(min_size=1), st.integers(-5, 20), st.integers(-5, 20), st.text(max_size=5))
def test_a_quote_is_built_exactly_when_it_is_a_slice(
    text: str, start: int, end: int, claimed: str
) -> None:
    for words in (claimed, text[start:end]):
        try:
            built = Quote(document(text), start, end, words, (), None, None)
        except VerbatimError:
            assert not words or text[start:end] != words
        else:
            assert built.text == text[start:end] != ""


def test_an_answer_checks_its_quotes_again() -> None:
    good = quote(0, 29, TEXT[:29])
    object.__setattr__(good, "text", "Bins are never collected at all.")
    with pytest.raises(VerbatimError, match="are not the quoted text"):
        Answer("q", 0.9, (good,))
    with pytest.raises(VerbatimError, match="are not the quoted text"):
        verify_quote(good)


def test_an_answer_needs_a_quote() -> None:
    with pytest.raises(VerbatimError, match="an answer needs at least one quote"):
        Answer("q", 0.9, ())


def test_no_answer_is_always_not_found() -> None:
    assert NoAnswer("q", 0.1).outcome is Outcome.NOT_FOUND
    assert Answer("q", 0.9, (quote(0, 29, TEXT[:29]),)).outcome is Outcome.ANSWERED


def test_a_guilds_library_is_never_the_shared_one() -> None:
    assert library_of(None) == "shared"
    assert library_of(0) == "guild:0"
    assert library_of(42) == "guild:42"


def test_a_document_without_a_title_is_called_by_its_file_name() -> None:
    untitled = document(TEXT, title=None, path="/srv/docs/bins.txt")
    assert untitled.title == "bins.txt"
    assert shown_title(untitled.metadata, untitled.path) == "bins.txt"
    assert document(TEXT, title="Bins").title == "Bins"


def test_the_source_of_a_quote_is_its_document_and_place() -> None:
    placed = Quote(document(TEXT), 0, 29, TEXT[:29], ("Waste", "Bins"), 3, None)
    assert placed.source == source_of(placed.document, heading=("Waste", "Bins"), page=3)
    assert (placed.source.title, placed.source.heading, placed.source.page) == (
        "Bins",
        ("Waste", "Bins"),
        3,
    )


def test_context_is_its_slice() -> None:
    assert Context(document(TEXT), 0, 29, Span(5, 8)).text == TEXT[:29]


def test_each_place_of_a_text_is_somebodys() -> None:
    ann, bob = Comment("Ann"), Comment("Bob")
    builder = TextBuilder()
    builder.add(BlockKind.PARAGRAPH, "Bins go.")
    builder.add(BlockKind.PARAGRAPH, "Never.", comment=ann)
    builder.add(BlockKind.PARAGRAPH, "Not here.", comment=ann)
    builder.add(BlockKind.PARAGRAPH, "They do.", comment=bob)
    builder.add(BlockKind.PARAGRAPH, "An update.")
    read = builder.build(Metadata(), "text")
    said = replace(document(read.text), comments=read.comments)
    voices = [
        (read.text[slice(*said.voice_at(block.start))].strip(), said.comment_at(block.start))
        for block in read.blocks
    ]
    assert voices == [
        ("Bins go.", None),
        ("Never.\n\nNot here.", ann),
        ("Never.\n\nNot here.", ann),
        ("They do.", bob),
        ("An update.", None),
    ]
