"""Records made by hand."""

from __future__ import annotations

from typing import Any

from retrieval.evaluation import Record


def record(number: object, **values: Any) -> Record:
    """Return a record of an answerable question that found nothing, but for some values."""
    plain: dict[str, Any] = {
        "id": str(number),
        "question": "what?",
        "answerable": True,
        "why": "",
        "probability": 0.5,
        "outcome": "possible",
        "rank": None,
        "latency_ms": 10.0,
    }
    return Record(**{**plain, **values})
