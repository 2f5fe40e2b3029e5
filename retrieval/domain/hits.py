"""What a search finds, between the rooms that find it and those that answer from it."""

from __future__ import annotations

from dataclasses import dataclass

FEATURES = ("pieces", "meaning", "wording", "heading", "opening", "section")
"""What is weighted and added up to rank passages, by the names that ``Features`` has for them. Products
let two signals confirm each other: a word counts for little where the sentence is about something else."""


@dataclass(frozen=True, slots=True)
class Features:
    """What a passage is ranked by comes from these; each is from about 0 (nothing) to 1."""

    sentence: float
    """Cosine of the question with the passage's best sentence."""
    pieces: float
    """Late interaction: how well each word piece of the question is matched in the passage."""
    lexical: float
    """BM25 of headings and text, over the idf of all the question's words."""
    heading: float
    """The same of title and headings alone, less where many passages stand below the same ones."""
    opening: float
    """Square root of the same in full for the passage that its document begins with, which tells
    what the document is about; 0 for the others."""
    section: float
    """How much the innermost heading says what the question says, and nothing else; less where
    many passages stand below it."""

    @property
    def meaning(self) -> float:
        """The best sentence's cosine, as far as the passage has a match for each word piece."""
        return self.sentence * self.pieces

    @property
    def wording(self) -> float:
        """The words that the passage shares, as far as its best sentence means the same."""
        return self.lexical * self.sentence


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
    sentence_pieces: tuple[float, ...]
    """Late interaction with each sentence, as it stands in the passage and below its headings."""
    features: Features
