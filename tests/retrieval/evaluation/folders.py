"""Small collections, as folders."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from retrieval.evaluation import load_collection
from retrieval.settings import RetrievalSettings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from retrieval.evaluation import Collection

SETTINGS = RetrievalSettings.model_construct(index_threads=1)
COLLECTED = "Household bins are collected on Monday morning by the council."
GARDEN = "Garden waste is collected on Friday."
CHARGE = "A bin for garden waste costs forty pounds a year."
POOL = "The swimming pool opens at seven every day except in August."
MUSEUM = "The museum of glass charges five pounds for a family ticket."
ROWS: list[dict[str, Any]] = [
    {"id": "a 1", "title": "Bins > Dates", "text": f"{COLLECTED}\n\n{GARDEN}", "source": "town"},
    {"id": "a 2", "title": "Bins > Charges", "text": CHARGE, "source": "town"},
    {"id": "m/1", "title": "Bins > Dates", "text": f"{COLLECTED}\n\n{GARDEN}", "source": "mirror"},
    {"id": "m/2", "title": "Bins > Charges", "text": CHARGE, "source": "mirror"},
    {"id": 7, "title": "", "text": POOL},
    {"id": "é", "title": "Glass", "text": f" {MUSEUM.replace(' ', '  ')}\n", "source": None},
    {"id": "none", "title": "Nothing", "text": " \n* * *"},
]
QUERIES: list[dict[str, Any]] = [
    {
        "id": "bins",
        "text": "when are household bins collected?",
        "answerable": True,
        "spans": [{"doc": "a 1", "start": 0, "end": len(COLLECTED), "text": COLLECTED}],
    },
    {
        "id": "mirrored",
        "text": "what does garden waste cost?",
        "text_long": "I have a garden. What does a bin for garden waste cost a year?",
        "answerable": True,
        "filter_source": "mirror",
    },
    {
        "id": "glass",
        "text": "what does a family ticket for the museum cost?",
        "answerable": True,
        # The row has other white space, and no offset tells where.
        "spans": [{"doc": "é", "text": MUSEUM}],
        "why": None,
    },
    {
        "id": "lisbon",
        "text": "who won the football match?",
        "answerable": False,
        "why": "off topic",
    },
    {"id": "unknown", "text": "is it warm there?", "answerable": None},
    {"id": "wordless", "text": "?!", "answerable": False},
]
RELEVANT = [
    ("bins", "a 1", 1),
    ("mirrored", "m/2", 1),
    ("mirrored", "m/1", 0),
    ("glass", "é", 2),
    ("elsewhere", "x", 1),
]

MANY = [{**query, "id": f"{query['id']} {number}"} for query in QUERIES for number in range(12)]
JUDGED = [
    (f"{number} {count}", row, grade)
    for number, row, grade in (("bins", "a 1", 1), ("mirrored", "m/2", 1), ("glass", "é", 2))
    for count in range(12)
]
"""The answered ones often enough to fit something on them: questions, and what is relevant to them."""


def write_collection(
    folder: Path,
    rows: Sequence[dict[str, Any]] = ROWS,
    queries: Sequence[dict[str, Any]] = QUERIES,
    relevant: Sequence[tuple[str, str, float]] = RELEVANT,
    *,
    header: str = "",
) -> Path:
    """Write a collection; its folder is made."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, lines in (("corpus", rows), ("queries", queries)):
        text = "".join(f"{json.dumps(line)}\n" for line in lines)
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")
    qrels = "".join("\t".join(map(str, line)) + "\n" for line in relevant)
    (folder / "qrels.tsv").write_text(header + qrels, encoding="utf-8")
    return folder


def collection(folder: Path, **parts: Any) -> Collection:
    """Write a collection and read it."""
    return load_collection(write_collection(folder / "town", **parts))


def silent(_name: str, _done: int, _total: int) -> None:
    """Show no progress."""
