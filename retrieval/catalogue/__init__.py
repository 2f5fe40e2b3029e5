"""The database that holds all libraries, and the only room that knows SQL.

It is the truth; the search indexes are caches of it. Every row carries the library (a guild's or
the shared one) that it belongs to.
"""

from retrieval.catalogue.answers import AnswerLog, StoredAnswer, StoredPlace, StoredQuote
from retrieval.catalogue.changes import ChangeStore
from retrieval.catalogue.connection import connect, find_damage, migrate
from retrieval.catalogue.copying import copy_catalogue
from retrieval.catalogue.digests import DigestStore
from retrieval.catalogue.documents import DocumentStore
from retrieval.catalogue.embeddings import EmbeddingStore
from retrieval.catalogue.files import FileStore
from retrieval.catalogue.guild_settings import GuildSettingStore
from retrieval.catalogue.history import EventStore
from retrieval.catalogue.jobs import JobStore
from retrieval.catalogue.listening import ChangeListener, listen
from retrieval.catalogue.locks import FolderLock, RunLock, run_lock
from retrieval.catalogue.moderator_questions import ModeratorQuestionStore
from retrieval.catalogue.questions import QuestionStore
from retrieval.catalogue.ratings import RatingStore
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
from retrieval.catalogue.snapshots import check_snapshot, is_unused, put_back, take_snapshot
from retrieval.catalogue.terms import TermStore
from retrieval.catalogue.trash import Trash

__all__ = [
    "AnswerLog",
    "ChangeListener",
    "ChangeStore",
    "DigestStore",
    "DocumentStore",
    "EmbeddedPassage",
    "EmbeddingStore",
    "EventStore",
    "FileIdentity",
    "FileStore",
    "FolderLock",
    "GuildSettingStore",
    "JobStore",
    "ModelIdentity",
    "ModeratorQuestionStore",
    "NewDocument",
    "QuestionStore",
    "RatingStore",
    "RunLock",
    "StoredAnswer",
    "StoredFile",
    "StoredPassage",
    "StoredPlace",
    "StoredQuote",
    "StoredVersion",
    "TermStore",
    "Trash",
    "Vectors",
    "check_snapshot",
    "connect",
    "copy_catalogue",
    "find_damage",
    "is_unused",
    "listen",
    "migrate",
    "put_back",
    "run_lock",
    "take_snapshot",
]
