"""What moderators say that a term means holds in their guild at once: shown as theirs, searched for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from retrieval.backups import back_up, restore
from retrieval.catalogue import connect
from retrieval.domain import Definition, verify_quote
from retrieval.errors import GlossaryError, TermRemovedError
from retrieval.moderation import glossing
from tests.retrieval.shelf import FIRST_GUILD, SECOND_GUILD, open_library, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from retrieval import Library

PLAN = "Sustainability and Transformation Plan"
NAME = f"A {PLAN} (STP) is a plan for one area."
BOARD = "An Integrated Care Board is a body that plans services. It meets in public every month."
SHORT = "Southby asked its PCN to open on Sundays."
MISREAD = "The Team Sends Tall Boxes (TSB) to everybody."
MODERATOR = 555


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("terms")


@pytest.fixture(scope="module")
def built(folder: Path) -> Iterator[Library]:
    for name, text in (("name", NAME), ("board", BOARD), ("short", SHORT), ("misread", MISREAD)):
        write(folder / "documents", f"{name}.md", text)
    with open_library(folder) as library:
        library.index([folder / "documents"])
        yield library


@pytest.fixture
def shelf(built: Library) -> Iterator[Library]:
    """Return the library in which moderators have said nothing yet."""
    yield built
    for guild in (FIRST_GUILD, SECOND_GUILD):
        for said in built.own_terms(guild).terms:
            built.restore_term(said.term, guild=guild)


def told(definition: Definition) -> list[tuple[str, str | None, bool, list[str]]]:
    """Return term, long form, whether moderators say so, and the quotes of each meaning."""
    for meaning in definition.meanings:
        for quote in meaning.quotes:
            verify_quote(quote)
    return [
        (meaning.term, meaning.meaning, meaning.own, [quote.text for quote in meaning.quotes])
        for meaning in definition.meanings
    ]


def matches(library: Library, question: str, guild: int | None = FIRST_GUILD) -> set[str]:
    """Return the documents of which words match a question."""
    found = library.find(question, guild=guild)
    names = {hit.passage_id: hit.document.path.rsplit("/", 1)[-1] for hit in found.hits}
    return {
        names[hit.passage_id].removesuffix(".md")
        for hit in found.candidates
        if hit.features.lexical > 0
    }


def test_a_meaning_that_is_set_stands_before_those_of_documents(shelf: Library) -> None:
    change = shelf.set_term(" stp ", "Some  Tall Plan", note="Ask us.", guild=FIRST_GUILD)
    assert (change.term, change.before, change.in_documents) == ("stp", None, True)
    defined = shelf.define("what is an STP?", guild=FIRST_GUILD)
    assert told(defined) == [
        ("stp", "Some Tall Plan", True, []),
        ("STP", PLAN, False, [NAME]),
    ]
    assert defined.meanings[0].note == "Ask us."
    assert told(shelf.define("some tall plans", guild=FIRST_GUILD)) == [
        ("stp", "Some Tall Plan", True, [])
    ]


def test_it_holds_in_its_guild_alone(shelf: Library) -> None:
    before = shelf.define("ICB"), shelf.terms(), matches(shelf, "ICB", SECOND_GUILD)
    shelf.set_term("ICB", "Integrated Care Board", guild=FIRST_GUILD)
    shelf.remove_term("STP", guild=FIRST_GUILD)
    assert shelf.define("ICB", guild=SECOND_GUILD) == shelf.define("ICB") == before[0]
    assert shelf.terms(guild=SECOND_GUILD) == shelf.terms() == before[1]
    assert matches(shelf, "ICB", SECOND_GUILD) == matches(shelf, "ICB", None) == before[2] == set()
    assert [each.own for each in shelf.glossary(guild=SECOND_GUILD)] == [None] * 3
    assert shelf.history(guild=SECOND_GUILD) == []


def test_what_documents_say_of_the_long_form_is_quoted_below_it(shelf: Library) -> None:
    shelf.set_term("ICB", "Integrated Care Boards", guild=FIRST_GUILD)
    assert told(shelf.define("icb", guild=FIRST_GUILD)) == [
        ("ICB", "Integrated Care Boards", True, [BOARD.partition(". ")[0] + "."])
    ]


def test_a_meaning_that_documents_give_too_stands_once(shelf: Library) -> None:
    shelf.set_term("STP", PLAN, guild=FIRST_GUILD)
    assert told(shelf.define("STP", guild=FIRST_GUILD)) == [("STP", PLAN, True, [NAME])]


def test_a_short_form_finds_what_has_the_long_form_alone_and_the_reverse(shelf: Library) -> None:
    assert matches(shelf, "how often do ICBs meet?") == {"board"}
    assert matches(shelf, "what is an ICB?") == set()
    assert matches(shelf, "who asked the Primary Care Network?") == {"short", "board"}
    shelf.set_term("ICB", "Integrated Care Board", guild=FIRST_GUILD)
    shelf.set_term("PCN", "Primary Care Network", guild=FIRST_GUILD)
    for question in ("what is an ICB?", "what is an icb", "ICB", "who pays for ICBs?"):
        assert "board" in matches(shelf, question), question
    found = shelf.find("who asked the Primary Care Network?", guild=FIRST_GUILD)
    assert found.candidates[0].passage_id == found.hits[0].passage_id
    assert found.hits[0].document.text.strip() == SHORT


def test_a_question_for_the_meaning_is_answered_with_what_defines_the_long_form(
    shelf: Library,
) -> None:
    shelf.set_term("ICB", "Integrated Care Board", guild=FIRST_GUILD)
    quote = shelf.ask("what is an ICB?", guild=FIRST_GUILD).quotes[0]
    assert quote.text.startswith("An Integrated Care Board is a body")
    assert shelf.find("what is an ICB?", guild=FIRST_GUILD).names() == [
        "ICB",
        "Integrated Care Board",
    ]


def test_a_short_form_that_no_document_has_is_searched_for_as_its_long_form(
    shelf: Library,
) -> None:
    asked = "how often does the {} meet?"
    written_out = shelf.ask(asked.format("Integrated Care Board"), guild=FIRST_GUILD)
    assert shelf.ask(asked.format("ICB"), guild=FIRST_GUILD).probability < written_out.probability
    shelf.set_term("ICB", "Integrated Care Board", guild=FIRST_GUILD)
    reply = shelf.ask(asked.format("ICB"), guild=FIRST_GUILD)
    assert reply.question == "how often does the ICB meet?"
    assert (reply.probability, reply.quotes) == (written_out.probability, written_out.quotes)


def test_a_word_of_the_language_is_not_taken_for_a_short_form(shelf: Library) -> None:
    shelf.set_term("MEETS", "Some Tall Boxes", guild=FIRST_GUILD)
    assert shelf.find("who meets?", guild=FIRST_GUILD).meanings == {}
    assert shelf.find("who MEETS?", guild=FIRST_GUILD).meanings == {"MEETS": ["Some Tall Boxes"]}


def test_a_term_that_moderators_explain_is_not_mistyped(shelf: Library) -> None:
    assert matches(shelf, "is it for everibody?") == {"misread"}
    shelf.set_term("everibody", "a club", guild=FIRST_GUILD)
    assert matches(shelf, "is it for everibody?") == set()


def test_a_text_in_place_of_a_name_is_shown_and_not_searched_for(shelf: Library) -> None:
    text = (
        "what everybody here calls the plan that the council has to write again every single year"
    )
    shelf.set_term("XYZ", text, guild=FIRST_GUILD)
    assert told(shelf.define("XYZ", guild=FIRST_GUILD)) == [("XYZ", text, True, [])]
    assert shelf.find("what is XYZ?", guild=FIRST_GUILD).meanings == {}


def test_what_documents_say_is_hidden_and_shown_again(shelf: Library) -> None:
    assert shelf.find("a TSB?", guild=FIRST_GUILD).meanings == {"TSB": ["Team Sends Tall Boxes"]}
    change = shelf.remove_term("tsb", guild=FIRST_GUILD)
    hidden = shelf.define("TSB", guild=FIRST_GUILD)
    assert (hidden.meanings, hidden.hidden, hidden.suggestions) == ((), True, ())
    assert "TSB" not in shelf.terms(guild=FIRST_GUILD)
    assert shelf.find("a TSB?", guild=FIRST_GUILD).meanings == {}
    with pytest.raises(TermRemovedError) as refused:
        shelf.remove_term("TSB", guild=FIRST_GUILD)
    assert refused.value.change == change.id
    with pytest.raises(GlossaryError):
        shelf.restore_term(change.id, guild=SECOND_GUILD)
    assert shelf.undo_term(change.id, guild=FIRST_GUILD).after is None
    change = shelf.remove_term("TSB", guild=FIRST_GUILD)
    assert shelf.restore_term(change.id, guild=FIRST_GUILD).before == change.after
    assert told(shelf.define("TSB", guild=FIRST_GUILD))[0][1] == "Team Sends Tall Boxes"


def test_a_long_form_is_hidden_as_one_meaning(shelf: Library) -> None:
    shelf.remove_term("Team Sends Tall Boxes", guild=FIRST_GUILD)
    assert shelf.define("TSB", guild=FIRST_GUILD).hidden
    assert shelf.restore_term("team sends TALL-boxes", guild=FIRST_GUILD).in_documents
    assert shelf.define("TSB", guild=FIRST_GUILD).meanings


def test_a_wrong_reading_is_replaced(shelf: Library) -> None:
    shelf.set_term("TSB", "Trustee Savings Bank", alone=True, guild=FIRST_GUILD)
    assert told(shelf.define("TSB", guild=FIRST_GUILD)) == [
        ("TSB", "Trustee Savings Bank", True, [])
    ]
    shelf.remove_term("TSB", guild=FIRST_GUILD)
    assert told(shelf.define("TSB", guild=FIRST_GUILD))[0][1] == "Team Sends Tall Boxes"


def test_all_terms_are_listed_with_what_moderators_say(shelf: Library) -> None:
    shelf.set_term("STP", "Some Tall Plan", guild=FIRST_GUILD)
    shelf.set_term("icb", "Integrated Care Board", guild=FIRST_GUILD)
    shelf.remove_term("TSB", guild=FIRST_GUILD)
    assert [
        (each.term, each.meanings, each.own.meaning if each.own else "-")
        for each in shelf.glossary(guild=FIRST_GUILD)
    ] == [
        ("icb", ("Integrated Care Board",), "Integrated Care Board"),
        ("STP", ("Some Tall Plan", PLAN), "Some Tall Plan"),
        ("TSB", (), None),
    ]
    assert [(each.term, each.meanings) for each in shelf.glossary(guild=SECOND_GUILD)] == [
        ("Integrated Care Board", ()),
        ("STP", (PLAN,)),
        ("TSB", ("Team Sends Tall Boxes",)),
    ]


def test_another_process_sees_a_change_with_its_next_question(shelf: Library, folder: Path) -> None:
    """A library that was opened before, as another process has it."""
    with open_library(folder) as other:
        assert other.find("an ICB?", guild=FIRST_GUILD).meanings == {}
        revision = other.documents.revision("shared")
        shelf.set_term("ICB", "Integrated Care Board", guild=FIRST_GUILD)
        assert other.find("an ICB?", guild=FIRST_GUILD).meanings == {
            "ICB": ["Integrated Care Board"]
        }
        # No index is built for it.
        assert other.documents.revision("shared") == revision


def test_a_restored_backup_holds_at_once(tmp_path: Path) -> None:
    """Ids of changes come again in it, and what is in memory is another's."""
    archive, index = tmp_path / "backup.tar.gz", tmp_path / "index"
    with open_library(tmp_path) as library:
        library.set_term("STP", PLAN, guild=FIRST_GUILD)
        engine = connect(f"sqlite:///{index / 'catalogue.db'}")
        back_up(engine, index, archive)
        library.set_term("STP", "Some Tall Plan", guild=FIRST_GUILD)
        assert library.define("STP", guild=FIRST_GUILD).meanings[0].meaning == "Some Tall Plan"
        restore(engine, index, archive, replace=True)
        with open_library(tmp_path) as other:
            other.set_term("STP", "Some Tiny Part", guild=FIRST_GUILD)
        assert library.define("STP", guild=FIRST_GUILD).meanings[0].meaning == "Some Tiny Part"
        engine.dispose()


def test_what_is_unchanged_is_not_read_again(shelf: Library) -> None:
    shelf.set_term("ICB", "Integrated Care Board", guild=FIRST_GUILD)
    assert shelf.own_terms(FIRST_GUILD) is shelf.own_terms(FIRST_GUILD)


@pytest.mark.parametrize(
    ("term", "meaning", "why"),
    [
        ("", "Some Plan", "that term has no letters in it"),
        ("?!", "Some Plan", "that term has no letters in it"),
        ("\u200b", "Some Plan", "that term has no letters in it"),
        ("x" * 101, "Some Plan", "that term is 101 characters long; at most 100 are kept"),
        ("STP", "  ", "that meaning has no letters in it"),
        ("STP", "x" * 201, "that meaning is 201 characters long; at most 200 are kept"),
        ("STP", "stps", "that meaning is the term itself"),
        ("some plan", "Some plans.", "that meaning is the term itself"),
    ],
)
def test_what_cannot_be_a_term_or_its_meaning_is_refused(
    shelf: Library, term: str, meaning: str, why: str
) -> None:
    with pytest.raises(GlossaryError, match=why):
        shelf.set_term(term, meaning, guild=FIRST_GUILD)
    assert shelf.own_terms(FIRST_GUILD).terms == ()


def test_what_there_is_not_cannot_be_changed(
    shelf: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(GlossaryError, match="no document explains it"):
        shelf.remove_term("nowhere", guild=FIRST_GUILD)
    with pytest.raises(GlossaryError, match="neither set nor removed"):
        shelf.restore_term("STP", guild=FIRST_GUILD)
    with pytest.raises(GlossaryError, match="cannot be undone any more"):
        shelf.undo_term(1, guild=SECOND_GUILD)
    with pytest.raises(GlossaryError, match="that note is 501 characters long"):
        shelf.set_term("STP", "Some Plan", note="x" * 501, guild=FIRST_GUILD)
    monkeypatch.setattr(glossing, "MOST_TERMS", 1)
    shelf.set_term("ICB", "Integrated Care Board", guild=FIRST_GUILD)
    with pytest.raises(GlossaryError, match="set or removed 1 terms here, which is the most"):
        shelf.set_term("ACS", "Accountable Care System", guild=FIRST_GUILD)


def test_another_guilds_change_cannot_be_undone(shelf: Library) -> None:
    change = shelf.set_term("ICB", "Integrated Care Board", guild=FIRST_GUILD)
    with pytest.raises(GlossaryError, match="cannot be undone any more"):
        shelf.undo_term(change.id, guild=SECOND_GUILD)
    assert shelf.own_terms(FIRST_GUILD).knows("ICB")


def test_what_was_set_can_be_taken_back_by_its_long_form(shelf: Library) -> None:
    shelf.set_term("BWC", "Bulky Waste Collection", guild=FIRST_GUILD)
    removed = shelf.remove_term("bulky waste collections", guild=FIRST_GUILD, actor=MODERATOR)
    assert (removed.term, removed.before and removed.before.meaning, removed.after) == (
        "BWC",
        "Bulky Waste Collection",
        None,
    )
    assert shelf.own_terms(FIRST_GUILD).terms == ()
    # What is hidden under a name of its own goes before what has it for its long form.
    shelf.remove_term(PLAN, guild=FIRST_GUILD)
    shelf.set_term("STP", PLAN, guild=FIRST_GUILD)
    with pytest.raises(TermRemovedError):
        shelf.remove_term(PLAN, guild=FIRST_GUILD)
