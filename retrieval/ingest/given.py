"""What is said of a file that somebody gave, beyond what the file says itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retrieval.domain import Metadata
    from retrieval.ingest.corrections import Corrections

_OF_ONE = ("title", "url")
"""Fields that are not true of several documents at once."""
_OF_A_VERSION = ("date", "url")
"""Fields of which nobody knows whether they are true of the next version."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a moderator says of a file."""

    fields: Corrections = field(default_factory=dict)
    """Corrections of what it says about itself; an archive's or a page's are those of each
    document in it, but for title and address."""
    replaces: int | None = None
    """Id of the document whose next version it is, whatever file that one came from."""

    def corrected(self, before: Corrections, stated: Metadata, *, alone: bool) -> Corrections:
        """Return a document's corrections with what is said here; what it says itself is none.

        :param before: what moderators said of it earlier.
        :param alone: whether it is the only document of its file.
        """
        said = {name: text for name, text in self.fields.items() if alone or name not in _OF_ONE}
        if self.replaces is not None:
            before = {name: text for name, text in before.items() if name not in _OF_A_VERSION}
        return {
            name: text
            for name, text in (before | said).items()
            if name not in said or text != getattr(stated, name)
        }
