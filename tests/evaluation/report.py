"""Write REPORT.md beside this file: the figures of this working tree, by ``make evaluate``."""

from __future__ import annotations

import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from retrieval import Library
from retrieval.answers import Calibration
from retrieval.evaluation import Figures, Judged, figures, judge, load_questions

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
BASELINE = """\
The naive baseline on the same published documents and questions (fixed 1000-character chunks, all
of the chunk shown): MiniLM + FAISS .65 / .95, BM25 .70 / .90, both by reciprocal rank fusion .65 / .90
(hit@1 / hit@3). Ours counts only the quoted sentences.
"""


@dataclass(frozen=True)
class Run:
    """What one set of documents and questions gave."""

    name: str
    figures: Figures
    misses: list[Judged]
    passages: int
    index_s: float
    quote_characters: float
    latencies_ms: list[float]


def main() -> None:
    """Run what is here and write the report."""
    own = run(
        "starter briefings", ROOT / "seeds", Path(__file__).with_name("starter_questions.jsonl")
    )
    runs = [own]
    published = SHARED / "eval" / "seed_questions.jsonl"
    if published.exists():
        runs.append(run("published documents", SHARED / "seeds", published))
    else:
        print("the published documents are not here; only the starter briefings are reported")
    text = report(runs)
    Path(__file__).with_name("REPORT.md").write_text(text, encoding="utf-8")
    print(text)


def run(name: str, documents: Path, questions: Path) -> Run:
    """Index documents in a temporary folder and ask the questions."""
    gold = load_questions(questions)
    with tempfile.TemporaryDirectory() as folder, Library.open(Path(folder)) as library:
        began = time.perf_counter()
        library.index([documents])
        index_s = time.perf_counter() - began
        library.warm()
        judged, latencies = [], []
        for question in gold:
            began = time.perf_counter()
            reply = library.ask(question.question)
            latencies.append(1000 * (time.perf_counter() - began))
            judged.append(judge(question, reply))
        _, passages = library.documents.counts(library.documents.libraries())
    lengths = [len(quote.text) for item in judged for quote in item.reply.quotes]
    misses = [item for item in judged if item.question.answers and item.rank != 1]
    return Run(
        name, figures(judged), misses, passages, index_s, statistics.mean(lengths), latencies
    )


def report(runs: list[Run]) -> str:
    """Return the report in Markdown."""
    rows = [
        f"| {item.name} | {item.passages} | {item.figures.answerable} + "
        f"{item.figures.questions - item.figures.answerable} | {item.figures.hit_at_1:.2f} | "
        f"{item.figures.hit_at_3:.2f} | {item.figures.auroc:.3f} | "
        f"{item.figures.answered_wrongly} | {item.figures.withheld_wrongly} | "
        f"{item.quote_characters:.0f} | {statistics.median(item.latencies_ms):.0f} / "
        f"{statistics.quantiles(item.latencies_ms, n=20)[-1]:.0f} |"
        for item in runs
    ]
    misses = [
        f'- {item.name}: "{miss.question.question}" '
        + ("(not shown)" if miss.rank is None else f"(quote {miss.rank})")
        for item in runs
        for miss in item.misses
    ]
    calibration = Calibration.packaged()
    weights = ", ".join(f"{name} {weight:+.2f}" for name, weight in calibration.weights.items())
    return "\n".join(
        [
            "# Figures",
            "",
            (
                "Made by `make evaluate` (`tests/evaluation/report.py`). A hit: a gold quote stands "
                "in the quote shown, or overlaps it by half."
            ),
            "",
            (
                "| documents | passages | questions: answerable + not | hit@1 | hit@3 | no-answer "
                "AUROC | not answerable, yet answered | answerable, yet withheld | characters a quote "
                "| ms a question p50 / p95 |"
            ),
            "|---|---|---|---|---|---|---|---|---|---|",
            *rows,
            "",
            BASELINE,
            "## Answerable questions whose first quote missed",
            "",
            *misses,
            "",
            "## Calibration",
            "",
            (
                f"Logistic regression, intercept {calibration.intercept:+.2f}, {weights}; answered "
                f"from {calibration.answered_from}, possible from {calibration.possible_from}. "
                "Coefficients and the figures of the fit are in `retrieval/answers/calibration.json`; "
                "`python -m retrieval calibrate COLLECTION --output FILE` fits them again."
            ),
            "",
        ]
    )


if __name__ == "__main__":
    main()
