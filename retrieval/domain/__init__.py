"""The words that the rooms of ``retrieval`` share: what travels between them, and nothing else."""

from retrieval.domain.documents import (
    SHARED_LIBRARY,
    Block,
    BlockKind,
    Comment,
    Commented,
    Document,
    Metadata,
    Passage,
    ReadDocument,
    Span,
    library_of,
    shown_title,
)
from retrieval.domain.quotes import Context, Quote, verify_quote
from retrieval.domain.replies import Answer, NoAnswer, Outcome, Reply, Strictness, UnknownWord
from retrieval.domain.sources import Source, SourceDetails, source_of
from retrieval.domain.terms import Definition, EntryKind, Glossary, GlossaryEntry, Meaning

__all__ = [
    "SHARED_LIBRARY",
    "Answer",
    "Block",
    "BlockKind",
    "Comment",
    "Commented",
    "Context",
    "Definition",
    "Document",
    "EntryKind",
    "Glossary",
    "GlossaryEntry",
    "Meaning",
    "Metadata",
    "NoAnswer",
    "Outcome",
    "Passage",
    "Quote",
    "ReadDocument",
    "Reply",
    "Source",
    "SourceDetails",
    "Span",
    "Strictness",
    "UnknownWord",
    "library_of",
    "shown_title",
    "source_of",
    "verify_quote",
]
