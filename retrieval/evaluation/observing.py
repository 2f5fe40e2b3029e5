"""What the search sees of the questions of a collection, for fitting what it decides by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrieval.domain.hits import FEATURES
from retrieval.errors import QuestionError
from retrieval.evaluation.collections import chosen_queries, load_collection
from retrieval.evaluation.folding import each_held_out
from retrieval.evaluation.shelves import shelve

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

    from retrieval.answers import Evidence
    from retrieval.asking.found import FoundPassages
    from retrieval.domain.hits import Hit
    from retrieval.evaluation.collections import Query
    from retrieval.evaluation.shelves import Shelf
    from retrieval.ingest import Progress
    from retrieval.settings import RetrievalSettings

_ALL = 10_000
"""More candidates than a search has."""


@dataclass(frozen=True, slots=True)
class Observed:
    """A question with its candidates, as the search ranked them."""

    id: str
    answerable: bool
    why: str
    """Why it is not answered, where the collection tells it."""
    candidates: tuple[Hit, ...]
    rows: tuple[str, ...]
    """The row of the corpus that each candidate is from."""
    relevant: npt.NDArray[np.bool_]
    """Whether each candidate answers; shape (candidates,)."""
    all_relevant: int
    """Rows that answer, found or not."""
    evidence: Evidence | None

    @property
    def features(self) -> npt.NDArray[np.float64]:
        """What the candidates are ranked by, shape (candidates, features)."""
        return np.array(
            [[getattr(hit.features, name) for name in FEATURES] for hit in self.candidates]
        )


def observe(
    folder: Path,
    settings: RetrievalSettings,
    progress: Progress,
    keep: Path | None,
    adapters: Path | None = None,
) -> list[Observed]:
    """Ask all questions of a collection.

    :param keep: folder of built libraries; see ``shelve``.
    :param adapters: see ``each_held_out``.
    :raises UserFacingError: if the folder is no collection.
    """
    collection = load_collection(folder)
    seen = []
    for own, queries in each_held_out(collection, chosen_queries(collection), settings, adapters):
        with shelve(collection, own, progress, keep=keep) as shelf:
            for done, query in enumerate(queries):
                progress("asking", done, len(queries))
                asked = ask_deep(shelf, query, query.text)
                if asked is not None:
                    seen.append(asked[1])
    return seen


def ask_deep(shelf: Shelf, query: Query, wording: str) -> tuple[FoundPassages, Observed] | None:
    """Ask a question, and look at all candidates; ``None`` where it is none to the library."""
    within = None if query.only_in is None else shelf.documents_of(query.only_in)
    try:
        found = shelf.library.find(wording, within=within, depth=_ALL)
    except QuestionError:
        return None
    relevant = shelf.collection.relevant.get(query.id, {})
    rows = {
        hit.passage_id: [
            row
            for row in shelf.rows_at(hit.document.id, hit.passage.start)
            if query.only_in is None or shelf.source_of(row) == query.only_in
        ]
        for hit in found.hits
    }
    kept = tuple(hit for hit in found.candidates if rows.get(hit.passage_id))
    quotes = found.quotes()
    return found, Observed(
        id=query.id,
        answerable=bool(query.answerable),
        why=query.why or "",
        candidates=kept,
        rows=tuple(rows[hit.passage_id][0] for hit in kept),
        relevant=np.array(
            [any(row in relevant for row in rows[hit.passage_id]) for hit in kept], dtype=bool
        ),
        all_relevant=len(relevant),
        evidence=found.evidence(quotes) if quotes else None,
    )
