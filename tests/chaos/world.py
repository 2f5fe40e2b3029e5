"""A guild's library as it should be, and the documents that it is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.discord_double import Upload
from tests.end_to_end.moderating import document

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping
    from pathlib import Path

_PUBLISHERS = (
    "Wexley Town Council",
    "Harbour Board",
    "Wexshire County Council",
    "Parish of Wexley",
)
_THINGS = (
    "boathouse",
    "bandstand",
    "windmill",
    "museum",
    "orchard",
    "kiln",
    "quarry",
    "observatory",
)
SHELF_FILES = 4
"""Files of the folder that the guild's library also reads."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A document as it should be."""

    words: str
    publisher: str = _PUBLISHERS[0]
    corrected: bool = False
    """Whether moderators have said who publishes it, which goes before what its versions say."""


@dataclass(frozen=True)
class World:
    """A guild's library as it should be."""

    documents: Mapping[str, Entry]
    """By title."""
    settings: Mapping[str, object] = field(default_factory=dict)


class Maker:
    """Makes documents that nobody has seen before."""

    def __init__(self, made: random.Random, folder: Path) -> None:
        """Keep the files that the guild's library reads again in ``folder``."""
        self.made = made
        self.folder = folder
        self._number = 0
        self.edition = 0

    def entry(self) -> Entry:
        """Return a document."""
        self._number += 1
        return Entry(
            f"The {self.made.choice(_THINGS)} number {self._number} of Wexley is open until "
            f"{self.made.randrange(13, 23)}.{self.made.randrange(10, 60)} on weekdays.",
            self.made.choice(_PUBLISHERS),
        )

    def entries(self, count: int) -> dict[str, Entry]:
        """Return documents by their titles."""
        made = [self.entry() for _ in range(count)]
        return {f"Paper {entry.words.split()[3]}": entry for entry in made}

    def file(self, title: str, entry: Entry) -> Upload:
        """Return a document as a file."""
        name = f"{title.replace(' ', '-').lower()}.md"
        return Upload(name, document(title, entry.words, publisher=entry.publisher))

    def shelf(self) -> dict[str, Entry]:
        """Return what the files of the folder say at present."""
        return {
            f"Rule {number}": Entry(f"Edition {self.edition} of rule {number} holds for Wexley.")
            for number in range(SHELF_FILES)
        }

    def write_shelf(self) -> None:
        """Write the next edition of the folder's files."""
        self.edition += 1
        self.folder.mkdir(exist_ok=True)
        for title, entry in self.shelf().items():
            file = self.file(title, entry)
            (self.folder / file.filename).write_bytes(file.content)
