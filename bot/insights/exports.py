"""Questions as a table for spreadsheets, and one member's data as JSON. Pure functions."""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from bot.cards.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.domain import AskedQuestion, PersonalData, Rating

MOST_BYTES = 8_000_000
"""Largest table, in bytes; Discord takes files of 10 MiB."""

_COLUMNS = ("asked_at", "question", "outcome", "probability", "helpful", "not_helpful", "reasons")
_MEMBER = "member"

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of a formula, also behind spaces and line breaks.

https://owasp.org/www-community/attacks/CSV_Injection
"""


def to_csv(
    asked: Sequence[AskedQuestion], ratings: Sequence[Rating], *, most_bytes: int = MOST_BYTES
) -> tuple[bytes, int]:
    """Return questions as a table, and how many rows fit into it.

    Who asked is a column only where that is kept of a question.

    :param asked: the latest first.
    :param ratings: of their answers.
    """
    rated: defaultdict[str, list[Rating]] = defaultdict(list)
    for rating in ratings:
        rated[rating.answer_id].append(rating)
    with_members = any(question.member is not None for question in asked)
    # The mark at the beginning tells spreadsheets that it is UTF-8.
    lines = [_line([*_COLUMNS, *([_MEMBER] if with_members else [])]).encode("utf-8-sig")]
    room = most_bytes - len(lines[0])
    for question in asked:
        line = _line(_cells(question, rated[question.answer_id], with_member=with_members)).encode()
        room -= len(line)
        if room < 0:
            break
        lines.append(line)
    return b"".join(lines), len(lines) - 1


def to_json(data: PersonalData, *, server: int | None) -> bytes:
    """Return what is kept about a member, as they may read it.

    :param server: id of the server that it is about; ``None`` for direct messages.
    """
    told: dict[str, Any] = {
        "server": None if server is None else str(server),
        "questions": [
            {
                "asked_at": question.asked_at,
                "question": question.text,
                "outcome": question.outcome.value,
                "probability": round(question.probability, 3),
            }
            for question in data.questions
        ],
        "ratings": [
            {
                "rated_at": rating.rated_at,
                "question": rating.question,
                "quote": rating.position + 1,
                "helpful": rating.helpful,
                "reason": rating.reason,
            }
            for rating in data.ratings
        ],
        "questions_to_moderators": [
            {
                "asked_at": asked.asked_at,
                "question": asked.text,
                "state": asked.state.value,
                "answer": asked.answer,
                "settled_at": asked.settled_at,
            }
            for asked in data.to_moderators
        ],
        "answers_as_moderator": [
            {
                "settled_at": settled.settled_at,
                "state": settled.state.value,
                "answer": settled.answer,
            }
            for settled in data.answered
        ],
        "changes_as_moderator": [
            {
                "changed_at": event.at,
                "action": event.action,
                "title": event.title,
                "detail": event.detail,
            }
            for event in data.changed
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=2).encode("utf-8", "replace")


def _cells(question: AskedQuestion, ratings: Sequence[Rating], *, with_member: bool) -> list[str]:
    helpful = sum(rating.helpful for rating in ratings)
    cells = [
        question.asked_at,
        question.text,
        question.outcome.value,
        f"{question.probability:.3f}",
        str(helpful),
        str(len(ratings) - helpful),
        " | ".join(rating.reason for rating in ratings if rating.reason),
    ]
    if with_member:
        # A spreadsheet would round a bare number of so many digits.
        cells.append("" if question.member is None else f"id {question.member}")
    return cells


def _line(cells: Sequence[str]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow([_defused(cell) for cell in cells])
    return text.getvalue()


def _defused(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; an apostrophe makes it text."""
    plain = clean(cell)
    return f"'{plain}" if plain.lstrip().startswith(_FORMULA) else plain
