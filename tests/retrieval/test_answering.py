"""From a question to hits with their texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrieval.answering import FoundPassages, Term
from tests.retrieval.builders import found

if TYPE_CHECKING:
    from retrieval import Library


def passages(*terms: Term, question: str = "what is an STP?") -> FoundPassages:
    return FoundPassages(
        question, [found("Bins are collected.", [0.9])], list(terms), {"STP": ["Some Tall Plan"]}
    )


def test_coverage_is_the_share_of_the_questions_words_by_weight() -> None:
    asked = passages(Term(3.0, (frozenset({"bin"}),)), Term(1.0, (frozenset({"road"}),)))
    assert asked.coverage("Bins everywhere") == 0.75
    assert asked.coverage("Bins on roads") == 1.0
    assert asked.coverage("Books") == 0.0
    assert passages().coverage("Books") == 0.0


def test_an_acronym_is_covered_by_its_long_form_as_a_whole() -> None:
    asked = passages(Term(1.0, (frozenset({"stp"}), frozenset({"tall", "plan"}))))
    assert asked.coverage("the STP is made") == 1.0
    assert asked.coverage("a plan so tall") == 1.0
    assert asked.coverage("a plan") == 0.0


def test_a_question_for_a_meaning_has_the_term_and_its_long_forms_as_names() -> None:
    assert passages().names() == ["STP", "Some Tall Plan"]
    assert passages(question="how many STPs are there?").names() == []


def test_the_evidence_is_of_all_hits_and_the_first_quotes_passage() -> None:
    asked = FoundPassages(
        "bins?",
        [
            found("Bins are collected.", [0.5], number=1),
            found("Roads are mended.", [0.75], number=2, score=0.9),
        ],
        [Term(1.0, (frozenset({"bin"}),))],
        {},
    )
    quotes = asked.quotes()
    evidence = asked.evidence(quotes)
    assert quotes[0].text == "Bins are collected."
    assert (evidence.cosine, evidence.sentence_cosine, evidence.passage_coverage) == (0.75, 0.75, 1)


def test_the_evidence_of_a_question_lies_between_nothing_and_all(shelf: Library) -> None:
    good = shelf.trace("what is a Sustainability and Transformation Plan?").evidence
    bad = shelf.trace("who won the football match in Lisbon?").evidence
    assert good.cosine > bad.cosine
    assert good.sentence_cosine > bad.sentence_cosine
    assert good.passage_coverage > bad.passage_coverage
    assert bad.passage_coverage < 0.3
    assert good.passage_coverage > 0.8
