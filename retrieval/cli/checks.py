"""Checks: whether all is well, and how good the answers are."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from retrieval.cli.app import (
    EXIT_FAILED,
    AsJson,
    Guild,
    app,
    open_library,
    print_json,
    progress_bar,
)
from retrieval.doctor import examine


@app.command()
def doctor(context: typer.Context, as_json: AsJson = False) -> None:
    """Check everything that the bot needs, and say how to mend what fails."""
    findings = examine(context.obj.settings, wrong_setting=context.obj.wrong_setting)
    for finding in findings:
        if as_json:
            print_json({**asdict(finding), "ok": finding.ok})
        else:
            print(f"{'ok  ' if finding.ok else 'FAIL'} {finding.name}: {finding.detail}")
            if finding.mend:
                print(f"     mend: {finding.mend}")
    if not all(finding.ok for finding in findings):
        raise typer.Exit(EXIT_FAILED)


@app.command()
def evaluate(
    context: typer.Context,
    questions: Annotated[Path, typer.Argument(help="JSON lines: id, question, answers.")],
    guild: Guild = None,
    as_json: AsJson = False,
) -> None:
    """Ask questions with known answers and print hit@1, hit@3 and no-answer AUROC."""
    from retrieval.evaluation import figures, judge, load_questions  # noqa: PLC0415 - seldom used.

    gold = load_questions(questions)
    with open_library(context.obj.settings) as library:
        judged = [judge(item, library.ask(item.question, guild=guild)) for item in gold]
    result = figures(judged)
    if as_json:
        print_json(asdict(result))
        return
    for item in judged:
        rank = "-" if item.rank is None else str(item.rank)
        print(
            f"{rank:>2} {item.reply.outcome:9} {item.reply.probability:.2f} "
            f"{item.question.question}"
        )
    for name, value in asdict(result).items():
        print(f"{name}: {value:.3f}" if isinstance(value, float) else f"{name}: {value}")


@app.command()
def calibrate(
    collection: Annotated[Path, typer.Argument(help="Folder with corpus.jsonl and queries.jsonl.")],
    output: Annotated[Path, typer.Option(help="Where the coefficients go.")],
) -> None:
    """Fit the probability that the documents answer, on questions known to be answered or not."""
    from retrieval.evaluation.fitting import fit  # noqa: PLC0415 - imports a learning library.

    with progress_bar() as progress:
        fitted = fit(collection, progress)
    output.write_text(json.dumps(fitted, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(fitted["fit"]))
