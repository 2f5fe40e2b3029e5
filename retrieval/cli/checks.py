"""Checks: whether all is well, and how good the answers are."""

from __future__ import annotations

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
from retrieval.errors import UserFacingError

_STANDARD_OUTPUT = Path("-")


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
    targets: Annotated[
        list[Path],
        typer.Argument(
            metavar="TARGET...",
            help="Files with JSON lines (id, question, answers), asked of this library; or folders "
            "with corpus.jsonl, queries.jsonl and qrels.tsv, each made a library of its own.",
        ),
    ],
    *,
    guild: Guild = None,
    split: Annotated[
        str | None, typer.Option(help="Ask only a collection's questions of this split.")
    ] = None,
    variant: Annotated[
        str, typer.Option(help="Field with the wording to ask where a question has it.")
    ] = "text",
    keep: Annotated[
        Path | None, typer.Option(help="Folder in which the libraries of collections are kept.")
    ] = None,
    adapters: Annotated[
        Path | None,
        typer.Option(help="Folder of `fit adapter`, for questions that were learned from."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--json", help="Where figures and records go as JSON; - prints them instead."),
    ] = None,
    earlier: Annotated[
        Path | None, typer.Option("--compare", help="What --json wrote of an earlier run.")
    ] = None,
) -> None:
    """Ask questions with known answers, and print how good the answers are."""
    # Seldom used, and it takes a second to load.
    from retrieval import evaluation as ev  # noqa: PLC0415
    from retrieval.cli import evaluating  # noqa: PLC0415

    before = ev.load_runs(earlier) if earlier else []
    prints = output != _STANDARD_OUTPUT
    if output and not output.parent.is_dir():
        raise UserFacingError(
            f"there is no folder {output.parent} for {output.name}; make it first."
        )
    # What is wrong with the last target is told before the first is asked.
    loaded = [ev.load_target(target, split) for target in targets]
    runs = []
    for target in loaded:
        if isinstance(target, ev.Collection):
            with progress_bar() as progress:
                run = ev.run_collection(
                    target,
                    context.obj.settings,
                    progress,
                    split=split,
                    variant=variant,
                    keep=keep,
                    adapters=adapters,
                )
            if prints:
                evaluating.print_run(run)
        else:
            with open_library(context.obj.settings) as library:
                run, judged = ev.run_questions(library, *target, guild=guild)
            if prints:
                evaluating.print_judged(judged)
        runs.append(run)
    if output and prints:
        output.write_text(ev.runs_json(runs) + "\n", encoding="utf-8")
    elif output:
        print(ev.runs_json(runs))
    for run in runs if earlier else []:
        compared = ev.compare(ev.earlier_of(run, before).records, run.records)
        evaluating.print_comparison(run.target, compared)
