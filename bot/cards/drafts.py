"""The cards about what was uploaded and waits for a moderator's word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards import counts, limits
from bot.cards.dates import long_date
from bot.cards.library_ids import LibraryAction, LibraryButtonId
from bot.cards.lines import fitted
from bot.cards.model import Button, ButtonStyle, Card, Colour, Embed, Field
from bot.cards.source_lines import shown, untitled
from bot.language.library_words import said
from bot.language.translation import _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from retrieval.domain import Source, Upload

_VALUE = 300
_NAME = 120
_REASON = 300

NAMES = ("title", "publisher", "author", "date", "url")
"""The fields that are asked about a document and shown of it."""


def labels() -> dict[str, str]:
    """Return what members call the fields."""
    called = (_("Title"), _("Publisher"), _("Author"), _("Date"), _("Link"))
    return dict(zip(NAMES, called, strict=True))


def found_card(draft_id: str, upload: Upload, found: dict[str, str]) -> Card:
    """Return what one file says about itself, before it goes into the library."""
    return Card(
        Embed(
            title=_("Add this document?"),
            description="\n".join(
                (_name(upload.name), _("This is what members will see beside its quotes."))
            ),
            colour=Colour.INFORMATION,
            fields=_fields({"title": upload.name} | found | upload.fields),
            footer=_("Only you see this. It waits for a day."),
        ),
        rows=(
            (
                _button(_("Add"), LibraryAction.ADD, draft_id, primary=True),
                _button(_("Correct first"), LibraryAction.CORRECT, draft_id),
                _button(_("Cancel"), LibraryAction.DISCARD, draft_id),
            ),
        ),
    )


def several_card(
    draft_id: str, uploads: Sequence[Upload], refused: Sequence[tuple[str, str]]
) -> Card:
    """Return the list of several files, or the one archive, before they go into the library."""
    fields = [Field(_("Files"), fitted([_name(upload.name) for upload in uploads]))]
    if refused:
        fields.append(refused_field(refused))
    given = {name: text for upload in uploads for name, text in upload.fields.items()}
    return Card(
        Embed(
            title=_("Add these files?") if len(uploads) > 1 else _("Add this file?"),
            description=_(
                "What each document says about itself is shown beside its quotes; "
                "`/library edit` corrects it afterwards."
            ),
            colour=Colour.INFORMATION,
            fields=(*fields, *(_fields(given) if given else ())),
            footer=_("Only you see this. It waits for a day."),
        ),
        rows=(
            (
                _button(_("Add all"), LibraryAction.ADD, draft_id, primary=True),
                _button(_("Cancel"), LibraryAction.DISCARD, draft_id),
            ),
        ),
    )


def replace_card(draft_id: str, upload: Upload, found: Mapping[str, str], source: Source) -> Card:
    """Return what a new version says about itself, before it takes the place of a document."""
    return Card(
        Embed(
            title=_("Replace this document?"),
            description=_(
                "{title}\nwill be read from {file} from now on. Answers that quote it already say "
                "that it was superseded. Corrections of its title, publisher and author stay; date "
                "and link are those of the new version."
            ).format(
                title=shown(source.title, limits.DESCRIPTION // 8, untitled()),
                file=_name(upload.name),
            ),
            colour=Colour.INFORMATION,
            fields=_fields({"title": upload.name} | dict(found)),
            footer=_("Only you see this. It waits for a day."),
        ),
        rows=(
            (
                _button(_("Replace"), LibraryAction.ADD, draft_id, primary=True),
                _button(_("Cancel"), LibraryAction.DISCARD, draft_id),
            ),
        ),
    )


def nothing_card(refused: Sequence[tuple[str, str]]) -> Card:
    """Return why none of several files can be added."""
    return Card(
        Embed(
            title=_("None of these files can be added"),
            description=_("{files} could not be taken.").format(files=counts.files(len(refused))),
            colour=Colour.TROUBLE,
            fields=(refused_field(refused),),
        )
    )


def discarded_card() -> Card:
    """Return that an upload was thrown away."""
    return Card(
        Embed(
            title=_("Nothing was added"),
            description=_("What you uploaded was thrown away."),
            colour=Colour.INFORMATION,
        )
    )


def refused_field(refused: Sequence[tuple[str, str]]) -> Field:
    """Return the files that were not taken, each with the reason."""
    lines = [
        f"{_name(name)}: {limits.shorten_line(said(reason), _REASON)}" for name, reason in refused
    ]
    return Field(_("Not taken"), fitted(lines))


def _fields(said: Mapping[str, str]) -> tuple[Field, ...]:
    return tuple(
        Field(label, _value(name, said.get(name)), inline=name != "title")
        for name, label in labels().items()
    )


def _value(name: str, text: str | None) -> str:
    return shown(long_date(text) if name == "date" and text else text, _VALUE, _("unknown"))


def _name(name: str) -> str:
    return shown(name, _NAME, _("a file without a name"))


def _button(label: str, action: LibraryAction, subject: str, *, primary: bool = False) -> Button:
    style = ButtonStyle.PRIMARY if primary else ButtonStyle.PLAIN
    return Button(label, str(LibraryButtonId(action, subject)), style=style)
