"""Figures are what they say they are."""

from __future__ import annotations

import pytest

from retrieval.domain import Answer, NoAnswer, Outcome, Quote
from retrieval.evaluation import (
    Figures,
    GoldQuestion,
    GoldQuote,
    Judged,
    auroc,
    figures,
    judge,
)
from tests.retrieval.builders import document

TEXT = "One two three four five six seven eight nine ten"


def quote(words: str, path: str = "docs/bins.txt") -> Quote:
    start = TEXT.index(words)
    return Quote(document(TEXT, path=path), start, start + len(words), words, (), None, None)


def asked(*golds: tuple[str, str]) -> GoldQuestion:
    return GoldQuestion("q1", "what?", tuple(GoldQuote(*gold) for gold in golds))


@pytest.mark.parametrize(
    ("positive", "negative", "area"),
    [
        ([0.9, 0.8], [0.1, 0.2], 1.0),
        ([0.1, 0.2], [0.9, 0.8], 0.0),
        ([0.5], [0.5], 0.5),
        ([0.9, 0.4], [0.5, 0.1], 0.75),
        ([0.5, 0.9, 0.1], [0.5, 0.2], 3.5 / 6),
        ([], [0.5], None),
        ([0.5], [], None),
    ],
)
def test_auroc_counts_pairs_in_order_and_half_of_ties(
    positive: list[float], negative: list[float], area: float | None
) -> None:
    assert auroc(positive, negative) == pytest.approx(area)


@pytest.mark.parametrize(
    ("shown", "gold", "hit"),
    [
        ("two three four", "two three four", True),
        ("One two three four five", "three  four", True),
        ("three four", "two three four five", False),
        ("four five six", "two three four five", False),
        ("three four five six", "two three four five", True),
        ("One two three four", "two three four five", True),
        ("One two", "two three four five", False),
        ("six seven", "two three four five", False),
    ],
)
def test_a_quote_hits_if_it_holds_the_gold_or_half_of_it_at_either_end(
    shown: str, gold: str, hit: bool
) -> None:
    reply = Answer("what?", 0.9, (quote(shown),))
    assert judge(asked(("bins.txt", gold)), reply).rank == (1 if hit else None)


def test_the_rank_is_that_of_the_first_quote_that_hits() -> None:
    reply = NoAnswer("what?", 0.1, (quote("nine ten"), quote("two three"), quote("One two three")))
    assert judge(asked(("bins.txt", "two three")), reply).rank == 2


def test_the_right_words_of_another_document_are_no_hit() -> None:
    reply = Answer("what?", 0.9, (quote("two three", "docs/roads.txt"), quote("two three")))
    assert judge(asked(("bins.txt", "two three")), reply).rank == 2


def test_figures_sum_up_a_run() -> None:
    known, unknown = asked(("bins.txt", "two")), asked()
    shown = (quote("two"),)
    judged = [
        Judged(known, Answer("a", 0.9, shown), 1),
        Judged(known, Answer("b", 0.7, shown, Outcome.POSSIBLE), 3),
        Judged(known, NoAnswer("c", 0.2, shown), 4),
        Judged(known, NoAnswer("d", 0.1), None),
        Judged(unknown, Answer("e", 0.8, shown), None),
        Judged(unknown, NoAnswer("f", 0.05), None),
    ]
    assert figures(judged) == Figures(
        questions=6,
        answerable=4,
        hit_at_1=0.25,
        hit_at_3=0.5,
        auroc=5 / 8,
        answered_wrongly=1,
        withheld_wrongly=2,
    )


def test_figures_of_no_questions_are_unknown() -> None:
    assert figures([]) == Figures(0, 0, None, None, None, 0, 0)
