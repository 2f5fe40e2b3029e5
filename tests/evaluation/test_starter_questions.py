"""The starter briefings and the questions about them agree with each other."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import TypedDict

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
QUESTIONS = Path(__file__).with_name("starter_questions.jsonl")
BRIEFINGS = sorted((ROOT / "seeds").iterdir())
FRONT_MATTER_KEYS = {"title", "publisher", "date", "licence", "sources"}


class Answer(TypedDict):
    """One quote that answers a question, and the file it stands in."""

    source: str
    quote: str


class Question(TypedDict):
    """One line of the question file."""

    id: str
    question: str
    answers: list[Answer]


def load_questions() -> list[Question]:
    lines = QUESTIONS.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def split(path: Path) -> tuple[str, str]:
    """Return the front matter and the body of a briefing."""
    before, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    assert before == ""
    return front, body


def squeeze(text: str) -> str:
    return " ".join(text.split())


def plain_lines(path: Path) -> list[str]:
    """Return the lines a quote may come from: no headings, no list markers."""
    _, body = split(path)
    lines = [line for line in body.splitlines() if not line.startswith("#")]
    return [squeeze(re.sub(r"^(?:- |\d+\. )", "", line)) for line in lines]


ASKED = load_questions()


def test_there_are_forty_questions_of_which_twelve_have_no_answer() -> None:
    assert len(ASKED) == 40
    assert sum(not question["answers"] for question in ASKED) == 12


def test_ids_and_questions_are_unique() -> None:
    for field in (
        [question["id"] for question in ASKED],
        [question["question"].lower() for question in ASKED],
    ):
        assert [value for value, count in Counter(field).items() if count > 1] == []


@pytest.mark.parametrize("question", ASKED, ids=[question["id"] for question in ASKED])
def test_each_quote_stands_in_one_paragraph_of_its_briefing(question: Question) -> None:
    assert set(question) == {"id", "question", "answers"}
    for answer in question["answers"]:
        quote = squeeze(answer["quote"])
        assert quote
        lines = plain_lines(ROOT / "seeds" / answer["source"])
        assert any(quote in line for line in lines), answer


def test_every_briefing_is_asked_about() -> None:
    sources = {answer["source"] for question in ASKED for answer in question["answers"]}
    assert sources == {path.name for path in BRIEFINGS}


@pytest.mark.parametrize("path", BRIEFINGS, ids=[path.name for path in BRIEFINGS])
def test_each_briefing_says_who_wrote_it_when_and_from_what(path: Path) -> None:
    front, _ = split(path)
    metadata = yaml.safe_load(front)
    assert set(metadata) == FRONT_MATTER_KEYS
    assert metadata["title"]
    assert metadata["publisher"] == "Chapter & Verse"
    assert str(metadata["date"]) == "2026-11-24"
    assert metadata["licence"] == "MIT"
    assert metadata["sources"]
    assert all(isinstance(source, str) and source for source in metadata["sources"])


@pytest.mark.parametrize("path", BRIEFINGS, ids=[path.name for path in BRIEFINGS])
def test_each_briefing_is_a_short_markdown_text_with_headings(path: Path) -> None:
    _, body = split(path)
    assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*\.md", path.name)
    assert 200 <= len(body.split()) <= 600
    assert len(re.findall(r"^## \S", body, flags=re.MULTILINE)) >= 2
