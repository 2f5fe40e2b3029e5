"""The card of a term: what moderators have set, and each meaning in the words of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards import limits
from bot.cards.model import Card, Colour, Embed, Field
from bot.cards.quoting import block_quote
from bot.cards.source_lines import place_line, short_source_line, shown, source_line, source_list
from bot.language.translation import _, _n

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.domain import Definition, Meaning, Source

_MEANINGS = 5
"""Meanings that are shown; there are rarely more than two."""
_NAME = 200
_NOTE = 600
_LEAST_NOTE = 60
_BETWEEN = "\n\n"


def definition_card(definition: Definition) -> Card:
    """Return what a term means, by the moderators and by the documents, or that neither say."""
    title = shown(definition.term, limits.TITLE - 2, _("Term"))
    if definition.hidden:
        return _hidden_card(title)
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
            # What moderators say is no document's word, and does not look like it.
            colour=Colour.ANSWERED
            if any(meaning.quotes for meaning in meanings)
            else Colour.INFORMATION,
            fields=(Field(_("Also in"), source_list(others)),) if others else (),
            footer=_counted(len(definition.meanings), len(meanings)),
        )
    )


def _no_definition_card(title: str, suggestions: Sequence[str]) -> Card:
    lines = [line for name in suggestions if (line := shown(name, _NAME, ""))]
    steps = _(
        "Try its full name or its short form, pick one of the suggestions that appear while you "
        "type, or ask about it with `/ask`."
    )
    fields = [Field(_("Did you mean"), "\n".join(lines))] if lines else []
    return Card(
        Embed(
            title=title,
            description=_("The documents here do not define this term."),
            colour=Colour.NOT_FOUND,
            fields=(*fields, Field(_("What you can do"), steps)),
        )
    )


def _hidden_card(title: str) -> Card:
    return Card(
        Embed(
            title=title,
            description=_(
                "Documents here explain this term, and this server’s moderators have removed it from "
                "the glossary. Ask about it with `/ask` to read the documents’ own words."
            ),
            colour=Colour.NOT_FOUND,
        )
    )


def _block(meaning: Meaning, number: str, room: int) -> str:
    """Return one meaning: its name, the words that say so, and where they stand."""
    lead = f"{number}{_heading(meaning)}\n"
    if meaning.own:
        lead += _own_words(meaning, room - limits.size(lead))
    if not meaning.quotes:
        return lead.rstrip("\n")
    quote = meaning.quotes[0]
    source = quote.source
    if source.comment is not None:
        comment = _("A reader’s comment, not the publisher’s own words:")
        lead += f"*{comment}*\n"
    elif not (meaning.stated or meaning.own):
        unstated = _(
            "No document says so outright. This one uses the short form and writes these words:"
        )
        lead += f"*{unstated}*\n"
    tail = "\n".join(line for line in (f"— {source_line(source)}", place_line(source)) if line)
    if limits.size(lead) + limits.size(tail) > room // 2:
        # Where many meanings share the card, the words themselves need the room.
        tail = f"— {short_source_line(source, linked=False)}"
    words = block_quote(quote.text, None, room - limits.size(lead) - limits.size(tail) - 1)
    return f"{lead}{words}\n{tail}" if words else f"{lead}{tail}"


def _own_words(meaning: Meaning, room: int) -> str:
    """Return that moderators say so and what they add to it; a quote begins with ``>``, this never."""
    said = _("Set by this server’s moderators; no document is quoted for it.")
    if meaning.quotes:
        said = _("Set by this server’s moderators. What a document says of it:")
    if not meaning.note:
        return f"*{said}*\n"
    most = min(_NOTE, room // 2 - limits.size(said))
    note = _("Note: {note}").format(note=shown(meaning.note, max(most, _LEAST_NOTE), "…"))
    return f"{note}\n*{said}*\n"


def _heading(meaning: Meaning) -> str:
    term = shown(meaning.term, _NAME, "?")
    if meaning.meaning is None:
        return f"**{term}**"
    return f"**{term}** · {shown(meaning.meaning, _NAME, '?')}"


def _other_sources(meanings: Sequence[Meaning]) -> list[Source]:
    """Return the other documents that say the same, each once."""
    quoted = {meaning.quotes[0].document.id for meaning in meanings if meaning.quotes}
    found: dict[int, Source] = {}
    for meaning in meanings:
        for quote in meaning.quotes[1:]:
            if quote.document.id not in quoted:
                found.setdefault(quote.document.id, quote.source)
    return list(found.values())


def _counted(count: int, shown_count: int) -> str:
    if count == shown_count:
        return _n("{count} meaning", "{count} meanings", count).format(count=count)
    return _n("{shown} of {count} meaning", "{shown} of {count} meanings", count).format(
        shown=shown_count, count=count
    )
