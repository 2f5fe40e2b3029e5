"""How the figures of an evaluation are printed."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from retrieval.evaluation import figures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.evaluation import Comparison, Judged, Run


def print_judged(judged: Sequence[Judged]) -> None:
    """Print what became of each question of a file, and the figures."""
    for item in judged:
        rank = "-" if item.rank is None else str(item.rank)
        print(
            f"{rank:>2} {item.reply.outcome:9} {item.reply.probability:.2f} "
            f"{item.question.question}"
        )
    for name, value in asdict(figures(judged)).items():
        print(f"{name}: {value:.3f}" if isinstance(value, float) else f"{name}: {value}")


def print_run(run: Run) -> None:
    """Print the figures of a collection with their 95% confidence intervals."""
    answerable = sum(record.answerable for record in run.records)
    print(
        f"{run.target}: {answerable} answerable questions, {len(run.records) - answerable} others"
    )
    for note in run.notes:
        print(f"  note: {note}")
    for name, told in run.figures.items():
        if told.value is None:
            print(f"  {name}: -")
        elif told.low is None or told.high is None:
            print(f"  {name}: {told.value:.1f}")
        else:
            print(
                f"  {name}: {told.value:.3f} [{told.low:.3f}, {told.high:.3f}] "
                f"({told.questions} questions)"
            )


def print_comparison(target: str, compared: Sequence[Comparison]) -> None:
    """Print the differences to an earlier run."""
    print(f"{target}, compared:")
    for item in compared:
        print(
            f"  {item.figure}: {item.before:.3f} before, {item.after:.3f} now, "
            f"{item.difference:+.3f} [{item.low:+.3f}, {item.high:+.3f}], p = {item.p:.4f} "
            f"({item.questions} questions)"
        )
