"""Threads for what must not be waited for on the event loop; they speak the language of the caller."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

P = ParamSpec("P")
T = TypeVar("T")


class Threads(ThreadPoolExecutor):
    """A pool of threads on which a call sees the context variables of whoever submitted it."""

    def submit(self, call: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run a call on one of the threads, in a copy of the current context."""
        return super().submit(copy_context().run, partial(call, *args, **kwargs))


class Waiting:
    """What the event loop waits for on threads, each up to its own time."""

    def __init__(self) -> None:
        """Wait for nothing yet."""
        self._running: set[Future[Any]] = set()

    async def result(
        self, future: Future[T], seconds: float | None, late: Callable[[float], Exception]
    ) -> T:
        """Return what a call returns.

        :param seconds: how long to wait; without end where not given.
        :param late: the error for who has waited so long. A thread cannot be stopped: the call goes
            on, and what it changes it may still change.
        """
        self._running.add(future)
        future.add_done_callback(self._running.discard)
        waiting = asyncio.timeout(seconds)
        try:
            async with waiting:
                return await asyncio.wrap_future(future)
        except TimeoutError:
            if seconds is None or not waiting.expired():
                raise  # The call's own, and a fault.
            raise late(seconds) from None

    @property
    def is_over(self) -> bool:
        """Whether all calls have ended, so that the process can end."""
        return all(future.done() for future in tuple(self._running))
