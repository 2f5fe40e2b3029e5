"""What members wrote, which must not stand in a traceback either."""

from __future__ import annotations

from retrieval.redaction import traceback_of

__all__ = ["private_texts", "traceback_of"]


def private_texts(data: object) -> list[str]:
    """Return the texts that a member put into an interaction: options and message contents."""
    if isinstance(data, dict):
        found = []
        for key, value in data.items():
            if key in {"value", "content"} and isinstance(value, str):
                found.append(value)
            else:
                found += private_texts(value)
        return found
    if isinstance(data, list):
        return [text for item in data for text in private_texts(item)]
    return []
