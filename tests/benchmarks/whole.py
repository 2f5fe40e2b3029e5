"""What one very large library costs: its index built from the catalogue, loaded and asked."""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrieval import Library
from retrieval.domain import library_of
from retrieval.search.vectors import recall
from retrieval.settings import RetrievalSettings
from retrieval.timing import Stage
from tests.benchmarks.large import GUILD
from tests.benchmarks.tables import own_mb, peak_mb, percentiles, resident_mb

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy.typing as npt

    from retrieval.domain import Reply

_WARM = 20
"""Questions before those that are timed."""


@dataclass(frozen=True)
class BuildFigures:
    """What building took."""

    worked_s: float
    """Of the processor."""
    passed_s: float
    began_mb: float
    """What the process had in memory before."""
    peak_mb: float
    """The most that it ever had, mapped files included."""
    disk_mb: float
    """The index."""


@dataclass(frozen=True)
class ServingFigures:
    """What answering from it takes."""

    loading: tuple[float, float]
    """Seconds of the processor, and those that passed, to check and load it."""
    kind: str
    lists_read: float
    index_mb: float
    """In memory, as the index measures itself."""
    grown_mb: float
    """By which the process grew when the index was loaded."""
    own_mb: float
    """What the process has in memory after all questions that no file backs, the model included."""
    resident_mb: float
    """With the pages of mapped files."""
    asked: int
    quoted: int
    """Questions that got quotes."""
    worked: str
    """Milliseconds of the processor for a question; median and 95th percentile."""
    passed: str
    """Milliseconds that passed."""
    stages: dict[str, str]
    """The same of each stage."""
    at_10: float
    """Recall@10 of the vectors against all of them."""
    at_100: float


def build_index(folder: Path) -> BuildFigures:
    """Build the index of a library that has none, as the first question would; in its own process."""
    with Library.open(folder, settings=RetrievalSettings(index=folder)) as library:
        began_mb = resident_mb()
        worked, began = time.process_time(), time.perf_counter()
        generation = library.generations.current(library_of(GUILD))
        if generation is None:
            raise LookupError(f"{folder} holds no passages.")
        return BuildFigures(
            worked_s=time.process_time() - worked,
            passed_s=time.perf_counter() - began,
            began_mb=began_mb,
            peak_mb=peak_mb(),
            disk_mb=library.generations.stored.size(library_of(GUILD)) / 1e6,
        )


def ask_index(
    folder: Path,
    asked: Sequence[str],
    questions: npt.NDArray[np.float32],
    nearest: npt.NDArray[np.int64],
) -> ServingFigures:
    """Load the index and ask it, through everything that ``/ask`` does; in a process of its own.

    :param questions: vectors of what is asked.
    :param nearest: the rows nearest to each, of all.
    """
    stages: defaultdict[str, list[float]] = defaultdict(list)
    worked: list[float] = []
    passed: list[float] = []
    with Library.open(folder, settings=RetrievalSettings(index=folder, threads=1)) as library:
        library.encoder.encode("what is this about?")
        before = own_mb()
        loading_worked, began = time.process_time(), time.perf_counter()
        generation = library.generations.current(library_of(GUILD))
        loading = (time.process_time() - loading_worked, time.perf_counter() - began)
        if generation is None:
            raise LookupError(f"{folder} holds no passages.")
        grown_mb = own_mb() - before
        found = np.stack([generation.vectors.search(each, nearest.shape[1]) for each in questions])
        for question in asked[:_WARM]:
            library.ask(question, guild=GUILD)
        library.times.observer = lambda stage, seconds: stages[stage].append(seconds)
        replies: list[Reply] = []
        for question in asked[_WARM:]:
            began_worked, began = time.process_time(), time.perf_counter()
            replies.append(library.ask(question, guild=GUILD))
            worked.append(time.process_time() - began_worked)
            passed.append(time.perf_counter() - began)
        return ServingFigures(
            loading=loading,
            kind=generation.vectors.kind,
            lists_read=generation.vectors.lists_read,
            index_mb=generation.memory_bytes / 1e6,
            grown_mb=grown_mb,
            own_mb=own_mb(),
            resident_mb=resident_mb(),
            asked=len(replies),
            quoted=sum(bool(reply.quotes) for reply in replies),
            worked=percentiles(worked),
            passed=percentiles(passed),
            stages={stage: percentiles(stages[stage]) for stage in Stage},
            at_10=recall(found[:, :10], nearest[:, :10]),
            at_100=recall(found, nearest),
        )
