"""The cards about what was uploaded and waits for a moderator's word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards import limits
from bot.cards.dates import uk_date
from bot.cards.library_ids import LibraryAction, LibraryButtonId
from bot.cards.lines import counted, fitted
from bot.cards.model import Button, ButtonStyle, Card, Colour, Embed, Field
from bot.cards.source_lines import UNTITLED, shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from retrieval.domain import Source, Upload

_VALUE = 300
_NAME = 120
_REASON = 300

NAMES = {
    "title": "Title",
    "publisher": "Publisher",
    "author": "Author",
    "date": "Date",
    "url": "Link",
}
"""What is asked about a document and shown of it, by the names of the fields."""


def found_card(draft_id: str, upload: Upload, found: dict[str, str]) -> Card:
    """Return what one file says about itself, before it goes into the library."""
    return Card(
        Embed(
            title="Add this document?",
            description=f"{_name(upload.name)}\nThis is what members will see beside its quotes.",
            colour=Colour.INFORMATION,
            fields=_fields({"title": upload.name} | found | upload.fields),
            footer="Only you see this. It waits for a day.",
        ),
        rows=(
            (
                _button("Add", LibraryAction.ADD, draft_id, primary=True),
                _button("Correct first", LibraryAction.CORRECT, draft_id),
                _button("Cancel", LibraryAction.DISCARD, draft_id),
            ),
        ),
    )


def several_card(
    draft_id: str, uploads: Sequence[Upload], refused: Sequence[tuple[str, str]]
) -> Card:
    """Return the list of several files, or the one archive, before they go into the library."""
    fields = [Field("Files", fitted([_name(upload.name) for upload in uploads]))]
    if refused:
        fields.append(refused_field(refused))
    given = {name: text for upload in uploads for name, text in upload.fields.items()}
    what = "these files" if len(uploads) > 1 else "this file"
    return Card(
        Embed(
            title=f"Add {what}?",
            description=(
                "What each document says about itself is shown beside its quotes; "
                "`/library edit` corrects it afterwards."
            ),
            colour=Colour.INFORMATION,
            fields=(*fields, *(_fields(given) if given else ())),
            footer="Only you see this. It waits for a day.",
        ),
        rows=(
            (
                _button("Add all", LibraryAction.ADD, draft_id, primary=True),
                _button("Cancel", LibraryAction.DISCARD, draft_id),
            ),
        ),
    )


def replace_card(draft_id: str, upload: Upload, found: Mapping[str, str], source: Source) -> Card:
    """Return what a new version says about itself, before it takes the place of a document."""
    return Card(
        Embed(
            title="Replace this document?",
            description=(
                f"{shown(source.title, limits.DESCRIPTION // 8, UNTITLED)}\n"
                f"will be read from {_name(upload.name)} from now on. Answers that quote it "
                "already say that it was superseded; your corrections of it stay."
            ),
            colour=Colour.INFORMATION,
            fields=_fields({"title": upload.name} | dict(found)),
            footer="Only you see this. It waits for a day.",
        ),
        rows=(
            (
                _button("Replace", LibraryAction.ADD, draft_id, primary=True),
                _button("Cancel", LibraryAction.DISCARD, draft_id),
            ),
        ),
    )


def nothing_card(refused: Sequence[tuple[str, str]]) -> Card:
    """Return why none of several files can be added."""
    return Card(
        Embed(
            title="None of these files can be added",
            description=counted(len(refused), "file") + " could not be taken.",
            colour=Colour.TROUBLE,
            fields=(refused_field(refused),),
        )
    )


def discarded_card() -> Card:
    """Return that an upload was thrown away."""
    return Card(
        Embed(
            title="Nothing was added",
            description="What you uploaded was thrown away.",
            colour=Colour.INFORMATION,
        )
    )


def refused_field(refused: Sequence[tuple[str, str]]) -> Field:
    """Return the files that were not taken, each with the reason."""
    lines = [f"{_name(name)}: {limits.shorten_line(reason, _REASON)}" for name, reason in refused]
    return Field("Not taken", fitted(lines))


def _fields(said: Mapping[str, str]) -> tuple[Field, ...]:
    return tuple(
        Field(label, _value(name, said.get(name)), inline=name != "title")
        for name, label in NAMES.items()
    )


def _value(name: str, text: str | None) -> str:
    return shown(uk_date(text) if name == "date" and text else text, _VALUE, "unknown")


def _name(name: str) -> str:
    return shown(name, _NAME, "a file without a name")


def _button(label: str, action: LibraryAction, subject: str, *, primary: bool = False) -> Button:
    style = ButtonStyle.PRIMARY if primary else ButtonStyle.PLAIN
    return Button(label, str(LibraryButtonId(action, subject)), style=style)
