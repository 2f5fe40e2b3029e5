"""From a question to hits with their texts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from retrieval.asking.found import FoundPassages, Term
from retrieval.domain import JobKind, Outcome
from retrieval.domain.hits import Features, Hit
from tests.retrieval.builders import found
from tests.retrieval.shelf import BINS, FIRST_GUILD, open_library, quoted, write

if TYPE_CHECKING:
    from pathlib import Path

    from retrieval import Library

QUESTION = "when are household bins collected?"


def passages(*terms: Term, question: str = "what is an STP?") -> FoundPassages:
    return FoundPassages(
        question,
        [found("Bins are collected.", [0.9])],
        list(terms),
        {"STP": ["Some Tall Plan"]},
        [],
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


@pytest.mark.parametrize(
    ("text", "heading", "may_answer"),
    [
        ("The tall plan was made.", (), False),
        ("There are 12 bins.", ("12 plans",), False),
        ("There are 12 tall plans.", (), True),
        ("There are 12 of them.", ("STPs",), True),
        ("STPs are there.", ("12 of them",), False),
    ],
)
def test_only_a_quote_with_the_number_that_is_asked_for_may_be_called_an_answer(
    text: str, heading: tuple[str, ...], *, may_answer: bool
) -> None:
    hit = found(text, [0.9])
    hit = replace(hit, passage=replace(hit.passage, heading=heading))
    asked = replace(
        passages(
            Term(1.0, (frozenset({"stps"}), frozenset({"tall", "plan"}))),
            question="how many STPs are there?",
        ),
        hits=[hit],
    )
    (quote,) = asked.quotes()
    assert asked.may_answer(quote) is may_answer


def test_how_many_of_something_is_not_told_by_the_number_of_something_else(
    briefings: Library,
) -> None:
    """Both are found with a probability from which on they would be called answers."""
    of_others = briefings.ask("how many CCGs were there?")
    assert "44 Sustainability and Transformation Plans" in of_others.quotes[0].text
    assert of_others.probability > 0.9
    assert of_others.outcome is Outcome.POSSIBLE
    assert briefings.ask("how many STPs were there?").outcome is Outcome.ANSWERED


def test_a_question_that_is_answered_has_more_evidence_of_every_kind(shelf: Library) -> None:
    good = shelf.trace("what is a Sustainability and Transformation Plan?").evidence
    bad = shelf.trace("who won the football match in Lisbon?").evidence
    assert good is not None
    assert bad is not None
    assert good.headings > bad.headings + 0.3
    assert good.document_gap > bad.document_gap
    assert good.pieces_gap > bad.pieces_gap
    assert good.sentences > bad.sentences + 0.3


def test_the_evidence_is_of_the_passage_that_is_quoted_first() -> None:
    hits = [found("Bins are collected.", [0.5]), found("Roads are mended.", [0.4], number=2)]
    candidates = [
        Hit(
            hit.passage_id, hit.document.id, 1.0, 9.0, 0.5, (), (), Features(0.5, 0, 0, about, 0, 0)
        )
        for hit, about in zip(hits, (0.9, 0.7), strict=True)
    ]
    asked = FoundPassages("bins?", hits, [], {}, candidates)
    first, second = asked.quotes()
    assert asked.evidence([first, second]).headings == 0.9
    assert asked.evidence([second, first]).headings == 0.7


def test_what_is_replaced_is_searched_for_again_only_in_another_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of each search the question's encoding is counted, each in a batch of its own."""
    with open_library(tmp_path) as library:
        library.add(write(tmp_path, "bins.txt", BINS), guild=FIRST_GUILD)
        library.ask(QUESTION, guild=FIRST_GUILD)
        # Another process replaces what is going to be found, and has built no index of that yet.
        with open_library(tmp_path) as other:
            monkeypatch.setattr(other.generations, "renew", lambda *_, **__: None)
            other.add(write(tmp_path, "bins.txt", f"{BINS} Always."), guild=FIRST_GUILD)
            other.enqueue(JobKind.REINDEX, guild=FIRST_GUILD, actor=1)
            job = other.job_store.claim(other.uploads.place())
            assert job is not None
        searches = library.encoder.batches
        # A job is at work, so the index stays what it was; in it there is nothing else to find.
        assert library.ask(QUESTION, guild=FIRST_GUILD).quotes == ()
        assert library.encoder.batches == searches + 1
        library.cancel(job.id, guild=FIRST_GUILD)
        library.worker().run_until_empty()
        assert quoted(library.ask(QUESTION, guild=FIRST_GUILD)) == [f"{BINS} Always."]
        assert library.encoder.batches == searches + 2
