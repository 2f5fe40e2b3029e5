"""Public test collections: a folder with ``corpus.jsonl`` and ``queries.jsonl``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from retrieval.errors import UserFacingError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Query:
    """A question of a collection."""

    text: str
    answerable: bool


def write_corpus(collection: Path, folder: Path) -> None:
    """Write each document of a collection as a text file, its title on the first line."""
    for number, row in enumerate(_rows(collection / "corpus.jsonl")):
        title = " ".join(str(row["title"]).split())
        (folder / f"{number:06}.txt").write_text(f"{title}\n\n{row['text']}", encoding="utf-8")


def load_queries(collection: Path) -> list[Query]:
    """Return the questions that are known to be answered by the corpus, or not to be."""
    return [
        Query(str(row["text"]), bool(row["answerable"]))
        for row in _rows(collection / "queries.jsonl")
        if row.get("answerable") is not None
    ]


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with path.open(encoding="utf-8") as file:
            for line in file:
                yield json.loads(line)
    except (OSError, ValueError) as error:
        raise UserFacingError(f"{path} is not a file of JSON lines: {error}") from error
