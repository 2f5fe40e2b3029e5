"""What moderators say is laid over the documents' glossaries, which stay as they are."""

from __future__ import annotations

from retrieval.domain import ListedTerm, OwnTerm
from retrieval.glossary import (
    OwnTerms,
    build_glossary,
    forms_of,
    key,
    listed,
    meanings_in,
    other_wordings,
    senses_with,
)
from tests.retrieval.glossary.passages import passage_of

PLAN = "Sustainability and Transformation Plan"
GLOSSARY = build_glossary(
    [
        passage_of(1, 1, f"A {PLAN} (STP) came to the World Health Organization (WHO)."),
        passage_of(2, 2, "Some Tall Poles (STPs) came. Those who care stay."),
    ]
)


def said(term: str, meaning: str | None, *, alone: bool = False, note: str = "") -> OwnTerm:
    return OwnTerm(1, key(term), term, meaning, note, alone)


def own(*terms: OwnTerm, words: str = "") -> OwnTerms:
    return OwnTerms(terms, words.split().__contains__)


def longs(terms: OwnTerms, question: str) -> dict[str, list[str]]:
    return meanings_in(question, terms.forms([GLOSSARY]).longs)


def test_without_terms_all_is_as_the_documents_have_it() -> None:
    nothing = own()
    assert nothing.forms([GLOSSARY]) is forms_of(GLOSSARY)
    (same,) = nothing.over([GLOSSARY])
    assert same is GLOSSARY


def test_what_moderators_set_comes_before_what_documents_say() -> None:
    terms = own(said("STP", "Some Tiny Part"))
    assert longs(terms, "STPs and an stp") == {
        "STPs": ["Some Tiny Part", PLAN],
        "stp": ["Some Tiny Part", PLAN],
    }
    # The forms of the documents themselves are another guild's too.
    assert forms_of(GLOSSARY).longs["STP"] == [PLAN, "Some Tall Pole"]


def test_the_same_forms_are_made_once_for_the_same_documents() -> None:
    terms = own(said("STP", "Some Tiny Part"))
    assert terms.forms([GLOSSARY]) is terms.forms([GLOSSARY])


def test_a_meaning_of_the_documents_can_be_put_first() -> None:
    assert longs(own(said("STP", "some tall pole")), "STP") == {"STP": ["some tall pole", PLAN]}


def test_a_short_form_in_lower_case_is_no_word_of_the_language() -> None:
    terms = own(said("SEND", "Special Needs"), said("WHO", "Some Office"), words="send who")
    assert longs(terms, "who may SEND or send to the WHO?") == {
        "SEND": ["Special Needs"],
        "WHO": ["Some Office", "World Health Organization"],
    }


def test_a_question_is_put_in_other_words_both_ways() -> None:
    terms = own(said("PCN", "Primary Care Network"), said("green bin", "garden waste bin"))
    forms = terms.forms([GLOSSARY])
    assert other_wordings("what do PCNs do?", forms) == ["what do Primary Care Network do?"]
    assert other_wordings("are primary care networks new?", forms) == ["are PCN new?"]
    assert other_wordings("when is the green bin taken?", forms) == [
        "when is the garden waste bin taken?"
    ]
    assert other_wordings("is a garden-waste bin free?", forms) == ["is a green bin free?"]


def test_a_long_text_is_no_form() -> None:
    text = "a meeting of many people who talk about very many things every year"
    terms = own(said("AGM", text))
    assert longs(terms, "AGM") == {}
    assert terms.knows("agms")


def test_a_short_form_is_hidden_with_all_its_meanings_and_a_long_one_alone() -> None:
    assert longs(own(said("stps", None, alone=True)), "the STP of the WHO") == {
        "WHO": ["World Health Organization"]
    }
    assert longs(own(said(PLAN, None, alone=True)), "the STP") == {"STP": ["Some Tall Pole"]}


def senses(terms: OwnTerms, term: str) -> list[tuple[bool, str | None, int]]:
    """Return whose each meaning is, its long form, and how many sentences give it."""
    return [
        (mine is not None, sense.meaning, len(sense.entries))
        for mine, sense in senses_with(terms, term, terms.over([GLOSSARY]))
    ]


def test_meanings_are_the_moderators_then_the_documents() -> None:
    terms = own(said("STP", "Some Tiny Part"))
    assert senses(terms, "stp") == [
        (True, "Some Tiny Part", 0),
        (False, PLAN, 1),
        (False, "Some Tall Pole", 1),
    ]
    assert senses(terms, "some tiny parts") == [(True, "Some Tiny Part", 0)]
    assert senses(own(said("STP", PLAN, alone=True)), "STP") == [(True, PLAN, 0)]


def test_sentences_on_the_long_form_belong_to_the_meaning_that_was_set() -> None:
    assert senses(own(said("TSP", PLAN)), "TSP") == [(True, PLAN, 1)]
    assert senses(own(said("STP", PLAN)), "STP") == [
        (True, PLAN, 1),
        (False, "Some Tall Pole", 1),
    ]


def test_the_list_has_every_term_once() -> None:
    mine, gone = said("stp", "Some Tiny Part"), said("WHO", None, alone=True)
    assert listed(own(mine, gone), [GLOSSARY, GLOSSARY]) == [
        ListedTerm("stp", ("Some Tiny Part", PLAN, "Some Tall Pole"), mine),
        ListedTerm("WHO", (), gone),
    ]
