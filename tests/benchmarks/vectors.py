"""Vectors for measuring: real ones of passages and questions, and as many more as are wanted."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from retrieval.evaluation import load_collection
from retrieval.search import Embedder, locate_model
from retrieval.search.vectors import exact_neighbours
from tests.benchmarks.texts import SEEDS, write_documents

SHARED = Path(__file__).parents[3] / "shared" / "eval"
_BLOCK = 20_000
_NEIGHBOURS = 20
_MOVED = 0.5
"""How far a copy is moved: at most half of the way to a neighbour, and as far in a direction in which
two others differ, so that copies of one passage have cosines of about .8."""


class RealVectors(NamedTuple):
    """What the model makes of real texts."""

    passages: npt.NDArray[np.float16]
    questions: npt.NDArray[np.float32]
    source: str


def real_vectors(keep: Path | None, passages: int, questions: int) -> RealVectors:
    """Embed passages and questions of the public test sets, or of the briefings where there are none.

    :param keep: file to keep them in, so that a second run does not embed again.
    """
    if keep is not None and keep.is_file():
        kept = np.load(keep)
        return RealVectors(kept["passages"], kept["questions"], str(kept["source"]))
    texts, asked, source = _public() if SHARED.is_dir() else _briefings()
    chance = random.Random(1)
    texts = chance.sample(texts, min(passages, len(texts)))
    asked = chance.sample(asked, min(questions, len(asked)))
    embedder = Embedder(locate_model(), threads=1)
    vectors = np.stack([vector for vector, _ in embedder.encode_pieces(texts)])
    encoded = np.stack([question.vector for question in embedder.encode_questions(asked)])
    found = RealVectors(vectors.astype(np.float16), encoded, source)
    if keep is not None:
        np.savez(keep, passages=found.passages, questions=found.questions, source=found.source)
    return found


def _public() -> tuple[list[str], list[str], str]:
    folders = sorted(path.parent for path in SHARED.glob("*/corpus.jsonl"))
    collections = [load_collection(folder) for folder in folders]
    texts = [f"{row.title}\n{row.text}" for each in collections for row in each.rows]
    asked = [query.text for each in collections for query in each.queries]
    return texts, asked, f"{len(collections)} public test sets"


def _briefings() -> tuple[list[str], list[str], str]:
    with tempfile.TemporaryDirectory() as folder:
        files = write_documents(Path(folder), 400)
        texts = [
            paragraph
            for file in files
            for paragraph in file.read_text(encoding="utf-8").split("\n\n")
            if not paragraph.startswith("#")
        ]
    headings = [
        line.lstrip("# ")
        for file in sorted(SEEDS.glob("*.md"))
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.startswith("#")
    ]
    return texts, headings, "the sentences of the starter briefings, mixed"


def grow(base: npt.NDArray[np.float16], rows: int, file: Path, seed: int = 1) -> None:
    """Write ``rows`` vectors to a file: those of ``base``, then copies of them, each moved elsewhere."""
    chance = np.random.default_rng(seed)
    real = base.astype(np.float32)
    near = exact_neighbours(base, real, _NEIGHBOURS + 1)[:, 1:]
    grown = np.lib.format.open_memmap(
        file, mode="w+", dtype=np.float16, shape=(rows, base.shape[1])
    )
    grown[: len(base)] = base[:rows]
    for first in range(len(base), rows, _BLOCK):
        count = min(_BLOCK, rows - first)
        copied = chance.integers(len(real), size=count)
        towards = near[copied, chance.integers(_NEIGHBOURS, size=count)]
        share = chance.random((count, 1), dtype=np.float32) * _MOVED
        one, other = chance.integers(len(real), size=(2, count))
        direction = real[one] - real[other] + np.float32(1e-6)
        direction /= np.linalg.norm(direction, axis=1, keepdims=True)
        moved = (1 - share) * real[copied] + share * real[towards] + _MOVED * direction
        moved /= np.linalg.norm(moved, axis=1, keepdims=True)
        grown[first : first + count] = moved
    grown.flush()
