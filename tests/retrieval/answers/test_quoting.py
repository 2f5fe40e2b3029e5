"""The sentences of a passage that bear on a question are chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from retrieval.answers import SentenceMatch, choose_quote
from tests.retrieval.builders import cut_up, markdown, passage
from tests.retrieval.texts import PIECES, steady

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.answers.quoting import ChosenQuote
    from retrieval.domain import Passage, Span

LONG = "The council {} so that everybody who lives there knows what to do about it in good time" + (
    " and whom to ask" * 14
)
"""Sentences of more than 250 characters, so that a quote of one needs no neighbour."""
THREE = " ".join(f"{LONG.format(verb)}." for verb in ("writes", "mends", "lends"))


def choose(
    passage: Passage, pieces: Sequence[float], word: str = "", cosines: Sequence[float] = ()
) -> ChosenQuote:
    """Choose for a question of one word."""
    return choose_quote(
        passage,
        list(map(SentenceMatch, cosines or pieces, pieces)),
        lambda text: float(bool(word) and word in text),
        lambda _text: 0.0,
    )


def text_of(passage: Passage, span: Span | None) -> str | None:
    return None if span is None else passage.text[span.start : span.end]


def test_the_best_sentence_stands_alone_where_others_say_nothing() -> None:
    item = passage(THREE)
    chosen = choose(item, [0.1, 0.9, 0.2])
    assert text_of(item, chosen.span) == f"{LONG.format('mends')}."
    assert chosen.best == chosen.span
    assert chosen.bonus == 0


def test_words_of_the_question_weigh_in() -> None:
    item = passage(THREE)
    assert text_of(item, choose(item, [0.5, 0.59, 0.6], "lends").best) == f"{LONG.format('lends')}."


def test_so_does_the_cosine_but_less_than_what_matches_in_the_passage() -> None:
    item = passage(THREE)
    nearer = choose(item, [0.5, 0.5, 0.5], cosines=[0.1, 0.1, 0.9])
    assert nearer.picked == item.sentences[0]
    assert choose(item, [0.4, 0.5, 0.5], cosines=[0.1, 0.1, 0.9]).picked == item.sentences[2]
    assert choose(item, [0.4, 0.6, 0.5], cosines=[0.1, 0.1, 0.9]).picked == item.sentences[1]


def test_of_two_that_fit_about_as_well_a_long_one_gives_way() -> None:
    long = LONG.format("writes") + " and when and where" * 12
    item = passage(f"{long}. {LONG.format('mends')}.")
    assert choose(item, [0.60, 0.62]).picked == item.sentences[1]
    assert choose(item, [0.70, 0.62]).picked == item.sentences[0]


def test_neighbours_that_nearly_fit_are_quoted_too() -> None:
    item = passage(THREE)
    chosen = choose(item, [0.1, 0.9, 0.85])
    assert chosen.span == (item.sentences[1].start, item.sentences[2].end)
    assert chosen.best == item.sentences[1]


def test_a_short_quote_is_given_its_neighbours() -> None:
    item = passage("Bins are collected on Monday. Roads are mended. Books are lent.")
    chosen = choose(item, [0.9, 0.1, 0.1])
    assert text_of(item, chosen.span) == item.text
    assert text_of(item, chosen.best) == "Bins are collected on Monday."


MENDS = (
    "Roads are mended by the county council. It mends them all the year round, by day and by night, "
    "but never on Sundays or bank holidays."
)
"""Two sentences: enough for an item of a list, not for a paragraph; the first alone for neither."""


def test_a_quote_is_given_other_items_of_its_list_only_while_it_is_shorter() -> None:
    (item,) = cut_up(markdown(f"- Bins are collected on Monday.\n- {MENDS}\n- Books are lent.\n"))

    def quoted(*pieces: float) -> str:
        span = choose(item.passage, pieces).span
        return item.passage.text[span.start - item.passage.start : span.end - item.passage.start]

    assert quoted(0.1, 0.9, 0.1, 0.1) == MENDS
    assert quoted(0.1, 0.1, 0.9, 0.1) == MENDS
    assert quoted(0.1, 0.1, 0.1, 0.9).endswith("bank holidays.\n• Books are lent.")
    # Unless it fits nearly as well.
    assert quoted(0.85, 0.9, 0.1, 0.1) == f"Bins are collected on Monday.\n• {MENDS}"


def test_a_quote_is_given_the_next_paragraph_as_any_other_neighbour() -> None:
    item = passage(f"{MENDS}\n\nBooks are lent.")
    assert text_of(item, choose(item, [0.9, 0.1, 0.1]).span) == item.text


def test_a_quote_never_grows_beyond_700_characters() -> None:
    item = passage(" ".join(f"{LONG.format('writes')}." for _ in range(6)))
    span = choose(item, [0.9] * 6).span
    assert span.end - span.start <= 700
    assert span == (item.sentences[0].start, item.sentences[1].end)


def test_a_question_is_never_marked_as_the_answer() -> None:
    item = passage("When are bins collected? They are collected on Monday.")
    assert choose(item, [0.9, 0.4]).span == (item.start, item.end)
    assert choose(item, [0.9, 0.4]).best == item.sentences[1]


def test_questions_alone_are_still_quoted() -> None:
    item = passage("When are bins collected? Who mends roads?")
    assert text_of(item, choose(item, [0.4, 0.9]).span) == item.text


def test_a_lead_in_does_not_answer_by_itself() -> None:
    (item,) = cut_up(markdown("They want two things:\n\n- more beds\n- more nurses"))
    chosen = choose(item.passage, [0.9, 0.2, 0.3])
    assert chosen.span == (item.passage.start, item.passage.end)
    assert chosen.best is None


def test_a_list_item_keeps_its_lead_in() -> None:
    items = "\n".join(f"- {LONG.format(verb)}" for verb in ("writes", "mends"))
    (item,) = cut_up(markdown(f"They say:\n\n{items}"))
    chosen = choose(item.passage, [0.1, 0.1, 0.9])
    assert text_of(item.passage, chosen.best) == LONG.format("mends")
    assert chosen.span.start == item.passage.start


def test_nothing_is_marked_when_two_sentences_are_close() -> None:
    item = passage("Bins are collected on Monday. Bins are emptied on Monday.")
    assert choose(item, [0.9, 0.89]).best is None
    assert choose(item, [0.9, 0.86]).best == item.sentences[0]


def test_of_two_sentences_that_are_about_as_good_the_first_is_picked_and_none_marked() -> None:
    item = passage("Bins are emptied. Other words stand here. Bins are cleaned.")
    chosen = choose(item, [0.5, 0.0, 0.55])
    assert chosen.picked == item.sentences[0]
    assert chosen.best is None
    assert choose(item, [0.5, 0.0, 0.7]).picked == item.sentences[2]


def test_what_leads_into_a_list_is_quoted_with_its_whole_list_and_not_marked() -> None:
    (item,) = cut_up(markdown(f"They want:\n\n- More beds.\n- Nurses.\n\n{LONG.format('is')}."))
    chosen = choose(item.passage, [0.9, 0.2, 0.1, 0.0])
    assert chosen.picked == item.passage.sentences[0]
    assert (text_of(item.passage, chosen.span) or "").startswith(
        "They want:\n\n\N{BULLET} More beds.\n\N{BULLET} Nurses."
    )
    assert chosen.best is None


def test_what_leads_into_nothing_is_not_picked() -> None:
    (item,) = cut_up(markdown("They want this:\n\nThere was nothing at all."))
    assert choose(item.passage, [0.2, 0.1]).picked == item.passage.sentences[1]


def test_of_equal_sentences_the_first_is_chosen() -> None:
    item = passage(
        f"{LONG.format('writes')}. Some other words stand here. {LONG.format('writes')}."
    )
    assert choose(item, [0.9, 0.0, 0.9]).span.start == 0


def test_a_bonus_is_told() -> None:
    item = passage(THREE)
    chosen = choose_quote(
        item,
        [SentenceMatch(match, match) for match in (0.5, 0.6, 0.5)],
        lambda _text: 0.0,
        lambda text: 0.3 if "lends" in text else 0.0,
    )
    assert text_of(item, chosen.best) == f"{LONG.format('lends')}."
    assert chosen.bonus == 0.3


@steady
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=30).map("".join), st.data())
def test_any_choice_is_whole_sentences_of_the_passage(text: str, data: st.DataObject) -> None:
    for item in cut_up(markdown(f"Words.\n\n{text.replace('---', '')}")):
        number = len(item.passage.sentences)
        cosine = st.floats(-1, 1, allow_nan=False)
        cosines = data.draw(st.lists(cosine, min_size=number, max_size=number))
        chosen = choose(item.passage, cosines, "council")
        assert chosen.span.start in [span.start for span in item.passage.sentences]
        assert chosen.span.end in [span.end for span in item.passage.sentences]
        assert chosen.span.start < chosen.span.end
        if chosen.best is not None:
            assert chosen.best in item.passage.sentences
            assert chosen.span.start <= chosen.best.start < chosen.best.end <= chosen.span.end
