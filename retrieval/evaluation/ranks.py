"""How well the rows of each question are ranked, by ir-measures (MacAvaney et al. 2022)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import ir_measures
from ir_measures import RR, R, nDCG

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_NDCG, _MRR, _RECALL_5, _RECALL_20 = nDCG @ 10, RR @ 10, R @ 5, R @ 20


@dataclass(frozen=True, slots=True)
class Ranked:
    """The figures of one question, each from 0 to 1."""

    ndcg_at_10: float
    mrr_at_10: float
    recall_at_5: float
    recall_at_20: float


def rank_figures(
    relevant: Mapping[str, Mapping[str, int]], found: Mapping[str, Sequence[str]]
) -> dict[str, Ranked]:
    """Return the figures of each question that has relevant rows.

    :param relevant: by the question's id the grade, above 0, of each relevant row.
    :param found: by the question's id the rows that were found, best first.
    """
    asked = [number for number, rows in relevant.items() if rows and number in found]
    if not asked:
        return {}
    # trec_eval ends an id at a NUL, so questions go by their place and rows by a number.
    rows: dict[str, str] = {}

    def named(row: str) -> str:
        return rows.setdefault(row, str(len(rows)))

    grades = {
        str(place): {named(row): grade for row, grade in relevant[number].items()}
        for place, number in enumerate(asked)
    }
    # Only the order counts: equal scores would be put in another one.
    run = {
        str(place): {named(row): -float(rank) for rank, row in enumerate(found[number])}
        for place, number in enumerate(asked)
    }
    values: dict[str, dict[str, float]] = {number: {} for number in asked}
    measures = [_NDCG, _MRR, _RECALL_5, _RECALL_20]
    for metric in ir_measures.iter_calc(measures, grades, run):
        values[asked[int(metric.query_id)]][str(metric.measure)] = float(metric.value)
    return {
        number: Ranked(*(of.get(str(measure), 0.0) for measure in measures))
        for number, of in values.items()
    }
