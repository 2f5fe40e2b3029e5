"""Write REPORT.md beside this file: the figures of this working tree, by ``make evaluate``."""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from retrieval import Library
from retrieval.answers import Calibration
from retrieval.evaluation import (
    Run,
    figures,
    load_collection,
    load_questions,
    run_collection,
    run_questions,
)
from retrieval.settings import RetrievalSettings
from tests.evaluation import plots, tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.evaluation import Judged

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SHARED = ROOT.parent / "shared"
RANKING = ROOT / "retrieval" / "search" / "ranking.json"
CALIBRATION = ROOT / "retrieval" / "answers" / "calibration.json"
ADAPTERS = HERE / "adapters"
"""Those that have not seen a third of the pages each; see ``retrieval.evaluation.folding``."""
KEEP = "EVALUATION_LIBRARIES"
"""Name of the variable with the folder in which the libraries of the public sets are kept."""
LONG = "text_long"
BASELINE = """\
The naive baseline on the same published documents and questions (fixed 1000-character chunks, all
of the chunk shown): MiniLM + FAISS .65 / .95, BM25 .70 / .90, both by reciprocal rank fusion .65 / .90
(hit@1 / hit@3). Ours counts only the quoted sentences.
"""


@dataclass(frozen=True)
class Documents:
    """What one set of documents and questions gave."""

    run: Run
    judged: list[Judged]
    passages: int


def main() -> None:
    """Run what is here and write the report."""
    options = argparse.ArgumentParser(description=__doc__)
    kept = os.environ.get(KEEP)
    options.add_argument("--keep", type=Path, default=Path(kept) if kept else None)
    options.add_argument("--only", nargs="*", help="names of the public sets to report")
    chosen = options.parse_args()
    shown = [
        documents("starter briefings", ROOT / "seeds", HERE / "starter_questions.jsonl"),
    ]
    published = SHARED / "eval" / "seed_questions.jsonl"
    if published.exists():
        shown.append(documents("published documents", SHARED / "seeds", published))
    else:
        print("the published documents are not here; only the starter briefings are reported")
    public = public_runs(SHARED / "eval", chosen.keep, chosen.only)
    if not public:
        print("the public sets are not here; nothing is reported of them")
    text = report(shown, public)
    (HERE / "REPORT.md").write_text(text, encoding="utf-8")
    print(text)


def documents(name: str, folder: Path, questions: Path) -> Documents:
    """Index documents in a temporary folder and ask the questions."""
    with tempfile.TemporaryDirectory() as temporary, Library.open(Path(temporary)) as library:
        library.index([folder])
        run, judged = run_questions(library, name, load_questions(questions))
        _, passages = library.documents.counts(library.documents.libraries())
    return Documents(run, judged, passages)


def public_runs(folder: Path, keep: Path | None, only: Sequence[str] | None) -> list[Run]:
    """Ask the questions of the collections below a folder, in each wording that there is."""
    runs = []
    settings = RetrievalSettings.load()
    with tempfile.TemporaryDirectory() as temporary:
        for corpus in sorted(folder.glob("*/corpus.jsonl")):
            collection = load_collection(corpus.parent)
            if only is not None and collection.name not in only:
                continue
            longer = any(LONG in (query.variants or {}) for query in collection.queries)
            for variant in ("text", LONG) if longer else ("text",):
                began = time.perf_counter()
                run = run_collection(
                    collection,
                    settings,
                    lambda _name, _done, _total: None,
                    variant=variant,
                    # Built once for both wordings.
                    keep=keep or Path(temporary),
                    adapters=ADAPTERS,
                )
                print(f"{tables.name_of(run)}: {time.perf_counter() - began:.0f} s", flush=True)
                runs.append(run)
    return runs


def report(shown: Sequence[Documents], public: Sequence[Run]) -> str:
    """Return the report in Markdown, and draw its pictures."""
    stored = json.loads(RANKING.read_text(encoding="utf-8")) if RANKING.exists() else {}
    return "\n".join(
        [
            "# Figures",
            "",
            (
                "Made by `make evaluate` (`tests/evaluation/report.py`). A hit: a gold quote stands "
                "in the quote shown, or overlaps it by half."
            ),
            "",
            *own_sections(shown),
            *(public_sections(shown, public) if public else []),
            *tables.ablations(stored),
            *calibration_section(),
        ]
    )


def own_sections(shown: Sequence[Documents]) -> list[str]:
    """Tell of the documents whose questions name quotes."""
    rows = []
    for item in shown:
        found = figures(item.judged)
        lengths = [len(quote.text) for one in item.judged for quote in one.reply.quotes]
        told = item.run.figures
        rows.append(
            (
                item.run.target,
                str(item.passages),
                f"{found.answerable} + {found.questions - found.answerable}",
                f"{found.hit_at_1:.2f}",
                f"{found.hit_at_3:.2f}",
                f"{found.auroc:.3f}",
                str(found.answered_wrongly),
                str(found.withheld_wrongly),
                f"{statistics.mean(lengths):.0f}",
                f"{told['latency_ms_p50'].value:.0f} / {told['latency_ms_p95'].value:.0f}",
            )
        )
    misses = [
        f'- {item.run.target}: "{one.question.question}" '
        + ("(not shown)" if one.rank is None else f"(quote {one.rank})")
        for item in shown
        for one in item.judged
        if one.question.answers and one.rank != 1
    ]
    return [
        *tables.table(
            (
                "documents",
                "passages",
                "questions: answerable + not",
                "hit@1",
                "hit@3",
                "no-answer AUROC",
                "not answerable, yet answered",
                "answerable, yet withheld",
                "characters a quote",
                "ms a question p50 / p95",
            ),
            rows,
        ),
        BASELINE,
        "## Answerable questions whose first quote missed",
        "",
        *misses,
        "",
    ]


def public_sections(shown: Sequence[Documents], public: Sequence[Run]) -> list[str]:
    """Tell of the public sets."""
    plain = [run for run in public if run.variant == "text"]
    both = [run for run in plain if len({record.answerable for record in run.records}) > 1]
    plots.draw_risk(plain, HERE / "risk_coverage.svg")
    pictures = [
        "![Share wrong against share answered](risk_coverage.svg)",
        "",
    ]
    if both:
        plots.draw_reliability(both, HERE / "reliability.svg")
        pictures[:0] = ["![Share answerable against probability](reliability.svg)", ""]
    return [
        "## Public sets",
        "",
        (
            "Development halves of public collections, which are not part of this repository; each is "
            "indexed as documents are and asked through the code that answers members "
            "(`python -m retrieval evaluate FOLDER --adapters tests/evaluation/adapters`): each question "
            "of a model whose adapter was fitted without the pages that answer it. In brackets 95% confidence intervals: 1000 "
            "bootstrap resamples of the questions. The baselines are BM25 / MiniLM / both by "
            "reciprocal rank fusion. `text_long` is the wording with the asker's situation or "
            "the document's name."
        ),
        "",
        *tables.ranking(public),
        (
            "Sentence hit: the first quote holds half of a gold span, or its marked sentence and the "
            "span share half of the shorter one. In the gold passage: the same of the one sentence "
            "picked there."
        ),
        "",
        *tables.sentences(public),
        (
            "Answered at 5% wrong: the share of all questions that can be answered, the surest first, "
            "until 5% of these are wrong (not answerable, or no relevant passage comes first). "
            "The coefficients were fitted on gov_noanswer; figures of it by cross-validation stand "
            "under Calibration."
        ),
        "",
        *tables.silence(public),
        *pictures,
        "## Targets",
        "",
        *tables.targets([*(item.run for item in shown), *public], calibration_fit()),
    ]


def calibration_fit() -> dict[str, Any]:
    """Return the figures of the calibration by cross-validation."""
    fit: dict[str, Any] = json.loads(CALIBRATION.read_text(encoding="utf-8"))["fit"]
    return fit


def calibration_section() -> list[str]:
    """Tell the coefficients."""
    calibration = Calibration.packaged()
    weights = ", ".join(f"{name} {weight:+.2f}" for name, weight in calibration.weights.items())
    fit = calibration_fit()
    reasons = ", ".join(f"{why} {auroc:.3f}" for why, auroc in fit["auroc_by_reason"].items())
    return [
        "## Calibration",
        "",
        (
            f"Logistic regression, intercept {calibration.intercept:+.2f}, {weights}; answered "
            f"from {calibration.answered_from}, possible from {calibration.possible_from}. "
            f"By ten-fold cross-validation (the mean of twenty) on {', '.join(fit['collections'])}: AUROC "
            f"{fit['auroc']:.3f} ({reasons}), expected calibration error "
            f"{fit['expected_calibration_error']:.3f}; the figures above are of coefficients that "
            "have seen its questions. `python -m retrieval fit calibration` fits them again "
            "(`retrieval/answers/calibration.json`)."
        ),
        "",
    ]


if __name__ == "__main__":
    main()
