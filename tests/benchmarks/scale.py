"""Write SCALE.md beside this file: many guilds in one process, and very large libraries.

``python -m tests.benchmarks.scale`` takes about half an hour at the sizes that it has by default, and
wants 8 GB of memory, 40 GB of disk and an otherwise idle machine.
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
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import numpy as np

from retrieval.search.vectors import exact_neighbours
from tests.benchmarks.guilds import GuildFigures, ask_guilds, make_guilds
from tests.benchmarks.kinds import FLAT, FLAT_16, GRAPH, LISTS, KindFigures, measure_kind
from tests.benchmarks.large import MadeLibrary, make_library
from tests.benchmarks.scale_page import Measured, report
from tests.benchmarks.vectors import RealVectors, grow, real_vectors
from tests.benchmarks.whole import BuildFigures, ServingFigures, ask_index, build_index

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

P = ParamSpec("P")
R = TypeVar("R")

_REAL_PASSAGES = 3000
_REAL_QUESTIONS = 300
_NEAREST = 100


class Kept:
    """Figures in a folder, so that a run that ended early goes on from there."""

    def __init__(self, folder: Path) -> None:
        """Keep them in a folder."""
        self.folder = folder
        self.loads: list[float] = []
        """Load averages after each measurement."""

    def once(self, name: str, measure: Callable[[], Any]) -> dict[str, Any]:
        """Return the figures that an earlier run kept, or measure and keep them."""
        file = self.folder / f"{name}.json"
        if not file.is_file():
            began = time.perf_counter()
            kept = {"figures": asdict(measure()), "load": os.getloadavg()[0]}
            file.write_text(json.dumps(kept), encoding="utf-8")
            print(f"{name}: {time.perf_counter() - began:.0f} s", flush=True)
        found = json.loads(file.read_text(encoding="utf-8"))
        self.loads.append(found["load"])
        figures: dict[str, Any] = found["figures"]
        return figures


def main() -> None:
    """Measure and write the report."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--guilds", type=int, default=2000)
    options.add_argument("--questions", type=int, default=500, help="of the guilds")
    options.add_argument("--limits", default="64,512", help="of memory, in MB")
    options.add_argument("--sizes", default="10000,50000,100000,1000000", help="of vector indexes")
    options.add_argument("--graph", type=int, default=100_000, help="most passages for HNSW")
    options.add_argument("--rows", type=int, default=1_000_000, help="of the one large library")
    options.add_argument("--keep", type=Path, help="folder for figures and vectors, to go on from")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        keep = chosen.keep or Path(temporary)
        keep.mkdir(parents=True, exist_ok=True)
        kept = Kept(keep)
        real = real_vectors(keep / "real.npz", _REAL_PASSAGES, _REAL_QUESTIONS)
        sizes = [int(size) for size in chosen.sizes.split(",")]
        file = keep / "vectors.npy"
        most = max(*sizes, chosen.rows)
        if not file.is_file() or len(np.load(file, mmap_mode="r")) < most:
            grow(real.passages, most, file)
        kinds = _kinds(file, kept, sizes, real, chosen.graph)
        large = _large(file, kept, chosen.rows, real)
        limits = [int(limit) for limit in chosen.limits.split(",")]
        guilds, passages = _guilds(kept, chosen.guilds, chosen.questions, limits)
    arguments = (
        f"--guilds {chosen.guilds} --questions {chosen.questions} --limits {chosen.limits} "
        f"--sizes {chosen.sizes} --graph {chosen.graph} --rows {chosen.rows}"
    )
    text = report(arguments, kept.loads, Measured(guilds, passages, real, kinds, *large))
    Path(__file__).with_name("SCALE.md").write_text(text, encoding="utf-8")
    print(text)


def _large(
    file: Path, kept: Kept, rows: int, real: RealVectors
) -> tuple[MadeLibrary, BuildFigures, ServingFigures]:
    folder = kept.folder / f"large-{rows}"
    nearest = exact_neighbours(np.load(file, mmap_mode="r")[:rows], real.questions, _NEAREST)
    made = kept.once(f"{folder.name}-made", partial(make_library, folder, rows, file, real))
    built = kept.once(f"{folder.name}-built", partial(_apart, build_index, folder))
    asked = partial(_apart, ask_index, folder, real.asked, real.questions, nearest)
    served = kept.once(f"{folder.name}-served", asked)
    return MadeLibrary(**made), BuildFigures(**built), ServingFigures(**served)


def _guilds(
    kept: Kept, count: int, questions: int, limits: Sequence[int]
) -> tuple[list[GuildFigures], float]:
    folder = kept.folder / "guilds"
    made = kept.once(f"guilds-{count}", partial(make_guilds, folder, range(1, count + 1)))
    figures = [
        GuildFigures(
            **kept.once(
                f"guilds-{count}-{questions}-{limit}",
                partial(_apart, ask_guilds, folder, count, questions, limit),
            )
        )
        for limit in limits
    ]
    return figures, made["passages_each"]


def _kinds(
    file: Path, kept: Kept, sizes: Sequence[int], real: RealVectors, most_graph: int
) -> list[KindFigures]:
    figures = []
    for rows in sizes:
        nearest = exact_neighbours(np.load(file, mmap_mode="r")[:rows], real.questions, _NEAREST)
        for kind in (FLAT, FLAT_16, LISTS, GRAPH):
            if kind == GRAPH and rows > most_graph:
                continue
            found = kept.once(
                f"{rows} {kind}",
                partial(_apart, measure_kind, kind, file, rows, real.questions, nearest),
            )
            figures.append(KindFigures(**found))
    return figures


def _apart(do: Callable[P, R], *arguments: P.args, **named: P.kwargs) -> R:
    """Do something in a process of its own, whose memory tells what it takes."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        return process.submit(do, *arguments, **named).result()


if __name__ == "__main__":
    main()
