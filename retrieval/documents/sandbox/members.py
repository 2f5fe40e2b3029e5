"""An archive is read member by member, so that a bad one costs only itself."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.documents.contents import FileContents
from retrieval.errors import UnreadableDocumentError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Ask = Callable[[int, str, float], FileContents]


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """What the members of an archive may take together."""

    seconds: float = 600
    """Time on the clock."""
    characters: int = 60_000_000
    """Length of their texts."""
    blocks: int = 1_000_000
    """Headings, paragraphs, items and rows."""


def read_members(
    name: str, paths: Sequence[str], limits: ArchiveLimits, ask: Ask
) -> tuple[FileContents, ...]:
    """Return what each member holds, or why it was refused.

    :param name: the archive's name, for messages.
    :param ask: reads the member of a number and a path within some seconds; raises
        ``UnreadableDocumentError`` for a bad one, and anything else to end it all.
    """
    ends = time.monotonic() + limits.seconds
    left = limits
    found: list[FileContents] = []
    for number, path in enumerate(paths):
        seconds = ends - time.monotonic()
        if seconds <= 0:
            found.append(_refused(path, _out_of_time(name, path, limits)))
            continue
        try:
            contents = ask(number, path, seconds)
            left = _less(left, contents, name, limits)
        except UnreadableDocumentError as error:
            late = time.monotonic() >= ends
            contents = _refused(path, _out_of_time(name, path, limits) if late else str(error))
        found.append(contents)
    return tuple(found)


def _less(
    left: ArchiveLimits, contents: FileContents, name: str, limits: ArchiveLimits
) -> ArchiveLimits:
    """Return what the other members may still take.

    :raises UnreadableDocumentError: if this one takes too much.
    """
    texts = sum(len(document.text) for document in contents.documents)
    blocks = sum(len(document.blocks) for document in contents.documents)
    if texts > left.characters:
        much = f"{limits.characters:,} characters of text"
    elif blocks > left.blocks:
        much = f"{limits.blocks:,} paragraphs, rows and headings"
    else:
        return ArchiveLimits(left.seconds, left.characters - texts, left.blocks - blocks)
    raise UnreadableDocumentError(
        f"{contents.member} was left out because {name} holds more than {much}; "
        "split it, and add the parts."
    )


def _refused(path: str, why: str) -> FileContents:
    return FileContents((), member=path, refused=why)


def _out_of_time(name: str, path: str, limits: ArchiveLimits) -> str:
    return (
        f"{path} was not read because {name} took more than {limits.seconds:g} seconds; "
        "split it, and add the parts."
    )
