"""Of many questions at once two are worked on; the others wait without keeping a processor busy."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from retrieval.domain import Answer
from retrieval.search import search

if TYPE_CHECKING:
    import pytest

    from retrieval import Library

_CROWD = 8


def test_no_more_than_two_are_searched_for_at_once(
    shelf: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    third = threading.Barrier(3)
    met: list[int] = []

    def wait_for_others(*args: Any, **options: Any) -> Any:
        with suppress(threading.BrokenBarrierError):
            met.append(third.wait(timeout=0.5))
        return search(*args, **options)

    monkeypatch.setattr("retrieval.asking.answering.search", wait_for_others)
    with ThreadPoolExecutor(_CROWD) as threads:
        replies = list(threads.map(shelf.ask, ["what is an STP?"] * _CROWD))

    assert met == []
    assert all(isinstance(reply, Answer) for reply in replies)


def test_a_question_that_waits_for_the_model_lets_others_work(
    shelf: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    encode = shelf.encoder.encode
    together = threading.Barrier(_CROWD)

    def wait_for_all(question: str) -> Any:
        together.wait(timeout=30)
        return encode(question)

    monkeypatch.setattr(shelf.encoder, "encode", wait_for_all)
    with ThreadPoolExecutor(_CROWD) as threads:
        replies = list(threads.map(shelf.ask, ["what is an STP?"] * _CROWD))

    assert all(isinstance(reply, Answer) for reply in replies)
