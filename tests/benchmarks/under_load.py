"""How long questions take while a moderator's job is done beside them, and while none is.

``python -m tests.benchmarks.under_load`` prints the 95th percentiles of both and their ratio, which
is to stay below 2. One process answers, as the bot does; another works, as the bot starts it.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from retrieval import Library
from retrieval.domain import JobKind, JobState
from retrieval.settings import RetrievalSettings
from tests.benchmarks.texts import write_documents

if TYPE_CHECKING:
    from collections.abc import Callable

GUILD = 1
SECONDS = 90.0
"""Long enough for the job to store files, which is what questions could notice."""
EVERY_S = 0.2
"""Between two questions, whether the one before is answered or not: so fast do they come."""
QUESTIONS = (
    "Who decides about the plan?",
    "When does the board meet?",
    "How much money is there for social care?",
    "What does the report recommend?",
)


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser()
    options.add_argument("--documents", type=int, default=500)
    documents = options.parse_args().documents
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        docs = folder / "docs"
        docs.mkdir()
        write_documents(docs, documents)
        settings = RetrievalSettings(index=folder / "index")
        with Library.open(settings.index, settings=settings) as library:
            library.index([docs], guild=GUILD)
            library.warm()
            show(f"idle, {documents} documents", idle := timed(library, lambda: True))
            write_documents(docs, documents, seed=2)  # Other texts in the same files.
            job = library.enqueue(JobKind.REINDEX, guild=GUILD, actor=1)
            command = (sys.executable, "-m", "retrieval", "--index", str(settings.index), "work")
            with subprocess.Popen(command) as worker:
                while library.job(job.id, guild=GUILD).state is JobState.QUEUED:
                    time.sleep(0.01)
                busy = timed(library, lambda: worker.poll() is None)
                ended = worker.poll() is not None
                show("while all of them are indexed again", busy)
                worker.terminate()
            state = library.job(job.id, guild=GUILD)
            if not state.done:
                sys.exit("The job had stored no file when the time was over: this shows nothing.")
            print(f"job: {state.state}, {state.done} of {state.total}{', to its end' * ended}")
            print(f"ratio of the 95th percentiles: {p95(busy) / p95(idle):.2f}")


def timed(library: Library, goes_on: Callable[[], bool]) -> list[float]:
    """Ask at a steady pace; return the seconds from when each question was due to its answer."""
    took: list[float] = []
    began = time.perf_counter()
    due = began
    while due < began + SECONDS and goes_on():
        time.sleep(max(0.0, due - time.perf_counter()))
        library.ask(QUESTIONS[len(took) % len(QUESTIONS)], guild=GUILD)
        took.append(time.perf_counter() - due)
        due += EVERY_S
    return took


def p95(took: list[float]) -> float:
    """Return the 95th percentile."""
    return float(np.percentile(took, 95))


def show(name: str, took: list[float]) -> None:
    """Print the percentiles of some questions in milliseconds."""
    middle = float(np.percentile(took, 50))
    print(f"{name}: {len(took)} questions, p50 {middle * 1e3:.0f} ms, p95 {p95(took) * 1e3:.0f} ms")


if __name__ == "__main__":
    main()
