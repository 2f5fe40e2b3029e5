"""From a target to a run: its questions asked, and what they come to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrieval.errors import UserFacingError
from retrieval.evaluation.asking import ask_collection, ask_questions
from retrieval.evaluation.collections import (
    CORPUS,
    QRELS,
    QUERIES,
    chosen_queries,
    load_collection,
)
from retrieval.evaluation.folding import each_held_out
from retrieval.evaluation.questions import load_questions
from retrieval.evaluation.rates import figures_of
from retrieval.evaluation.records import Run
from retrieval.evaluation.shelves import shelve

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from retrieval import Library
    from retrieval.evaluation.collections import Collection, Query
    from retrieval.evaluation.figures import Judged
    from retrieval.evaluation.questions import GoldQuestion
    from retrieval.evaluation.records import Record
    from retrieval.ingest import Progress
    from retrieval.settings import RetrievalSettings

PLAIN = "text"
"""The wording that every question has."""


def load_target(
    target: Path, split: str | None = None
) -> Collection | tuple[str, list[GoldQuestion]]:
    """Read a collection where the path is a folder, and the questions of a file otherwise.

    :returns: the collection, or the file's name and its questions.
    :raises UserFacingError: if it is neither, or has no question of that split.
    """
    if target.is_dir():
        collection = load_collection(target)
        chosen_queries(collection, split)
        return collection
    questions = load_questions(target)
    if split is not None:
        raise UserFacingError(
            f"{target} is a file of questions, which has no splits; leave --split out."
        )
    return target.name, questions


def run_collection(
    collection: Collection,
    settings: RetrievalSettings,
    progress: Progress,
    *,
    split: str | None = None,
    variant: str = PLAIN,
    keep: Path | None = None,
    adapters: Path | None = None,
) -> Run:
    """Make a collection a library, and ask its questions.

    :param split: only the questions of that split.
    :param variant: field whose wording is asked where a question has it.
    :param keep: folder of built libraries; see ``shelve``.
    :param adapters: folder of adapters, for figures of what has not seen the pages; see
        ``each_held_out``.
    """
    queries = chosen_queries(collection, split)
    by_id: dict[str, Record] = {}
    unplaced = 0
    for own, asked in each_held_out(collection, queries, settings, adapters):
        with shelve(collection, own, progress, keep=keep) as shelf:
            for record in ask_collection(shelf, asked, variant=variant, progress=progress):
                by_id[record.id] = record
            unplaced += sum(shelf.gold(span) is None for query in asked for span in query.spans)
    records = [by_id[query.id] for query in queries]
    return Run(
        target=collection.name,
        kind="collection",
        variant=variant,
        split=split,
        figures=figures_of(records),
        records=tuple(records),
        notes=tuple(_notes(collection, queries, variant, unplaced)),
    )


def run_questions(
    library: Library, name: str, questions: Sequence[GoldQuestion], *, guild: int | None = None
) -> tuple[Run, list[Judged]]:
    """Ask the questions of a file of a library that is there."""
    judged, records = ask_questions(library, questions, guild=guild)
    figures = figures_of(records, quotes=True)
    return Run(name, "questions", PLAIN, None, figures, tuple(records)), judged


def _notes(
    collection: Collection, queries: Sequence[Query], variant: str, unplaced: int
) -> list[str]:
    """Return what could not be used, which is no reason to stop."""
    rows = {row.id for row in collection.rows}
    sources = {row.source for row in collection.rows}
    asked = {query.id for query in queries}
    unknown = {
        row for number, of in collection.relevant.items() if number in asked for row in of
    } - rows
    nowhere = sum(query.only_in is not None and query.only_in not in sources for query in queries)
    unjudged = sum(
        bool(query.answerable) and query.id not in collection.relevant for query in queries
    )
    plain = sum(variant not in (query.variants or {}) for query in queries)
    left = len(collection.queries) - len(chosen_queries(collection))
    counted = (
        (left, f'questions of {QUERIES} are left out: their "answerable" is null'),
        (
            plain if variant != PLAIN else 0,
            f'questions have no "{variant}"; their "text" was asked',
        ),
        (len(unknown), f"rows that {QRELS} names are not in {CORPUS}; they count as not found"),
        (unjudged, f"answerable questions have no row in {QRELS}; their ranking is not judged"),
        (unplaced, f"spans are not in the row of {CORPUS} that they name; they are left out"),
        (
            nowhere,
            f'questions have a "filter_source" that no row of {CORPUS} has; they find nothing',
        ),
    )
    return [f"{count} {what}." for count, what in counted if count]
