"""Which document of a changed file is which of those that it held before."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.catalogue import StoredVersion


class NewText(NamedTuple):
    """What tells a document of a file from the others."""

    text_hash: str
    title: str | None


def match_versions(
    new: Sequence[NewText], before: Sequence[StoredVersion]
) -> list[StoredVersion | None]:
    """Return for each new document the one of the same file that it continues, if any.

    A document continues one with the same text; else one with the same title; else, where one
    document each is left, that one.
    """
    matched: list[StoredVersion | None] = [None] * len(new)
    free = list(before)

    def take(position: int, found: StoredVersion | None) -> None:
        if found is not None:
            matched[position] = found
            free.remove(found)

    for position, item in enumerate(new):
        take(position, next((old for old in free if old.text_hash == item.text_hash), None))
    for position, item in enumerate(new):
        if matched[position] is None and item.title is not None:
            take(position, next((old for old in free if old.metadata.title == item.title), None))
    left = [position for position, found in enumerate(matched) if found is None]
    if len(left) == len(free) == 1:
        take(left[0], free[0])
    return matched
