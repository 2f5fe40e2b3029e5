"""Questions that mean the same come together, whatever their words; others do not."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from retrieval.moderation.grouping import ALIKE, group

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.search import Embedder

FAQS = Path(__file__).parents[4] / "shared" / "eval" / "covid_faq" / "queries.jsonl"

ALLOTMENTS = (
    "How much does an allotment plot cost?",
    "allotment plot price",
    "what do I pay for an allotment plot",
)
DOGS = (
    "Are dogs allowed on the beach in summer?",
    "can I take my dog to the beach in July",
)
ALONE = ("who won the football yesterday", "How do I register to vote?")


def grouped(texts: Sequence[str], embedder: Embedder) -> list[set[str]]:
    vectors = np.array([encoded.vector for encoded in embedder.encode_questions(texts)])
    return [{texts[row] for row in rows} for rows in group(vectors)]


def test_questions_are_grouped_by_what_they_mean(embedder: Embedder) -> None:
    texts = [DOGS[0], *ALLOTMENTS, *ALONE, DOGS[1]]
    found = grouped(texts, embedder)
    expected = [set(ALLOTMENTS), set(DOGS), {ALONE[0]}, {ALONE[1]}]
    assert sorted(found, key=min) == sorted(expected, key=min)


def test_any_two_of_a_group_are_alike_and_the_first_is_most_like_all() -> None:
    angles = np.radians([0, 20, 35, 60, 180])
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    assert group(vectors, alike=float(np.cos(np.radians(45)))) == [[1, 2, 0], [3], [4]]


@pytest.mark.parametrize("count", [0, 1])
def test_where_there_is_nothing_to_compare(count: int) -> None:
    assert group(np.ones((count, 2), dtype=np.float32)) == [[row] for row in range(count)]


@pytest.mark.skipif(not FAQS.is_file(), reason="the public test sets are not beside the checkout")
def test_paraphrases_of_public_faqs_find_each_other_as_well_as_is_said(embedder: Embedder) -> None:
    """Pairwise F1 of the groups, on questions that all are about one illness."""
    rows = [json.loads(line) for line in FAQS.read_text(encoding="utf-8").splitlines()]
    vectors = np.array(
        [each.vector for each in embedder.encode_questions([row["text"] for row in rows])]
    )
    together = {
        pair for members in group(vectors, alike=ALIKE) for pair in combinations(sorted(members), 2)
    }
    same = {
        (a, b)
        for a, b in combinations(range(len(rows)), 2)
        if rows[a]["faq_question"] == rows[b]["faq_question"]
    }
    f1 = 2 * len(together & same) / (len(together) + len(same))
    assert f1 == pytest.approx(0.65, abs=0.02)
