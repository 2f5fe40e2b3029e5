"""Questions in, ranked hits out: the only room that knows models and indexes."""

from retrieval.search.adapter import Adapter, Factors, average, load_adapter, save_adapter
from retrieval.search.batching import QuestionEncoder
from retrieval.search.building import EmbeddedRow, GenerationBuilder
from retrieval.search.embedding import Embedder, EncodedPassage, EncodedQuestion, PassageInput
from retrieval.search.generations import (
    Generation,
    Manifest,
    load_current,
    manifest_of_current,
    name_of_current,
    remove_generations,
    write_generation,
)
from retrieval.search.lexical import LexicalIndex, stems
from retrieval.search.model import (
    DEFAULT_MODEL_NAME,
    NO_ADAPTER,
    ModelFiles,
    TokenCounts,
    locate_model,
)
from retrieval.search.pieces import PIECE_DIMENSIONS, piece_weights
from retrieval.search.ranking import packaged_weights, read_weights, search
from retrieval.search.sections import Sections
from retrieval.search.vectors import LARGE_ROWS, IndexKind, VectorIndex

__all__ = [
    "DEFAULT_MODEL_NAME",
    "LARGE_ROWS",
    "NO_ADAPTER",
    "PIECE_DIMENSIONS",
    "Adapter",
    "EmbeddedRow",
    "Embedder",
    "EncodedPassage",
    "EncodedQuestion",
    "Factors",
    "Generation",
    "GenerationBuilder",
    "IndexKind",
    "LexicalIndex",
    "Manifest",
    "ModelFiles",
    "PassageInput",
    "QuestionEncoder",
    "Sections",
    "TokenCounts",
    "VectorIndex",
    "average",
    "load_adapter",
    "load_current",
    "locate_model",
    "manifest_of_current",
    "name_of_current",
    "packaged_weights",
    "piece_weights",
    "read_weights",
    "remove_generations",
    "save_adapter",
    "search",
    "stems",
    "write_generation",
]
