"""Questions of several threads are encoded together, by one worker."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from retrieval.errors import ModelError
from retrieval.search import Embedder, QuestionEncoder
from tests.retrieval.builders import packaged_model

QUESTIONS = [f"what does paragraph {number} say?" for number in range(30)]


def load() -> Embedder:
    return Embedder(packaged_model(), threads=1)


def test_questions_that_wait_for_the_model_are_one_batch_and_each_gets_its_own_vector() -> None:
    """The model is not loaded before all questions wait, so what follows is certain."""
    waiting = threading.Semaphore(0)

    def load_late() -> Embedder:
        for _ in QUESTIONS:
            assert waiting.acquire(timeout=60)
        return load()

    def ask(question: str) -> list[float]:
        waiting.release()
        return [float(value) for value in encoder.encode(question).vector]

    encoder = QuestionEncoder(load_late)
    with ThreadPoolExecutor(len(QUESTIONS)) as pool:
        vectors = list(pool.map(ask, QUESTIONS))
    encoder.close()
    assert 1 <= encoder.batches < len(QUESTIONS)
    expected = np.stack([item.vector for item in load().encode_questions(QUESTIONS)])
    assert np.array(vectors) == pytest.approx(expected, abs=1e-5)


def test_the_model_is_loaded_once_and_not_before_the_first_question() -> None:
    loads = []

    def count() -> Embedder:
        loads.append(threading.current_thread().name)
        return load()

    encoder = QuestionEncoder(count)
    assert loads == []
    encoder.encode("one")
    encoder.encode("two")
    encoder.close()
    assert loads == ["encoder"]
    assert encoder.batches == 2


def test_an_error_reaches_every_thread_that_waits_and_the_next_question_tries_again() -> None:
    attempts = []

    def fail_once() -> Embedder:
        attempts.append(1)
        if len(attempts) == 1:
            raise ModelError("no model")
        return load()

    encoder = QuestionEncoder(fail_once)
    with pytest.raises(ModelError, match="no model"):
        encoder.encode("one")
    assert encoder.encode("one").vector.shape == (384,)
    encoder.close()


def test_nothing_is_encoded_after_closing() -> None:
    encoder = QuestionEncoder(load)
    encoder.close()
    encoder.close()
    with pytest.raises(RuntimeError, match="the library was closed"):
        encoder.encode("one")
