"""The card of a job, from waiting to what it changed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards.jobs import job_card, progress
from bot.cards.model import Colour
from retrieval.domain import Job, JobKind, JobOutcome, JobState, Upload
from tests.bot.builders import MEMBER, check_card, job_of
from tests.bot.discord_markdown import show
from tests.bot.strategies import LONG, texts

BY = f"Asked for by <@{MEMBER}>."

outcomes = st.builds(
    JobOutcome,
    documents=st.lists(st.tuples(st.integers(1, 99), texts), max_size=30).map(tuple),
    unchanged=st.integers(0, 10**6),
    removed=st.integers(0, 10**6),
    refused=st.lists(st.tuples(texts, texts), max_size=30).map(tuple),
    error=st.none() | texts,
)


@st.composite
def jobs(draw: st.DrawFn) -> Job:
    state = draw(st.sampled_from(JobState))
    total = draw(st.integers(0, 10**6))
    return job_of(
        draw(st.sampled_from(JobKind)),
        state,
        uploads=tuple(Upload(name, "x") for name in draw(st.lists(texts, max_size=10))),
        outcome=None if state.is_open else draw(st.none() | outcomes),
        stage=draw(texts),
        done=draw(st.integers(0, total)),
        total=total,
        cancelling=state.is_open and draw(st.booleans()),
    )


def test_a_job_waits_with_a_button_to_cancel_it() -> None:
    card = job_card(job_of(uploads=(Upload("a.md", "x"), Upload("b.md", "x"))))

    assert card.embed.title == "Adding documents"
    assert card.embed.description == f"{BY}\nWaiting for its turn."
    assert [(field.name, field.value) for field in card.embed.fields] == [("Files", "a.md\nb.md")]
    ((cancel,),) = card.rows
    assert (cancel.label, cancel.custom_id, cancel.disabled) == (
        "Cancel",
        "cv1:library:cancel:41",
        False,
    )


def test_a_job_that_nobody_can_begin_says_so() -> None:
    card = job_card(job_of(), stuck=True)

    assert "could not be started" in card.embed.description


def test_progress_is_told_in_words_and_drawn() -> None:
    job = job_of(JobKind.REINDEX, JobState.RUNNING, stage="notes.md", done=11, total=40)

    assert job_card(job).embed.description.split("\n") == [
        BY,
        "Reading 12 of 40 files · 27%",
        "▰▰▰▰▰▱▱▱▱▱▱▱▱▱▱▱▱▱▱▱",
        "notes.md",
    ]


@pytest.mark.parametrize(
    ("done", "total", "words", "filled"),
    [
        (0, 1, "Reading 1 of 1 file · 0%", 0),
        (1, 1, "Reading 1 of 1 file · 100%", 20),
        (39, 40, "Reading 40 of 40 files · 97%", 19),
        (50, 40, "Reading 40 of 40 files · 100%", 20),
    ],
)
def test_a_bar_is_full_at_the_end_and_not_before(
    done: int, total: int, words: str, filled: int
) -> None:
    said, bar = progress(job_of(done=done, total=total)).split("\n")

    assert said == words
    assert bar == "▰" * filled + "▱" * (20 - filled)


def test_a_job_that_is_being_cancelled_cannot_be_cancelled_again() -> None:
    card = job_card(job_of(state=JobState.RUNNING, done=1, total=2, cancelling=True))

    assert card.embed.description == f"{BY}\nStopping after the file that is being read."
    assert card.rows[0][0].disabled


def test_the_end_tells_what_changed() -> None:
    outcome = JobOutcome(
        documents=((1, "Parking"), (2, "Trees")),
        unchanged=3,
        removed=1,
        refused=(("c.pdf", "It has no text."),),
    )
    card = job_card(job_of(state=JobState.DONE, outcome=outcome))

    assert card.embed.title == "Documents added"
    assert card.embed.colour is Colour.POSSIBLE
    assert [(field.name, field.value) for field in card.embed.fields] == [
        ("New or changed", "Parking\nTrees"),
        ("Not taken", "c.pdf: It has no text."),
    ]
    assert card.embed.footer == "2 new or changed · 3 unchanged · 1 removed · 1 not taken"
    assert card.rows == ()


@pytest.mark.parametrize(
    ("kind", "state", "outcome", "title"),
    [
        (JobKind.ADD, JobState.DONE, JobOutcome(unchanged=2), "Nothing new was added"),
        (JobKind.REPLACE, JobState.DONE, JobOutcome(documents=((1, "T"),)), "Document replaced"),
        (JobKind.REPLACE, JobState.DONE, JobOutcome(), "Nothing was replaced"),
        (JobKind.REINDEX, JobState.DONE, JobOutcome(unchanged=9), "Library read again"),
        (JobKind.REINDEX, JobState.CANCELLED, None, "Reading the library again was stopped"),
        (JobKind.ADD, JobState.FAILED, JobOutcome(error="No."), "Adding documents failed"),
    ],
)
def test_every_end_has_a_title_of_its_own(
    kind: JobKind, state: JobState, outcome: JobOutcome | None, title: str
) -> None:
    card = job_card(job_of(kind, state, outcome=outcome))

    assert card.embed.title == title
    assert card.embed.description.startswith(BY)


@given(jobs(), st.booleans())
def test_cards_are_valid_and_quiet_for_any_job(job: Job, stuck: bool) -> None:
    card = job_card(job, stuck=stuck)

    check_card(card)
    assert bool(card.rows) == job.state.is_open
    for text in (card.embed.description, *(field.value for field in card.embed.fields)):
        shown = show(text.replace(f"<@{MEMBER}>", ""))
        assert set(shown.effects) <= {"code"}
        assert shown.links == []


@pytest.mark.parametrize("name", LONG)
def test_cards_of_long_texts_are_valid(name: str) -> None:
    text = LONG[name]
    outcome = JobOutcome(((1, text),) * 40, 1, 1, ((text, text),) * 40, text)
    uploads = (Upload(text, text),) * 10
    check_card(job_card(job_of(state=JobState.DONE, uploads=uploads, outcome=outcome)))
    check_card(
        job_card(job_of(state=JobState.RUNNING, uploads=uploads, stage=text, done=1, total=2))
    )
