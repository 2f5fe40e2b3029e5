"""The database that holds all libraries, and the only room that knows SQL.

It is the truth; the search indexes are caches of it. Every row carries the library (a guild's or
the shared one) that it belongs to.
"""

from retrieval.catalogue.answers import AnswerLog, StoredAnswer, StoredPlace, StoredQuote
from retrieval.catalogue.connection import connect, find_damage, migrate
from retrieval.catalogue.documents import DocumentStore
from retrieval.catalogue.embeddings import EmbeddingStore
from retrieval.catalogue.files import FileStore
from retrieval.catalogue.guild_settings import GuildSettingStore
from retrieval.catalogue.records import (
    EmbeddedPassage,
    FileIdentity,
    ModelIdentity,
    NewDocument,
    StoredFile,
    StoredPassage,
    StoredVersion,
    Vectors,
)

__all__ = [
    "AnswerLog",
    "DocumentStore",
    "EmbeddedPassage",
    "EmbeddingStore",
    "FileIdentity",
    "FileStore",
    "GuildSettingStore",
    "ModelIdentity",
    "NewDocument",
    "StoredAnswer",
    "StoredFile",
    "StoredPassage",
    "StoredPlace",
    "StoredQuote",
    "StoredVersion",
    "Vectors",
    "connect",
    "find_damage",
    "migrate",
]
