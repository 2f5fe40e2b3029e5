"""The card of a term: each of its meanings in the words of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards import limits
from bot.cards.model import Card, Colour, Embed, Field
from bot.cards.quoting import block_quote
from bot.cards.source_lines import place_line, short_source_line, shown, source_line, source_list

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.domain import Definition, Meaning, Source

_MEANINGS = 5
"""Meanings that are shown; there are rarely more than two."""
_NAME = 200
_BETWEEN = "\n\n"
_UNSTATED = "*No document says so outright. This one uses the short form and writes these words:*"
_COMMENT = "*A reader’s comment, not the publisher’s own words:*"
_NOT_FOUND = "The documents here do not define this term."
_NEXT_STEPS = (
    "Try its full name or its short form, pick one of the suggestions that appear while you type, "
    "or ask about it with `/ask`."
)


def definition_card(definition: Definition) -> Card:
    """Return what the documents say a term means, or that they do not say."""
    title = shown(definition.term, limits.TITLE - 2, "Term")
    if not definition.meanings:
        return _no_definition_card(title, definition.suggestions)
    meanings = definition.meanings[:_MEANINGS]
    room = limits.DESCRIPTION // len(meanings) - len(_BETWEEN)
    numbered = len(meanings) > 1
    blocks = [
        _block(meaning, f"{number}\\. " if numbered else "", room)
        for number, meaning in enumerate(meanings, 1)
    ]
    others = _other_sources(meanings)
    return Card(
        Embed(
            title=title,
            description=_BETWEEN.join(blocks),
            colour=Colour.ANSWERED,
            fields=(Field("Also in", source_list(others)),) if others else (),
            footer=_counted(len(definition.meanings), len(meanings)),
        )
    )


def _no_definition_card(title: str, suggestions: Sequence[str]) -> Card:
    lines = [line for name in suggestions if (line := shown(name, _NAME, ""))]
    fields = [Field("Did you mean", "\n".join(lines))] if lines else []
    return Card(
        Embed(
            title=title,
            description=_NOT_FOUND,
            colour=Colour.NOT_FOUND,
            fields=(*fields, Field("What you can do", _NEXT_STEPS)),
        )
    )


def _block(meaning: Meaning, number: str, room: int) -> str:
    """Return one meaning: its name, the words that say so, and where they stand."""
    quote = meaning.quotes[0]
    source = quote.source
    lead = f"{number}{_heading(meaning)}\n"
    if source.comment is not None:
        lead += f"{_COMMENT}\n"
    elif not meaning.stated:
        lead += f"{_UNSTATED}\n"
    tail = "\n".join(line for line in (f"— {source_line(source)}", place_line(source)) if line)
    if limits.size(lead) + limits.size(tail) > room // 2:
        # Where many meanings share the card, the words themselves need the room.
        tail = f"— {short_source_line(source, linked=False)}"
    words = block_quote(quote.text, None, room - limits.size(lead) - limits.size(tail) - 1)
    return f"{lead}{words}\n{tail}" if words else f"{lead}{tail}"


def _heading(meaning: Meaning) -> str:
    term = shown(meaning.term, _NAME, "?")
    if meaning.meaning is None:
        return f"**{term}**"
    return f"**{term}** · {shown(meaning.meaning, _NAME, '?')}"


def _other_sources(meanings: Sequence[Meaning]) -> list[Source]:
    """Return the other documents that say the same, each once."""
    quoted = {meaning.quotes[0].document.id for meaning in meanings}
    found: dict[int, Source] = {}
    for meaning in meanings:
        for quote in meaning.quotes[1:]:
            if quote.document.id not in quoted:
                found.setdefault(quote.document.id, quote.source)
    return list(found.values())


def _counted(count: int, shown_count: int) -> str:
    if count == 1:
        return "1 meaning"
    return f"{count} meanings" if count == shown_count else f"{shown_count} of {count} meanings"
