"""What the report says of the public sets and of the ranking, in Markdown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from retrieval.evaluation import Run
    from retrieval.evaluation.resampling import Estimate

BASELINES = {
    "gov_noanswer": ".60 / .57 / .64",
    "conditionalqa": ".54 / .55 / .60",
    "conditionalqa (text_long)": ".66 / .76 / .76",
    "doc2dial": ".60 / .55 / .64",
    "privacyqa": ".26 / .38 / .36",
    "covid_faq": ".50 / .59 / .59",
    "squad2": ".88 / .78 / .87",
}
"""nDCG@10 of BM25, of MiniLM, and of both by reciprocal rank fusion."""


@dataclass(frozen=True)
class Target:
    """What a figure of a set should come to."""

    run: str
    figure: str
    goal: float
    at_most: bool = False
    validated: bool = False
    """Whether the figure is that of the calibration by cross-validation, whose coefficients have seen
    the questions of the run."""


TARGETS = (
    Target("gov_noanswer", "ndcg_at_10", 0.76),
    Target("doc2dial", "ndcg_at_10", 0.74),
    Target("conditionalqa", "ndcg_at_10", 0.70),
    Target("privacyqa", "ndcg_at_10", 0.45),
    Target("covid_faq", "ndcg_at_10", 0.68),
    Target("gov_noanswer", "latency_ms_p50", 60, at_most=True),
    Target("conditionalqa", "sentence_hit_in_gold", 0.76),
    Target("doc2dial", "sentence_hit_in_gold", 0.61),
    Target("gov_noanswer", "auroc", 0.90, validated=True),
    Target("gov_noanswer", "auroc (page removed)", 0.75, validated=True),
    Target("gov_noanswer", "auroc (off topic)", 0.99, validated=True),
    Target("gov_noanswer", "calibration_error", 0.05, at_most=True, validated=True),
    Target("published documents", "auroc", 0.97),
)

_RANKING = ("ndcg_at_10", "mrr_at_10", "recall_at_5", "recall_at_20")
_SENTENCES = ("sentence_hit", "sentence_hit_in_gold", "word_f1")
_SILENCE = (
    "auroc",
    "answered_at_5_percent_wrong",
    "answered_at_10_percent_wrong",
    "calibration_error",
)
_LATENCIES = ("latency_ms_p50", "latency_ms_p95")
_TITLES = {
    "ndcg_at_10": "nDCG@10",
    "mrr_at_10": "MRR@10",
    "recall_at_5": "recall@5",
    "recall_at_20": "recall@20",
    "sentence_hit": "sentence hit",
    "sentence_hit_in_gold": "sentence hit in the gold passage",
    "word_f1": "word F1",
    "auroc": "no-answer AUROC",
    "answered_at_5_percent_wrong": "answered at 5% wrong",
    "answered_at_10_percent_wrong": "answered at 10% wrong",
    "calibration_error": "calibration error",
    "latency_ms_p50": "ms a question, p50",
    "latency_ms_p95": "ms a question, p95",
}


def name_of(run: Run) -> str:
    """Return the name of a set, with the wording that was asked where it is not the plain one."""
    return run.target if run.variant == "text" else f"{run.target} ({run.variant})"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return a table."""
    return [_line(head), "|---" * len(head) + "|", *map(_line, rows), ""]


def ranking(runs: Sequence[Run]) -> list[str]:
    """Tell how the rows are ranked."""
    head = ("set", "answerable + not", *map(title, _RANKING), "nDCG@10 of the baselines")
    return table(
        head,
        (
            (name_of(run), _sizes(run), *_cells(run, _RANKING), BASELINES.get(name_of(run), "-"))
            for run in runs
        ),
    )


def sentences(runs: Sequence[Run]) -> list[str]:
    """Tell whether the right words are quoted, of the sets that say which these are."""
    judged = [run for run in runs if run.figures["sentence_hit"].value is not None]
    return table(
        ("set", *map(title, _SENTENCES)),
        ((name_of(run), *_cells(run, _SENTENCES)) for run in judged),
    )


def silence(runs: Sequence[Run]) -> list[str]:
    """Tell whether an answer is withheld at the right time, and what a question takes."""
    head = ("set", *map(title, _SILENCE), *map(title, _LATENCIES))
    rows = []
    for run in runs:
        latencies = [f"{run.figures[name].value or 0:.0f}" for name in _LATENCIES]
        rows.append((name_of(run), *_cells(run, _SILENCE), *latencies))
        rows.extend(
            (f"{name_of(run)}: {reason} against all answerable", interval(told), "", "", "", "", "")
            for name, told in run.figures.items()
            if (reason := _reason(name))
        )
    return table(head, rows)


def targets(runs: Sequence[Run], fit: Mapping[str, Any]) -> list[str]:
    """Tell which targets are met, and by how much the others are missed.

    :param fit: figures of the calibration by cross-validation, as ``calibration.json`` holds them.
    """
    named = {name_of(run): run for run in runs}
    validated = {
        "auroc": fit["auroc"],
        "calibration_error": fit["expected_calibration_error"],
        **{f"auroc ({why})": value for why, value in fit["auroc_by_reason"].items()},
    }
    rows = []
    for target in TARGETS:
        run = named.get(target.run)
        figure = run.figures.get(target.figure) if run else None
        told = figure.value if figure else None
        if told is not None and target.validated:
            told = validated.get(target.figure)
        if told is None:
            continue
        missed = told - target.goal if target.at_most else target.goal - told
        verdict = "met" if missed <= 0 else f"missed by {_number(missed)}"
        goal = f"{'at most ' if target.at_most else ''}{_number(target.goal)}"
        named_by = title(target.figure) + (", cross-validated" if target.validated else "")
        rows.append((target.run, named_by, goal, _number(told), verdict))
    return table(("set", "figure", "target", "now", ""), rows)


def ablations(stored: Mapping[str, Any]) -> list[str]:
    """Tell what each part of the ranking gains, where ``ranking.json`` tells it.

    :param stored: has ``ablation``, a list of what is left out (``without``; empty for nothing)
        and of the nDCG@10 by set (``ndcg``), and ``baselines``, the same by other rankings.
    """
    listed: list[dict[str, Any]] = stored.get("ablation", [])
    if not listed:
        return []
    sets = list(dict.fromkeys(name for row in listed for name in row["ndcg"]))
    return [
        "## Ablations of the ranking",
        "",
        (
            "nDCG@10 by set, by five-fold cross-validation over the questions: with one feature "
            "left out at a time, and by other rankings of the same candidates."
        ),
        "",
        *table(
            ("without", *sets),
            (
                (
                    row["without"] or "(nothing left out)",
                    *(f"{row['ndcg'][name]:.3f}" if name in row["ndcg"] else "-" for name in sets),
                )
                for row in (
                    *listed,
                    *(
                        {"without": f"(by {name} alone)", "ndcg": ndcg}
                        for name, ndcg in stored.get("baselines", {}).items()
                    ),
                )
            ),
        ),
    ]


def interval(told: Estimate) -> str:
    """Return a rate with its interval."""
    if told.value is None:
        return "-"
    if told.low is None or told.high is None:
        return f"{told.value:.3f}"
    return f"{told.value:.3f} [{told.low:.2f}, {told.high:.2f}]"


def title(figure: str) -> str:
    """Return what a figure is called."""
    return _TITLES.get(figure) or f"{_TITLES['auroc']}, {_reason(figure)}"


def _reason(figure: str) -> str:
    """Return for which reason not to answer a figure is, if it is for one only."""
    return figure.removeprefix("auroc (").removesuffix(")") if figure.startswith("auroc (") else ""


def _number(value: float) -> str:
    return f"{value:.3f}" if abs(value) < 1 else f"{value:.0f}"


def _sizes(run: Run) -> str:
    answerable = sum(record.answerable for record in run.records)
    return f"{answerable} + {len(run.records) - answerable}"


def _cells(run: Run, names: Sequence[str]) -> list[str]:
    return [interval(run.figures[name]) for name in names]


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
