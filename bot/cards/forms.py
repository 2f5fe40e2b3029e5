"""A form as a value: what a document says about itself, to be corrected by a moderator."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.cards import limits
from bot.cards.drafts import NAMES, labels
from bot.cards.text import clean_line, safe_url
from bot.language.translation import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from retrieval.domain import Metadata

_LENGTHS = {"title": 300, "publisher": 300, "author": 300, "date": 60, "url": 400}
_MARK = 6
"""Hexadecimal digits by which the text of a line is known again."""


@dataclass(frozen=True, slots=True)
class FormField:
    """One line of a form."""

    name: str
    label: str
    value: str
    length: int
    hint: str = ""
    long: bool = False
    """Whether it is a box for sentences, which has to be filled in."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form; ``custom_id`` says what it is about."""

    title: str
    custom_id: str
    fields: tuple[FormField, ...]


def metadata_form(custom_id: str, said: Mapping[str, str]) -> Form:
    """Return the form for what a document says about itself, filled in with what is known."""
    filled = prefilled(said)
    hints = {"date": _("2017-07-06, 2017-07 or 2017"), "url": "https://…"}
    return Form(
        title=_("What members see of this document"),
        custom_id=custom_id,
        fields=tuple(
            FormField(name, label, filled[name], _LENGTHS[name], hints.get(name, ""))
            for name, label in labels().items()
        ),
    )


def prefilled(said: Mapping[str, str]) -> dict[str, str]:
    """Return the text of each line of the form before anybody has written into it."""
    return {name: limits.shorten_plain(said.get(name, ""), _LENGTHS[name]) for name in NAMES}


def marks(said: Mapping[str, str]) -> str:
    """Return by what is known again what a form is filled with; a ``custom_id`` has room for it."""
    return "".join(map(_mark, prefilled(said).values()))


def changed(
    said: Mapping[str, str], typed: Mapping[str, str], *, filled: str = ""
) -> dict[str, str]:
    """Return the lines that were changed, so that the others go on following the document.

    :param said: what is known by now.
    :param filled: the marks of what the form was filled with, where others may have changed it.
    """
    now, opened = prefilled(said), _by_name(filled)
    lines = {name: clean_line(typed[name]) for name in NAMES if name in typed}
    return {
        name: text
        for name, text in lines.items()
        if text != now[name] and _mark(text) != opened.get(name)
    }


def contested(said: Mapping[str, str], fields: Mapping[str, str], *, filled: str) -> bool:
    """Say whether a line that was changed is not any more what the form was filled with."""
    now, opened = _by_name(marks(said)), _by_name(filled)
    return any(opened.get(name, now[name]) != now[name] for name in fields)


def wrong_address(fields: Mapping[str, str]) -> bool:
    """Say whether the link among the fields is one that members could not follow."""
    address = fields.get("url", "")
    return bool(address) and safe_url(address) is None


def said_by(metadata: Metadata) -> dict[str, str]:
    """Return what is known of a document by the names of the form's fields."""
    return {name: text for name in NAMES if (text := getattr(metadata, name))}


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_MARK]


def _by_name(filled: str) -> dict[str, str]:
    """Return each line's mark by its name; none of a form from before there were any."""
    starts = range(0, len(filled), _MARK)
    return {name: filled[at : at + _MARK] for name, at in zip(NAMES, starts, strict=False)}
