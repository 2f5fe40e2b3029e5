"""What became of files and of their lines, printed."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from retrieval.cli.app import print_json
from retrieval.documents import Fate, Parser
from retrieval.domain import shown_title
from retrieval.ingest import FileStatus, read_file

if TYPE_CHECKING:
    from pathlib import Path

    from retrieval.documents import FileContents
    from retrieval.ingest import IndexReport

_ALWAYS_COUNTED = (
    FileStatus.ADDED,
    FileStatus.UPDATED,
    FileStatus.UNCHANGED,
    FileStatus.REFUSED,
)


def print_report(report: IndexReport, *, as_json: bool, changes: bool = False) -> None:
    """Print what became of each file, and how many there were of each kind.

    :param changes: leave out what is unchanged.
    """
    files = [
        file
        for file in report.files
        if not changes or file.status is not FileStatus.UNCHANGED or file.reason
    ]
    if as_json:
        for file in files:
            print_json(asdict(file))
        return
    if changes and not files:
        return
    table = Table("file", "what became of it", "documents", "why", box=None, pad_edge=False)
    for file in files:
        table.add_row(
            _plain(file.path), file.status.value, str(file.documents), _plain(file.reason)
        )
    console = Console()
    console.print(table)
    counts = {status: len(report.paths(status)) for status in FileStatus}
    console.print(
        ", ".join(
            f"{count} {status.value}"
            for status, count in counts.items()
            if count or status in _ALWAYS_COUNTED
        )
    )


def print_explanation(path: Path, *, as_json: bool) -> None:
    """Print which lines of a file are kept and which are not, side by side.

    :raises UnreadableDocumentError: if the file cannot be read.
    """
    with Parser() as parser:
        found = parser.read(read_file(path), path.name, explain=True)
    for contents in found:
        if as_json:
            _print_records(path, contents)
        else:
            _print_contents(path, contents)


def _print_records(path: Path, contents: FileContents) -> None:
    file = "/".join(filter(None, (path.as_posix(), contents.member)))
    for document in contents.documents:
        print_json({"file": file, "document": asdict(document.metadata)})
    for note in (contents.refused, *contents.notes):
        if note:
            print_json({"file": file, "note": note})
    for number, line in enumerate(contents.lines, 1):
        print_json({"file": file, "line": number, **asdict(line)})


def _print_contents(path: Path, contents: FileContents) -> None:
    console = Console()
    file = "/".join(filter(None, (path.as_posix(), contents.member)))
    for number, document in enumerate(contents.documents, 1):
        part = f"article {number}" if len(contents.documents) > 1 else ""
        said = document.metadata
        unknown = "unknown"
        console.print(_plain(f"{shown_title(said, file, part)}"), style="bold")
        console.print(
            Text(
                f"  publisher {said.publisher or unknown}, author {said.author or unknown}, "
                f"date {said.date or unknown}, {len(document.text.split())} words"
            )
        )
    for note in (contents.refused, *contents.notes):
        if note:
            console.print(_plain(note))
    table = Table("kept", "not kept", "why", box=None, pad_edge=False, expand=True)
    for line in contents.lines:
        kept = line.fate in (Fate.KEPT, Fate.COMMENT)
        why = line.reason or ("" if line.fate is Fate.KEPT else line.fate.value)
        table.add_row(_plain(line.text if kept else ""), Text("" if kept else line.text), Text(why))
    console.print(table)
    counts = {fate: sum(line.fate is fate for line in contents.lines) for fate in Fate}
    console.print(", ".join(f"{count} {fate.value}" for fate, count in counts.items()))


def _plain(text: str) -> Text:
    """Return a text that cannot steer the terminal, whatever a file is called."""
    return Text("".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text))
