"""A question is searched for in the words that the documents have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.retrieval.shelf import open_library, write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from retrieval import Library

NAME = "A Sustainability and Transformation Plan (STP) is a plan for one area."
LONG = "The Sustainability and Transformation Plan of Northby was printed in March."
SHORT = "Southby wrote its STP without asking anybody."
COMMITTEE = "The health scrutiny committee may question local leaders in public."


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("plans")
    for name, text in (
        ("name.md", NAME),
        ("long.md", LONG),
        ("short.md", SHORT),
        ("committee.md", COMMITTEE),
    ):
        write(folder / "documents", name, text)
    with open_library(folder) as library:
        library.index([folder / "documents"])
        yield library


def matches(library: Library, question: str) -> dict[str, float]:
    """Return how well the words of each document match a question, by its file's name."""
    found = library.find(question)
    names = {hit.passage_id: hit.document.path.rsplit("/", 1)[-1] for hit in found.hits}
    return {
        names[hit.passage_id]: hit.features.lexical
        for hit in found.candidates
        if hit.features.lexical > 0
    }


def test_a_short_form_finds_what_only_has_the_long_form_and_less_than_its_own(
    plans: Library,
) -> None:
    found = matches(plans, "who was asked about the STP?")
    assert found.keys() == {"name.md", "long.md", "short.md"}
    assert found["short.md"] > found["long.md"]


def test_a_long_form_finds_what_only_has_the_short_form(plans: Library) -> None:
    found = matches(plans, "who wrote a Sustainability and Transformation Plan?")
    assert found.keys() == {"name.md", "long.md", "short.md"}


def test_a_mistyped_word_is_searched_for_as_the_documents_spell_it(plans: Library) -> None:
    right = matches(plans, "which committee may question leaders?")
    assert matches(plans, "which commitee may question leaders?") == right
    assert right["committee.md"] > 0


@pytest.mark.parametrize(
    "question",
    ["is there a commitment?", "who is Commitee?", "the plant"],
    ids=["a word of its own", "a name", "a short word"],
)
def test_what_is_not_mistyped_stays(plans: Library, question: str) -> None:
    assert matches(plans, question) == {}


def test_the_reply_has_the_question_as_it_was_asked(plans: Library) -> None:
    assert plans.ask("which commitee is it?").question == "which commitee is it?"
