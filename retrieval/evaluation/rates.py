"""What the records of a run come to, each figure with its confidence interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrieval.evaluation.resampling import (
    Estimate,
    answered_at,
    area,
    calibration_error,
    estimate,
    mean,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.evaluation.records import Record

MEANS = (
    "ndcg_at_10",
    "mrr_at_10",
    "recall_at_5",
    "recall_at_20",
    "sentence_hit",
    "sentence_hit_in_gold",
    "word_f1",
)
"""Fields of a record whose mean is a figure."""
_WRONG_SHARES = (5, 10)
"""Per cent of the answered questions."""


def figures_of(records: Sequence[Record], *, quotes: bool = False) -> dict[str, Estimate]:
    """Return the figures of a run by name; rates are from 0 to 1.

    :param quotes: the ranks are those of quotes, so that hit@1 and hit@3 are told instead of how
        rows are ranked.
    """
    size = len(records)
    answerable = [record.answerable for record in records]
    probabilities = [record.probability for record in records]
    found: dict[str, Estimate] = {}
    if quotes:
        for depth in (1, 3):
            found[f"hit_at_{depth}"] = estimate(
                mean([_within(record, depth) for record in records]), size, about=sum(answerable)
            )
    else:
        for name in MEANS:
            values = [getattr(record, name) for record in records]
            about = sum(value is not None for value in values)
            found[name] = estimate(mean(values), size, about=about)
    found["auroc"] = estimate(area(probabilities, answerable, [True] * size), size)
    for why in sorted({record.why for record in records if not record.answerable and record.why}):
        counted = [record.answerable or record.why == why for record in records]
        found[f"auroc ({why})"] = estimate(
            area(probabilities, answerable, counted), size, about=sum(counted)
        )
    wrong = is_wrong(records)
    for percent in _WRONG_SHARES:
        found[f"answered_at_{percent}_percent_wrong"] = estimate(
            answered_at(probabilities, wrong, percent / 100), size
        )
    found["calibration_error"] = estimate(calibration_error(probabilities, answerable), size)
    latencies = [record.latency_ms for record in records if record.latency_ms]
    for percentile in (50, 95):
        value = float(np.percentile(latencies, percentile)) if latencies else None
        found[f"latency_ms_p{percentile}"] = Estimate(value, None, None, len(latencies))
    return found


def is_wrong(records: Sequence[Record]) -> list[bool]:
    """Tell of each question whether to answer it was wrong: nothing answers it, or not the first."""
    return [not record.answerable or record.rank != 1 for record in records]


def _within(record: Record, depth: int) -> bool | None:
    if not record.answerable:
        return None
    return record.rank is not None and record.rank <= depth
