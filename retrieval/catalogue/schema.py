"""The tables. A change here needs a migration beside it in ``migrations/versions``."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _library() -> Column[str]:
    return Column("library", String(40), ForeignKey("libraries.name"), nullable=False)


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True, autoincrement=True)


# The revision is replaced by another random one with each change of a library's documents; an index
# generation that was built from another revision is stale. A counter would come to the same number
# again in a catalogue that was begun anew or restored from a backup.
libraries = Table(
    "libraries",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("revision", String(16), nullable=False),
)

# A file without documents was refused, and is not read again before it changes.
files = Table(
    "files",
    metadata,
    _id(),
    _library(),
    Column("path", Text, nullable=False),  # As it was given.
    Column("location", Text, nullable=False),  # Absolute, so that one file is indexed once.
    Column("content_hash", String(64), nullable=False),
    Column("reading_version", Integer, nullable=False),
    Column("corrections", JSON, nullable=False),  # What sources.toml said about it.
    Column("refused", Text, nullable=False),  # Why its present content was not taken.
    Column("left_out", JSON, nullable=False),  # Hashes of its texts that another file holds.
    UniqueConstraint("library", "location"),
    Index(None, "library", "content_hash"),
)

# Ids are never used again (AUTOINCREMENT), so that a card posted about a removed document cannot
# come to show another one.
documents = Table(
    "documents",
    metadata,
    _id(),
    _library(),
    Column("file_id", Integer, ForeignKey("files.id", ondelete="CASCADE"), nullable=False),
    Column("position", Integer, nullable=False),  # Among the documents of its file, from 0.
    Column("path", Text, nullable=False),  # The file's, with the member's of an archive behind it.
    Column(
        "part", String(20), nullable=False
    ),  # Which article of the file; empty for the only one.
    Column("format", String(20), nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("metadata", JSON, nullable=False),  # As it is shown: stated, then corrected.
    Column("stated", JSON, nullable=False),  # What the file and sources.toml say.
    Column("corrections", JSON, nullable=False),  # What a moderator said about it.
    Column("text", Text, nullable=False),
    Column("comments", JSON, nullable=False),  # Which runs of the text readers have said.
    Column("text_hash", String(64), nullable=False),
    Column("signature", LargeBinary, nullable=False),  # MinHash; empty for a very short text.
    Column("added_at", DateTime(timezone=True), nullable=False),
    Index(None, "file_id"),
    Index(None, "library", "text_hash"),
    sqlite_autoincrement=True,
)

# Earlier versions, under the ids that they had, for cards that were posted about them.
superseded = Table(
    "superseded",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    _library(),
    Column("location", Text, nullable=False),
    Column("successor_id", Integer),  # The document that continues it, if any does.
    Column("path", Text, nullable=False),
    Column("part", String(20), nullable=False),
    Column("format", String(20), nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("metadata", JSON, nullable=False),
    Column("text", Text, nullable=False),
    Column("comments", JSON, nullable=False),
    Column("superseded_at", DateTime(timezone=True), nullable=False),
    Index(None, "library", "location"),
    Index(None, "successor_id"),
)

# Texts that a moderator removed: a folder that still holds them does not bring them back.
removed_texts = Table(
    "removed_texts",
    metadata,
    Column("library", String(40), ForeignKey("libraries.name"), primary_key=True),
    Column("text_hash", String(64), primary_key=True),
)

# Documents that say nearly the same; each pair stands once, the smaller id first.
near_duplicates = Table(
    "near_duplicates",
    metadata,
    Column(
        "document_id", Integer, ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True
    ),
    Column("other_id", Integer, ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    _library(),
    Column("similarity", Float, nullable=False),  # Estimated Jaccard index, 0 to 1.
    Index(None, "other_id"),
)

# A passage's text is the slice of its document's text, so it is not stored a second time.
passages = Table(
    "passages",
    metadata,
    _id(),
    _library(),
    Column("document_id", Integer, ForeignKey("documents.id", ondelete="CASCADE"), nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("heading", JSON, nullable=False),
    Column("pages", JSON, nullable=False),  # Of each sentence.
    Column("sentences", JSON, nullable=False),
    Column("leads", JSON, nullable=False),
    Column("input_hash", String(64), nullable=False),  # Of what was embedded, to embed it once.
    Index(None, "document_id", "start"),
    Index(None, "library", "input_hash"),
    sqlite_autoincrement=True,
)

models = Table(
    "models",
    metadata,
    _id(),
    Column("name", Text, nullable=False),
    Column("revision", String(64), nullable=False),
    Column("dimensions", Integer, nullable=False),
    Column("piece_dimensions", Integer, nullable=False),
    UniqueConstraint("name", "revision"),
)

# Vectors are L2-normalised: little-endian float16 for the passage and, a row each, its sentences;
# int8 for its word pieces, where 127 stands for 1.
embeddings = Table(
    "embeddings",
    metadata,
    Column("passage_id", Integer, ForeignKey("passages.id", ondelete="CASCADE"), primary_key=True),
    Column("model_id", Integer, ForeignKey("models.id"), primary_key=True),
    _library(),
    Column("vector", LargeBinary, nullable=False),
    Column("sentence_vectors", LargeBinary, nullable=False),
    Column("piece_vectors", LargeBinary, nullable=False),
)

answers = Table(
    "answers",
    metadata,
    Column("id", String(12), primary_key=True),
    _library(),
    Column("question", Text, nullable=False),
    Column("outcome", String(12), nullable=False),
    Column("probability", Float, nullable=False),
    Column("quotes", JSON, nullable=False),
    Column("searched", Text),  # Where that is not the question.
    Column("scope", JSON(none_as_null=True)),  # What was searched in, if not everything.
    Column("created_at", DateTime(timezone=True), nullable=False),
    Index(None, "created_at"),
)

ratings = Table(
    "ratings",
    metadata,
    Column("answer_id", String(12), ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("rater", String(32), primary_key=True),
    _library(),
    Column("helpful", Boolean, nullable=False),
    Column("reason", Text),  # In the member's own words, where any were given.
    Column("created_at", DateTime(timezone=True), nullable=False),
)

# What guilds have asked. An answer may be gone before its question, so nothing refers to one.
questions = Table(
    "questions",
    metadata,
    _id(),
    _library(),
    Column("text", Text, nullable=False),
    Column("outcome", String(12), nullable=False),
    Column("probability", Float, nullable=False),
    Column("answer_id", String(12), nullable=False),
    Column("member", BigInteger),  # Only where the guild wants it.
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Index(None, "library", "asked_at"),
    Index(None, "asked_at"),
)

# Questions that members have put to moderators; a reply's buttons and the moderators' name its answer.
moderator_questions = Table(
    "moderator_questions",
    metadata,
    Column("answer_id", String(12), primary_key=True),
    _library(),
    Column("text", Text, nullable=False),
    Column("asker", BigInteger),  # None where the guild does not let it be kept any longer.
    Column("channel", BigInteger),  # Of the card, where that is for everybody.
    Column("message", BigInteger),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("posted_at", DateTime(timezone=True)),  # When moderators could read it.
    Column("state", String(12), nullable=False),
    Column("answer", Text),
    Column("moderator", BigInteger),
    Column("settled_at", DateTime(timezone=True)),
    Column("told_at", DateTime(timezone=True)),  # When the asker knew, or need not any more.
    Index(None, "library", "asker"),
    Index(None, "asked_at"),
)

# When a guild's digest was last sent; of several processes the one that changes it sends the next.
digests = Table(
    "digests",
    metadata,
    Column("library", String(40), ForeignKey("libraries.name"), primary_key=True),
    Column("sent_at", DateTime(timezone=True), nullable=False),
)

# What moderators set for their guild; a name that is not there has its default.
guild_settings = Table(
    "guild_settings",
    metadata,
    Column("library", String(40), ForeignKey("libraries.name"), primary_key=True),
    Column("name", String(40), primary_key=True),
    Column("value", JSON, nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
)

# What moderators say of a term in their guild: the latest row of each key holds, and the one before
# it can be put back. Without a meaning, and not alone, nothing is said (any more).
guild_terms = Table(
    "guild_terms",
    metadata,
    _id(),
    _library(),
    Column("term_key", Text, nullable=False),  # The same for all ways of writing it.
    Column("term", Text, nullable=False),
    Column("meaning", Text),
    Column("note", Text, nullable=False),
    Column("alone", Boolean, nullable=False),  # What documents say it means is hidden.
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Index(None, "library", "id"),
    Index(None, "library", "term_key"),
    sqlite_autoincrement=True,
)

secrets = Table(
    "secrets",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

# What moderators have asked for that takes long. Buttons name ids, which are never used again.
jobs = Table(
    "jobs",
    metadata,
    _id(),
    _library(),
    Column("kind", String(12), nullable=False),
    Column("state", String(12), nullable=False),
    Column("uploads", JSON, nullable=False),
    Column("document_id", Integer),  # The one to replace.
    Column("actor", BigInteger, nullable=False),
    Column("notice", JSON, nullable=False),  # Where the caller reports.
    Column("place", String(16), nullable=False),  # The folder whose worker has the uploads.
    Column("stage", Text, nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),  # How often a worker has begun it.
    Column("cancelling", Boolean, nullable=False),
    Column("outcome", JSON(none_as_null=True)),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("started_at", DateTime(timezone=True)),  # For the first time.
    Column("ended_at", DateTime(timezone=True)),
    Index(None, "library", "state"),
    sqlite_autoincrement=True,
)

# Who changed what, and when; it is never changed.
events = Table(
    "events",
    metadata,
    _id(),
    _library(),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("actor", BigInteger),  # None for the owner's command line.
    Column("action", String(20), nullable=False),
    Column("document_id", Integer),
    Column("title", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Index(None, "library", "id"),
    sqlite_autoincrement=True,
)

# What a moderator removed, with all that is needed to bring it back under its id.
removed_documents = Table(
    "removed_documents",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    _library(),
    Column("location", Text, nullable=False),  # Of the file that it came from.
    Column("removed_at", DateTime(timezone=True), nullable=False),
    Column("snapshot", LargeBinary, nullable=False),
    Index(None, "removed_at"),
)

# Folders that were indexed, so that a moderator can have them looked at again.
folders = Table(
    "folders",
    metadata,
    Column("library", String(40), ForeignKey("libraries.name"), primary_key=True),
    Column("location", Text, primary_key=True),
)
