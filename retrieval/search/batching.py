"""One worker thread owns the model and encodes all questions that wait as one batch."""

from __future__ import annotations

import queue
import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from retrieval.search.embedding import Embedder, EncodedQuestion

_MAX_BATCH = 64
"""Questions in one batch, at the most; a member of a larger crowd waits for the next."""


class QuestionEncoder:
    """Encodes questions from any number of threads.

    :param load: makes the embedder; called once, on the worker thread, at the first question.
    """

    def __init__(self, load: Callable[[], Embedder]) -> None:
        """Start without a model; the worker starts with the first question."""
        self._load = load
        self._waiting: queue.SimpleQueue[tuple[str, Future[EncodedQuestion]] | None] = (
            queue.SimpleQueue()
        )
        self._start = threading.Lock()
        self._worker: threading.Thread | None = None
        self._closed = False
        self.batches: int = 0
        """Batches encoded so far."""

    def encode(self, question: str) -> EncodedQuestion:
        """Return the vectors of a question.

        :raises ModelError: if the model cannot be loaded.
        :raises RuntimeError: after ``close``.
        """
        future: Future[EncodedQuestion] = Future()
        with self._start:
            if self._closed:
                raise RuntimeError("the library was closed")
            if self._worker is None:
                self._worker = threading.Thread(target=self._work, name="encoder", daemon=True)
                self._worker.start()
            self._waiting.put((question, future))
        return future.result()

    def close(self) -> None:
        """Finish the questions that wait and end the worker."""
        with self._start:
            self._closed = True
            worker = self._worker
        if worker is not None:
            self._waiting.put(None)
            worker.join()

    def _work(self) -> None:
        embedder: Embedder | None = None
        while (first := self._waiting.get()) is not None:
            batch, ended = [first], False
            while len(batch) < _MAX_BATCH and not self._waiting.empty():
                item = self._waiting.get()
                if item is None:
                    ended = True
                    break
                batch.append(item)
            try:
                embedder = embedder or self._load()
                encoded = embedder.encode_questions([question for question, _ in batch])
            except BaseException as error:  # noqa: BLE001 - it is raised again where it is awaited.
                for _, future in batch:
                    future.set_exception(error)
            else:
                self.batches += 1
                for (_, future), question in zip(batch, encoded, strict=True):
                    future.set_result(question)
            if ended:
                return
