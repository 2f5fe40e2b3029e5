"""What speaks for the documents answering a question."""

from __future__ import annotations

from dataclasses import dataclass, fields
from heapq import nlargest
from statistics import fmean
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.domain.hits import Hit

_NO_OTHER_GAP, _NO_OTHER_PIECES_GAP, _NO_OTHER_WORDING = 1.0, 0.01, 0.15
"""What is computed from other documents where only one was found: between what it is where there is an
answer and where there is none, since it tells neither for one nor against it."""
_LEAST_WORDING = 0.1
"""What other documents have in common with a question anyway; in a library of few documents it is less,
whatever is asked."""
_SENTENCES, _APART = 3, 0.1
"""Passages whose best sentences count, and by how much the others may lower what the nearest tells: a
library of few passages has no others on the subject."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for an answer; computed from all candidates of a search.

    Chosen on the dev sets from some fifty such measures by the AUROC, among those that speak for an
    answer the more there is of them: some would tell better that speak against one, and nobody would
    believe that a better match is the worse answer.
    """

    headings: float
    """How much title and headings of the first quote's passage are about the question: there is a
    page about it, not only a sentence that sounds like it."""
    document_gap: float
    """By how much the ranker gives that passage more than the best of any other document: where no
    document answers, many are about equally near."""
    pieces_gap: float
    """By how much more of the question's word pieces it has a match for than any other document, as far
    as ``sentences`` come near: among a few documents one is always ahead, also where all are far off."""
    sentences: float
    """Cosine of the question with the best sentence of a passage, the mean of the three highest: how
    near the documents come to the subject, by more than one lucky passage."""
    little_elsewhere: float
    """1 less what the passages of any other document have of the question's words, as far as they mean
    the same: what is asked in words that stand in many documents may well be answered in none."""


EVIDENCE = tuple(field.name for field in fields(Evidence))
"""The names of the features, in the order in which they are fitted."""


def weigh(hits: Sequence[Hit], best: Hit) -> Evidence:
    """Return the evidence.

    :param hits: all candidates.
    :param best: the one that the first quote is from.
    """
    own = best.features
    others = [hit for hit in hits if hit.document_id != best.document_id]
    document_gap, pieces_gap, wording = _NO_OTHER_GAP, _NO_OTHER_PIECES_GAP, _NO_OTHER_WORDING
    if others:
        wording = max(_LEAST_WORDING, *(hit.features.wording for hit in others))
        document_gap = best.log_odds - max(hit.log_odds for hit in others)
        pieces_gap = own.pieces - max(hit.features.pieces for hit in others)
    nearest = nlargest(_SENTENCES, (hit.features.sentence for hit in hits))
    sentences = max(fmean(nearest), nearest[0] - _APART)
    return Evidence(
        headings=own.heading + own.opening + own.section,
        document_gap=document_gap,
        pieces_gap=pieces_gap * max(0.0, sentences),
        sentences=sentences,
        little_elsewhere=1 - wording,
    )
