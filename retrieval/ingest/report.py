"""What became of the files of a run."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class FileStatus(StrEnum):
    """What became of a file."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    LEFT_OUT = "left out"
    """A moderator removed its text from the library."""
    REFUSED = "refused"
    """It cannot become a document; trying again changes nothing before the file changes."""
    FAILED = "failed"
    """It could not be read or stored this time; the next run tries again."""
    MISSING = "missing"
    """It is gone from the folder; it is still quoted until it is removed."""
    REMOVED = "removed"
    """It is gone from the folder, and so are its documents from the library."""


_TROUBLE = (FileStatus.REFUSED, FileStatus.FAILED)
_CHANGES = (FileStatus.ADDED, FileStatus.UPDATED, FileStatus.REMOVED)


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file, and why if it was not taken or not wholly."""

    path: str
    status: FileStatus
    reason: str = ""
    documents: int = 0
    """How many documents it holds that are in the library now."""


@dataclass(slots=True)
class IndexReport:
    """What became of all files of a run, in order."""

    files: list[FileReport] = field(default_factory=list)

    def paths(self, status: FileStatus) -> list[str]:
        """Return the files with a status."""
        return [file.path for file in self.files if file.status is status]

    @property
    def added(self) -> list[str]:
        """Files that were not in the library before."""
        return self.paths(FileStatus.ADDED)

    @property
    def updated(self) -> list[str]:
        """Files whose new text replaced the old one."""
        return self.paths(FileStatus.UPDATED)

    @property
    def unchanged(self) -> list[str]:
        """Files that were in the library already."""
        return self.paths(FileStatus.UNCHANGED)

    def changes(self) -> str:
        """Tell how many files changed the library, such as "3 added, 1 updated"; empty if none."""
        counted = [(len(self.paths(status)), status.value) for status in _CHANGES]
        return ", ".join(f"{count} {status}" for count, status in counted if count)

    @property
    def missing(self) -> list[FileReport]:
        """Files that are gone, with what to do about them."""
        return [file for file in self.files if file.status is FileStatus.MISSING]

    @property
    def refused(self) -> list[FileReport]:
        """Files that could not be taken, with the reason."""
        return [file for file in self.files if file.status in _TROUBLE]
