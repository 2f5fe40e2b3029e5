"""What share of questions is answered by what is shown, and whether silence comes at the right time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.domain import Quote, Reply
    from retrieval.evaluation.questions import GoldQuestion


@dataclass(frozen=True, slots=True)
class Judged:
    """A question, the reply, and where the first quote stands that holds a gold quote."""

    question: GoldQuestion
    reply: Reply
    rank: int | None
    """From 1; ``None`` if no quote does."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of a run. Rates are from 0 to 1; ``None`` where no question of that kind was asked."""

    questions: int
    answerable: int
    hit_at_1: float | None
    hit_at_3: float | None
    auroc: float | None
    """Probability that an answerable question is given a higher probability than another."""
    answered_wrongly: int
    """Unanswerable questions that were answered."""
    withheld_wrongly: int
    """Answerable questions that were told the documents don't say."""


def judge(question: GoldQuestion, reply: Reply) -> Judged:
    """Find the first quote that holds, or overlaps by half, a gold quote of its document."""
    for rank, quote in enumerate(reply.quotes, 1):
        if any(
            quote.document.path.endswith(gold.source) and _shows(quote, gold.quote)
            for gold in question.answers
        ):
            return Judged(question, reply, rank)
    return Judged(question, reply, None)


def figures(judged: Sequence[Judged]) -> Figures:
    """Sum up a run."""
    answerable = [item for item in judged if item.question.answers]
    others = [item for item in judged if not item.question.answers]

    def hits(depth: int) -> float | None:
        if not answerable:
            return None
        return sum(item.rank is not None and item.rank <= depth for item in answerable) / len(
            answerable
        )

    return Figures(
        questions=len(judged),
        answerable=len(answerable),
        hit_at_1=hits(1),
        hit_at_3=hits(3),
        auroc=auroc(
            [item.reply.probability for item in answerable],
            [item.reply.probability for item in others],
        ),
        answered_wrongly=sum(item.reply.outcome == "answered" for item in others),
        withheld_wrongly=sum(item.reply.outcome == "not_found" for item in answerable),
    )


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    """Return the area under the ROC curve; ``None`` where there are not scores of both kinds."""
    from sklearn.metrics import roc_auc_score  # noqa: PLC0415 - takes a second, and most need none.

    if not positive or not negative:
        return None
    labels = [True] * len(positive) + [False] * len(negative)
    return float(roc_auc_score(labels, [*positive, *negative]))


def _shows(quote: Quote, gold: str) -> bool:
    """Tell whether a quote holds a gold quote, or at least half of it at either end."""
    shown, wanted = " ".join(quote.text.split()), " ".join(gold.split())
    if wanted in shown:
        return True
    half = (len(wanted) + 1) // 2
    # A quote that begins within the gold, or ends within it.
    return any(
        shown.startswith(wanted[cut:]) or shown.endswith(wanted[: len(wanted) - cut])
        for cut in range(1, len(wanted) - half + 1)
    )
