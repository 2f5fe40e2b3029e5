"""How passages, and each of their sentences, match a question by meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from retrieval.search.parts import parts_of
from retrieval.search.pieces import best_matches, late_interaction

if TYPE_CHECKING:
    import numpy.typing as npt

    from retrieval.search.embedding import EncodedQuestion
    from retrieval.search.generations import Generation


class Matches(NamedTuple):
    """Of some passages, in order."""

    pieces: npt.NDArray[np.float32]
    """Late interaction of the question with each passage."""
    sentence_cosines: list[tuple[float, ...]]
    """Cosine of the question with each sentence of each passage."""
    sentence_pieces: list[tuple[float, ...]]
    """Late interaction with each sentence, as it stands in its passage and below its headings."""


def match(
    generation: Generation,
    question: EncodedQuestion,
    rarity: npt.NDArray[np.float32],
    rows: npt.NDArray[np.int64],
) -> Matches:
    """Match a question with the passages of some rows.

    :param rarity: what each word piece of the question counts.
    """
    sentences, first_sentences = parts_of(generation.sentence_starts, rows)
    lengths = np.diff(first_sentences, append=len(sentences))
    of_row = np.repeat(np.arange(len(rows)), lengths)
    best, is_heading = _best_of_parts(generation, question, rows, of_row, sentences)
    whole = np.maximum.reduceat(best, np.flatnonzero(is_heading), axis=0)
    # What the headings have a match for, each sentence below them has one for as well.
    in_context = np.maximum(best[~is_heading], best[is_heading][of_row])
    cosines = generation.sentence_vectors[sentences].astype(np.float32) @ question.vector
    return Matches(
        late_interaction(whole, rarity),
        _by_row(cosines, first_sentences, lengths),
        _by_row(late_interaction(in_context, rarity), first_sentences, lengths),
    )


def _by_row(
    values: npt.NDArray[np.float32],
    firsts: npt.NDArray[np.int64],
    lengths: npt.NDArray[np.int64],
) -> list[tuple[float, ...]]:
    numbers = values.tolist()
    ends = (firsts + lengths).tolist()
    return [tuple(numbers[a:b]) for a, b in zip(firsts.tolist(), ends, strict=True)]


def _best_of_parts(
    generation: Generation,
    question: EncodedQuestion,
    rows: npt.NDArray[np.int64],
    of_row: npt.NDArray[np.int64],
    sentences: npt.NDArray[np.int64],
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.bool_]]:
    """Return the best matches of the headings of each passage and of each sentence after them.

    :param of_row: which of the rows each sentence is in.
    :returns: see ``best_matches``; and which parts are headings.
    """
    pieces, first_pieces = parts_of(generation.piece_starts, rows)
    is_heading = np.zeros(len(rows) + len(sentences), dtype=bool)
    is_heading[np.searchsorted(of_row, np.arange(len(rows))) + np.arange(len(rows))] = True
    starts = np.empty(len(is_heading), dtype=np.int64)
    starts[is_heading] = first_pieces
    moved = first_pieces - generation.piece_starts[rows]
    starts[~is_heading] = generation.sentence_pieces[sentences] + moved[of_row]
    return best_matches(
        question.piece_vectors, generation.piece_vectors[pieces], starts
    ), is_heading
