"""Files of questions with the quotes that answer them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.errors import UserFacingError

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class GoldQuote:
    """Words of a document that answer a question."""

    source: str
    """File name of the document."""
    quote: str


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question with every quote that answers it; without any, the documents don't say."""

    id: str
    question: str
    answers: tuple[GoldQuote, ...]


def load_questions(path: Path) -> list[GoldQuestion]:
    """Read a file with one JSON object a line: ``id``, ``question``, ``answers``.

    :raises UserFacingError: naming the line that does not have this form.
    """
    questions = []
    try:
        # Only a line feed ends a line: JSON may hold the other characters that part lines.
        lines = path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise UserFacingError(f"{path} cannot be read: {error.strerror}.") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            answers = tuple(GoldQuote(gold["source"], gold["quote"]) for gold in row["answers"])
            questions.append(GoldQuestion(str(row["id"]), str(row["question"]), answers))
        except (ValueError, KeyError, TypeError) as error:
            raise UserFacingError(
                f"{path}, line {number}: not a question of the form "
                f'{{"id", "question", "answers": [{{"source", "quote"}}]}} ({error}).'
            ) from error
    if not questions:
        raise UserFacingError(f"{path} holds no questions.")
    return questions
