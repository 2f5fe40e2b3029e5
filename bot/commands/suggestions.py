"""Which documents are meant by the words that a member has typed so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process, utils

from bot.cards import limits
from bot.cards.dates import uk_date

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.domain import Source

_SIMILAR = 60.0
"""Least similarity, 0 to 100, of a document that is suggested for what was typed."""

_SAME = 90.0
"""Least similarity of a document that is shown for words that were sent without picking one."""


def suggest(sources: Sequence[Source], typed: str) -> list[tuple[str, str]]:
    """Return up to 25 choices, each a label of up to 100 units and a document's id."""
    ranked = _ranked(sources, typed, _SIMILAR) if typed.strip() else sources
    return [(_label(source), str(source.document_id)) for source in ranked[: limits.CHOICES]]


def find(sources: Sequence[Source], words: str) -> int | None:
    """Return the id of the document that is meant, or ``None``.

    :param words: the id that a choice carries, or a title that was typed without picking one.
    """
    if words.isascii() and words.isdigit():
        return int(words)
    ranked = _ranked(sources, words, _SAME)
    return ranked[0].document_id if ranked else None


def _ranked(sources: Sequence[Source], typed: str, least: float) -> list[Source]:
    names = [f"{source.title} {source.publisher or ''} {source.path}" for source in sources]
    hits = process.extract(
        typed,
        names,
        scorer=fuzz.WRatio,
        processor=utils.default_process,
        limit=limits.CHOICES,
        score_cutoff=least,
    )
    return [sources[index] for _, _, index in hits]


def _label(source: Source) -> str:
    parts = [source.title, source.publisher, uk_date(source.date) if source.date else None]
    return limits.shorten_plain(" · ".join(part for part in parts if part), limits.CHOICE) or "?"
