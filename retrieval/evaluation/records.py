"""What became of each question of a run, kept as JSON so that a later run can be compared."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any

from retrieval.errors import UserFacingError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from retrieval.evaluation.resampling import Estimate

_FORM = 1
"""Raised when a file of runs means something else than before."""


@dataclass(frozen=True, slots=True)
class Record:
    """What became of one question. ``None`` where a figure says nothing about it."""

    id: str
    question: str
    answerable: bool
    why: str
    """Why it is not answered there, where that is told."""
    probability: float
    """That the documents answer, 0 to 1."""
    outcome: str
    """Of ``Outcome``, or "refused" for what cannot be searched for."""
    rank: int | None
    """From 1, of the first relevant row (of a collection) or quote (of a file of questions)."""
    latency_ms: float
    ndcg_at_10: float | None = None
    mrr_at_10: float | None = None
    recall_at_5: float | None = None
    recall_at_20: float | None = None
    sentence_hit: bool | None = None
    """Whether the first quote overlaps a gold span by half."""
    sentence_hit_in_gold: bool | None = None
    """Whether the sentence picked in the gold row does."""
    word_f1: float | None = None
    """Of the first quote against the gold span that it fits best."""
    rows: tuple[str, ...] = ()
    """Ids of the first rows that were found, best first."""


@dataclass(frozen=True, slots=True)
class Run:
    """The questions of one target, and what they come to."""

    target: str
    kind: str
    """ "collection" or "questions"."""
    variant: str
    """Field whose wording was asked where a question has it; "text" for the plain one."""
    split: str | None
    figures: dict[str, Estimate]
    records: tuple[Record, ...]
    notes: tuple[str, ...] = field(default=())
    """What of the collection could not be used."""


@dataclass(frozen=True, slots=True)
class StoredRun:
    """What a comparison needs of an earlier run."""

    target: str
    variant: str
    records: tuple[Record, ...]


def runs_json(runs: Sequence[Run]) -> str:
    """Return runs as JSON."""
    return json.dumps(
        {"form": _FORM, "runs": [asdict(run) for run in runs]}, ensure_ascii=False, indent=1
    )


def load_runs(path: Path) -> list[StoredRun]:
    """Read the records of a file that ``evaluate --json`` wrote.

    :raises UserFacingError: if it is none.
    """
    known = {item.name for item in fields(Record)}
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        if stored["form"] != _FORM:
            raise ValueError("another release wrote it")  # noqa: TRY301
        return [
            StoredRun(
                str(run["target"]),
                str(run["variant"]),
                tuple(_record(row, known) for row in run["records"]),
            )
            for run in stored["runs"]
        ]
    except OSError as error:
        raise UserFacingError(f"{path} cannot be read: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise UserFacingError(
            f"{path} is not what `evaluate --json` writes ({error}); name such a file."
        ) from error


def _record(row: dict[str, Any], known: set[str]) -> Record:
    values = {name: value for name, value in row.items() if name in known}
    return Record(**{**values, "rows": tuple(values.get("rows", ()))})
