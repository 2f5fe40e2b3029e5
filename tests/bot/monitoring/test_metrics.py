"""What is measured, and what is not told."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.cards import notices
from bot.errors import GivenUpError, NoticeError
from bot.gateway.sharding import ShardState
from bot.monitoring.metrics import Metrics
from retrieval.domain import JobState, Outcome
from retrieval.errors import QuestionError

if TYPE_CHECKING:
    from bot.gateway.sharding import ShardedClient
    from retrieval.domain import Job
    from retrieval.library import Library


def samples(metrics: Metrics) -> dict[tuple[str, str], float]:
    """Return the values by name and by label, of those that have one at the most."""
    text = metrics.exposition().decode()
    return {
        (sample.name, "".join(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if len(sample.labels) < 2
    }


def questions(metrics: Metrics) -> dict[str, float]:
    """Return the questions by outcome, of those that there were."""
    return {
        label: value
        for (name, label), value in samples(metrics).items()
        if name == "chapter_verse_questions_total" and value
    }


def test_every_series_of_questions_begins_with_0() -> None:
    found = samples(Metrics())

    for outcome in ("answered", "possible", "not_found", "refused", "failed"):
        assert found["chapter_verse_questions_total", outcome] == 0
    for stage in ("encode", "search", "answer", "whole"):
        assert found["chapter_verse_question_stage_seconds_count", stage] == 0


@pytest.mark.parametrize("outcome", list(Outcome))
def test_a_question_is_counted_by_its_outcome_and_timed(outcome: Outcome) -> None:
    metrics = Metrics()

    with metrics.question() as asked:
        assert samples(metrics)["chapter_verse_questions_under_way", ""] == 1
        asked.outcome = outcome

    found = samples(metrics)
    assert questions(metrics) == {outcome.value: 1}
    assert found["chapter_verse_questions_under_way", ""] == 0
    assert found["chapter_verse_question_stage_seconds_count", "whole"] == 1
    assert 0 < found["chapter_verse_question_stage_seconds_sum", "whole"] < 5


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (NoticeError(notices.busy()), "refused"),
        (QuestionError("no words"), "refused"),
        (GivenUpError(notices.timed_out(20)), "failed"),
        (ZeroDivisionError(), "failed"),
    ],
)
def test_a_question_without_an_answer_is_refused_or_failed(error: Exception, outcome: str) -> None:
    metrics = Metrics()

    with pytest.raises(type(error)), metrics.question():
        raise error

    assert questions(metrics) == {outcome: 1}
    assert samples(metrics)["chapter_verse_question_stage_seconds_count", "whole"] == 0


def test_a_librarys_stages_and_indexes_are_measured(library: Library) -> None:
    metrics = Metrics()
    metrics.watch_library(library)

    library.ask("What is an STP?")

    found = samples(metrics)
    for stage in ("encode", "search", "answer"):
        assert found["chapter_verse_question_stage_seconds_count", stage] == 1
        assert found["chapter_verse_question_stage_seconds_sum", stage] > 0
    assert found["chapter_verse_libraries_loaded", ""] == 1
    assert found["chapter_verse_index_loaded_timestamp_seconds", ""] > 1_700_000_000


class _Client:
    def shard_states(self) -> list[ShardState]:
        return [
            ShardState(0, connected=True, latency=0.25),
            ShardState(1, connected=True, latency=None),
            ShardState(2, connected=False, latency=None),
        ]


def test_each_shard_is_told_as_it_is_when_somebody_asks() -> None:
    metrics = Metrics()
    assert ("chapter_verse_gateway_connected", "0") not in samples(metrics)

    metrics.watch_gateway(cast("ShardedClient", _Client()))

    found = samples(metrics)
    connected = [found["chapter_verse_gateway_connected", shard] for shard in "012"]
    assert connected == [1, 1, 0]
    latencies = {
        label: value
        for (name, label), value in found.items()
        if name == "chapter_verse_gateway_latency_seconds"
    }
    assert latencies == {"0": 0.25}


def test_jobs_that_wait_and_that_are_done_are_told() -> None:
    metrics = Metrics()
    states = [JobState.QUEUED, JobState.QUEUED, JobState.RUNNING]

    metrics.show_queue([cast("Job", SimpleNamespace(state=state)) for state in states])

    found = samples(metrics)
    assert found["chapter_verse_jobs", "queued"] == 2
    assert found["chapter_verse_jobs", "running"] == 1
    metrics.show_queue([])
    assert samples(metrics)["chapter_verse_jobs", "queued"] == 0
    metrics.show_queue(None)
    assert math.isnan(samples(metrics)["chapter_verse_jobs", "running"])


def test_no_label_names_anybody(library: Library) -> None:
    metrics = Metrics()
    metrics.watch_library(library)
    metrics.watch_gateway(cast("ShardedClient", _Client()))
    metrics.show_queue([])
    library.ask("What is an STP?", guild=4242424242)

    text = metrics.exposition().decode()

    labels = {
        name
        for family in text_string_to_metric_families(text)
        if family.name.startswith("chapter_verse")
        for sample in family.samples
        for name in sample.labels
    }
    assert labels == {"stage", "outcome", "shard", "state", "le"}
    assert "4242424242" not in text
