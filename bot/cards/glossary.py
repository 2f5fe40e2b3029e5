"""The cards about a server's glossary: what moderators set and removed, and the list of terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards import counts, limits
from bot.cards.glossary_ids import TermAction, TermButtonId, TermPageAction, TermPageId
from bot.cards.model import Button, Card, Colour, Embed, Field
from bot.cards.source_lines import shown
from bot.cards.text import isolate
from bot.language.translation import _, _n

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.domain import ListedTerm, OwnTerm, TermChange

PAGE = 10
"""Terms on a page of the list."""

_LINE = limits.DESCRIPTION // PAGE - 1
_TERM = 100
_MEANINGS = 220
_NAME = 200
_NOTE = 500


def term_set_card(change: TermChange) -> Card:
    """Return what a term means from now on."""
    return _changed(change, _("Term set"))


def term_removed_card(change: TermChange) -> Card:
    """Return that a term is gone, or what documents say of it hidden."""
    return _changed(change, _("Term removed"))


def term_undone_card(change: TermChange) -> Card:
    """Return what holds again."""
    return _changed(change, _("Change undone"))


def term_restored_card(change: TermChange) -> Card:
    """Return that what documents say is shown again."""
    return _changed(change, _("Term shown again"))


def removed_already_card(term: str, change: int) -> Card:
    """Return that a term was removed before, with the button that shows it again."""
    restore = _button(_("Show it again"), TermAction.RESTORE, change)
    return Card(
        Embed(
            title=_("That term is removed already"),
            description=_(
                "What documents say of {term} is hidden on this server. It can be shown again, or "
                "another meaning be set with `/glossary set`."
            ).format(term=f"**{shown(term, _NAME, '?')}**"),
            colour=Colour.INFORMATION,
        ),
        rows=((restore,),),
    )


def term_list_card(
    terms: Sequence[ListedTerm], *, page: int, own: bool = False, words: str = ""
) -> Card:
    """Return a page (from 0) of the terms that match the filter ``words``.

    :param own: list only those of which moderators have said something.
    """
    found = _matching(terms, words, own=own)
    pages = max(-(-len(found) // PAGE), 1)
    page = min(max(page, 0), pages - 1)
    lines = [_line(each) for each in found[page * PAGE : (page + 1) * PAGE]]
    nothing = _("No term matches.") if terms else _("There are no terms yet.")
    title = _("Glossary of this server")
    if words:
        title = _("Terms matching “{words}”").format(words=limits.shorten_line(words, 100))

    def button(label: str, action: TermPageAction, emoji: str, *, disabled: bool) -> Button:
        return Button(label, str(TermPageId(action, page, own, words)), emoji, disabled)

    previous = button(_("Previous"), TermPageAction.PREVIOUS, "◀️", disabled=page == 0)
    following = button(_("Next"), TermPageAction.NEXT, "▶️", disabled=page + 1 >= pages)
    return Card(
        Embed(
            title=isolate(title),
            description="\n".join(lines) or nothing,
            colour=Colour.INFORMATION,
            footer=_("Page {page} of {pages} · {terms}").format(
                page=page + 1, pages=pages, terms=_counted(len(found))
            ),
        ),
        rows=((previous, following),) if pages > 1 else (),
    )


def _matching(terms: Sequence[ListedTerm], words: str, *, own: bool) -> list[ListedTerm]:
    """Return the terms whose short or long forms hold every word of a filter."""
    wanted = words.casefold().split()
    return [
        each
        for each in terms
        if (each.own is not None or not own)
        and all(word in " ".join((each.term, *each.meanings)).casefold() for word in wanted)
    ]


def _line(each: ListedTerm) -> str:
    parts = [f"**{shown(each.term, _TERM, '?')}**"]
    if meanings := shown(" · ".join(each.meanings), _MEANINGS, ""):
        parts.append(meanings)
    if each.own is not None:
        mark = _("set by moderators")
        if each.own.meaning is None:
            mark = _("removed by moderators")
        parts.append(f"*{mark}*")
    return " — ".join(parts)


def _changed(change: TermChange, title: str) -> Card:
    """Return how a term stands after a change, and how it stood before."""
    is_change = change.before != change.after
    undo = _button(_("Undo"), TermAction.UNDO, change.id)
    return Card(
        Embed(
            title=title if is_change else _("Nothing was changed"),
            description=f"{_standing(change.term, change.after)}\n{_effect(change)}",
            colour=Colour.INFORMATION,
            fields=(Field(_("Before"), _standing(change.term, change.before)),)
            if is_change
            else (),
            footer=_("This holds from the next question on, on this server alone."),
        ),
        rows=((undo,),) if is_change else (),
    )


def _standing(term: str, said: OwnTerm | None) -> str:
    """Return what moderators say of a term."""
    name = f"**{shown(term if said is None else said.term, _NAME, '?')}**"
    if said is None:
        return _("{term} · nothing said by moderators").format(term=name)
    if said.meaning is None:
        return _("{term} · removed by moderators").format(term=name)
    line = f"{name} · {shown(said.meaning, _NAME, '?')}"
    if said.note:
        line += "\n" + _("Note: {note}").format(note=shown(said.note, _NOTE, "…"))
    return line


def _effect(change: TermChange) -> str:
    """Return what members see of that, and of what documents say."""
    said = change.after
    if said is None:
        if change.in_documents:
            return _("What documents say of it holds again, in `/define` and in searches.")
        return _("No document explains it, so `/define` knows it no more.")
    if said.meaning is None:
        return _(
            "What documents say of it is hidden in `/define` and no more used in searches. Undo it "
            "here, or later with `/glossary remove` once more."
        )
    shows = _(
        "`/define` shows this first, as set by this server’s moderators and not as a quote, and "
        "questions are searched for in both forms."
    )
    if said.alone:
        return shows + " " + _("What documents say that it means is hidden.")
    if change.in_documents:
        return shows + " " + _("What documents say stands below, with their quotes.")
    return shows + " " + _("No document explains it.")


def _button(label: str, action: TermAction, change: int) -> Button:
    return Button(label, str(TermButtonId(action, change)))


def _counted(count: int) -> str:
    return _n("{count} term", "{count} terms", count).format(count=counts.number(count))
