"""A card as a value: an embed and rows of buttons, proved to be within Discord's limits."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from bot.cards import limits


class CardError(ValueError):
    """A card breaks a limit of Discord's. A bug: it is found here, not by a refused request."""


class Colour(IntEnum):
    """The strip at a card's edge, as 0xRRGGBB."""

    ANSWERED = 0x2F7D5B
    POSSIBLE = 0xC98A1B
    SUPERSEDED = 0x7A5C93
    NOT_FOUND = 0x6B7280
    INFORMATION = 0x3B6EA8
    TROUBLE = 0xB3403A


class ButtonStyle(StrEnum):
    """How much a button stands out."""

    PLAIN = "plain"
    PRIMARY = "primary"


@dataclass(frozen=True, slots=True)
class Button:
    """A button; ``custom_id`` says all that is needed to act on it, also after a restart."""

    label: str
    custom_id: str
    emoji: str | None = None
    disabled: bool = False
    style: ButtonStyle = ButtonStyle.PLAIN


@dataclass(frozen=True, slots=True)
class Field:
    """A heading with a few lines below it, as markdown."""

    name: str
    value: str
    inline: bool = False


@dataclass(frozen=True, slots=True)
class Embed:
    """The body of a card. Title, description and fields are markdown; the footer is plain."""

    title: str
    description: str
    colour: Colour
    fields: tuple[Field, ...] = ()
    footer: str = ""


@dataclass(frozen=True, slots=True)
class CardFile:
    """A file that comes with a card."""

    name: str
    content: bytes
    description: str = ""
    """What a picture shows, for those who do not see it; a card with one shows the picture."""


@dataclass(frozen=True, slots=True)
class Card:
    """What one message shows.

    :raises CardError: if Discord would refuse it.
    """

    embed: Embed
    rows: tuple[tuple[Button, ...], ...] = ()
    file: CardFile | None = None

    def __post_init__(self) -> None:
        """Check Discord's limits."""
        _check_embed(self.embed)
        _check_rows(self.rows)
        if self.file is not None:
            _check_file(self.file)


def _check(what: str, text: str, limit: int, *, required: bool = True) -> int:
    length = limits.size(text)
    if length > limit:
        raise CardError(f"{what} is {length} long; {limit} is the most")
    if required and not text.strip():
        raise CardError(f"{what} is empty")
    return length


def _check_embed(embed: Embed) -> None:
    total = _check("the title", embed.title, limits.TITLE, required=False)
    total += _check("the description", embed.description, limits.DESCRIPTION)
    total += _check("the footer", embed.footer, limits.FOOTER, required=False)
    if len(embed.fields) > limits.FIELDS:
        raise CardError(f"{len(embed.fields)} fields; {limits.FIELDS} is the most")
    for field in embed.fields:
        total += _check("a field's name", field.name, limits.FIELD_NAME)
        total += _check(f"the field {field.name!r}", field.value, limits.FIELD_VALUE)
    if total > limits.EMBED_TOTAL:
        raise CardError(f"the embed is {total} long; {limits.EMBED_TOTAL} is the most")


def _check_file(file: CardFile) -> None:
    _check("a file's description", file.description, limits.FILE_DESCRIPTION, required=False)
    if not 0 < len(file.content) <= limits.FILE_BYTES:
        raise CardError(
            f"{len(file.content)} bytes in a file; 1 to {limits.FILE_BYTES} are allowed"
        )


def _check_rows(rows: tuple[tuple[Button, ...], ...]) -> None:
    if len(rows) > limits.ROWS:
        raise CardError(f"{len(rows)} rows of buttons; {limits.ROWS} is the most")
    for row in rows:
        if not 0 < len(row) <= limits.BUTTONS_IN_ROW:
            raise CardError(
                f"a row of {len(row)} buttons; 1 to {limits.BUTTONS_IN_ROW} are allowed"
            )
        for button in row:
            _check("a button's label", button.label, limits.BUTTON_LABEL)
            _check("a button's id", button.custom_id, limits.CUSTOM_ID)
    ids = [button.custom_id for row in rows for button in row]
    if len(ids) != len(set(ids)):
        raise CardError(f"two buttons share an id: {ids}")
