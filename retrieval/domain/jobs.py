"""What moderators have done to a library: jobs that take long, and the history of all changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from retrieval.domain.documents import guild_of


class JobKind(StrEnum):
    """What a job is to do."""

    ADD = "add"
    """Index its uploads."""
    REPLACE = "replace"
    """Make its upload the next version of a document."""
    REINDEX = "reindex"
    """Look at all files of the library again."""


class JobState(StrEnum):
    """How far a job is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self in OPEN_STATES


OPEN_STATES = (JobState.QUEUED, JobState.RUNNING)
"""Those in which something is still to be done."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that a moderator gave, whose bytes are kept."""

    name: str
    """The name of the moderator's file, without what no file here may be called."""
    path: str
    """Where its bytes are kept."""
    fields: dict[str, str] = field(default_factory=dict)
    """What the moderator says of it: of title, publisher, author, date, url and licence. An empty
    text makes a field unknown; for one that is left out, what the file says of itself holds."""


@dataclass(frozen=True, slots=True)
class JobOutcome:
    """What came of a job."""

    documents: tuple[tuple[int, str], ...] = ()
    """Id and title of each document that is new or changed."""
    unchanged: int = 0
    """How many files were in the library already as they are."""
    removed: int = 0
    """How many documents ended, since their file does not hold them any more."""
    refused: tuple[tuple[str, str], ...] = ()
    """Name of each file that was not taken, and why in a sentence."""
    error: str | None = None
    """Why the job failed as a whole, and what to do."""


@dataclass(frozen=True, slots=True)
class Job:
    """Something that takes long and is done by the worker."""

    id: int
    library: str
    kind: JobKind
    state: JobState
    uploads: tuple[Upload, ...]
    document_id: int | None
    """The document to replace."""
    actor: int
    """The member who asked for it."""
    notice: dict[str, Any]
    """Where its caller reports; nothing here reads it."""
    stage: str
    """What is being done, such as the name of a file."""
    done: int
    total: int
    outcome: JobOutcome | None
    """Set when it has ended."""
    created_at: str
    """ISO 8601 date and time, UTC."""
    ended_at: str | None
    cancelling: bool = False
    """Whether it was cancelled and its worker has not noticed yet."""

    @property
    def guild(self) -> int | None:
        """The guild whose library it changes; ``None`` for the shared one."""
        return guild_of(self.library)


@dataclass(frozen=True, slots=True)
class Event:
    """A change of a library."""

    id: int
    at: str
    """ISO 8601 date and time, UTC."""
    actor: int | None
    """The member who made it; ``None`` for the owner's command line."""
    action: str
    """Such as "added", "replaced", "removed", "restored", "edited", "reindexed", "indexed",
    "cancelled adding" or "set strictness"."""
    document_id: int | None
    title: str
    """Of the document at that time; empty where it was none in particular."""
    detail: str
    restorable: bool = False
    """Whether it removed what is still kept aside; see ``Library.restore``."""


@dataclass(frozen=True, slots=True)
class LibraryStatus:
    """How a guild's library is."""

    documents: int
    """Of its own."""
    passages: int
    shared_documents: int
    """Of the library that it sees beside its own."""
    last_change: str | None
    """ISO 8601 date and time, UTC."""
    model: str
    bytes_on_disk: int
    """Of its search index and its uploads."""
    generation: str | None
    """Which search index is on disk; ``None`` for none."""
    queued: int
    running: int
