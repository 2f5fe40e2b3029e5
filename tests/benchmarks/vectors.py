"""What the model makes of real texts, and as many more vectors like these as are wanted."""

from __future__ import annotations

import json
import random
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from retrieval.evaluation import load_collection
from retrieval.search import Embedder, locate_model
from retrieval.search.pieces import compress
from retrieval.search.vectors import exact_neighbours
from tests.benchmarks.texts import SEEDS, write_documents

if TYPE_CHECKING:
    from collections.abc import Sequence

SHARED = Path(__file__).parents[3] / "shared" / "eval"
_BLOCK = 20_000
_ENCODED_AT_ONCE = 128
_NEIGHBOURS = 20
_MOVED = 0.5
"""How far a copy is moved: at most half of the way to a neighbour, and as far in a direction in which
two others differ, so that copies of one passage have cosines of about .8."""


class RealVectors(NamedTuple):
    """Real texts, and what the model makes of them."""

    passages: npt.NDArray[np.float16]
    pieces: npt.NDArray[np.int8]
    """Of all passages, one passage after the other."""
    pieces_each: npt.NDArray[np.int64]
    """How many each passage has."""
    texts: Sequence[str]
    """Of the passages, each behind its title and a line break."""
    questions: npt.NDArray[np.float32]
    asked: Sequence[str]
    """The questions themselves."""
    source: str


def real_vectors(keep: Path, passages: int, questions: int) -> RealVectors:
    """Embed passages and questions of the public test sets, or of the briefings where there are none.

    :param keep: file to keep them in, so that a second run does not embed again.
    """
    if keep.is_file():
        with np.load(keep) as kept:
            told = json.loads(str(kept["told"]))
            return RealVectors(
                passages=kept["passages"],
                pieces=kept["pieces"],
                pieces_each=kept["pieces_each"],
                questions=kept["questions"],
                **told,
            )
    texts, asked, source = _public() if SHARED.is_dir() else _briefings()
    chance = random.Random(1)
    texts = chance.sample(texts, min(passages, len(texts)))
    asked = chance.sample(asked, min(questions, len(asked)))
    model = locate_model()
    embedder = Embedder(model, threads=1)
    vectors, pieces = [], []
    for first in range(0, len(texts), _ENCODED_AT_ONCE):
        for text in embedder.encode_pieces(texts[first : first + _ENCODED_AT_ONCE]):
            vectors.append(text.vector)
            pieces.append(compress(text.states, model.basis))
    found = RealVectors(
        passages=np.stack(vectors).astype(np.float16),
        pieces=np.concatenate(pieces),
        pieces_each=np.array([len(own) for own in pieces], dtype=np.int64),
        texts=texts,
        questions=np.stack([item.vector for item in embedder.encode_questions(asked)]),
        asked=asked,
        source=source,
    )
    told = json.dumps({"texts": texts, "asked": asked, "source": source})
    np.savez(
        keep,
        passages=found.passages,
        pieces=found.pieces,
        pieces_each=found.pieces_each,
        questions=found.questions,
        told=told,
    )
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


def copies_of(base: int, rows: int) -> npt.NDArray[np.int64]:
    """Return which of the real passages each of so many rows is, or is a copy of."""
    more = np.random.default_rng(2).integers(base, size=max(rows - base, 0))
    return np.concatenate([np.arange(base), more])[:rows]


def grow(base: npt.NDArray[np.float16], rows: int, file: Path, seed: int = 1) -> None:
    """Write ``rows`` vectors to a file: those of ``base``, then copies of them, each moved elsewhere."""
    chance = np.random.default_rng(seed)
    real = base.astype(np.float32)
    near = exact_neighbours(base, real, _NEIGHBOURS + 1)[:, 1:]
    about = copies_of(len(base), rows)
    grown = np.lib.format.open_memmap(
        file, mode="w+", dtype=np.float16, shape=(rows, base.shape[1])
    )
    grown[: len(base)] = base[:rows]
    for first in range(len(base), rows, _BLOCK):
        copied = about[first : first + _BLOCK]
        count = len(copied)
        towards = near[copied, chance.integers(_NEIGHBOURS, size=count)]
        share = chance.random((count, 1), dtype=np.float32) * _MOVED
        moved = (1 - share) * real[copied] + share * real[towards]
        grown[first : first + count] = normalised(moved + _MOVED * directions(real, count, chance))
    grown.flush()


def directions(
    vectors: npt.NDArray[np.float32], count: int, chance: np.random.Generator
) -> npt.NDArray[np.float32]:
    """Return directions in which texts differ: each is the difference of two, of length 1."""
    one, other = chance.integers(len(vectors), size=(2, count))
    return normalised(vectors[one] - vectors[other] + np.float32(1e-6))


def normalised(vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return the same directions with length 1."""
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)
