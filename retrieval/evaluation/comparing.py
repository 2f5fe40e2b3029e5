"""Whether one run is better than another on the same questions, or only luckier."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrieval.errors import UserFacingError
from retrieval.evaluation.resampling import SEED, estimate, mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.evaluation.records import Record, Run, StoredRun

COMPARED = ("ndcg_at_10", "sentence_hit", "sentence_hit_in_gold")
"""Fields of a record that are compared."""
_FLIPS = 10_000
_CELLS = 2_000_000


@dataclass(frozen=True, slots=True)
class Comparison:
    """A figure of two runs on the questions that both asked."""

    figure: str
    questions: int
    before: float
    after: float
    difference: float
    low: float
    """Of the 95% confidence interval of the difference, by the paired bootstrap."""
    high: float
    p: float
    """Probability of a difference this large either way if the runs were equally good, by a paired
    randomisation test (Smucker et al. 2007)."""


def earlier_of(run: Run, earlier: Sequence[StoredRun]) -> StoredRun:
    """Return the earlier run of the same target and wording.

    A lone run is compared with a lone one, whatever they are called.

    :raises UserFacingError: if there is none.
    """
    for one in earlier:
        if (one.target, one.variant) == (run.target, run.variant):
            return one
    alike = [one for one in earlier if one.target == run.target]
    if len(alike) == 1 or len(earlier) == 1:
        return (alike or list(earlier))[0]
    known = ", ".join(f"{one.target} ({one.variant})" for one in earlier)
    raise UserFacingError(
        f"the file to compare with has no run of {run.target} ({run.variant}); it has {known}."
    )


def compare(before: Sequence[Record], after: Sequence[Record]) -> list[Comparison]:
    """Compare what the same questions came to; a figure that either run lacks is left out.

    :raises UserFacingError: if the runs share no question.
    """
    old = {record.id: record for record in before}
    pairs = [(old[record.id], record) for record in after if record.id in old]
    if not pairs:
        raise UserFacingError(
            "the two runs share no question, so there is nothing to compare; evaluate the same "
            "collection and split twice."
        )
    found = []
    for name in COMPARED:
        values = [
            (float(one), float(other))
            for one, other in ((getattr(one, name), getattr(other, name)) for one, other in pairs)
            if one is not None and other is not None
        ]
        if values:
            found.append(_compared(name, *zip(*values, strict=True)))
    return found


def _compared(name: str, before: Sequence[float], after: Sequence[float]) -> Comparison:
    differences = np.array(after) - np.array(before)
    told = estimate(mean(list(differences)), len(differences))
    return Comparison(
        figure=name,
        questions=len(differences),
        before=float(np.mean(before)),
        after=float(np.mean(after)),
        difference=told.value or 0.0,
        low=told.low or 0.0,
        high=told.high or 0.0,
        p=_probability(differences),
    )


def _probability(differences: np.ndarray) -> float:
    """Flip the sign of each difference at random, and count how often the mean is as far from 0."""
    generator = np.random.default_rng(SEED)
    size = len(differences)
    reached = abs(differences.sum()) - 1e-9
    at_once = max(1, _CELLS // size)
    extreme = 0
    for first in range(0, _FLIPS, at_once):
        signs = generator.integers(0, 2, size=(min(at_once, _FLIPS - first), size)) * 2 - 1
        extreme += int((np.abs(signs @ differences) >= reached).sum())
    return (extreme + 1) / (_FLIPS + 1)
