"""What an adapter of the model learns from: questions with passages that answer, and others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrieval.errors import UserFacingError
from retrieval.evaluation.collections import chosen_queries, load_collection
from retrieval.evaluation.observing import ask_deep
from retrieval.evaluation.shelves import shelve
from retrieval.ingest import passage_input
from retrieval.search import TokenCounts, locate_model, packaged_weights, piece_weights

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

    from retrieval.answers import Found
    from retrieval.asking.found import FoundPassages
    from retrieval.domain.hits import Hit
    from retrieval.evaluation.folding import Fold
    from retrieval.evaluation.observing import Observed
    from retrieval.evaluation.shelves import Shelf
    from retrieval.ingest import Progress
    from retrieval.settings import RetrievalSettings

_NEAREST = 25
"""First passages of a ranking, of which those that do not answer are taken."""
_POSITIVES, _DEEPEST = 4, 90
"""Of the passages that answer the first, if they are not too deep in the ranking."""
_LONGEST = 500
"""Characters of a question; a longer one tells a story, of which the model sees the beginning."""
_WORDINGS = ("text", "text_long")
_OF_THE_MODEL = ("pieces", "meaning", "wording")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that may answer."""

    text: str
    """As the model reads it."""
    sentence: str
    """The one nearest to the question."""
    lexical: float
    """See ``Features``."""
    rest: float
    """What the ranking gives for the features that do not come from the model, in log odds."""
    elsewhere: bool
    """Whether nothing in its document answers."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question, and passages of the first of its ranking."""

    question: str
    answering: tuple[Candidate, ...]
    others: tuple[Candidate, ...]
    rarity: npt.NDArray[np.float32]
    """Inverse document frequency of each word piece of the vocabulary, in its collection."""


def examples(
    folder: Path,
    settings: RetrievalSettings,
    progress: Progress,
    keep: Path | None,
    held_out: Fold,
) -> list[Example]:
    """Return what can be learned from a collection.

    :param settings: whose model is the one to start from.
    :param keep: folder of built libraries; see ``shelve``.
    :param held_out: the fold of which no page may be seen.
    """
    collection = load_collection(folder)
    queries = [
        query
        for query in chosen_queries(collection)
        if query.answerable and not held_out.touches(collection, query)
    ]
    made = []
    with shelve(collection, settings, progress, keep=keep) as shelf:
        rarity = _rarity(shelf)
        count = TokenCounts(locate_model(settings.model, settings.adapter))
        for done, query in enumerate(queries):
            progress("asking", done, len(queries))
            for wording in dict.fromkeys(query.wording(name) for name in _WORDINGS):
                asked = ask_deep(shelf, query, wording) if len(wording) < _LONGEST else None
                if asked is None:
                    continue
                answering, others = _candidates(*asked, count)
                if answering and others:
                    made.append(Example(wording, answering, others, rarity))
    return made


def _rarity(shelf: Shelf) -> npt.NDArray[np.float32]:
    (name,) = shelf.library.documents.libraries()
    generation = shelf.library.generations.current(name, wait=True)
    if generation is None:
        raise UserFacingError(f"{shelf.collection.folder} gave no index to learn from.")
    return piece_weights(generation.piece_frequencies, len(generation.passage_ids))


def _candidates(
    found: FoundPassages, observed: Observed, count: TokenCounts
) -> tuple[tuple[Candidate, ...], tuple[Candidate, ...]]:
    texts = {hit.passage_id: hit for hit in found.hits}
    answering_documents = {
        hit.document_id
        for hit, answers in zip(observed.candidates, observed.relevant, strict=True)
        if answers
    }
    answering: list[Candidate] = []
    others: list[Candidate] = []
    for place, (hit, answers) in enumerate(
        zip(observed.candidates, observed.relevant, strict=True)
    ):
        kept, deepest, most = (
            (answering, _DEEPEST, _POSITIVES) if answers else (others, _NEAREST, _NEAREST)
        )
        if place < deepest and len(kept) < most:
            elsewhere = hit.document_id not in answering_documents
            kept.append(_candidate(hit, texts[hit.passage_id], elsewhere, count))
    return tuple(answering), tuple(others)


def _candidate(hit: Hit, found: Found, elsewhere: bool, count: TokenCounts) -> Candidate:
    item = passage_input(found.document.title, found.passage, count)
    nearest = int(np.argmax(hit.sentence_cosines)) if hit.sentence_cosines else 0
    weights = packaged_weights()
    own = sum(weights[name] * getattr(hit.features, name) for name in _OF_THE_MODEL)
    return Candidate(
        item.text,
        item.sentence_texts()[nearest],
        hit.features.lexical,
        hit.log_odds - own,
        elsewhere,
    )
