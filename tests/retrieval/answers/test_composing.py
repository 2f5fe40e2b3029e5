"""An answer folds what is said twice, lets every document speak, and is word for word."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answers import Found, SentenceMatch, Thresholds, asked_time, compose, decide
from retrieval.domain import Answer, Comment, NoAnswer, Outcome
from tests.retrieval.builders import check_quote, cut_up, document, found, plain
from tests.retrieval.texts import steady, texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.domain import Quote

SAID = "Councils collect all household bins on Monday morning unless it is a bank holiday."
NEARLY = "Councils collect all household bins on Monday morning unless it is a Bank holiday!"


def no_words(_text: str) -> float:
    return 0.0


def documents_of(quotes: Sequence[Quote]) -> list[int]:
    return [quote.document.id for quote in quotes]


def test_nothing_found_is_nothing_quoted() -> None:
    assert compose([], no_words) == ()


def test_quotes_come_in_order_of_rank_with_the_place_of_their_passage() -> None:
    quotes = compose(
        [
            found("Bins are collected.", [0.9], number=1, score=1.0, heading=("Waste", "Bins")),
            found("Roads are mended.", [0.5], number=2, score=0.8),
        ],
        no_words,
    )
    assert [(quote.text, quote.heading, quote.best) for quote in quotes] == [
        ("Bins are collected.", ("Waste", "Bins"), (0, 19)),
        ("Roads are mended.", (), (0, 17)),
    ]


def test_a_passage_far_behind_the_best_is_not_quoted() -> None:
    hits = [
        found("Bins are collected.", [0.9], number=1, score=1.0),
        found("Roads are mended.", [0.5], number=2, score=0.6),
        found("Books are lent.", [0.5], number=3, score=0.59),
    ]
    assert documents_of(compose(hits, no_words)) == [1, 2]


def test_no_more_than_five_are_quoted() -> None:
    hits = [found(f"Sentence number {n} is here.", [0.5], number=n) for n in range(1, 9)]
    assert documents_of(compose(hits, no_words)) == [1, 2, 3, 4, 5]


def near(hit: Found, other: int) -> Found:
    """Return a hit on a document that says nearly the same as another."""
    return replace(hit, document=replace(hit.document, near=frozenset({other})))


def test_near_duplicates_are_folded_though_another_sentence_was_chosen() -> None:
    more = f"{SAID} Garden waste is taken on Friday at noon."
    hits = [
        near(found(SAID, [0.9], number=1), 2),
        near(found(more, [0.8, 0.7], number=2), 1),
        found(more, [0.7, 0.6], number=3),
    ]
    quotes = compose(hits, no_words)
    assert documents_of(quotes) == [1, 3]
    assert [also.document_id for also in quotes[0].also_in] == [2]


def test_near_duplicates_share_the_room_of_one_document() -> None:
    texts = ["Bins are collected.", "Roads are mended.", "Books are lent.", "Trees are cut."]
    hits = [
        near(found(texts[0], [0.9], number=1), 2),
        near(found(texts[1], [0.9], number=2), 1),
        near(found(texts[2], [0.9], number=1), 2),
        found(texts[3], [0.9], number=3),
    ]
    assert documents_of(compose(hits, no_words)) == [1, 2, 3, 1]


def test_a_readers_comment_comes_after_what_was_published_on_the_same_point() -> None:
    said = Comment("Ann", "2017-07-07")
    comment = found("Bins are never collected here.", [0.9], number=1, score=1.0)
    comment = replace(comment, passage=replace(comment.passage, comment=said))
    published = found("Bins are collected.", [0.5], number=2, score=0.85)
    quotes = compose([comment, published], no_words)
    assert [(quote.document.id, quote.comment) for quote in quotes] == [(2, None), (1, said)]
    source = quotes[1].source
    assert (source.publisher, source.date, source.comment) == (None, "2017-07-07", said)
    elsewhere = found("Roads are mended.", [0.5], number=3, score=0.7)
    assert documents_of(compose([comment, elsewhere], no_words)) == [1, 3]


def test_a_quote_is_on_the_page_where_it_begins() -> None:
    hit = found("Bins are collected. Roads are mended.", [0.1, 0.9])
    hit = replace(hit, passage=replace(hit.passage, pages=(3, 4)))
    short = found("Trees are cut." + " And so on." * 60, [0.9] + [0.0] * 60, number=2)
    short = replace(short, passage=replace(short.passage, pages=(7,) + (8,) * 60))
    assert [quote.page for quote in compose([hit, short], no_words)] == [3, 7]


def test_what_is_said_twice_is_folded_and_the_other_source_named() -> None:
    hits = [
        found(SAID, [0.9], number=1),
        found("Roads are mended.", [0.8], number=2),
        found(NEARLY, [0.7], number=3, heading=("Waste",)),
    ]
    quotes = compose(hits, no_words)
    assert documents_of(quotes) == [1, 2]
    assert [(also.document_id, also.title, also.heading) for also in quotes[0].also_in] == [
        (3, "Document 3", ("Waste",))
    ]
    assert quotes[1].also_in == ()


def test_a_document_that_repeats_itself_is_not_its_own_other_source() -> None:
    (quote,) = compose([found(SAID, [0.9], number=1), found(NEARLY, [0.8], number=1)], no_words)
    assert quote.also_in == ()


def test_different_words_are_not_folded() -> None:
    hits = [found(SAID, [0.9], number=1), found("Bins: see Monday.", [0.8], number=2)]
    assert documents_of(compose(hits, no_words)) == [1, 2]


def test_what_one_document_has_beyond_two_quotes_comes_after_the_others() -> None:
    hits = [
        *[found(f"Sentence number {n} is here.", [0.9], number=1) for n in range(4)],
        found("Roads are mended.", [0.8], number=2),
    ]
    assert documents_of(compose(hits, no_words)) == [1, 1, 2, 1, 1]


def by(publisher: str | None, hit: Found, *, date: str | None = None) -> Found:
    """Return a hit on a document of a publisher."""
    about = replace(hit.document.metadata, publisher=publisher, date=date)
    return replace(hit, document=replace(hit.document, metadata=about))


def test_another_publisher_that_speaks_about_as_well_comes_directly_behind_the_best_quote() -> None:
    hits = [
        by("Council", found("The charge is forty pounds.", [0.9], number=1, score=1.0)),
        by("Council", found("Charges rose in spring.", [0.9], number=1, score=0.98)),
        by("Council", found("A charge is due monthly.", [0.9], number=2, score=0.95)),
        by("Charity", found("Families pay fifty pounds.", [0.9], number=3, score=0.91)),
        by("Paper", found("Nobody pays that much.", [0.9], number=4, score=0.9)),
    ]
    assert documents_of(compose(hits, no_words)) == [1, 3, 4, 1, 2]


def test_another_publisher_that_speaks_less_to_the_point_keeps_its_rank() -> None:
    hits = [
        by("Council", found("The charge is forty pounds.", [0.9], number=1, score=1.0)),
        by("Council", found("Charges rose in spring.", [0.9], number=2, score=0.95)),
        by("Charity", found("Families pay fifty pounds.", [0.9], number=3, score=0.89)),
        by(None, found("Nobody pays that much.", [0.9], number=4, score=0.88)),
    ]
    assert documents_of(compose(hits, no_words)) == [1, 2, 3, 4]


def test_a_publisher_that_is_not_known_is_not_taken_for_another_one() -> None:
    hits = [
        by("Council", found("The charge is forty pounds.", [0.9], number=1, score=1.0)),
        by("Council", found("Charges rose in spring.", [0.9], number=2, score=0.98)),
        by(None, found("Families pay fifty pounds.", [0.9], number=3, score=0.97)),
    ]
    assert documents_of(compose(hits, no_words)) == [1, 2, 3]


@pytest.mark.parametrize(("first", "second"), [("2012", "2017"), ("2017", "2012")])
def test_of_two_publishers_that_disagree_the_date_decides_nothing_unless_it_is_asked_for(
    first: str, second: str
) -> None:
    hits = [
        by("Council", found("The charge is forty pounds.", [0.9], score=1.0), date=first),
        by("Charity", found("The charge is fifty.", [0.9], number=2, score=0.95), date=second),
    ]

    def first_date(question: str) -> str | None:
        quotes = compose(hits, no_words, asked=asked_time(question))
        assert len(quotes) == 2
        return quotes[0].source.date

    assert first_date("what is the charge?") == first
    assert first_date("what is the charge under the 2017 Act?") == first
    assert first_date("what is the latest charge?") == "2017"
    assert first_date("what was the charge in 2012?") == "2012"
    assert first_date("what was the charge before 2015?") == "2012"


def test_a_passage_that_names_the_year_does_not_lose_to_a_document_of_that_year() -> None:
    hits = [
        by("A", found("In 2012 the charge was forty pounds.", [0.9], score=0.9), date="2017"),
        by("B", found("The charge is fifty pounds.", [0.9], number=2, score=0.9), date="2012"),
    ]
    for order in (hits, hits[::-1]):
        asked = asked_time("what was the charge in 2012?")
        assert documents_of(compose(order, no_words, asked=asked)) == [1, 2]


def test_a_comment_counts_by_its_own_date() -> None:
    def said(date: str, number: int) -> Found:
        hit = by("A", found(f"Number {number} says so.", [0.9], number=number), date="2010")
        return replace(hit, passage=replace(hit.passage, comment=Comment("Ann", date)))

    hits = [said("2011", 1), said("2017", 2)]
    assert documents_of(compose(hits, no_words)) == [1, 2]
    assert documents_of(compose(hits, no_words, asked=asked_time("the latest?"))) == [2, 1]


def test_asked_what_something_is_the_sentence_that_says_so_comes_first() -> None:
    hits = [
        found("There are 44 areas with an STP now.", [0.6], number=1, score=1.0),
        found("An STP is a plan for one area.", [0.6], number=2, score=0.75),
    ]
    assert documents_of(compose(hits, no_words)) == [1, 2]
    assert documents_of(compose(hits, no_words, ["STP"])) == [2, 1]


@steady
@given(texts, st.data())
def test_quotes_of_any_text_are_their_slice(text: str, data: st.DataObject) -> None:
    read = plain(text)
    stored = document(read.text)
    share = st.floats(-1, 1, allow_nan=False)
    hits: list[Found] = []
    for item in cut_up(read):
        number = len(item.passage.sentences)
        match = st.builds(SentenceMatch, share, share)
        matches = tuple(data.draw(st.lists(match, min_size=number, max_size=number)))
        score = data.draw(st.floats(0, 1))
        hits.append(Found(stored, item.passage, len(hits), score, matches))
    hits.sort(key=lambda hit: hit.score, reverse=True)
    quotes = compose(hits, lambda text: min(1.0, len(text) / 100), ["STP"])
    assert len(quotes) <= 5
    assert bool(quotes) == bool(hits)
    for quote in quotes:
        check_quote(quote)


QUOTES = compose([found("Bins are collected.", [0.9])], no_words)


@pytest.mark.parametrize(
    ("probability", "outcome"),
    [
        (1.0, Outcome.ANSWERED),
        (0.6, Outcome.ANSWERED),
        (0.59, Outcome.POSSIBLE),
        (0.3, Outcome.POSSIBLE),
        (0.29, Outcome.NOT_FOUND),
        (0.0, Outcome.NOT_FOUND),
    ],
)
def test_the_probability_decides_the_outcome(probability: float, outcome: Outcome) -> None:
    reply = decide("q", QUOTES, probability, Thresholds(answered_from=0.6, possible_from=0.3))
    assert reply.outcome is outcome
    assert (reply.question, reply.probability, reply.quotes) == ("q", probability, QUOTES)
    assert isinstance(reply, NoAnswer if outcome is Outcome.NOT_FOUND else Answer)


def test_without_quotes_there_is_no_answer_however_likely() -> None:
    assert decide("q", (), 1.0, Thresholds(0.6, 0.3)) == NoAnswer("q", 1.0)
