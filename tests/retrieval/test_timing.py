"""How long stages take is told to whoever measures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from retrieval.timing import Stage, StageTimes

if TYPE_CHECKING:
    from retrieval import Library


def test_nobody_needs_to_measure() -> None:
    with StageTimes().measure(Stage.SEARCH):
        pass


def test_a_stage_that_fails_is_not_told() -> None:
    told: list[Stage] = []
    times = StageTimes()
    times.observer = lambda stage, _seconds: told.append(stage)

    with pytest.raises(ZeroDivisionError), times.measure(Stage.ENCODE):
        raise ZeroDivisionError
    with times.measure(Stage.ANSWER):
        pass

    assert told == [Stage.ANSWER]


@pytest.mark.parametrize("question", ["what is an STP?", "who won the football match in Lisbon?"])
def test_each_question_tells_its_stages_in_order(shelf: Library, question: str) -> None:
    told: list[tuple[Stage, float]] = []
    before = shelf.times.observer
    shelf.times.observer = lambda stage, seconds: told.append((stage, seconds))
    try:
        shelf.ask(question)
    finally:
        shelf.times.observer = before

    assert [stage for stage, _ in told] == [Stage.ENCODE, Stage.SEARCH, Stage.ANSWER]
    assert all(0 < seconds < 60 for _, seconds in told)
