"""Short forms that a document uses beside the full words, without saying so."""

from __future__ import annotations

from retrieval.glossary.used import Place, used_in


def found(
    *sentences: str, explained: dict[str, set[str]] | None = None
) -> list[tuple[str, str | None, int]]:
    places = [Place(sentence) for sentence in sentences]
    return [(said.term, said.meaning, at) for said, at in used_in(places, explained or {})]


def test_the_only_words_that_fit_a_short_form_are_its_meaning() -> None:
    assert found(
        "We want an Education, Health and Care Plan for all.",
        "The EHCP is drawn up by the council.",
    ) == [("EHCP", "Education, Health and Care Plan", 0)]


def test_a_sentence_that_has_both_forms_goes_before_an_earlier_one() -> None:
    assert found(
        "An Accountable Care System may come.", "An Accountable Care System, that ACS, may come."
    ) == [("ACS", "Accountable Care System", 1)]


def test_where_two_names_fit_neither_is_taken() -> None:
    assert found("A Tall Plan, or a Tiny Park, in the town.", "The TP is here.") == []
    assert found("Some Tall Plan or Some Tiny Park.", "The STP is here.") == []


def test_a_heading_gives_the_words_too() -> None:
    places = [Place("TTIP could harm us.", ("Transatlantic Trade and Investment Partnership",))]
    ((said, at),) = used_in(places, {})
    assert (said.term, said.meaning, at) == (
        "TTIP",
        "Transatlantic Trade and Investment Partnership",
        0,
    )


def test_only_the_capitals_of_a_name_spell_a_short_form() -> None:
    assert found("He took Crown Point and Duquesne.", "A PAD.") == []
    assert found("The Protestant Reformation, Lefevre and others.", "A PRL.") == []
    assert found("Newton's First Law of Motion.", "The NFL.") == []
    assert found("The Castle in the Palace.", "The CIP.") == []


def test_two_letters_need_the_plural_in_the_same_sentence() -> None:
    assert found("Local Authorities differ, and LAs may refuse.") == [("LA", "Local Authority", 0)]
    assert found("Local Authorities differ.", "The LAs may refuse.") == []
    assert found("Central America is warm, and CA is not.") == []


def test_words_in_small_letters_must_recur() -> None:
    once = "All special educational needs count, says the SEN team."
    assert found(once) == []
    assert found(once, "A child may have special educational needs.") == [
        ("SEN", "special educational needs", 0)
    ]
    assert found("The amount of APD the airline pays depends on you.") == []


def test_a_form_that_is_explained_has_another_meaning_only_in_its_own_sentence() -> None:
    known = {"stp": {"some tall plan"}}
    assert found("A Some Tall Plan.", "A Small Town Partnership.", "An STP.", explained=known) == []
    assert found("A Small Town Partnership is an STP too.", explained=known) == [
        ("STP", "Small Town Partnership", 0)
    ]
