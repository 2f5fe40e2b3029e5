"""What is told where nothing answers: topics that there are, and words that there are not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retrieval.answers import covered, unknown_names, unknown_words
from retrieval.answers.suggesting import closest
from retrieval.domain import Comment, UnknownWord
from retrieval.search import stems
from tests.retrieval.builders import found

KNOWN = {"bin", "carer", "mean", "collect"}


def test_topics_are_title_and_headings_of_the_nearest_passages_each_once() -> None:
    hits = [
        found("A.", [0.9], number=1, heading=("Document 1", "Fees")),
        found("B.", [0.8], number=2, heading=("Waste", "Garden\nwaste")),
        found("C.", [0.7], number=1, heading=("Document 1", "Fees")),
        found("D.", [0.6], number=3),
        found("E.", [0.5], number=4, heading=("Document 4",)),
    ]
    assert covered(hits) == ("Document 1 › Fees", "Document 2 › Waste › Garden waste")


def test_no_more_than_four_topics_are_named() -> None:
    hits = [found("A.", [0.9], number=number, heading=("Fees",)) for number in range(9)]
    assert len(covered(hits)) == 4


def test_a_readers_comment_is_no_topic() -> None:
    hit = found("A.", [0.9], heading=("Fees",))
    comment = replace(hit, passage=replace(hit.passage, comment=Comment("Ann")))
    assert covered([comment]) == ()
    assert covered([comment, hit]) == ("Document 1 › Fees",)


def missing(question: str, *near: str) -> list[tuple[str, str | None]]:
    found = unknown_words(question, stems, KNOWN.__contains__, lambda _word: near)
    assert all(isinstance(word, UnknownWord) for word in found)
    return [(word.word, word.did_you_mean) for word in found]


def test_unknown_words_are_told_as_typed_in_order_and_once() -> None:
    question = "Is Frobnication of the bins a frobnication, like QUUX7 for carers?"
    assert missing(question) == [("Frobnication", None), ("QUUX7", None)]
    assert missing("What are the bins? Who collects them?") == []
    assert missing("") == []


def test_verbs_that_questions_are_asked_with_tell_nothing() -> None:
    assert missing("could carers get bins, or tell who gives, likes and needed helping?") == []
    assert missing("could carers juggle bins?") == [("juggle", None)]


def test_of_a_compound_one_known_part_is_enough() -> None:
    assert missing("a means-tested bin") == []
    assert missing("a frob-nicated bin") == [("frob-nicated", None)]


def test_no_more_than_four_words_are_told() -> None:
    assert len(missing("alpha beta gamma delta epsilon zeta")) == 4


def test_the_closest_word_is_asked_for() -> None:
    assert missing("colection", "collection", "election", "bins") == [("colection", "collection")]


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("what does the Better Care Fund do?", ("Better Care Fund",)),
        ("who leads the Royal College of Nursing?", ("Royal College of Nursing",)),
        ("is the Court of the Realm above King's Bench?", ("Court of the Realm", "King's Bench")),
        ("Better Care Fund or Lisbon Treaty?", ("Better Care Fund", "Lisbon Treaty")),
        ("the Lisbon Treaty, again the Lisbon Treaty", ("Lisbon Treaty",)),
        # One of these words may only begin the question.
        ("Explain Primary Care", ()),
        ("Explain Better Care Fund", ("Explain Better Care Fund",)),
        ("Who pays the Council?", ()),
        ("does Mary or John pay?", ()),
        ("ask Mary. Is John there?", ()),
        ("what is the better care fund?", ()),
        # With capitals all over, no word tells that it is part of a name.
        ("What Does The Better Care Fund Do?", ()),
        ("WHAT DOES THE LISBON TREATY SAY?", ()),
        ("", ()),
    ],
)
def test_names_that_no_document_has_are_told_as_typed(
    question: str, names: tuple[str, ...]
) -> None:
    known = {("primari", "care"), ("care",)}
    assert unknown_names(question, stems, lambda name: tuple(name) in known) == names


def test_no_more_than_four_names_are_told() -> None:
    question = ", ".join(
        f"the Lisbon {name}" for name in ("Alpha", "Beta", "Gamma", "Delta", "Eta")
    )
    assert len(unknown_names(question, stems, lambda _name: False)) == 4


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("alotment", "allotment"),
        ("allotmnet", "allotment"),
        ("ALLOTMENTT", "allotment"),
        ("alot", None),
        ("passport", None),
        ("bni", None),
        ("allotment7", None),
    ],
)
def test_only_a_close_word_is_taken_for_what_was_meant(word: str, meant: str | None) -> None:
    assert closest(word, ["allotment", "bin", "transport"]) == meant
