"""A question that is not answered is told what there is, out of all libraries that a guild sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrieval import NoAnswer
from retrieval.answers import unknown_words
from retrieval.asking.vocabulary import Vocabulary
from retrieval.domain import UnknownWord, visible
from retrieval.search import stems
from tests.retrieval.shelf import FIRST_GUILD, SECOND_GUILD

if TYPE_CHECKING:
    from retrieval import Library

OFF_TOPIC = "Who won the football match in Lisbon, and did they frobnicate members of familys?"


def vocabulary(library: Library, guild: int | None = None) -> Vocabulary:
    current = [library.generations.current(name) for name in visible(guild)]
    return Vocabulary([found for found in current if found is not None], library.documents)


def missing(library: Library, question: str, guild: int | None = None) -> dict[str, str | None]:
    words = vocabulary(library, guild)
    found = unknown_words(question, stems, words.has, words.near)
    return {word.word: word.did_you_mean for word in found}


def test_an_unanswered_question_names_headings_that_there_are_and_words_that_there_are_not(
    shelf: Library,
) -> None:
    reply = shelf.ask(OFF_TOPIC)
    assert isinstance(reply, NoAnswer)
    assert set(reply.covered) == {
        "What STPs are \u203a The name",
        "What STPs are \u203a How many there are",
    }
    assert reply.unknown_words == tuple(
        map(UnknownWord, ("football", "match", "Lisbon", "frobnicate"))
    )


def test_a_word_is_known_whatever_its_ending_and_where_only_a_heading_has_it(
    shelf: Library,
) -> None:
    assert missing(shelf, "looked, planned, assessing, NAMED") == {}


def test_a_misspelt_word_is_asked_about_in_the_form_that_documents_have(shelf: Library) -> None:
    assert missing(shelf, "asessment famliy sustanability englnd") == {
        "asessment": "assessment",
        "famliy": "family",
        "sustanability": "Sustainability",
        "englnd": "England",
    }


def test_a_word_is_known_if_any_library_that_the_guild_sees_has_it(shelf: Library) -> None:
    question = "musuem museum pool wages"
    assert missing(shelf, question, SECOND_GUILD) == {"musuem": "museum", "pool": None}
    # What another guild has is not told, not even as a spelling.
    assert missing(shelf, question, FIRST_GUILD) == {"musuem": None, "museum": None}
    assert missing(shelf, question) == {"musuem": None, "museum": None, "pool": None}
