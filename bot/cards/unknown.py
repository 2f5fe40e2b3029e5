"""The field of a card that tells which words of a question stand in no document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards.source_lines import shown
from bot.language.translation import _, languages, speaking

if TYPE_CHECKING:
    from collections.abc import Iterable

    from retrieval.domain import Reply, UnknownWord

_WORD = 60


def unknown_name() -> str:
    """Return the name of the field."""
    return _("No document mentions")


def unknown_words(reply: Reply) -> str:
    """Return the words in a line of markdown; nothing where there are none."""
    return ", ".join(filter(None, map(_unknown, reply.unknown_words)))


def unknown_on(fields: Iterable[tuple[str, str]]) -> str:
    """Return the words that a card tells, as markdown; nothing where it tells none.

    :param fields: names and values of its fields, in any language that the interface speaks.
    """
    names = set()
    for language in languages().values():
        with speaking(language):
            names.add(unknown_name())
    return next((value for name, value in fields if name in names), "")


def _unknown(missing: UnknownWord) -> str:
    word = shown(missing.word, _WORD, "")
    if not word or missing.did_you_mean is None:
        return word and f"\u201c{word}\u201d"
    meant = shown(missing.did_you_mean, _WORD, "")
    return _("\u201c{word}\u201d (did you mean \u201c{meant}\u201d?)").format(
        word=word, meant=meant
    )
