"""How long the stages of a question take, told to whoever measures."""

from __future__ import annotations

import time
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Stage(StrEnum):
    """A stage of answering a question."""

    ENCODE = "encode"
    """The model computes the question's vectors; waiting for those ahead of it counts as well."""
    SEARCH = "search"
    """The indexes find and rank passages, and the catalogue gives their texts."""
    ANSWER = "answer"
    """Quotes are chosen, judged and, where they do not answer, something is suggested instead."""


class StageTimes:
    """Tells an observer the seconds that each stage of each question took."""

    def __init__(self) -> None:
        """Tell nobody, until ``observer`` is set."""
        self.observer: Callable[[Stage, float], None] = lambda _stage, _seconds: None
        """Called from the thread of the question; it must neither raise nor wait."""

    @contextmanager
    def measure(self, stage: Stage) -> Iterator[None]:
        """Measure a stage; one that fails is not told."""
        began = time.perf_counter()
        yield
        self.observer(stage, time.perf_counter() - began)
