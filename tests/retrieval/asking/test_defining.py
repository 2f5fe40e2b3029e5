"""Terms are looked up in a real library, and answered in the words of its documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from retrieval.domain import verify_quote
from retrieval.errors import QuestionError
from tests.retrieval.shelf import CARERS, FIRST_GUILD, SECOND_GUILD, STPS, open_library, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from retrieval import Library

GROUPS = """\
# Groups

Each Sustainability and Transformation Partnership (STP) is a group of councils and the NHS.
A Town Board is a group of nine. Two may ask together. This is known as a joint claim.
"""


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Return a library of three documents, one of them a guild's own."""
    folder = tmp_path_factory.mktemp("defining")
    shared = [write(folder, "stps.md", STPS), write(folder, "carers.md", CARERS)]
    with open_library(folder) as library:
        library.index(shared)
        library.index([write(folder, "groups.md", GROUPS)], guild=FIRST_GUILD)
        yield library


def told(library: Library, term: str, guild: int | None = None) -> list[tuple[str | None, str]]:
    """Return the long form and the first quote of each meaning."""
    definition = library.define(term, guild=guild)
    for meaning in definition.meanings:
        for quote in meaning.quotes:
            verify_quote(quote)
    return [(meaning.meaning, meaning.quotes[0].text) for meaning in definition.meanings]


PLAN = (
    "Sustainability and Transformation Plan",
    "A Sustainability and Transformation Plan (STP) is a plan for the NHS and social care in one area.",
)
PARTNERSHIP = (
    "Sustainability and Transformation Partnership",
    "Each Sustainability and Transformation Partnership (STP) is a group of councils and the NHS.",
)


@pytest.mark.parametrize(
    "term", ["STP", "stps", " an  STP ", "What is an STP?", "what does STP stand for", "define STP"]
)
def test_a_term_is_found_however_it_is_asked_for(shelf: Library, term: str) -> None:
    assert told(shelf, term) == [PLAN]


def test_a_guild_has_the_meanings_of_its_own_documents_beside_the_shared_ones(
    shelf: Library,
) -> None:
    assert sorted(told(shelf, "STP", FIRST_GUILD)) == [PARTNERSHIP, PLAN]
    assert told(shelf, "STP", SECOND_GUILD) == [PLAN]


def test_a_quote_has_its_place_in_its_document(shelf: Library) -> None:
    (meaning,) = shelf.define("STP").meanings
    (quote,) = meaning.quotes
    assert (meaning.term, meaning.stated) == ("STP", True)
    assert (quote.source.title, quote.heading[-1]) == ("What STPs are", "The name")
    assert quote.document.text[quote.start : quote.end] == PLAN[1]


def test_a_definition_that_leans_is_quoted_with_the_sentence_before(shelf: Library) -> None:
    assert told(shelf, "joint claims", FIRST_GUILD) == [
        (None, "Two may ask together. This is known as a joint claim.")
    ]


def test_what_the_documents_do_not_explain_is_said_with_what_is_written_alike(
    shelf: Library,
) -> None:
    wrong = shelf.define("sustainabilty plan")
    assert (wrong.term, wrong.meanings) == ("sustainabilty plan", ())
    assert wrong.suggestions == ("Sustainability and Transformation Plan",)
    assert shelf.define("football").suggestions == ()


@pytest.mark.parametrize("term", ["", " ?! ", "x" * 201])
def test_what_is_no_term_is_refused(shelf: Library, term: str) -> None:
    with pytest.raises(QuestionError):
        shelf.define(term)


def test_half_a_surrogate_pair_is_looked_up_like_any_text(shelf: Library) -> None:
    assert shelf.define("a\ud800").meanings == ()


def test_all_terms_are_listed_for_each_guild(shelf: Library) -> None:
    assert shelf.terms() == ["STP", "Sustainability and Transformation Plan"]
    assert shelf.terms(guild=FIRST_GUILD) == [
        "joint claim",
        "STP",
        "Sustainability and Transformation Partnership",
        "Sustainability and Transformation Plan",
    ]


def test_a_question_that_is_a_term_alone_prefers_what_defines_it(shelf: Library) -> None:
    reply = shelf.ask("STP?")
    assert reply.quotes[0].best is not None
    best = reply.quotes[0].best
    assert reply.quotes[0].document.text[best.start : best.end] == PLAN[1]


def test_no_more_than_five_documents_are_quoted_for_a_meaning(tmp_path: Path) -> None:
    text = "Report {0} says that each Some Tall Plan (STP) of area {0} has {0} aims."
    files = [write(tmp_path, f"{number}.txt", text.format(number)) for number in range(7)]
    with open_library(tmp_path) as library:
        library.index(files)
        (meaning,) = library.define("STP").meanings
    assert len({quote.document.id for quote in meaning.quotes}) == len(meaning.quotes) == 5


def test_words_that_a_document_only_uses_are_not_passed_off_as_its_statement(
    tmp_path: Path,
) -> None:
    text = "The Accountable Care System begins in May. Nobody asked for the ACS."
    with open_library(tmp_path) as library:
        library.index([write(tmp_path, "acs.txt", text)])
        (meaning,) = library.define("ACS").meanings
    assert (meaning.meaning, meaning.stated) == ("Accountable Care System", False)
