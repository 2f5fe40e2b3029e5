"""The cards about the documents themselves: the list, one document, and what this bot is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.cards import limits
from bot.cards.dates import newest, uk_date
from bot.cards.ids import ListAction, ListButtonId
from bot.cards.model import Button, Card, Colour, Embed, Field
from bot.cards.source_lines import UNTITLED, file_name, short_source_line, shown, source_list
from bot.cards.text import clean_line, escape, isolate, link

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.domain import GuildSettings, Source, SourceDetails

PAGE = 10
"""Documents on a page of the list."""

_LINE = limits.DESCRIPTION // PAGE - 1
_UNKNOWN = "unknown"
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
        return cls(len(sources), date, answer_days, settings.keep_days, settings.keep_askers)


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
    nothing = "No document matches." if sources else "There are no documents yet."
    title = f"Documents matching “{limits.shorten_line(words, 100)}”" if words else "Documents"

    def button(label: str, action: ListAction, emoji: str, *, disabled: bool) -> Button:
        return Button(label, str(ListButtonId(action, page, asker, words)), emoji, disabled)

    previous = button("Previous", ListAction.PREVIOUS, "◀️", disabled=page == 0)
    following = button("Next", ListAction.NEXT, "▶️", disabled=page + 1 >= pages)
    return Card(
        Embed(
            title=isolate(title),
            description="\n".join(lines) or nothing,
            colour=Colour.INFORMATION,
            footer=f"Page {page + 1} of {pages} · {_documents(len(found))}",
        ),
        rows=((previous, following),) if pages > 1 else (),
    )


def source_card(details: SourceDetails) -> Card:
    """Return all that is known about one document."""
    source, metadata = details.source, details.metadata

    def short(name: str, value: str | None) -> Field:
        return Field(name, shown(value, _SHORT_VALUE, _UNKNOWN), inline=True)

    fields = [
        short("Publisher", metadata.publisher),
        short("Author", metadata.author),
        short("Date", uk_date(metadata.date) if metadata.date else None),
        short("Licence", metadata.licence),
        short("Format", details.format),
        short("File", file_name(source)),
        short("Words", f"{details.words:,}"),
        short("Passages", f"{details.passages:,}"),
        short("Added", uk_date(details.added_at[:10])),
        Field("Headings", _lines(details.headings) or "none"),
        Field("Names as its own sources", _lines(metadata.cites) or _UNKNOWN),
    ]
    if details.near:
        fields.append(Field("Nearly the same text", source_list(details.near)))
    address = link("Open the document", source.url)
    return Card(
        Embed(
            title=shown(source.title, limits.TITLE - 2, UNTITLED),
            description=address if address.startswith("[") else "No link is known.",
            colour=Colour.INFORMATION,
            fields=tuple(fields),
        )
    )


def about_card(facts: Facts) -> Card:
    """Return what this bot is, what it knows and what it keeps."""
    age = (
        f"the newest dated {escape(uk_date(facts.newest))}"
        if facts.newest
        else "none of them dated"
    )
    count = f"{_documents(facts.documents)}, {age}." if facts.documents else "No documents yet."
    return Card(
        Embed(
            title="Chapter & Verse",
            description=(
                "Answers policy questions by quoting documents, chapter and verse. Every word "
                "shown as an answer stands in the document named below it. It writes no answers "
                "of its own, and where the documents do not answer, it says so."
            ),
            colour=Colour.INFORMATION,
            fields=(
                Field("Documents", f"{count} `/sources list` shows them."),
                Field(
                    "How to ask",
                    "`/ask`, a mention, a reply to an answer, a direct message, or a right-click "
                    "on a message: Apps, Find the policy.",
                ),
                Field("What is kept", _kept(facts)),
            ),
        )
    )


def _kept(facts: Facts) -> str:
    """Return what is kept about members, and how they can have it deleted."""
    days = facts.answer_days
    if facts.keep_days == 0:
        what = "The quotes of an answer, without the words of the question,"
    elif facts.keep_askers:
        what = "The question and its quotes, and who asked, since this server wants that,"
    else:
        what = "The question and its quotes, without your name,"
    if facts.keep_days:
        days = min(days, facts.keep_days)
    return (
        f"{what} for {_counted(days, 'day')}, so that the buttons below an answer keep working and "
        "moderators see what the documents lack. A rating and what you say of it, with a "
        "salted hash in place of your name. What moderators change, with who did. Nothing leaves "
        "this bot's own machine but the card itself. `/privacy export` gives you what is kept about "
        "you here, and `/privacy delete` deletes it."
    )


def _pages(documents: int) -> int:
    return max(1, -(-documents // PAGE))


def _numbered(number: int, source: Source) -> str:
    # The backslash keeps Discord from making it a list, which would number it anew.
    line = f"{number}\\. {short_source_line(source)}"
    if limits.size(line) <= _LINE:
        return line
    return f"{number}\\. {short_source_line(source, linked=False)}"


def _lines(texts: Sequence[str]) -> str:
    lines: list[str] = []
    room = limits.FIELD_VALUE - len("and 1000000 more\n")
    for index, text in enumerate(texts):
        line = shown(text, _SHORT_VALUE, "")
        if limits.size(line) > room:
            lines.append(f"and {len(texts) - index} more")
            break
        if line:
            lines.append(line)
            room -= limits.size(line) + 1
    return "\n".join(lines)


def _searched(source: Source) -> str:
    return clean_line(f"{source.title} {source.publisher or ''} {file_name(source)}").casefold()


def _documents(count: int) -> str:
    return _counted(count, "document")


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
