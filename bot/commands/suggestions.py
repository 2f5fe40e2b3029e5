"""Which documents are meant by the words that a member has typed so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process, utils

from bot.cards import limits
from bot.cards.dates import long_date
from bot.cards.source_lines import file_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from retrieval.domain import Source

_SIMILAR = 70.0
"""Least similarity, 0 to 100, of a document that is suggested for what was typed."""

_SAME = 90.0
"""Least similarity of a document that is shown for words that were sent without picking one."""


def suggest(sources: Sequence[Source], typed: str) -> list[tuple[str, str]]:
    """Return up to 25 choices, each a label of up to 100 units and a document's id."""
    if not typed.strip():
        ranked = list(sources)
    else:
        names = [
            f"{source.title} {source.publisher or ''} {file_name(source)}" for source in sources
        ]
        ranked = _ranked(sources, names, typed, scorer=_holds, least=_SIMILAR)
    return [(_label(source), str(source.document_id)) for source in ranked[: limits.CHOICES]]


def find(sources: Sequence[Source], words: str) -> int | None:
    """Return the id of the document that is meant, or ``None``.

    :param words: the id that a choice carries, or a title that was typed without picking one.
    """
    if words.isascii() and words.isdigit():
        return int(words)
    titles = [source.title for source in sources]
    ranked = _ranked(sources, titles, words, scorer=fuzz.WRatio, least=_SAME)
    return ranked[0].document_id if ranked else None


def _holds(typed: str, name: str, **_options: object) -> float:
    # What is typed is a small part of a name. WRatio would count it for less the longer the name
    # is, until no misspelled word passes.
    return max(fuzz.partial_ratio(typed, name), fuzz.token_set_ratio(typed, name))


def _ranked(
    sources: Sequence[Source],
    names: Sequence[str],
    typed: str,
    *,
    scorer: Callable[..., float],
    least: float,
) -> list[Source]:
    hits = process.extract(
        typed,
        names,
        scorer=scorer,
        processor=utils.default_process,
        limit=limits.CHOICES,
        score_cutoff=least,
    )
    return [sources[index] for _, _, index in hits]


def _label(source: Source) -> str:
    parts = [source.title, source.publisher, long_date(source.date) if source.date else None]
    return limits.shorten_plain(" · ".join(part for part in parts if part), limits.CHOICE) or "?"
