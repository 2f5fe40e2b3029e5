"""The index of passages that come one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from retrieval.domain import Glossary
from retrieval.search import EmbeddedRow, Generation, GenerationBuilder, PassageInput, TokenCounts
from tests.retrieval.builders import cut_up, markdown, packaged_model

if TYPE_CHECKING:
    from pathlib import Path

TEXT = """\
# Rents

Help is there. You can apply if one of these is true:

- you pay rent
- you’re a carer, (and don’t) 12½% ...

Ask us!
"""
ITEMS = cut_up(markdown(TEXT))
COUNT = TokenCounts(packaged_model())
(BULLET,) = COUNT.pieces(["•"])


def built(place: Path, pieces: int | None = None, before: int = 0) -> Generation:
    """Build from passages of which the model saw so many pieces, after so many of its own."""
    dimensions = packaged_model().dimensions
    with GenerationBuilder(place, packaged_model(), COUNT) as builder:
        builder.add(
            [row(number, item, pieces, before, dimensions) for number, item in enumerate(ITEMS)]
        )
        builder.add([row(9, ITEMS[0], pieces, before, dimensions)])
        return builder.finish(Glossary())


def row(
    number: int, item: PassageInput, pieces: int | None, before: int, dimensions: int
) -> EmbeddedRow:
    (length,) = COUNT([item.text])
    seen = before + (length if pieces is None else pieces)
    return EmbeddedRow(
        number,
        1,
        item,
        np.zeros(dimensions, dtype=np.float16),
        np.zeros((len(item.passage.sentences), dimensions), dtype=np.float16),
        np.zeros((seen, packaged_model().basis.shape[1]), dtype=np.int8),
    )


@pytest.mark.parametrize("before", [0, 3])
def test_a_sentence_has_the_word_pieces_that_it_has_by_itself(tmp_path: Path, before: int) -> None:
    generation = built(tmp_path, before=before)
    sentence = 0
    for number, item in enumerate([*ITEMS, ITEMS[0]]):
        (own,) = COUNT.pieces([item.text])
        first = int(generation.piece_starts[number]) + before
        begins = generation.sentence_pieces[sentence : sentence + len(item.passage.sentences)]
        ends = [*begins[1:], generation.piece_starts[number + 1]]
        for (start, end), a, b in zip(item.passage.sentences, begins, ends, strict=True):
            text = item.passage.text[start - item.passage.start : end - item.passage.start]
            (alone,) = COUNT.pieces([text])
            found = own.numbers[a - first : b - first]
            assert found[: len(alone.numbers)] == alone.numbers
            # The bullet of the next item is no sentence's.
            assert found[len(alone.numbers) :] in ([], BULLET.numbers)
        sentence += len(begins)
    assert sentence == len(generation.sentence_pieces)


def test_of_what_the_model_did_not_see_there_are_no_pieces(tmp_path: Path) -> None:
    generation = built(tmp_path, pieces=5)
    assert generation.piece_starts.tolist() == [5 * number for number in range(len(ITEMS) + 2)]
    ends = np.repeat(
        generation.piece_starts[1:], [len(item.passage.sentences) for item in [*ITEMS, ITEMS[0]]]
    )
    assert (generation.sentence_pieces <= ends).all()
    assert generation.sentence_pieces[-1] == generation.piece_starts[-1]
