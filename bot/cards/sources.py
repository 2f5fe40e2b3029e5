"""The cards about the documents themselves: the list, one document, and what this bot is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.cards import counts, limits
from bot.cards.dates import long_date, newest
from bot.cards.ids import ListAction, ListButtonId
from bot.cards.lines import fitted
from bot.cards.model import Button, Card, Colour, Embed, Field
from bot.cards.source_lines import file_name, short_source_line, shown, source_list, untitled
from bot.cards.text import clean_line, escape, isolate, link
from bot.language.library_words import said
from bot.language.translation import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.domain import GuildSettings, Source, SourceDetails

PAGE = 10
"""Documents on a page of the list."""

_LINE = limits.DESCRIPTION // PAGE - 1
_SHORT_VALUE = 200


@dataclass(frozen=True, slots=True)
class Facts:
    """What ``/about`` says beyond its fixed words."""

    documents: int
    newest: str | None
    answer_days: int
    """Days that the question of an answer is kept, unless the server wants fewer."""
    keep_days: int | None = None
    """Days that the server wants it to be kept; 0 for not at all."""
    keep_askers: bool = False
    """Whether the server wants it to be kept who asked."""
    moderators: bool = False
    """Whether moderators of the server can be asked."""

    @classmethod
    def of(
        cls,
        sources: Sequence[Source],
        *,
        answer_days: int,
        settings: GuildSettings | None = None,
    ) -> Facts:
        """Return the facts about these documents, on a server with these settings."""
        date = newest([source.date for source in sources])
        if settings is None:
            return cls(len(sources), date, answer_days)
        return cls(
            len(sources),
            date,
            answer_days,
            settings.keep_days,
            settings.keep_askers,
            moderators=settings.help_channel is not None,
        )


def matching(sources: Sequence[Source], words: str) -> list[Source]:
    """Return the sources whose title, publisher or file name hold every word of a filter."""
    wanted = words.casefold().split()
    return [source for source in sources if all(word in _searched(source) for word in wanted)]


def clip_page(page: int, documents: int) -> int:
    """Return the page (from 0) of the list that is nearest to ``page``."""
    return min(max(page, 0), _pages(documents) - 1)


def source_list_card(sources: Sequence[Source], *, page: int, asker: int, words: str = "") -> Card:
    """Return a page (from 0) of the documents that match the filter ``words``."""
    found = matching(sources, words)
    pages = _pages(len(found))
    page = clip_page(page, len(found))
    on_page = found[page * PAGE : (page + 1) * PAGE]
    lines = [_numbered(page * PAGE + i + 1, source) for i, source in enumerate(on_page)]
    nothing = _("No document matches.") if sources else _("There are no documents yet.")
    title = _("Documents")
    if words:
        title = _("Documents matching “{words}”").format(words=limits.shorten_line(words, 100))

    def button(label: str, action: ListAction, emoji: str, *, disabled: bool) -> Button:
        return Button(label, str(ListButtonId(action, page, asker, words)), emoji, disabled)

    previous = button(_("Previous"), ListAction.PREVIOUS, "◀️", disabled=page == 0)
    following = button(_("Next"), ListAction.NEXT, "▶️", disabled=page + 1 >= pages)
    return Card(
        Embed(
            title=isolate(title),
            description="\n".join(lines) or nothing,
            colour=Colour.INFORMATION,
            footer=_("Page {page} of {pages} · {documents}").format(
                page=page + 1, pages=pages, documents=counts.documents(len(found))
            ),
        ),
        rows=((previous, following),) if pages > 1 else (),
    )


def source_card(details: SourceDetails) -> Card:
    """Return all that is known about one document."""
    source, metadata = details.source, details.metadata

    def short(name: str, value: str | None) -> Field:
        return Field(name, shown(value, _SHORT_VALUE, _("unknown")), inline=True)

    fields = [
        short(_("Publisher"), metadata.publisher),
        short(_("Author"), metadata.author),
        short(_("Date"), long_date(metadata.date) if metadata.date else None),
        short(_("Licence"), metadata.licence),
        short(_("Format"), said(details.format)),
        short(_("File"), file_name(source)),
        short(_("Words"), counts.number(details.words)),
        short(_("Passages"), counts.number(details.passages)),
        short(_("Added"), long_date(details.added_at[:10])),
        Field(_("Headings"), _titles(details.headings) or _("none")),
        Field(_("Names as its own sources"), _titles(metadata.cites) or _("unknown")),
    ]
    if details.near:
        fields.append(Field(_("Nearly the same text"), source_list(details.near)))
    address = link(_("Open the document"), source.url)
    return Card(
        Embed(
            title=shown(source.title, limits.TITLE - 2, untitled()),
            description=address if address.startswith("[") else _("No link is known."),
            colour=Colour.INFORMATION,
            fields=tuple(fields),
        )
    )


def about_card(facts: Facts) -> Card:
    """Return what this bot is, what it knows and what it keeps."""
    held = counts.documents(facts.documents)
    if not facts.documents:
        count = _("No documents yet.")
    elif facts.newest:
        count = _("{documents}, the newest dated {date}.").format(
            documents=held, date=escape(long_date(facts.newest))
        )
    else:
        count = _("{documents}, none of them dated.").format(documents=held)
    return Card(
        Embed(
            title="Chapter & Verse",
            description=_(
                "Answers policy questions by quoting documents, chapter and verse. Every word "
                "shown as an answer stands in the document named below it. It writes no answers "
                "of its own, and where the documents do not answer, it says so."
            ),
            colour=Colour.INFORMATION,
            fields=(
                Field(_("Documents"), f"{count} {_('`/sources list` shows them.')}"),
                Field(
                    _("How to ask"),
                    _(
                        "`/ask`, a mention, a reply to an answer, a direct message, or a right-click "
                        "on a message: Apps, Find the policy."
                    ),
                ),
                Field(_("What is kept"), _kept(facts)),
            ),
        )
    )


def _kept(facts: Facts) -> str:
    """Return what is kept about members, and how they can have it deleted."""
    if facts.keep_days == 0:
        what = _(
            "The quotes of an answer, without the words of the question, for {days}, so that the "
            "buttons below an answer keep working and moderators see what the documents lack."
        )
    elif facts.keep_askers:
        what = _(
            "The question and its quotes, and who asked, since this server wants that, for {days}, "
            "so that the buttons below an answer keep working and moderators see what the "
            "documents lack."
        )
    else:
        what = _(
            "The question and its quotes, without your name, for {days}, so that the buttons below "
            "an answer keep working and moderators see what the documents lack."
        )
    days = min(facts.answer_days, facts.keep_days or facts.answer_days)
    rest = _(
        "A rating and what you say of it, with a salted hash in place of your name. What "
        "moderators change, with who did. Nothing leaves this bot's own machine but the card "
        "itself. `/privacy export` gives you what is kept about you here, and `/privacy delete` "
        "deletes it."
    )
    people = _(
        "What you ask a moderator, with your name and the answer: until you have it, and then as "
        "long as other questions."
    )
    kept = (what.format(days=counts.days(days)), *((people,) if facts.moderators else ()), rest)
    return " ".join(kept)


def _pages(documents: int) -> int:
    return max(1, -(-documents // PAGE))


def _numbered(number: int, source: Source) -> str:
    # The backslash keeps Discord from making it a list, which would number it anew.
    line = f"{number}\\. {short_source_line(source)}"
    if limits.size(line) <= _LINE:
        return line
    return f"{number}\\. {short_source_line(source, linked=False)}"


def _titles(texts: Sequence[str]) -> str:
    return fitted([line for text in texts if (line := shown(text, _SHORT_VALUE, ""))])


def _searched(source: Source) -> str:
    return clean_line(f"{source.title} {source.publisher or ''} {file_name(source)}").casefold()
