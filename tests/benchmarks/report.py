"""Write REPORT.md beside this file: what indexing costs beyond the model, by ``make bench``."""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import tempfile
import time
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import retrieval.library
from retrieval import Library
from retrieval.catalogue import FileStore
from retrieval.documents import Parser
from retrieval.search import Embedder, locate_model
from retrieval.serving.generations import Generations
from retrieval.settings import RetrievalSettings
from tests.benchmarks.tables import machine, table
from tests.benchmarks.texts import write_documents
from tests.retrieval.terminal import command, environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy as np
    import numpy.typing as npt

    from retrieval.search import PassageInput

    Vectors = list[tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]]

SHARE_TARGET = 0.90
AGAIN_TARGET = 0.02
PARTS: dict[str, tuple[type, str]] = {
    "the parser, with its start": (Parser, "read"),
    "the model": (Embedder, "encode_passages"),
    "storing": (FileStore, "put"),
    "the search index": (Generations, "current"),
}
"""What a run is made of; the rest is hashing, cutting, comparing and housekeeping."""


TEMPLATE = """\
# What indexing costs

Made by `make bench` (`python -m tests.benchmarks.report --documents {documents} --rounds {rounds}`):
the fastest of {rounds} rounds, in each of which everything was measured in turn.

Machine: {machine}.

Documents: {documents} Markdown files with {passages} passages, made from the sentences of the
starter briefings; {texts} texts to encode, since each sentence is encoded too.

| | measured | target |
|---|---|---|
{figures}

Where the time of a whole ingest goes:

| part | s | share |
|---|---|---|
{parts}
"""


@dataclass
class Clock:
    """Adds up the time spent in the parts of a run, and keeps what the model was given."""

    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    batches: list[Sequence[PassageInput]] = field(default_factory=list)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Measure the parts until the end of the block."""
        originals = {part: getattr(owner, name) for part, (owner, name) in PARTS.items()}
        for part, (owner, name) in PARTS.items():
            setattr(owner, name, self._timed(part, originals[part]))
        try:
            yield
        finally:
            for part, (owner, name) in PARTS.items():
                setattr(owner, name, originals[part])

    def _timed(self, part: str, original: Callable[..., Any]) -> Callable[..., Any]:
        def timed(this: object, *arguments: Any, **named: Any) -> Any:
            if isinstance(this, Embedder):
                self.batches.append(list(arguments[0]))
            began = time.perf_counter()
            try:
                return original(this, *arguments, **named)
            finally:
                self.seconds[part] += time.perf_counter() - began

        return timed


@dataclass
class Figures:
    """What was measured, in seconds."""

    documents: int
    passages: int = 0
    texts: int = 0
    """Passages and sentences, which are all encoded."""
    load: float = 0.0
    """Of the model."""
    ingest: list[float] = field(default_factory=list)
    encode: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)
    parts: dict[str, float] = field(default_factory=dict)
    """Of the fastest run."""
    parser_start: list[float] = field(default_factory=list)
    process: float = 0.0
    """Of ``python -m retrieval index`` with everything new."""
    process_again: list[float] = field(default_factory=list)
    process_nothing: list[float] = field(default_factory=list)
    """Of ``python -m retrieval sources``, which only starts and reads."""

    @property
    def share(self) -> float:
        """Passages a second of the whole run, as a share of those of the model alone."""
        return min(self.encode) / min(self.ingest)

    @property
    def again_share(self) -> float:
        """Cost of a run with nothing changed, as a share of the first."""
        return min(self.again) / min(self.ingest)

    @property
    def process_again_share(self) -> float:
        """The same for whole processes."""
        return min(self.process_again) / self.process


def main() -> None:
    """Measure and write the report."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--documents", type=int, default=120, help="about 13 passages each")
    options.add_argument("--rounds", type=int, default=1)
    chosen = options.parse_args()
    settings = RetrievalSettings()
    began = os.getloadavg()
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(Path(folder), settings, chosen.documents, chosen.rounds)
    text = report(figures, settings, chosen.rounds, (began, os.getloadavg()))
    Path(__file__).with_name("REPORT.md").write_text(text, encoding="utf-8")
    print(text)


def measure(folder: Path, settings: RetrievalSettings, documents: int, rounds: int) -> Figures:
    """Measure everything in turn, so that a busy moment costs all alike."""
    figures = Figures(documents)
    docs = folder / "docs"
    docs.mkdir()
    write_documents(docs, documents)
    began = time.perf_counter()
    embedder = Embedder(locate_model(settings.model), threads=settings.index_threads)
    embedder.encode_questions(["what is this about?"])
    figures.load = time.perf_counter() - began
    vars(retrieval.library)["Embedder"] = lambda _model, **_threads: embedder
    batches: list[Sequence[PassageInput]] = []
    for number in range(rounds):
        clock = Clock()
        place = folder / f"index{number}"
        with Library.open(place, settings=settings) as library:
            with clock.watching():
                figures.ingest.append(seconds(lambda: library.index([docs])))
            figures.again.append(seconds(lambda: library.index([docs])))
        if figures.ingest[-1] == min(figures.ingest):
            figures.parts = dict(clock.seconds)
        batches = clock.batches
        figures.encode.append(seconds(lambda: [embedder.encode_passages(b) for b in batches]))  # noqa: B023
        figures.parser_start.append(parser_start())
    inputs = [item for batch in batches for item in batch]
    figures.passages = len(inputs)
    figures.texts = len(inputs) + sum(len(item.sentence_texts()) for item in inputs)
    figures.process = run(folder, "index", str(docs))
    for _ in range(rounds):
        figures.process_again.append(run(folder, "index", str(docs)))
        figures.process_nothing.append(run(folder, "sources"))
    return figures


def seconds(do: Callable[[], object]) -> float:
    """Return how long something takes."""
    began = time.perf_counter()
    do()
    return time.perf_counter() - began


def parser_start() -> float:
    """Return how much longer the first file takes than the second."""
    with Parser() as parser:
        first = seconds(lambda: parser.read(b"Text.", "a.txt"))
        return first - seconds(lambda: parser.read(b"Text.", "a.txt"))


def run(folder: Path, *arguments: str) -> float:
    """Return how long a whole process takes."""
    return seconds(
        lambda: subprocess.run(
            command(folder, *arguments),
            cwd=folder,
            env=environment(RETRIEVAL_INDEX_THREADS=str(RetrievalSettings().index_threads)),
            stdout=subprocess.DEVNULL,
            check=True,
            timeout=600,
        )
    )


def report(
    figures: Figures,
    settings: RetrievalSettings,
    rounds: int,
    loads: tuple[tuple[float, float, float], tuple[float, float, float]],
) -> str:
    """Return the report as Markdown."""
    whole, alone = min(figures.ingest), min(figures.encode)
    rest = whole - sum(figures.parts.values())
    parts = [*figures.parts.items(), ("everything else", rest)]
    figures_rows = [
        ("whole ingest", f"{figures.passages / whole:.1f} passages/s ({whole:.2f} s)", ""),
        (
            "the model alone, same batches",
            f"{figures.passages / alone:.1f} passages/s ({alone:.2f} s)",
            "",
        ),
        ("**share of the model's own rate**", f"**{figures.share:.3f}**", f"{SHARE_TARGET:.2f}"),
        (
            f"the same with the model loaded first ({figures.load:.1f} s)",
            f"{alone / (whole + figures.load):.3f}",
            "",
        ),
        (
            "nothing changed: `library.index`",
            f"{min(figures.again) * 1000:.0f} ms, **{figures.again_share:.2%}** of the first",
            f"{AGAIN_TARGET:.0%}",
        ),
        (
            "nothing changed: `python -m retrieval index`",
            f"{min(figures.process_again):.2f} s, **{figures.process_again_share:.2%}** of the first",
            f"{AGAIN_TARGET:.0%}",
        ),
        ("the first `python -m retrieval index`", f"{figures.process:.1f} s", ""),
        (
            "starting Python and opening the library",
            f"{min(figures.process_nothing):.2f} s",
            "",
        ),
        (
            "starting the parser process, in a run that has a file to read",
            f"{statistics.median(figures.parser_start):.2f} s",
            "",
        ),
    ]
    return TEMPLATE.format(
        documents=figures.documents,
        rounds=rounds,
        machine=f"{machine()}, {settings.index_threads} threads for indexing; load average "
        f"{loads[0][0]:.1f} before and {loads[1][0]:.1f} after",
        passages=figures.passages,
        texts=figures.texts,
        figures=table(figures_rows),
        parts=table([(part, f"{spent:.2f}", f"{spent / whole:.1%}") for part, spent in parts]),
    )


if __name__ == "__main__":
    main()
