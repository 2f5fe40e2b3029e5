"""Greetings and thanks are not part of a question, and no question where nothing else is there."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.asking.courtesies import only_thanks, without_courtesies


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("hi! what's an STP?", "what's an STP?"),
        ("Good morning all. whats an ICB", "whats an ICB"),
        ("Hello bot, who are you?", "who are you?"),
        ("ok whats an STP", "whats an STP"),
        ("please explain ACOs", "explain ACOs"),
        ("thanks, and in Wales?", "and in Wales?"),
        ("bore da, beth yw STP?", "beth yw STP?"),
        ('hi "ACO" meaning?', '"ACO" meaning?'),
        ("what is an STP? thanks", "what is an STP?"),
        ("what is an STP, please? Thanks in advance!", "what is an STP?"),
        ("ACO meaning please", "ACO meaning"),
        ("define CCG, thank you so much :)", "define CCG"),
        ("Great, thanks! And in Wales?", "And in Wales?"),
        ("yes but who pays?", "but who pays?"),
        ("Hello!\nwhat is an STP\n\nthanks", "what is an STP"),
        ("beth yw STP, os gwelwch yn dda?", "beth yw STP?"),
        # Words that are no courtesies where they stand.
        ("Hi-tech hospitals?", "Hi-tech hospitals?"),
        ("thanks to whom was it made?", "thanks to whom was it made?"),
        ("who said that helps?", "who said that helps?"),
        ("It makes sense to merge?", "It makes sense to merge?"),
        ("NICE", "NICE"),
        ("TA?", "TA?"),
        ("what is TY?", "what is TY?"),
        ("who got a thank you", "who got a thank you"),
        ("what did they say about thanks?", "what did they say about thanks?"),
        ("thanks STP?", "thanks STP?"),
        ("morning after pill policy", "morning after pill policy"),
        ("no I meant carers", "no I meant carers"),
        ("perfect storm", "perfect storm"),
        ("clear and simple rules?", "clear and simple rules?"),
        ('great "Ormond" Street?', 'great "Ormond" Street?'),
        ("sure start", "sure start"),
        ("is that good?", "is that good?"),
        ("why?", "why?"),
    ],
)
def test_a_question_is_what_is_left_as_it_stands(written: str, asked: str) -> None:
    assert without_courtesies(written) == asked
    assert without_courtesies(asked) == asked
    assert not only_thanks(written)


@pytest.mark.parametrize(
    "written",
    [
        "thanks!",
        "Thank you so much for the help 🙏",
        "ok",
        "great, thanks",
        "that's really helpful, thank you!",
        "ok thanks that makes sense",
        "Good bot",
        "no worries",
        "interesting",
        "so helpful, cheers",
        "_thanks_ :D",
        "Thanks Tom",
        "that answers my question, thanks x",
        "diolch yn fawr",
    ],
)
def test_who_thanks_asks_nothing(written: str) -> None:
    assert without_courtesies(written) == ""
    assert only_thanks(written)


@pytest.mark.parametrize("written", ["hello", "Hi there!", "hey bot, thanks", "👍", "???", ""])
def test_who_greets_or_writes_no_word_asks_nothing_but_may_want_to(written: str) -> None:
    assert without_courtesies(written) == ""
    assert not only_thanks(written)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                [
                    "hi",
                    "thanks",
                    "thank you",
                    "please",
                    "ok",
                    "no",
                    "great",
                    "nice",
                    "all",
                    "that's",
                    "is",
                    "but",
                    "of",
                    "a",
                    "x",
                    "TA",
                    "STP",
                ]
            ),
            st.sampled_from([" ", ", ", "! ", "? ", "-", " 👍 ", "\n", ": "]),
        ),
        max_size=7,
    )
)
def test_what_is_left_has_no_courtesies(pieces: list[tuple[str, str]]) -> None:
    """A question is looked through more than once."""
    asked = without_courtesies("".join(map("".join, pieces)))
    assert without_courtesies(asked) == asked


@pytest.mark.parametrize(
    "repeated",
    [" ", "-", "hi ", "- ", "thanks ", "-thanks", "? thanks ", "ok. ", "that is so ", "good "],
)
def test_a_long_message_is_looked_through_quickly(repeated: str) -> None:
    """The longest message of Discord's has 4000 characters; the event loop waits for this."""
    for written in ((repeated * 4000)[:4000] + " x", "x " + (repeated * 4000)[:4000]):
        began = time.process_time()
        without_courtesies(written)
        assert time.process_time() - began < 0.5
