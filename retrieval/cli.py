"""The command line: the library without Discord, for people and for other programs."""

from __future__ import annotations

import io
import json
import sys
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from retrieval.doctor import examine
from retrieval.domain import NoAnswer
from retrieval.errors import RetrievalError, SettingsError, UserFacingError
from retrieval.ingest import FileStatus
from retrieval.library import Library
from retrieval.settings import RetrievalSettings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from retrieval.domain import Quote, Reply
    from retrieval.ingest import Progress as ReportProgress

EXIT_FAILED = 1
EXIT_SETTINGS = 2

app = typer.Typer(
    help="Documents in, word-for-word quotes out.", no_args_is_help=True, add_completion=False
)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]
Guild = Annotated[
    int | None, typer.Option(help="Id of the guild; without it, the library all guilds share.")
]


@dataclass
class _Options:
    """What the settings and the options before the command say."""

    settings: RetrievalSettings
    wrong_setting: str = ""
    """What is wrong with the settings, for the doctor; any other command refuses to run."""


@app.callback()
def read_options(
    context: typer.Context,
    index_folder: Annotated[
        Path | None, typer.Option("--index", help="Folder of the built library.")
    ] = None,
) -> None:
    """Read the settings; an option goes before them."""
    try:
        options = _Options(RetrievalSettings.load())
    except SettingsError as error:
        if context.invoked_subcommand != "doctor":
            raise
        # The doctor goes on with the defaults, to find what else is wrong.
        options = _Options(RetrievalSettings.model_construct(), str(error))
    if index_folder is not None:
        options.settings = options.settings.model_copy(update={"index": index_folder})
    context.obj = options


@app.command()
def index(
    context: typer.Context,
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Files and folders; without any, the seeds.")
    ] = None,
    guild: Guild = None,
    as_json: AsJson = False,
) -> None:
    """Add files and folders, or bring them up to date. What has not changed costs nothing."""
    settings = context.obj.settings
    with _open(settings) as library, progress_bar() as progress:
        report = library.index(paths or [settings.seeds], guild=guild, progress=progress)
    if as_json:
        for file in report.files:
            _print_json(asdict(file))
    else:
        table = Table("file", "what became of it", "why", box=None, pad_edge=False)
        for file in report.files:
            table.add_row(Text(file.path), file.status.value, Text(file.reason))
        console = Console()
        console.print(table)
        counts = {status: len(report.paths(status)) for status in FileStatus}
        console.print(", ".join(f"{count} {status.value}" for status, count in counts.items()))
    if report.refused:
        raise typer.Exit(EXIT_FAILED)


@app.command()
def ask(
    context: typer.Context,
    question: Annotated[
        str, typer.Argument(help="The question; - reads one a line from standard input.")
    ],
    guild: Guild = None,
    as_json: AsJson = False,
) -> None:
    """Ask, and get the passages that answer, word for word."""
    many = question == "-"
    questions = (line.rstrip("\r\n") for line in sys.stdin) if many else [question]
    with _open(context.obj.settings) as library:
        for asked in questions:
            try:
                reply, error = library.ask(asked, guild=guild), ""
            except UserFacingError as refused:
                if not many and not as_json:
                    raise
                # One bad line must not cost the answers to the others.
                reply, error = NoAnswer(asked, 0.0), str(refused)
            if as_json:
                record = {**reply_record(reply), "question": asked}
                _print_json({**record, "error": error} if error else record)
            elif error:
                print(f"{asked}\n  {error}\n")
            else:
                _print_reply(reply)


@app.command()
def sources(context: typer.Context, guild: Guild = None, as_json: AsJson = False) -> None:
    """List the documents."""
    with _open(context.obj.settings) as library:
        found = library.sources(guild=guild)
    if as_json:
        for source in found:
            _print_json(asdict(source))
        return
    table = Table("id", "title", "publisher", "date", "file", box=None, pad_edge=False)
    for source in found:
        table.add_row(
            str(source.document_id),
            Text(source.title),
            Text(source.publisher or "unknown"),
            Text(source.date or "unknown"),
            Text(source.path),
        )
    Console().print(table)


@app.command()
def remove(
    context: typer.Context,
    document_ids: Annotated[list[int], typer.Argument(help="Ids, as `sources` shows them.")],
    guild: Guild = None,
    as_json: AsJson = False,
) -> None:
    """Remove documents; they are not quoted from the next question on."""
    with _open(context.obj.settings) as library:
        for document_id in document_ids:
            source = library.remove(document_id, guild=guild)
            if as_json:
                _print_json(asdict(source))
            else:
                print(f"removed {source.title} ({source.path})")


@app.command()
def doctor(context: typer.Context, as_json: AsJson = False) -> None:
    """Check everything that the bot needs, and say how to mend what fails."""
    findings = examine(context.obj.settings, wrong_setting=context.obj.wrong_setting)
    for finding in findings:
        if as_json:
            _print_json({**asdict(finding), "ok": finding.ok})
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
    with _open(context.obj.settings) as library:
        judged = [judge(item, library.ask(item.question, guild=guild)) for item in gold]
    result = figures(judged)
    if as_json:
        _print_json(asdict(result))
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


def reply_record(reply: Reply) -> dict[str, Any]:
    """Return a reply in the form that other programs read; it is kept stable."""
    return {
        "question": reply.question,
        "outcome": reply.outcome.value,
        "probability": round(reply.probability, 4),
        "quotes": [_quote_record(quote) for quote in reply.quotes],
    }


def _quote_record(quote: Quote) -> dict[str, Any]:
    metadata = quote.document.metadata
    return {
        "text": quote.text,
        "start": quote.start,
        "end": quote.end,
        "document": quote.document.id,
        "path": quote.document.path,
        "title": quote.document.title,
        "publisher": metadata.publisher,
        "date": metadata.date,
        "heading": list(quote.heading),
        "page": quote.page,
        "best": list(quote.best) if quote.best else None,
    }


def _print_reply(reply: Reply) -> None:
    print(reply.question)
    if not reply.quotes:
        print("  There are no documents yet; `python -m retrieval index PATH` adds some.")
    elif isinstance(reply, NoAnswer):
        print("  The documents don't say. The nearest passages are these.")
    for number, quote in enumerate(reply.quotes, 1):
        source = quote.source
        place = [source.title, source.publisher or "publisher unknown"]
        place += [source.date or "date unknown", *source.heading[-1:]]
        print(f"\n{number:>3}. {' · '.join(dict.fromkeys(place))}")
        print("".join(f"     {line}\n" for line in quote.text.splitlines()), end="")
    print()


def _print_json(record: dict[str, Any]) -> None:
    # Flushed, so that a program that asks line by line gets each answer at once.
    print(json.dumps(record, ensure_ascii=False), flush=True)


def _open(settings: RetrievalSettings) -> Library:
    return Library.open(settings.index, settings=settings)


@contextmanager
def progress_bar() -> Iterator[ReportProgress]:
    """Show progress on standard error; nothing is shown where that is not a terminal."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    hidden = not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=hidden) as bar:
        task = bar.add_task("")

        def report(name: str, done: int, total: int) -> None:
            bar.update(task, description=name, completed=done, total=total)

        yield report


def main() -> None:
    """Run a command; an error that was foreseen is one line on standard error."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A byte that is no text spoils its own line only.
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except SettingsError as error:
        print(f"settings: {error}", file=sys.stderr)
        sys.exit(EXIT_SETTINGS)
    except RetrievalError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(EXIT_FAILED)
