"""What a search finds, between the rooms that find it and those that answer from it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Features:
    """What a passage is ranked by; each is from about 0 (nothing) to 1."""

    sentence: float
    """Cosine of the question with the passage's best sentence."""
    pieces: float
    """Late interaction: how well each word piece of the question is matched in the passage."""
    lexical: float
    """BM25 of headings and text, over the idf of all the question's words."""
    heading: float
    """The same of title and headings alone."""
    opening: float
    """Square root of ``heading`` for the passage that its document begins with, which tells what
    the document is about; 0 for the others."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found, with everything that its rank came from."""

    passage_id: int
    document_id: int
    score: float
    """1 for the best hit, down to 0; comparable within one question only."""
    log_odds: float
    """What the ranker gives: the weighted sum of the features, comparable between questions."""
    cosine: float
    """Cosine of the question with the whole passage."""
    sentence_cosines: tuple[float, ...]
    """Cosine of the question with each sentence of the passage."""
    features: Features
