"""What the bot measures for its owner, in Prometheus's form.

No label names a guild, a member or a document: who asks what is nobody's to collect.
"""

from __future__ import annotations

import math
import time
from collections import Counter as Counting
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from bot.errors import GivenUpError, NoticeError
from retrieval.domain import JobState, Outcome
from retrieval.errors import UserFacingError
from retrieval.timing import Stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.gateway.sharding import ShardedClient
    from retrieval.domain import Job
    from retrieval.library import Library

_PREFIX = "chapter_verse"

_WHOLE = "whole"
"""Stage of a question from its arrival to its card, waiting included; delivery comes after it."""

_REFUSED, _FAILED = "refused", "failed"
"""Outcomes of questions that got a notice, and of those that something went wrong with."""

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0)
"""Seconds: a stage takes milliseconds, a question in a crowd seconds, and 20 is the usual limit."""


@dataclass
class Asked:
    """A question that is being answered; whoever answers it notes what became of it."""

    outcome: Outcome | None = None


class Metrics:
    """Counters and gauges of one bot, in a registry of its own."""

    def __init__(self) -> None:
        """Begin at nothing."""
        self.registry = CollectorRegistry()
        self._stages = Histogram(
            f"{_PREFIX}_question_stage_seconds",
            "Seconds that a stage of a question took; whole is from its arrival to its card.",
            ["stage"],
            buckets=_BUCKETS,
            registry=self.registry,
        )
        self._questions = Counter(
            f"{_PREFIX}_questions",
            "Questions by outcome; refused ones got a notice, failed ones are in the log.",
            ["outcome"],
            registry=self.registry,
        )
        self._under_way = Gauge(
            f"{_PREFIX}_questions_under_way",
            "Questions that are being answered at this moment.",
            registry=self.registry,
        )
        self.deliveries_failed = Counter(
            f"{_PREFIX}_deliveries_failed",
            "Answers, pages and notices that Discord did not take.",
            registry=self.registry,
        )
        self._jobs = Gauge(
            f"{_PREFIX}_jobs",
            "Moderators' jobs in the catalogue that have not ended; NaN while it cannot be asked.",
            ["state"],
            registry=self.registry,
        )
        # A series that begins with 0 shows its first increase.
        for stage in (*Stage, _WHOLE):
            self._stages.labels(stage)
        for outcome in (*Outcome, _REFUSED, _FAILED):
            self._questions.labels(outcome)
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        GCCollector(registry=self.registry)
        self._gateway = _Gateway()
        self.registry.register(self._gateway)

    def watch_library(self, library: Library) -> None:
        """Measure the stages of a library's questions and what it has in memory."""
        library.times.observer = self._stage
        Gauge(
            f"{_PREFIX}_libraries_loaded",
            "Libraries, of guilds and the shared one, whose search index is in memory.",
            registry=self.registry,
        ).set_function(lambda: library.generations.loaded)
        Gauge(
            f"{_PREFIX}_index_loaded_timestamp_seconds",
            "Unix time at which a search index was last taken into memory; 0 before the first.",
            registry=self.registry,
        ).set_function(lambda: library.generations.loaded_at)

    def watch_gateway(self, client: ShardedClient) -> None:
        """Tell about the connections of this client from now on."""
        self._gateway.client = client

    def show_queue(self, jobs: Iterable[Job] | None) -> None:
        """Tell about the jobs that have not ended, or that it is not known which they are."""
        counts = None if jobs is None else Counting(job.state for job in jobs)
        for state in (JobState.QUEUED, JobState.RUNNING):
            self._jobs.labels(state).set(math.nan if counts is None else counts[state])

    @contextmanager
    def question(self) -> Iterator[Asked]:
        """Count a question and how long it takes."""
        asked = Asked()
        began = time.perf_counter()
        outcome = _FAILED
        try:
            with self._under_way.track_inprogress():
                yield asked
            if asked.outcome is not None:
                outcome = asked.outcome.value
                self._stages.labels(_WHOLE).observe(time.perf_counter() - began)
        except GivenUpError:
            raise
        except (NoticeError, UserFacingError):
            outcome = _REFUSED
            raise
        finally:
            self._questions.labels(outcome).inc()

    def question_refused(self) -> None:
        """Count a question that was not asked at all."""
        self._questions.labels(_REFUSED).inc()

    def exposition(self) -> bytes:
        """Return everything in the text format, as it is now."""
        return generate_latest(self.registry)

    def _stage(self, stage: Stage, seconds: float) -> None:
        self._stages.labels(stage).observe(seconds)


class _Gateway(Collector):
    """The connections as they are when somebody asks."""

    client: ShardedClient | None = None

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Return one gauge of states and one of latencies, a sample for each shard."""
        connected = GaugeMetricFamily(
            f"{_PREFIX}_gateway_connected",
            "Whether a shard is connected to Discord's gateway.",
            labels=["shard"],
        )
        latency = GaugeMetricFamily(
            f"{_PREFIX}_gateway_latency_seconds",
            "Seconds from the last heartbeat of a shard to its acknowledgement.",
            labels=["shard"],
        )
        for shard in self.client.shard_states() if self.client is not None else ():
            connected.add_metric([str(shard.id)], float(shard.connected))
            if shard.latency is not None:
                latency.add_metric([str(shard.id)], shard.latency)
        yield connected
        yield latency
