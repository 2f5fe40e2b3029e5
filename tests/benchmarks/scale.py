"""Write SCALE.md beside this file: many guilds in one process, and very large libraries.

``python -m tests.benchmarks.scale`` takes about half an hour at the sizes that it has by default, and
wants 8 GB of memory, 15 GB of disk and an otherwise idle machine.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, ParamSpec, TypeVar

import numpy as np

from retrieval.search import LARGE_ROWS
from retrieval.search.vectors import exact_neighbours
from tests.benchmarks.guilds import GuildFigures, ask_guilds, make_guilds
from tests.benchmarks.kinds import FLAT, FLAT_16, GRAPH, LISTS, KindFigures, measure_kind
from tests.benchmarks.tables import machine, percentiles, table
from tests.benchmarks.vectors import RealVectors, grow, real_vectors
from tests.benchmarks.whole import WholeFigures, measure_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

P = ParamSpec("P")
R = TypeVar("R")

_REAL_PASSAGES = 3000
_REAL_QUESTIONS = 300
_NEAREST = 100
_IDLE = 0.5
"""Load average below which nothing else was going on."""

TEMPLATE = """\
# Many guilds, and very large libraries

Made by `python -m tests.benchmarks.scale {arguments}`.

Machine: {machine}; one thread. Load average {load}: {busy}.

## Many guilds in one process

{guilds} guilds of {passages:.0f} passages on average. Two of them were indexed as usual; the others are
copies of these under ids of their own, with the same texts and vectors, and their indexes are hard links to the same
files, so that these are in the system's cache sooner than those of strangers would be. Everything else is real:
`Library.find` asks the model, the guild's index, the shared one and the catalogue. The n-th most popular guild is
asked with a share of 1/n, one question after the other. Milliseconds are the median and the 95th percentile, of the
processor's time but for the last, which is the time that passed.

| `RETRIEVAL_INDEX_MEMORY_MB` | questions, of guilds | index in memory | ms then | ms where it is loaded | of it loading | ms passed, of all | evicted |
|---|---|---|---|---|---|---|---|
{guild_times}

| `RETRIEVAL_INDEX_MEMORY_MB` | indexes in memory at the end | take, as measured by themselves | the process grew by | process, without mapped files | with them |
|---|---|---|---|---|---|
{guild_memory}

The process grows by what the indexes take, and by what Python and its libraries need for the first questions of all.

## Kinds of vector index

Vectors: {real} passages of {source}, embedded by the packaged model, and copies of them up to the size, each
moved up to half of the way to one of its nearest and as far in a direction in which two others differ. Questions:
{questions} real ones. Nothing else is embedded. Each kind was built and asked in a process of its own; memory is what the
process grew by when it loaded the index. Times are those of the processor, which other work on the machine lengthens little.
Recall is the share of the 10 and of the 100 nearest of all that are found.

| passages | kind | built in s | MB | ms to find 100 | recall@10 | recall@100 | |
|---|---|---|---|---|---|---|---|
{kinds}

From {large} passages on a library's vectors are kept in lists. Below that, comparing all of them takes less than a
question needs for everything else, and nothing is missed. HNSW takes more memory, a wide search to find as much, and the
longer to build the larger the library is, which every change of a document would have to wait for. How many lists are
read is found for each library when it is built: those in which .999 of the nearest ones to made-up questions are.

## A whole index

{rows} passages, with made-up texts of 80 words (frequent as in real texts), 4 sentences and 110 word pieces each; written
as any other generation, loaded and asked for 200 questions of 8 words. Large arrays stay on the disk and are read where they are
needed, so they take no memory of the process's own: {disk:.0f} MB on disk, {memory[all]:.0f} MB in memory by the index's own
measure ({memory[vectors]:.0f} MB vectors, {memory[BM25]:.0f} MB BM25), {grown:.0f} MB by which the process grew.
Building took {peak:.0f} MB at most, the texts that it was built from included.

| part | s of the processor | s that passed |
|---|---|---|
{seconds}

| part of a question | ms of the processor, median / 95th percentile |
|---|---|
{parts}
"""


class Measured(NamedTuple):
    """All that was measured."""

    guilds: Sequence[GuildFigures]
    passages: float
    """Of a guild, on average."""
    real: RealVectors
    kinds: Sequence[KindFigures]
    whole: WholeFigures


def main() -> None:
    """Measure and write the report."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--guilds", type=int, default=2000)
    options.add_argument("--questions", type=int, default=2000, help="of the guilds")
    options.add_argument("--limits", default="64,512,4096", help="of memory, in MB")
    options.add_argument("--sizes", default="10000,50000,100000,1000000", help="of vector indexes")
    options.add_argument("--graph", type=int, default=100_000, help="most passages for HNSW")
    options.add_argument("--rows", type=int, default=1_000_000, help="of the whole index")
    options.add_argument("--keep", type=Path, help="folder for figures and vectors, to go on from")
    chosen = options.parse_args()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as temporary:
        keep = chosen.keep or Path(temporary)
        keep.mkdir(parents=True, exist_ok=True)
        limits = [int(limit) for limit in chosen.limits.split(",")]
        guilds, passages = _guilds(keep, chosen.guilds, chosen.questions, limits)
        real = real_vectors(keep / "real.npz", _REAL_PASSAGES, _REAL_QUESTIONS)
        sizes = [int(size) for size in chosen.sizes.split(",")]
        file = keep / "vectors.npy"
        most = max(*sizes, chosen.rows)
        if not file.is_file() or len(np.load(file, mmap_mode="r")) < most:
            grow(real.passages, most, file)
        kinds = _kinds(file, keep, sizes, real, chosen.graph)
        whole = WholeFigures(
            **_once(
                keep,
                f"whole-{chosen.rows}",
                partial(_apart, measure_whole, file, chosen.rows, real.questions),
            )
        )
    arguments = (
        f"--guilds {chosen.guilds} --questions {chosen.questions} --limits {chosen.limits} "
        f"--sizes {chosen.sizes} --graph {chosen.graph} --rows {chosen.rows}"
    )
    text = report(arguments, load, Measured(guilds, passages, real, kinds, whole))
    Path(__file__).with_name("SCALE.md").write_text(text, encoding="utf-8")
    print(text)


def _guilds(
    keep: Path, count: int, questions: int, limits: Sequence[int]
) -> tuple[list[GuildFigures], float]:
    folder = keep / "guilds"
    made = _once(keep, f"guilds-{count}", partial(make_guilds, folder, count))
    figures = [
        GuildFigures(
            **_once(
                keep,
                f"guilds-{count}-{questions}-{limit}",
                partial(_apart, ask_guilds, folder, count, questions, limit),
            )
        )
        for limit in limits
    ]
    return figures, made["passages_each"]


def _kinds(
    file: Path, keep: Path, sizes: Sequence[int], real: RealVectors, most_graph: int
) -> list[KindFigures]:
    figures = []
    for rows in sizes:
        nearest = exact_neighbours(np.load(file, mmap_mode="r")[:rows], real.questions, _NEAREST)
        for kind in (FLAT, FLAT_16, LISTS, GRAPH):
            if kind == GRAPH and rows > most_graph:
                continue
            found = _once(
                keep,
                f"{rows} {kind}",
                partial(_apart, measure_kind, kind, file, rows, real.questions, nearest),
            )
            figures.append(KindFigures(**found))
    return figures


def _once(keep: Path, name: str, measure: Callable[[], Any]) -> dict[str, Any]:
    """Return the figures that an earlier run kept, or measure and keep them."""
    file = keep / f"{name}.json"
    if not file.is_file():
        began = time.perf_counter()
        file.write_text(json.dumps(asdict(measure())), encoding="utf-8")
        print(f"{name}: {time.perf_counter() - began:.0f} s", flush=True)
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def _apart(do: Callable[P, R], *arguments: P.args, **named: P.kwargs) -> R:
    """Do something in a process of its own, whose memory tells what it takes."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        return process.submit(do, *arguments, **named).result()


def report(arguments: str, load: float, measured: Measured) -> str:
    """Return the report as Markdown."""
    guilds, real, whole = measured.guilds, measured.real, measured.whole
    return TEMPLATE.format(
        arguments=arguments,
        machine=machine(),
        load=f"{load:.1f}",
        busy="idle otherwise"
        if load < _IDLE
        else "busy with other work, in which the processor was not ours",
        guilds=guilds[0].guilds,
        passages=measured.passages,
        guild_times=table(map(_guild_times, guilds)),
        guild_memory=table(map(_guild_memory, guilds)),
        real=len(real.passages),
        source=real.source,
        questions=len(real.questions),
        kinds=table(map(_kind, measured.kinds)),
        large=f"{LARGE_ROWS:,}",
        rows=f"{whole.rows:,}",
        disk=whole.disk_mb,
        memory=whole.memory,
        grown=whole.grown_mb,
        peak=whole.peak_mb,
        seconds=table(
            (part, f"{worked:.1f}", f"{passed:.1f}")
            for part, (worked, passed) in whole.seconds.items()
        ),
        parts=table((part, percentiles(spent)) for part, spent in whole.questions.items()),
    )


def _guild_times(item: GuildFigures) -> tuple[str, ...]:
    return (
        str(item.limit_mb),
        f"{item.asked}, {item.known}",
        f"{item.at_hand_share:.0%}",
        item.at_hand,
        item.loaded,
        item.loading,
        item.passed,
        str(item.evicted),
    )


def _guild_memory(item: GuildFigures) -> tuple[str, ...]:
    return (
        str(item.limit_mb),
        str(item.held),
        f"{item.held_mb:.0f} MB",
        f"{item.grown_mb:.0f} MB",
        f"{item.own_mb:.0f} MB",
        f"{item.resident_mb:.0f} MB",
    )


def _kind(item: KindFigures) -> tuple[str, ...]:
    return (
        f"{item.rows:,}",
        item.kind,
        f"{item.build_s:.1f}",
        f"{item.memory_mb:.0f}",
        item.milliseconds,
        f"{item.at_10:.4f}",
        f"{item.at_100:.4f}",
        item.detail,
    )


if __name__ == "__main__":
    main()
