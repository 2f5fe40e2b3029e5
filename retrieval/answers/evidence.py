"""What speaks for the documents answering a question."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.domain.hits import Hit

_NO_OTHER_GAP = 1.0
"""Gap where only one document was found: about the mean of the public questions, since it tells
neither for an answer nor against one."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for an answer; computed from all candidates of a search.

    Chosen on the dev sets from eighteen such measures by the AUROC on both the public questions and
    those about the published documents: others gain on the one and lose on the other.
    """

    log_odds: float
    """What the ranker gives the passage of the first quote."""
    document_gap: float
    """By how much that is more than it gives the best passage of any other document: where no
    document answers, many are about equally near."""
    sentence: float
    """Highest cosine of the question with a sentence."""


EVIDENCE = tuple(field.name for field in fields(Evidence))
"""The names of the features, in the order in which they are fitted."""


def weigh(hits: Sequence[Hit], best: Hit) -> Evidence:
    """Return the evidence.

    :param hits: all candidates.
    :param best: the one that the first quote is from.
    """
    others = [hit.log_odds for hit in hits if hit.document_id != best.document_id]
    return Evidence(
        log_odds=best.log_odds,
        document_gap=best.log_odds - max(others) if others else _NO_OTHER_GAP,
        sentence=max(hit.features.sentence for hit in hits),
    )
