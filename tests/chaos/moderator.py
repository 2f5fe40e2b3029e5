"""A moderator, who waits for what comes of each step as people do."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from tests.chaos.members import ACKNOWLEDGED_S, acting
from tests.end_to_end import cards

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.discord_double import DiscordDouble
    from tests.discord_double.exchange import Exchange


class CutError(Exception):
    """The bot is gone, and with it what a moderator was at."""


class NotTakenError(Exception):
    """Discord never had an acknowledgement, and told the moderator so itself."""


class WaitsError(Exception):
    """A job was taken on, and waits for better times; its message says so."""


class RefusedError(Exception):
    """The moderator was told why something is not done."""


class Moderator:
    """One who waits for the answer to each step, as people do."""

    def __init__(
        self,
        double: DiscordDouble,
        is_down: Callable[[], bool],
        *,
        patience: float = 60.0,
        guild: str = "",
    ) -> None:
        """Act in ``double``; what is awaited is given up once ``is_down``.

        :param guild: another than its first.
        """
        self.double = double
        self._guild = guild or double.state.guild_id
        self.exchanges: list[Exchange] = []
        self.steps = 0
        """How many steps were begun."""
        self.stepped = threading.Condition()
        self._is_down = is_down
        self._patience = patience

    def command(self, path: str, **options: Any) -> cards.Message:
        """Use a command; return what it answers in private."""
        return self._end(self._slash(path, options))

    def press(self, message: cards.Message, label: str, *, stale: bool = False) -> cards.Message:
        """Press a button; return the message that comes of it."""
        return self._end(self._click(message, label, stale=stale))

    def press_for_form(self, message: cards.Message, label: str) -> Exchange:
        """Press a button that opens a form."""
        return self._opened(self._click(message, label))

    def command_for_form(self, path: str, **options: Any) -> Exchange:
        """Use a command that opens a form."""
        return self._opened(self._slash(path, options))

    def submit(self, opened: Exchange, values: Mapping[str, str]) -> cards.Message:
        """Fill in a form and send it; return the message that comes of it."""
        with acting(self.double, self._guild):
            sent = self.double.modal_submit(opened, values, member="moderator")
        return self._end(self._begin(sent))

    def command_for_job(self, path: str) -> cards.Message:
        """Use a command that begins a job at once; return the job's message."""
        exchange = self._slash(path, {})
        private = self._end(exchange)
        if cards.says(private)[0] != "Done":
            raise RefusedError(cards.says(private)[0])
        self._wait(lambda: bool(exchange.raw_followups), "the job has no message")
        return exchange.followups[0]

    def watch(self, message: cards.Message) -> cards.Message:
        """Wait until the job of a message has ended; return the message as it is then."""
        if not message["components"] and not self._is_job(message):
            raise RefusedError(cards.says(message)[0])
        self._step()

        def over() -> bool:
            now = self.double.message(message)
            return now is None or now["components"] == []

        try:
            self._wait(over, "the job did not end")
        except TimeoutError:
            raise WaitsError(cards.says(self.double.message(message) or {})[1]) from None
        return self.double.message(message) or {}

    @staticmethod
    def expect(message: cards.Message, *titles: str) -> cards.Message:
        """Return a message that has one of these titles.

        :raises RefusedError: with what it says instead.
        """
        title = cards.says(message)[0]
        if title not in titles:
            raise RefusedError(title)
        return message

    def _is_job(self, message: cards.Message) -> bool:
        return not int(message["flags"])

    def _slash(self, path: str, options: Mapping[str, Any]) -> Exchange:
        with acting(self.double, self._guild):
            sent = self.double.slash(path, member="moderator", options=options)
        return self._begin(sent)

    def _click(self, message: cards.Message, label: str, *, stale: bool = False) -> Exchange:
        with acting(self.double, self._guild):
            pressed = self.double.click(message, label, member="moderator", stale=stale)
        return self._begin(pressed)

    def _opened(self, exchange: Exchange) -> Exchange:
        self._taken(exchange)
        if (exchange.callback or {}).get("type") != 9:
            raise RefusedError(cards.says(self._end(exchange))[0])
        return exchange

    def _begin(self, exchange: Exchange) -> Exchange:
        self.exchanges.append(exchange)
        self._step()
        return exchange

    def _step(self) -> None:
        with self.stepped:
            self.steps += 1
            self.stepped.notify_all()

    def _taken(self, exchange: Exchange) -> None:
        try:
            self.double.wait_for(lambda: exchange.acknowledged or self._is_down(), ACKNOWLEDGED_S)
        except TimeoutError:
            raise NotTakenError(repr(exchange)) from None
        if not exchange.acknowledged:
            raise CutError

    def _end(self, exchange: Exchange) -> cards.Message:
        self._taken(exchange)
        self._wait(lambda: exchange.final is not None, f"no answer to {exchange!r}")
        return exchange.response(0)

    def _wait(self, met: Callable[[], bool], what: str) -> None:
        self.double.wait_for(lambda: met() or self._is_down(), self._patience, what)
        if not met():
            raise CutError
