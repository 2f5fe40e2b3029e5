"""The database that holds all libraries, and the only room that knows SQL.

It is the truth; the search indexes are caches of it. Every row carries the library (a guild's or
the shared one) that it belongs to.
"""

from retrieval.catalogue.answers import AnswerLog, StoredAnswer, StoredQuote
from retrieval.catalogue.connection import connect, find_damage, migrate
from retrieval.catalogue.documents import DocumentStore
from retrieval.catalogue.records import (
    DocumentKey,
    EmbeddedPassage,
    FileIdentity,
    ModelIdentity,
    StoredPassage,
)

__all__ = [
    "AnswerLog",
    "DocumentKey",
    "DocumentStore",
    "EmbeddedPassage",
    "FileIdentity",
    "ModelIdentity",
    "StoredAnswer",
    "StoredPassage",
    "StoredQuote",
    "connect",
    "find_damage",
    "migrate",
]
