"""Questions in, ranked hits out: the only room that knows models and indexes."""

from retrieval.search.acronyms import expand, find_acronyms, meanings_in
from retrieval.search.batching import QuestionEncoder
from retrieval.search.embedding import Embedder, PassageInput
from retrieval.search.generations import (
    Generation,
    Manifest,
    load_current,
    remove_generations,
    write_generation,
)
from retrieval.search.lexical import LexicalIndex, stems
from retrieval.search.model import DEFAULT_MODEL_NAME, ModelFiles, TokenCounts, locate_model
from retrieval.search.ranking import Hit, search
from retrieval.search.vectors import VectorIndex

__all__ = [
    "DEFAULT_MODEL_NAME",
    "Embedder",
    "Generation",
    "Hit",
    "LexicalIndex",
    "Manifest",
    "ModelFiles",
    "PassageInput",
    "QuestionEncoder",
    "TokenCounts",
    "VectorIndex",
    "expand",
    "find_acronyms",
    "load_current",
    "locate_model",
    "meanings_in",
    "remove_generations",
    "search",
    "stems",
    "write_generation",
]
