"""Corrections of what documents say about themselves, from ``sources.toml`` beside the files.

Each table is named after a file, and a field that is an empty text is unknown:

    ["minutes.pdf"]
    title = "Minutes of the board"
    publisher = "The board"
    date = 2017-07-06
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from retrieval.documents import parse_date
from retrieval.errors import CorrectionsError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from retrieval.domain import Metadata

CORRECTIONS_FILE = "sources.toml"
_MAX_BYTES = 1_000_000
FIELDS = ("title", "publisher", "author", "date", "url", "licence")
"""What can be corrected."""

_YEAR = re.compile("[12][0-9]{3}")

Corrections = dict[str, str | None]


class CorrectionsFiles:
    """The ``sources.toml`` of each folder of a run, read once."""

    def __init__(self) -> None:
        """Begin with none."""
        self._tables: dict[Path, dict[str, Corrections] | CorrectionsError] = {}

    def for_file(self, path: Path) -> dict[str, Corrections] | None:
        """Return the tables for a file and its parts; ``None`` if they cannot be read.

        A part is named as it is shown: ``archive.zip/notes.md`` or ``posts.txt, article 2``.
        """
        tables = self._beside(path.parent)
        if isinstance(tables, CorrectionsError):
            return None
        return {
            name: table
            for name, table in tables.items()
            if name == path.name or name.startswith((f"{path.name}/", f"{path.name}, "))
        }

    def problems(self) -> Iterator[tuple[str, str]]:
        """Yield each corrections file that cannot be used or names what is not beside it."""
        for folder, tables in self._tables.items():
            file = (folder / CORRECTIONS_FILE).as_posix()
            if isinstance(tables, CorrectionsError):
                yield file, str(tables)
                continue
            absent = [name for name in tables if not _is_beside(folder, name)]
            if absent:
                yield file, f"{', '.join(absent)} is not beside it; its other entries were used."

    def _beside(self, folder: Path) -> dict[str, Corrections] | CorrectionsError:
        if folder not in self._tables:
            try:
                self._tables[folder] = load_corrections(folder)
            except CorrectionsError as error:
                self._tables[folder] = error
        return self._tables[folder]


def load_corrections(folder: Path) -> dict[str, Corrections]:
    """Return the corrections for the files of a folder, by file name; none without a file.

    :raises CorrectionsError: if the file is not TOML, or a field or date in it cannot be used.
    """
    file = folder / CORRECTIONS_FILE
    try:
        if file.stat().st_size > _MAX_BYTES:
            raise CorrectionsError(f"{file} has more than {_MAX_BYTES:,} bytes.")
        tables = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise CorrectionsError(f"{file} cannot be read: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:  # Neither TOML nor UTF-8, or nested too deep.
        raise CorrectionsError(f"{file} is not valid TOML: {error}.") from error
    return {name: _checked(file, name, table) for name, table in tables.items()}


def check_corrections(fields: dict[str, Any]) -> Corrections:
    """Return corrections as they are stored: dates in ISO 8601, ``None`` for what is unknown.

    :raises CorrectionsError: naming the field that cannot be used, and what may be.
    """
    return {name: _value(name, value) for name, value in fields.items()}


def correct(metadata: Metadata, *corrections: Corrections) -> Metadata:
    """Return the metadata with corrections applied, the later ones last."""
    merged: dict[str, Any] = {}
    for some in corrections:
        merged |= some
    return replace(metadata, **merged)


def _is_beside(folder: Path, name: str) -> bool:
    """Tell whether the file that a table is about, or is about a part of, lies in the folder."""
    whole, _, _ = name.partition("/")
    try:
        return any((folder / file).is_file() for file in (whole, whole.partition(", article ")[0]))
    except OSError:  # No file has such a name.
        return False


def _checked(file: Path, name: str, table: object) -> Corrections:
    if not isinstance(table, dict):
        raise CorrectionsError(
            f'{file}: {name} stands outside of a table; write ["file name"] above it.'
        )
    try:
        return check_corrections(table)
    except CorrectionsError as error:
        raise CorrectionsError(f"{file}, {name}: {error}") from None


def _value(name: str, value: object) -> str | None:
    if name not in FIELDS:
        raise CorrectionsError(f"{name} is not a field; known are {', '.join(FIELDS)}.")
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date):
        value = value.isoformat()
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise CorrectionsError(f"{name} is not a text.")
    text = " ".join(str(value).split())
    if name != "date" or not text:
        return text or None
    date = text if _YEAR.fullmatch(text) else parse_date(text)
    if date is None:
        raise CorrectionsError(
            f"the date {text!r} is not one; write 2017-09-06, 2017-09, 2017 or 6 September 2017."
        )
    return date
