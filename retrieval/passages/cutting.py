"""Cut a document into passages that respect its headings, paragraphs, lists and sentences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from semchunk.semchunk import chunk as semchunk_chunk

from retrieval.domain import BlockKind, Passage, Span
from retrieval.passages.sentences import split_sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from retrieval.domain import Block, ReadDocument

TokenCounter = Callable[[Sequence[str]], list[int]]
"""Word pieces of each of several texts, special tokens not counted."""

_FULL_STOPS = (".", "!", "?")
_LED = (BlockKind.LIST_ITEM, BlockKind.TABLE_ROW)
_CLOSING = "\"'”’)]"


@dataclass(frozen=True, slots=True)
class _Unit:
    """A sentence with what its passage needs to know about it."""

    span: Span
    tokens: int
    block: int
    lead: int | None
    """Position among the units of its section of the sentence that leads into its list."""


def cut_passages(document: ReadDocument, count: TokenCounter, *, max_tokens: int) -> list[Passage]:
    """Cut a document into passages.

    A passage never crosses a heading, nor holds words of two people: a reader's comment is cut by
    itself. A row of a table is one unit, and stands behind the table's header as an item does
    behind what leads into its list. Within a section, sentences are gathered up to
    ``max_tokens`` word pieces; where not all fit, the cut falls between paragraphs when the
    passage is more than half full, otherwise between sentences. A sentence that is longer by
    itself is cut by semchunk at the best place there is. A passage that goes on with a list has
    the words that lead into the list as the last of its headings, so that no item stands alone.

    :returns: passages in the order of the text, each with ``text == document.text[start:end]``.
    """
    passages: list[Passage] = []
    for heading, blocks in _sections(document):
        units = _units(document.text, blocks, count, max_tokens)
        for first, last in _gather(units, max_tokens):
            chosen = units[first:last]
            start, end = chosen[0].span.start, chosen[-1].span.end
            passages.append(
                Passage(
                    start=start,
                    end=end,
                    text=document.text[start:end],
                    heading=heading + _lead_before(document.text, units, first),
                    pages=tuple(blocks[unit.block].page for unit in chosen),
                    sentences=tuple(unit.span for unit in chosen),
                    leads=tuple(
                        unit.lead - first if unit.lead is not None and unit.lead >= first else None
                        for unit in chosen
                    ),
                    comment=blocks[0].comment,
                )
            )
    return passages


def _lead_before(text: str, units: Sequence[_Unit], first: int) -> tuple[str, ...]:
    """Return the lead-in of a list that was begun in an earlier passage."""
    lead = units[first].lead
    if lead is None or lead >= first:
        return ()
    start, end = units[lead].span
    return (text[start:end],)


def _sections(document: ReadDocument) -> Iterator[tuple[tuple[str, ...], list[Block]]]:
    """Yield the blocks of one voice under each heading with the path of headings above them."""
    path: list[tuple[int, str]] = []
    blocks: list[Block] = []
    for block in document.blocks:
        heading = block.kind is BlockKind.HEADING
        if blocks and (heading or block.comment != blocks[-1].comment):
            yield tuple(text for _, text in path), blocks
            blocks = []
        if not heading:
            blocks.append(block)
            continue
        path = [(level, text) for level, text in path if level < block.level]
        path.append((block.level, document.text[block.start : block.end]))
    if blocks:
        yield tuple(text for _, text in path), blocks


def _units(text: str, blocks: Sequence[Block], count: TokenCounter, max_tokens: int) -> list[_Unit]:
    spans: list[tuple[Span, int]] = []
    for position, block in enumerate(blocks):
        if block.kind is BlockKind.TABLE_ROW:
            sentences = [Span(block.start, block.end)]
        else:
            sentences = split_sentences(text[block.start : block.end], block.start)
        spans.extend((span, position) for span in sentences)
    # What stands between two sentences, such as the marker of a list item, takes up room too.
    starts = [span.end for span, _ in spans[:-1]]
    starts = [span.start for span, _ in spans[:1]] + starts
    counts = count([text[start : span.end] for start, (span, _) in zip(starts, spans, strict=True)])
    units: list[_Unit] = []
    leads: dict[int, int] = {}
    for (span, position), tokens in zip(spans, counts, strict=True):
        block = blocks[position]
        # What is in no list has depth 0, and leads into the items of depth 1; so does the header
        # row of a table into the rows below it.
        depth = block.level if block.kind in _LED else 0
        outer = [leads[level] for level in range(depth) if level in leads]
        lead = outer[-1] if outer else None
        for piece, size in _pieces(text, span, tokens, count, max_tokens):
            units.append(_Unit(piece, size, position, lead))
        leads = {level: unit for level, unit in leads.items() if level < depth}
        if not text[span.start : span.end].rstrip(_CLOSING).endswith(_FULL_STOPS):
            leads[depth] = len(units) - 1
    return units


def _pieces(
    text: str, span: Span, tokens: int, count: TokenCounter, max_tokens: int
) -> list[tuple[Span, int]]:
    """Return a sentence whole, or in pieces where it alone is too long for a passage."""
    if tokens <= max_tokens:
        return [(span, tokens)]
    sentence = text[span.start : span.end]
    _, offsets = cast(
        "tuple[list[str], list[tuple[int, int]]]",
        semchunk_chunk(
            sentence, max_tokens, lambda piece: count([piece])[0], offsets=True, memoize=False
        ),
    )
    pieces = [Span(span.start + start, span.start + end) for start, end in offsets if start < end]
    sizes = count([text[start:end] for start, end in pieces])
    return list(zip(pieces, sizes, strict=True))


def _gather(units: Sequence[_Unit], max_tokens: int) -> Iterator[tuple[int, int]]:
    """Yield ``[first, last)`` of the units of each passage."""
    first = 0
    while first < len(units):
        last, total = first, 0
        while last < len(units) and total + units[last].tokens <= max_tokens:
            total += units[last].tokens
            last += 1
        # One unit always fits: longer ones were cut into pieces before.
        last = max(last, first + 1)
        if last < len(units):
            last = _at_paragraph_end(units, first, last, max_tokens)
        yield first, last
        first = last


def _at_paragraph_end(units: Sequence[_Unit], first: int, last: int, max_tokens: int) -> int:
    """Move a cut back to the end of a paragraph if that leaves the passage half full.

    What leads into a list stays with its first item.
    """
    if units[last].lead == last - 1 > first:
        last -= 1
    total = sum(unit.tokens for unit in units[first:last])
    for cut in range(last, first + 1, -1):
        if units[cut - 1].block != units[cut].block and units[cut].lead != cut - 1:
            return cut
        total -= units[cut - 1].tokens
        if total * 2 < max_tokens:
            break
    return last
