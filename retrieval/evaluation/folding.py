"""Which questions are held out together: a model that was fitted on dev data is judged by others."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.errors import UserFacingError
from retrieval.evaluation.pages import page_title

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from retrieval.evaluation.collections import Collection, Query
    from retrieval.settings import RetrievalSettings

_FILE = "fold-{number}-of-{folds}.npz"


@dataclass(frozen=True, slots=True)
class Fold:
    """A part of the questions of all collections, by the pages that answer them.

    A page has the same title in every collection that has it, and so is in the same fold. A
    question that no page answers goes with the page that it was asked about, which another
    collection may have; by its id where that is not known.
    """

    number: int
    """From 0."""
    folds: int

    @property
    def file(self) -> str:
        """Name of the adapter that has not seen the fold."""
        return _FILE.format(number=self.number, folds=self.folds)

    def holds(self, collection: Collection, query: Query) -> bool:
        """Tell whether a question is in the fold."""
        return self._has(min(_pages(collection, query)))

    def touches(self, collection: Collection, query: Query) -> bool:
        """Tell whether any page that answers a question is in the fold."""
        return any(self._has(page) for page in _pages(collection, query))

    def _has(self, key: str) -> bool:
        digest = hashlib.md5(key.encode(), usedforsecurity=False).hexdigest()
        return int(digest, 16) % self.folds == self.number


def _pages(collection: Collection, query: Query) -> set[str]:
    relevant = collection.relevant.get(query.id, {})
    titles = {page_title(row) for row in collection.rows if row.id in relevant}
    return titles or {query.source or query.id}


def parse_fold(text: str) -> Fold:
    """Read a fold as ``0/3`` names the first of three.

    :raises UserFacingError: if it is none.
    """
    number, _, folds = text.partition("/")
    if not (number.isdecimal() and folds.isdecimal() and int(number) < int(folds)):
        raise UserFacingError(f"{text!r} is no fold; 0/3 is the first of three, 2/3 the last.")
    return Fold(int(number), int(folds))


def folds_in(adapters: Path) -> list[Fold]:
    """Return the folds of which a folder has the adapters.

    :raises UserFacingError: if there are none, or one is missing.
    """
    there = {path.name for path in adapters.glob(_FILE.format(number="*", folds="*"))}
    folds = [Fold(number, len(there)) for number in range(len(there))]
    if not there or {fold.file for fold in folds} != there:
        raise UserFacingError(
            f"{adapters} holds not one adapter for each fold of a number, as "
            f"{Fold(0, 3).file} to {Fold(2, 3).file}; `fit adapter` makes them."
        )
    return folds


def each_held_out(
    collection: Collection,
    queries: Sequence[Query],
    settings: RetrievalSettings,
    adapters: Path | None,
) -> Iterator[tuple[RetrievalSettings, list[Query]]]:
    """Yield the questions, with settings whose adapter has not seen their pages.

    :param adapters: folder of ``fit adapter``; without it all are asked of the packaged one.
    :raises UserFacingError: if the folder has not an adapter of each fold.
    """
    if adapters is None:
        yield settings, list(queries)
        return
    for fold in folds_in(adapters):
        held = [query for query in queries if fold.holds(collection, query)]
        if held:
            yield settings.model_copy(update={"adapter": str(adapters / fold.file)}), held
