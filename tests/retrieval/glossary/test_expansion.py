"""Questions are put in other words, both ways."""

from __future__ import annotations

from hypothesis import given

from retrieval.domain import Comment, Glossary
from retrieval.glossary import build_glossary, expand, forms_of, meanings_in, other_wordings
from tests.retrieval.glossary.passages import passage_of
from tests.retrieval.texts import steady, texts

PLAN = "Sustainability and Transformation Plan"
PARTNERSHIP = "Sustainability and Transformation Partnership"
GLOSSARY = build_glossary(
    [
        passage_of(1, 1, f"A {PARTNERSHIP} (STP) came."),
        passage_of(2, 2, f"44 {PLAN}s (STPs) came."),
        passage_of(3, 3, f"A {PLAN} (STP) came to the World Health Organization (WHO)."),
        passage_of(4, 4, "Those who care go to Accident & Emergency (A&E)."),
    ]
)
FORMS = forms_of(GLOSSARY)


def test_meanings_are_given_as_the_question_writes_the_short_form() -> None:
    both = [PLAN, PARTNERSHIP]
    assert meanings_in("how do STPs, an stp and A&E differ?", FORMS.longs) == {
        "STPs": both,
        "stp": both,
        "A&E": ["Accident & Emergency"],
    }


def test_the_meaning_that_most_documents_give_comes_first() -> None:
    assert FORMS.longs["STP"] == [PLAN, PARTNERSHIP]


def test_what_readers_say_comes_last_however_many_they_are() -> None:
    comment = Comment("Someone")
    glossary = build_glossary(
        [
            passage_of(1, 1, "Some Tory Plot (STP).", comment=comment),
            passage_of(2, 2, "Some Tory Plot (STP).", comment=comment),
            passage_of(3, 3, "Some Tall Plan (STP)."),
        ]
    )
    assert forms_of(glossary).longs["STP"] == ["Some Tall Plan", "Some Tory Plot"]


def test_no_more_than_two_meanings_are_given() -> None:
    assert meanings_in("an AB?", {"AB": ["A B", "a b c", "a bee"]}) == {"AB": ["A B", "a b c"]}


def test_a_word_of_the_documents_is_no_short_form_in_lower_case() -> None:
    """The World Health Organization must not stand behind every "who"."""
    assert meanings_in("who pays for care?", FORMS.longs) == {}
    assert meanings_in("what does the WHO say?", FORMS.longs) == {
        "WHO": ["World Health Organization"]
    }


def test_expanding_writes_the_long_form_behind_each_short_one() -> None:
    question = "what is an STP, and who runs STPs?"
    expanded = expand(question, {"STP": [PLAN, "Plan"], "STPs": [PLAN]})
    assert expanded == f"what is an STP ({PLAN}, Plan), and who runs STPs ({PLAN})?"
    assert expand("what is an STP?", {}) == "what is an STP?"


def test_short_forms_are_written_out_once_for_each_meaning() -> None:
    assert other_wordings("who runs the STPs and A&E?", FORMS) == [
        f"who runs the {PLAN} and Accident & Emergency?",
        f"who runs the {PARTNERSHIP} and Accident & Emergency?",
    ]


def test_long_forms_are_written_short() -> None:
    assert other_wordings(
        "Who runs sustainability and transformation plans, or accident and emergency?", FORMS
    ) == ["Who runs STP, or A&E?"]


def test_a_question_without_known_forms_has_no_other_wording() -> None:
    assert other_wordings("who pays for sustainability and care?", FORMS) == []
    assert other_wordings("what is an STP?", forms_of(Glossary())) == []


def test_several_libraries_are_known_together() -> None:
    own = build_glossary([passage_of(1, 1, "Some Tall Plan (STP).")])
    assert forms_of(own, GLOSSARY).longs["STP"] == [PLAN, "Some Tall Plan", PARTNERSHIP]


@steady
@given(texts)
def test_any_question_can_be_put_in_other_words(question: str) -> None:
    for wording in other_wordings(question, FORMS):
        assert wording != question
    assert other_wordings(f"{question} STP", FORMS)
