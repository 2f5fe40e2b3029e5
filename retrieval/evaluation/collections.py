"""Public test collections: a folder with ``corpus.jsonl``, ``queries.jsonl`` and ``qrels.tsv``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from retrieval.errors import UserFacingError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

CORPUS, QUERIES, QRELS = "corpus.jsonl", "queries.jsonl", "qrels.tsv"

_QREL_FIELDS = 3
_PART = "#"
"""In a question's source between the page and a number of a part of it."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a corpus: one section of a page."""

    id: str
    title: str
    """The page's title and the headings above the section, parted by " > "; may be empty."""
    text: str
    source: str | None = None


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """Words of a row that answer a question."""

    row: str
    text: str
    start: int | None = None
    """Offset into the row's text, in code points."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question of a collection."""

    id: str
    text: str
    answerable: bool | None
    """``None`` where nobody knows; such a question is not asked."""
    why: str = ""
    """Why it is not answered there."""
    spans: tuple[GoldSpan, ...] = ()
    only_in: str | None = None
    """The source that is searched; ``None`` for all of them."""
    source: str | None = None
    """Title of the page that it was asked about, whether that is there and answers or not."""
    split: str | None = None
    variants: Mapping[str, str] | None = None
    """Other wordings, by the name of their field, such as ``text_long``."""

    def wording(self, variant: str) -> str:
        """Return the wording of that name where the question has it, its text otherwise."""
        return (self.variants or {}).get(variant, self.text)


@dataclass(frozen=True, slots=True)
class Collection:
    """A corpus, the questions about it, and the rows that answer them."""

    name: str
    folder: Path
    rows: tuple[Row, ...]
    queries: tuple[Query, ...]
    relevant: Mapping[str, Mapping[str, int]]
    """By the question's id the grade, above 0, of each relevant row."""


Item = TypeVar("Item", Row, Query)


def load_collection(folder: Path) -> Collection:
    """Read a collection; a field that may be missing may also be null.

    A question without ``answerable`` counts as answerable if a row is relevant to it, and as
    unknown otherwise.

    :raises UserFacingError: naming the file and the line that is wrong, and what it should be.
    """
    relevant = _load_relevant(folder / QRELS)
    rows = tuple(_unique(folder / CORPUS, _row))
    if not rows:
        raise UserFacingError(f"{folder / CORPUS} holds no rows; each line is one, as JSON.")
    queries = tuple(_unique(folder / QUERIES, lambda row: _query(row, relevant)))
    if not queries:
        raise UserFacingError(f"{folder / QUERIES} holds no questions; each line is one, as JSON.")
    return Collection(folder.resolve().name, folder, rows, queries, relevant)


def chosen_queries(collection: Collection, split: str | None = None) -> list[Query]:
    """Return the questions that are known to be answered or not, of one split if one is named.

    :raises UserFacingError: if no question is of that split.
    """
    queries: list[Query] = list(collection.queries)
    if split is not None:
        queries = [query for query in queries if query.split == split]
        if not queries:
            there = sorted({query.split for query in collection.queries if query.split is not None})
            known = f"there are: {', '.join(there)}" if there else 'no question has a "split" field'
            raise UserFacingError(
                f"{collection.folder / QUERIES} has no question of the split {split!r}; {known}. "
                "Name one of these, or leave --split out to ask all questions."
            )
    known_queries = [query for query in queries if query.answerable is not None]
    if not known_queries:
        raise UserFacingError(
            f"{collection.folder / QUERIES}: of {len(queries)} questions none is known to be "
            'answered or not; set "answerable" to true or false.'
        )
    return known_queries


def _row(row: Mapping[str, Any]) -> Row:
    return Row(
        id=_id(row),
        title=" ".join(_text(row, "title").split()),
        text=_text(row, "text", needed=True),
        source=_text(row, "source") or None,
    )


def _query(row: Mapping[str, Any], relevant: Mapping[str, Mapping[str, int]]) -> Query:
    number = _id(row)
    answerable = row.get("answerable")
    if "answerable" not in row and number in relevant:
        answerable = True
    if answerable not in (True, False, None):
        raise ValueError('"answerable" is true, false or null')
    spans = row.get("spans") or []
    if not isinstance(spans, list):
        raise TypeError('"spans" is a list of {"doc", "start", "end", "text"}')
    return Query(
        id=number,
        text=_text(row, "text", needed=True),
        answerable=None if answerable is None else bool(answerable),
        why=_text(row, "why"),
        spans=tuple(_span(span) for span in spans),
        only_in=_text(row, "filter_source") or None,
        source=_text(row, "source").partition(_PART)[0].strip() or None,
        split=_text(row, "split") or None,
        variants={
            name: _clean(value)
            for name, value in row.items()
            if name.startswith("text_") and isinstance(value, str) and value.strip()
        },
    )


def _span(span: Any) -> GoldSpan:
    if not isinstance(span, dict) or "doc" not in span or not isinstance(span.get("text"), str):
        raise ValueError('a span has the form {"doc", "start", "end", "text"}')
    start = span.get("start")
    return GoldSpan(str(span["doc"]), _clean(span["text"]), start if type(start) is int else None)


def _id(row: Mapping[str, Any]) -> str:
    number = row.get("id")
    if not isinstance(number, str | int) or isinstance(number, bool):
        raise ValueError('it needs an "id", a text or a whole number')  # noqa: TRY004
    return _clean(str(number))


def _text(row: Mapping[str, Any], name: str, *, needed: bool = False) -> str:
    if needed and name not in row:
        raise ValueError(f'it needs a "{name}"')
    value = row.get(name)
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise TypeError(f'"{name}" is a text')
    return _clean(value)


def _clean(text: str) -> str:
    """Replace half surrogate pairs, which JSON may hold and no text that is stored."""
    return text.encode("utf-8", "replace").decode()


def _unique(path: Path, make: Callable[[dict[str, Any]], Item]) -> Iterator[Item]:
    seen: dict[str, int] = {}
    for number, line in _lines(path):
        try:
            row = json.loads(line)
            if not isinstance(row, dict):
                raise TypeError("it is no object")  # noqa: TRY301
            item = make(row)
        except (ValueError, TypeError, RecursionError) as error:
            raise UserFacingError(
                f"{path}, line {number}: {error}. Each line is one JSON object; mend or remove it."
            ) from error
        if item.id in seen:
            raise UserFacingError(
                f"{path}, line {number}: the id {item.id!r} is that of line {seen[item.id]} too; "
                "give each its own."
            )
        seen[item.id] = number
        yield item


def _load_relevant(path: Path) -> dict[str, dict[str, int]]:
    relevant: dict[str, dict[str, int]] = {}
    for number, line in _lines(path):
        fields = line.split("\t")
        if len(fields) == _QREL_FIELDS + 1:  # As TREC has it, with an iteration that nobody uses.
            del fields[1]
        try:
            query, row, grade = fields
            value = float(grade)
            if not value.is_integer():
                raise ValueError  # noqa: TRY301
        except ValueError as error:
            if number == 1 and len(fields) == _QREL_FIELDS:
                continue  # The names of the columns.
            raise UserFacingError(
                f"{path}, line {number}: not of the form question id, row id, whole grade, "
                "parted by tabs; mend or remove it."
            ) from error
        if value > 0:
            relevant.setdefault(_clean(query), {})[_clean(row)] = int(value)
    return relevant


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines that are not blank with their numbers; only a line feed ends one."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UserFacingError(
            f"{path} cannot be read: {error.strerror}. A collection is a folder with "
            f"{CORPUS}, {QUERIES} and {QRELS}."
        ) from error
    except UnicodeDecodeError as error:
        broken = path.read_bytes()[: error.start].count(b"\n") + 1
        raise UserFacingError(
            f"{path}, line {broken}: it is no UTF-8; save it as UTF-8."
        ) from error
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, line.rstrip("\r")
