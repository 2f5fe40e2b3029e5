"""What is embedded of a document: its passages under their titles and headings."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from retrieval.catalogue import ModelIdentity
from retrieval.passages import cut_passages
from retrieval.search import PassageInput

if TYPE_CHECKING:
    from retrieval.domain import Passage, ReadDocument
    from retrieval.passages import TokenCounter
    from retrieval.search import ModelFiles

PASSAGE_TOKENS = 160
"""Word pieces of a passage at the most, so that it is about one thing."""
_CONTEXT_TOKENS = 60
_SEPARATOR = "\x1f"
"""Stands in no stored text."""


def identity_of(model: ModelFiles) -> ModelIdentity:
    """Return what tells the vectors of a model from those of others."""
    return ModelIdentity(
        model.name, model.revision, model.dimensions, piece_dimensions=model.basis.shape[1]
    )


def cut(
    document: ReadDocument, title: str, count: TokenCounter, max_tokens: int
) -> list[PassageInput]:
    """Cut a document into passages that fit the model together with their context.

    :param max_tokens: word pieces that the model takes.
    """
    room = min(PASSAGE_TOKENS, max_tokens - _CONTEXT_TOKENS)
    passages = cut_passages(document, count, max_tokens=room)
    return [passage_input(title, passage, count) for passage in passages]


def passage_input(title: str, passage: Passage, count: TokenCounter) -> PassageInput:
    """Put a passage under its title and headings, as the model and BM25 read it."""
    return PassageInput(fit_context(title, passage.heading, count), passage)


def fit_context(title: str, heading: tuple[str, ...], count: TokenCounter) -> str:
    """Return title and headings, one a line, cut to leave room for the passage itself."""
    context = "\n".join(dict.fromkeys((title, *heading)))
    while count([context])[0] > _CONTEXT_TOKENS:
        context = context[: len(context) * 4 // 5]
    return context


def input_hash(item: PassageInput) -> str:
    """Return a hash of all that is embedded of a passage: two that agree have the same vectors."""
    parts = (item.text, *item.sentence_texts())
    return hashlib.sha256(_SEPARATOR.join(parts).encode()).hexdigest()
