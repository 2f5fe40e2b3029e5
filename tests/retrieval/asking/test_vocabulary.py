"""A question that is not answered is told what there is, out of all libraries that a guild sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrieval import Answer, NoAnswer, Outcome
from retrieval.answers import Calibration, unknown_words
from retrieval.asking.vocabulary import Vocabulary
from retrieval.domain import Strictness, UnknownWord, visible
from retrieval.search import stems
from tests.retrieval.shelf import CARERS, FIRST_GUILD, SECOND_GUILD, STPS, open_library, write

if TYPE_CHECKING:
    from pathlib import Path

    from retrieval import Library, Reply

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


def test_a_name_is_known_where_its_words_stand_next_to_each_other(shelf: Library) -> None:
    def known(name: str, guild: int | None = None) -> bool:
        return vocabulary(shelf, guild).has_name(stems(name))

    assert known("Transformation Plan")
    # In the text, in a title, in another order, with a word between.
    assert known("family members") and known("Unpaid Carers")  # noqa: PT018
    assert known("Plan of Transformation") and known("Sustainability Transformation")  # noqa: PT018
    # All three stand in one passage, far from each other.
    assert not known("Social Area Plan")
    assert not known("Family Council")
    assert not known("Lisbon Treaty")
    assert not known("Museum of Glass")
    assert known("Museum of Glass", SECOND_GUILD)


def told(reply: Reply) -> list[str]:
    return [unknown.word for unknown in reply.unknown_words]


def test_nothing_is_sure_where_the_question_names_what_no_document_does(shelf: Library) -> None:
    sure = shelf.ask("Who looks after family members without wages?")
    assert (sure.outcome, sure.unknown_words) == (Outcome.ANSWERED, ())
    named = shelf.ask("Who looks after family members without wages, says the Family Council?")
    assert named.probability > Calibration.packaged().strictness[Strictness.BALANCED].answered_from
    assert (named.outcome, told(named)) == (Outcome.POSSIBLE, ["Family Council"])
    assert sure.quotes[0].best is not None
    assert [quote.best for quote in named.quotes] == [None] * len(named.quotes)
    known = shelf.ask(
        "Who are unpaid carers, and may they ask the Carers' Alliance of Unpaid Carers?"
    )
    assert told(known) == ["Alliance of Unpaid Carers"]


def test_what_is_not_sure_says_which_names_and_words_are_nowhere(shelf: Library) -> None:
    unsure = shelf.ask("do families or football fans frobnicate the Family Care Council of Lisbon?")
    assert isinstance(unsure, Answer | NoAnswer)
    assert unsure.outcome is not Outcome.ANSWERED
    assert told(unsure) == ["football", "fans", "frobnicate", "Family Care Council of Lisbon"]
    misspelt = shelf.ask("What do carers get from the Family Asessment Council?")
    assert misspelt.outcome is Outcome.POSSIBLE
    assert misspelt.unknown_words == (UnknownWord("Asessment", "assessment"),)


def test_who_publishes_or_writes_a_document_is_known(tmp_path: Path) -> None:
    published = CARERS.replace("Carers' Alliance", "National Mencap Forum\nauthor: Wes Ashworth")
    write(tmp_path / "seeds", "carers.md", published)
    write(tmp_path / "seeds", "stps.md", STPS)
    with open_library(tmp_path) as library:
        library.index([tmp_path / "seeds"])
        stps = next(each.document_id for each in library.sources() if "STP" in each.title)
        for who in ("National Mencap Forum", "Wes Ashworth"):
            reply = library.ask(f"who are unpaid carers, says {who}?")
            assert (reply.outcome, reply.unknown_words) == (Outcome.ANSWERED, ())
            # Also where it is another document that was searched.
            assert told(library.trace(f"how many areas, says {who}?", within={stps}).reply) == []
        # The first word of a question may not be part of the name.
        asked = "Does National Mencap Forum say how many areas there are?"
        assert told(library.trace(asked, within={stps}).reply) == []
        asked = "Besides National Mencap Forum, who counts areas?"
        assert "Mencap" not in " ".join(told(library.trace(asked, within={stps}).reply))
        assert told(library.ask("Does Mencap play football in Lisbon on Sundays?")) == [
            "play",
            "football",
            "Lisbon",
            "Sundays",
        ]
        assert told(library.ask("who are unpaid carers, says National Ashworth?")) == [
            "National Ashworth"
        ]


def test_a_name_is_known_by_its_short_form(tmp_path: Path) -> None:
    write(tmp_path / "seeds", "carers.md", CARERS + "\nThe FCC pays for a short break.\n")
    question = "what may unpaid carers ask the Family Care Council?"
    with open_library(tmp_path) as library:
        library.index([tmp_path / "seeds"])
        assert told(library.ask(question, guild=FIRST_GUILD)) == ["Family Care Council"]
        library.set_term("FCC", "Family Care Council", guild=FIRST_GUILD)
        assert told(library.ask(question, guild=FIRST_GUILD)) == []
