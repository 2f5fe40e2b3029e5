"""Which document of a changed file continues which of those that it held before."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from retrieval.ingest.duplicates import similarity

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from retrieval.catalogue import StoredVersion

_CONTINUES_FROM = 0.5
"""Estimated Jaccard index from which a text is another version rather than another text."""


class NewText(NamedTuple):
    """What tells a document of a file from the others."""

    path: str
    text_hash: str
    title: str | None
    """As the file states it."""
    signature: bytes


def match_versions(
    new: Sequence[NewText], before: Sequence[StoredVersion], *, replaced: int | None = None
) -> list[StoredVersion | None]:
    """Return for each new document the one of the same file that it continues, if any.

    A document continues one with the same text; else one at the same path with the same title;
    else one at the same path with a similar text. Whatever else takes its place is another
    document, of which nothing is true that was said of the one before.

    :param replaced: id of the one that a moderator has replaced: if none of these continues it, the
        first that continues no other does.
    """
    matched: list[StoredVersion | None] = [None] * len(new)
    free = list(before)

    def match(fits: Callable[[NewText, StoredVersion], bool]) -> None:
        for position, item in enumerate(new):
            found = next((old for old in free if fits(item, old)), None)
            if matched[position] is None and found is not None:
                matched[position] = found
                free.remove(found)

    match(lambda item, old: old.text_hash == item.text_hash)
    match(
        lambda item, old: (
            item.title is not None and (old.path, old.stated.title) == (item.path, item.title)
        )
    )
    match(
        lambda item, old: (
            old.path == item.path and similarity(old.signature, item.signature) >= _CONTINUES_FROM
        )
    )
    for old in free:
        if old.id == replaced and None in matched:
            matched[matched.index(None)] = old
    return matched
