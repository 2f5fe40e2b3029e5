"""What goes into a library, out of it, and is corrected: by the owner, and by moderators at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from retrieval.documents import Parser
    from retrieval.domain import Source
    from retrieval.ingest import IndexReport, Progress
    from retrieval.moderation.curating import Curating


class Shelving:
    """The part of ``Library`` that changes documents at once, without a job."""

    _curating: Curating

    def index(
        self,
        paths: Sequence[Path],
        *,
        guild: int | None = None,
        prune: bool = False,
        progress: Progress = lambda _name, _done, _total: None,
        parser: Parser | None = None,
    ) -> IndexReport:
        """Index files and folders into a guild's library, or into the shared one.

        Only what is new or changed is read and embedded. When the model has changed, everything
        of every library is embedded again.

        :param prune: remove what came from files that are gone from these folders.
        :param progress: called with what is being done, how much is done and how much there is.
        :param parser: reads the files; the one that reads any format where not given.
        :raises LibraryBusyError: if another run does not end within a minute.
        """
        return self._curating.index(
            paths,
            guild=guild,
            prune=prune,
            progress=progress,
            parser=parser,
        )

    def add(self, path: Path, *, guild: int | None = None) -> IndexReport:
        """Index one file or folder; see ``index``."""
        return self.index([path], guild=guild)

    def remove(
        self,
        document_id: int,
        *,
        guild: int | None = None,
        actor: int | None = None,
        only_present: bool = False,
    ) -> Source:
        """Remove a document of a guild's own library (or of the shared one), from now on.

        Its earlier versions go with it; one of these goes alone. A folder that still holds the text
        does not bring it back, while indexing the file itself does, and ``restore`` for a week.

        :param actor: id of the member who removes it, for the history.
        :param only_present: leave an earlier version where it is, as if there was none.
        :returns: what was removed.
        :raises SourceNotFoundError: if this library holds no such document.
        """
        return self._curating.remove(
            document_id, guild=guild, actor=actor, only_present=only_present
        )

    def correct(
        self,
        document_id: int,
        fields: dict[str, Any],
        *,
        forget: Collection[str] = (),
        guild: int | None = None,
        actor: int | None = None,
    ) -> Source:
        """Correct what a document says about itself; an empty text makes a field unknown.

        What is corrected here goes before ``sources.toml`` and stays when the document changes.

        :param fields: of title, publisher, author, date, url and licence.
        :param forget: fields for which what the document says holds again.
        :param actor: id of the member who corrects it, for the history.
        :returns: the source as it is now.
        :raises CorrectionsError: if a field is not one of these, or a date is none.
        :raises SourceNotFoundError: if this library holds no such document.
        """
        return self._curating.correct(document_id, fields, forget=forget, guild=guild, actor=actor)
