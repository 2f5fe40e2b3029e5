"""What passed between a test and the bot, and waiting for it without polling."""

from __future__ import annotations

import copy
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.discord_double.state import Json

EPHEMERAL = 1 << 6


@dataclass
class Request:
    """One request of the bot."""

    method: str
    path: str
    body: Any
    files: dict[str, bytes] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    at: float = field(default_factory=time.monotonic)
    status: int | None = None
    """The answer's status; None while there is none."""


class Recorder:
    """What happened so far, shared by the server's thread and the tests'."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.changed = threading.Condition(threading.RLock())
        self.requests: list[Request] = []
        self.violations: list[str] = []
        self.exchanges: list[Exchange] = []
        self.identifies: list[Json] = []
        self.resumes: list[Json] = []
        self.gateway_closes: list[int | None] = []

    def wait_for(self, met: Callable[[], bool], timeout: float, what: Callable[[], str]) -> None:
        """Wait until a condition is met.

        :raises TimeoutError: with ``what`` was waited for and what the bot did meanwhile.
        """
        with self.changed:
            if self.changed.wait_for(met, timeout):
                return
            lately = [f"{r.method} {r.path} -> {r.status}" for r in self.requests[-8:]]
            problems = f"; violations: {self.violations}" if self.violations else ""
            raise TimeoutError(f"{what()} within {timeout} s; last requests: {lately}{problems}")

    def happened(self) -> None:
        """Wake whoever waits."""
        with self.changed:
            self.changed.notify_all()

    def violate(self, line: str) -> None:
        """Record that the bot broke a rule of Discord's."""
        with self.changed:
            self.violations.append(line)
            self.changed.notify_all()

    def by_token(self, token: str) -> Exchange | None:
        """Return the interaction with a token."""
        with self.changed:
            # It is nearly always about one of the latest.
            return next((e for e in reversed(self.exchanges) if e.token == token), None)


class Exchange:
    """Something a member did, and what the bot made of it."""

    def __init__(
        self,
        recorder: Recorder,
        *,
        interaction_id: str = "",
        token: str = "",
        event: Json,
        source: Json | None = None,
        trigger: Json | None = None,
    ) -> None:
        """Begin with the event.

        :param source: the message whose component was used.
        :param trigger: the message that the member wrote.
        """
        self._recorder = recorder
        self.interaction_id = interaction_id
        self.token = token
        self.event = event
        self.source = source
        self.trigger = trigger
        self.dispatched_at: float | None = None
        self.acknowledged_at: float | None = None
        self.callback: Json | None = None
        self.original: Json | None = None
        """The message that ``@original`` stands for."""
        self.final: Json | None = None
        """What the member sees in the end."""
        self.final_at: float | None = None
        self.typed_at: float | None = None
        """For a message: when the bot first showed that it was writing, so that it had taken it."""
        self.deleted = False
        self.expired = False
        """Set it to have the token refused at once, as it is after 15 minutes."""
        self.raw_followups: list[Json] = []
        """Messages after the first, for the server's side; tests use ``followups``."""

    def __repr__(self) -> str:
        """Name what the member did."""
        data = self.event.get("data") or {}
        what = data.get("name") or data.get("custom_id") or self.event.get("content")
        return f"<Exchange {what!r}>"

    @property
    def channel_id(self) -> str:
        """The channel it takes place in."""
        return str(self.event["channel_id"])

    @property
    def acknowledged(self) -> bool:
        """Whether the bot has acknowledged the interaction by now."""
        return self.callback is not None

    @property
    def ack_latency_s(self) -> float:
        """Seconds from the event to the acknowledgement."""
        if self.acknowledged_at is None or self.dispatched_at is None:
            raise AssertionError(f"{self!r} was not acknowledged")
        return self.acknowledged_at - self.dispatched_at

    @property
    def response_latency_s(self) -> float:
        """Seconds from the event to what the member sees in the end."""
        if self.final_at is None or self.dispatched_at is None:
            raise AssertionError(f"{self!r} was not answered")
        return self.final_at - self.dispatched_at

    @property
    def ephemeral(self) -> bool:
        """Whether only the member sees the answer."""
        if self.final is not None:
            return bool(int(self.final.get("flags") or 0) & EPHEMERAL)
        data = (self.callback or {}).get("data") or {}
        return bool(int(data.get("flags") or 0) & EPHEMERAL)

    @property
    def followups(self) -> list[Json]:
        """Messages after the first, as they are now."""
        with self._recorder.changed:
            return copy.deepcopy(self.raw_followups)

    @property
    def choices(self) -> list[Json]:
        """Suggestions of an autocomplete, waited for."""
        data = self.acknowledgement().get("data") or {}
        return list(data.get("choices") or [])

    @property
    def modal(self) -> Json:
        """The form that the bot opened, waited for."""
        callback = self.acknowledgement()
        if callback["type"] != 9:
            raise AssertionError(f"{self!r} opened no form but answered with {callback['type']}")
        return dict(callback["data"])

    def acknowledgement(self, timeout: float = 10.0) -> Json:
        """Wait for the interaction callback; return its body."""
        self._recorder.wait_for(
            lambda: self.callback is not None, timeout, lambda: f"no acknowledgement of {self!r}"
        )
        return copy.deepcopy(self.callback or {})

    def response(self, timeout: float = 30.0) -> Json:
        """Wait for what the member sees in the end; return the message as it is now."""
        self._recorder.wait_for(
            lambda: self.final is not None, timeout, lambda: f"no response to {self!r}"
        )
        with self._recorder.changed:
            return copy.deepcopy(self.final or {})

    def followup(self, number: int = 0, timeout: float = 10.0) -> Json:
        """Wait for a message after the first; return it."""
        self._recorder.wait_for(
            lambda: len(self.raw_followups) > number, timeout, lambda: f"no followup to {self!r}"
        )
        return self.followups[number]

    def settle(self, message: Json) -> None:
        """Record what the member sees in the end, unless that was settled before."""
        with self._recorder.changed:
            if self.final is None:
                self.final = message
                self.final_at = time.monotonic()
            self._recorder.changed.notify_all()

    def follow(self, message: Json) -> None:
        """Record a further message."""
        with self._recorder.changed:
            self.raw_followups.append(message)
            self._recorder.changed.notify_all()

    def answered_in(self, channel_id: str, answers: str | None, *, in_dm: bool) -> bool:
        """Say whether a message of the bot's in a channel answers the message of this exchange.

        :param answers: the id of the message that it replies to, if it is a reply.
        """
        if self.trigger is None:
            return False
        if channel_id == self.trigger["id"]:
            return answers is None  # In the thread that begins with the message.
        if channel_id != self.channel_id:
            return False
        if answers is not None:
            return bool(answers == self.trigger["id"])
        return in_dm and self.final is None
