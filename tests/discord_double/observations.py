"""What tests learn of the bot: its requests, its violations, its sessions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.discord_double.exchange import Recorder, Request

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.discord_double.state import Json


class Observations:
    """Everything about a double that changes nothing."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._recorder = Recorder()

    @property
    def violations(self) -> list[str]:
        """What the bot did that Discord refuses."""
        with self._recorder.changed:
            return list(self._recorder.violations)

    def take_violations(self) -> list[str]:
        """Return the violations so far and forget them, in a test that provokes them."""
        with self._recorder.changed:
            taken = list(self._recorder.violations)
            self._recorder.violations.clear()
            return taken

    @property
    def requests(self) -> list[Request]:
        """Every request so far, also those that were refused or struck by a fault."""
        with self._recorder.changed:
            return list(self._recorder.requests)

    @property
    def identifies(self) -> int:
        """How often the bot began a session, or tried to."""
        return len(self._recorder.identifies)

    @property
    def resumes(self) -> int:
        """How often the bot resumed a session, or tried to."""
        return len(self._recorder.resumes)

    @property
    def identify_payloads(self) -> list[Json]:
        """What the bot identified with, intents among it."""
        return list(self._recorder.identifies)

    @property
    def gateway_closes(self) -> list[int | None]:
        """The close codes of the connections that ended."""
        return list(self._recorder.gateway_closes)

    def wait_for(
        self, met: Callable[[], bool], timeout: float = 10.0, what: str = "it did not happen"
    ) -> None:
        """Wait until a condition on the double is met; it is tried after everything that happens."""
        self._recorder.wait_for(met, timeout, lambda: what)

    def wait_for_request(
        self, method: str, path: str, *, count: int = 1, timeout: float = 10.0
    ) -> Request:
        """Wait until a request was answered whose path holds a pattern; return the ``count``-th."""
        found: list[Request] = []

        def met() -> bool:
            found[:] = self.requests_to(method, path)
            return len([r for r in found if r.status is not None]) >= count

        self.wait_for(met, timeout, f"no {method} {path} ({count} wanted)")
        return [r for r in found if r.status is not None][count - 1]

    def requests_to(self, method: str, path: str) -> list[Request]:
        """Return the requests so far of a method whose path holds a pattern."""
        wanted = re.compile(path)
        return [r for r in self.requests if r.method == method and wanted.search(r.path)]
