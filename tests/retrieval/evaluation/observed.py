"""Questions with made-up candidates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrieval.domain.hits import Features, Hit
from retrieval.evaluation.observing import Observed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.answers import Evidence


def observed(
    number: object,
    features: Sequence[Sequence[float]],
    relevant: Sequence[bool],
    *,
    rows: Sequence[str] | None = None,
    all_relevant: int | None = None,
    answerable: bool = True,
    why: str = "",
    evidence: Evidence | None = None,
) -> Observed:
    """Return a question whose candidates have these features, in the order of ``Features``."""
    hits = tuple(
        Hit(place, place, 1.0, 0.0, one[0], (), (), Features(*one))
        for place, one in enumerate(features)
    )
    return Observed(
        id=str(number),
        answerable=answerable,
        why=why,
        candidates=hits,
        rows=tuple(rows or map(str, range(len(hits)))),
        relevant=np.array(relevant, dtype=bool),
        all_relevant=sum(relevant) if all_relevant is None else all_relevant,
        evidence=evidence,
    )
