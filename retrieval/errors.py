"""What can go wrong in ``retrieval``. Each message says what was wrong and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retrieval.domain import Scope


class RetrievalError(Exception):
    """Base of every error that this package raises on purpose."""


class UserFacingError(RetrievalError):
    """An error whose message may be shown as it is to the member or moderator who caused it."""


class VerbatimError(RetrievalError):
    """A quote does not stand in its document word for word. A bug: the answer is withheld."""


class SettingsError(UserFacingError):
    """A setting is unknown or has a value that cannot be used."""


class UnreadableDocumentError(UserFacingError):
    """A file cannot become a document; trying again with the same file changes nothing."""


class TryAgainError(RetrievalError):
    """A file was not read for a reason that is not the file's; trying again may help."""


class QuestionError(UserFacingError):
    """A question is empty or too long to be searched for."""


class SourceNotFoundError(UserFacingError):
    """No document of this library fits what was asked for."""


class NothingToSearchError(UserFacingError):
    """No document of this library is from the time that a question was limited to."""

    def __init__(self, scope: Scope, dates: tuple[str, str] | None) -> None:
        """Say what was asked for and what there is.

        :param dates: the oldest and the newest date among the documents that have one.
        """
        there = f"those with a date are from {dates[0]} to {dates[1]}" if dates else "none is dated"
        super().__init__(f"no document is from that time; {there}.")
        self.scope = scope
        self.dates = dates


class AnswerExpiredError(UserFacingError):
    """An answer that was given earlier cannot be shown any more."""


class ModelError(RetrievalError):
    """The embedding model is missing, damaged or not the one that was configured."""


class CatalogueError(RetrievalError):
    """The catalogue cannot be opened, is damaged or comes from a newer release."""


class CatalogueAwayError(CatalogueError):
    """The server that keeps the catalogue does not answer; trying again later may help."""


class BackupError(RetrievalError):
    """A backup cannot be written, or cannot be restored where it should go."""


class LibraryOutOfDateError(RetrievalError):
    """Passages are missing their embeddings, so the library must be indexed again first."""


class LibraryBusyError(UserFacingError):
    """Another run is changing the library at this moment; trying again later helps."""


class IndexDamagedError(RetrievalError):
    """A generation of the search index is torn or stale; it is rebuilt from the catalogue."""


class CorrectionsError(UserFacingError):
    """A correction of what a document says about itself cannot be used."""


class GlossaryError(UserFacingError):
    """A term of a guild's glossary cannot be changed as a moderator asked for."""


class TermRemovedError(GlossaryError):
    """Moderators have removed a term already, and it is not there to be removed again."""

    def __init__(self, change: int) -> None:
        """Name the change that removed it."""
        super().__init__(
            "that term is removed already; what documents say of it is hidden. It can be restored."
        )
        self.change = change


class ChangedMeanwhileError(TryAgainError):
    """Somebody else changed a document while a run was about to store its next version."""
