"""Faults that a test scripts in advance: of single requests and of gateway connections."""

from __future__ import annotations

import random
import re
import threading
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Fault:
    """What happens to the next requests that match."""

    method: str
    path: re.Pattern[str]
    status: int | None = None
    """The answer; None to answer as usual after the delay."""
    left: int = 1
    """How many more requests it strikes."""
    retry_after: float = 0.05
    """Seconds that a 429 asks for."""
    delay: float = 0.0
    """Seconds before the answer."""
    body: dict[str, Any] | None = None
    """The answer's body in place of the usual one."""
    after_effect: bool = False
    """Whether the request is carried out all the same, so that only its answer is lost."""
    drop: bool = False
    """Whether the connection is cut in place of an answer."""
    chance: float = 1.0
    """How likely it strikes a request that matches."""
    hits: int = 0

    def matches(self, method: str, path: str) -> bool:
        """Say whether it strikes a request."""
        return self.left > 0 and self.method in {method, "*"} and bool(self.path.search(path))

    def answer(self) -> dict[str, Any]:
        """Return the body that goes with the status."""
        if self.body is not None:
            return self.body
        if self.status == 429:
            return {
                "message": "You are being rate limited.",
                "retry_after": self.retry_after,
                "global": False,
            }
        return {"message": f"{self.status}: scripted by the test", "code": 0}


@dataclass
class Faults:
    """All faults that are still to come."""

    scripted: list[Fault] = field(default_factory=list)
    refuse_connections: int = 0
    """How many gateway connections are refused from now on."""
    close_identify_with: int | None = None
    """The close code that answers every IDENTIFY, as 4004 or 4014."""
    acknowledge_heartbeats: bool = True
    made: random.Random = field(default_factory=random.Random)
    """Decides about those that strike by chance."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def fail(self, method: str, path: str, **how: Any) -> Fault:
        """Script a fault for requests of a method ("*" for any) whose path holds a pattern.

        :param how: see ``Fault``; ``times`` says how many requests it strikes.
        """
        times = how.pop("times", 1)
        fault = Fault(method.upper(), re.compile(path), left=times, **how)
        with self.lock:
            self.scripted.append(fault)
        return fault

    def next_for(self, method: str, path: str) -> Fault | None:
        """Use up and return the fault that strikes this request, if any."""
        with self.lock:
            for fault in self.scripted:
                if fault.matches(method, path) and self.made.random() < fault.chance:
                    fault.left -= 1
                    fault.hits += 1
                    return fault
        return None

    def refuses_connection(self) -> bool:
        """Use up and return whether this gateway connection is refused."""
        with self.lock:
            if self.refuse_connections > 0:
                self.refuse_connections -= 1
                return True
        return False
