"""From what a member wants to search in to the documents that are searched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrieval.domain import Scope, is_dated
from retrieval.errors import NothingToSearchError, SourceNotFoundError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.domain import Filter, Source


def narrow(where: Filter, sources: Sequence[Source]) -> tuple[list[int], Scope]:
    """Return the ids of the documents that a filter leaves, and what is told about them.

    :raises SourceNotFoundError: if the only document to search in is not among the sources.
    :raises NothingToSearchError: if no document is left.
    """
    asked = [source for source in sources if where.document_id in (None, source.document_id)]
    if where.document_id is not None and not asked:
        raise SourceNotFoundError("that document is not in the library (any more).")
    undated = sum(not is_dated(source.date) for source in asked) if where.asks_date else 0
    title = asked[0].title if where.document_id is not None else None
    scope = Scope(where, title, undated)
    left = [source.document_id for source in asked if where.takes_date(source.date)]
    if not left:
        dates = sorted(source.date for source in asked if source.date and is_dated(source.date))
        raise NothingToSearchError(scope, (dates[0], dates[-1]) if dates else None)
    return left, scope
