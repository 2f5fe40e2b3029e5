"""From a stored text with blocks to passages that fit the model, with exact offsets."""

from retrieval.passages.cutting import TokenCounter, cut_passages
from retrieval.passages.sentences import split_sentences

__all__ = ["TokenCounter", "cut_passages", "split_sentences"]
