"""Interactions on the REST side: the callback, ``@original`` and followups."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tests.discord_double import messages
from tests.discord_double.wire import Refused

if TYPE_CHECKING:
    from tests.discord_double.exchange import Exchange, Recorder
    from tests.discord_double.gateway import Gateway
    from tests.discord_double.state import Json, State
    from tests.discord_double.wire import Call

EPHEMERAL, LOADING = 1 << 6, 1 << 7
MESSAGE, DEFERRED_MESSAGE, DEFERRED_UPDATE, UPDATE = 4, 5, 6, 7
_MESSAGE_KINDS = frozenset({MESSAGE, DEFERRED_MESSAGE})
_COMPONENT, _AUTOCOMPLETE, _MODAL_SUBMIT = 3, 4, 5

ORIGINAL = "@original"


class Interactions:
    """The answers to what members did."""

    def __init__(self, state: State, recorder: Recorder, gateway: Gateway) -> None:
        """Serve the world of ``state``."""
        self._state = state
        self._recorder = recorder
        self._gateway = gateway
        self.deadline_s = 3.0
        """Seconds that the bot has for its acknowledgement."""
        self.token_s = 900.0
        """Seconds from the event for which a token is good."""
        self.attachments_url = ""

    async def callback(self, call: Call) -> Json:
        """Take an acknowledgement."""
        exchange = self._recorder.by_token(call.match["interaction_token"])
        if exchange is None or exchange.interaction_id != call.match["interaction_id"]:
            raise Refused(404, 10062, "Unknown interaction")
        now = time.monotonic()
        with self._recorder.changed:
            if exchange.callback is not None:
                raise Refused(400, 40060, "Interaction has already been acknowledged.")
            if exchange.dispatched_at is None or now - exchange.dispatched_at > self.deadline_s:
                raise Refused(404, 10062, "Unknown interaction")
            self._check_kind(exchange, call.body["type"])
            message = self._apply(exchange, call)
            exchange.callback = call.body
            exchange.acknowledged_at = now
            self._recorder.changed.notify_all()
        kind = call.body["type"]
        answer: Json = {
            "interaction": {
                "id": exchange.interaction_id,
                "type": exchange.event["type"],
                "response_message_loading": kind == DEFERRED_MESSAGE,
            }
        }
        if message is not None:
            answer["interaction"]["response_message_id"] = message["id"]
            answer["resource"] = {"type": kind, "message": message}
            if kind == MESSAGE:
                await self.announce(message)
        return answer

    async def follow_up(self, call: Call) -> Json:
        """Take a message after the acknowledgement; the first one ends a deferral."""
        exchange = self._exchange(call)
        waiting = exchange.original
        if waiting is not None and waiting["flags"] & LOADING:
            self._fill(waiting, call)
            exchange.settle(waiting)
            await self.announce(waiting)
            return waiting
        made = messages.contents(self._state, call.body, call.files, self.attachments_url)
        made.update(messages.mentioned(self._state, call.body, None))
        message = self._new(exchange, made)
        exchange.follow(message)
        exchange.settle(message)
        await self.announce(message)
        return message

    async def read(self, call: Call) -> Json:
        """Return a message."""
        return self._found(call)

    async def edit(self, call: Call) -> Json:
        """Change a message; ``@original`` of a deferral becomes visible with it."""
        exchange = self._exchange(call)
        message = self._found(call)
        loading = bool(message["flags"] & LOADING)
        self._fill(message, call)
        if message is exchange.original:
            exchange.settle(message)
        self._recorder.happened()
        if loading:
            await self.announce(message)
        return message

    async def delete(self, call: Call) -> None:
        """Delete a message."""
        exchange = self._exchange(call)
        message = self._found(call)
        with self._recorder.changed:
            del self._state.messages[message["id"]]
            exchange.deleted = exchange.deleted or message is exchange.original
            self._recorder.changed.notify_all()

    def find(self, call: Call) -> Json | None:
        """Return the message that a request is about, if there is one."""
        exchange = self._recorder.by_token(call.match["webhook_token"])
        if exchange is None:
            return None
        wanted = call.match.get("message_id", ORIGINAL)
        if wanted == ORIGINAL:
            message = exchange.original
        else:
            mine = [exchange.original, *exchange.raw_followups]
            message = next((m for m in mine if m is not None and m["id"] == wanted), None)
        there = message is not None and message["id"] in self._state.messages
        return message if there else None

    def sent(self, message: Json, *, answers: str | None) -> None:
        """Bring a plain message of the bot's to the exchange that it answers.

        :param answers: the id of the message that it was meant as a reply to.
        """
        with self._recorder.changed:
            in_dm = self._state.is_dm(message["channel_id"])
            channel_id = message["channel_id"]
            waiting = [
                exchange
                for exchange in self._recorder.exchanges
                if exchange.answered_in(channel_id, answers, in_dm=in_dm)
            ]
            if waiting:
                # What has no reference goes to the question that has waited longest.
                exchange = waiting[0]
                if exchange.final is not None:
                    exchange.follow(message)
                exchange.settle(message)
            self._recorder.changed.notify_all()

    async def announce(self, message: Json) -> None:
        """Tell the gateway about a message that everybody sees, as Discord does."""
        if message["flags"] & EPHEMERAL:
            return
        event = dict(message)
        if (guild_id := self._state.guild_of(message["channel_id"])) is not None:
            event["guild_id"] = guild_id
        await self._gateway.dispatch("MESSAGE_CREATE", event)

    def _check_kind(self, exchange: Exchange, kind: int) -> None:
        """Refuse answers that do not go with what the member did."""
        event = exchange.event["type"]
        fits = (
            kind == 8
            if event == _AUTOCOMPLETE
            else kind != 8
            and not (kind in {DEFERRED_UPDATE, UPDATE} and exchange.source is None)
            and not (kind == 9 and event == _MODAL_SUBMIT)
        )
        if not fits:
            line = f"callback: type {kind} does not answer an interaction of type {event}"
            self._recorder.violate(line)
            raise Refused(400, 50035, "Invalid interaction callback type")

    def _apply(self, exchange: Exchange, call: Call) -> Json | None:
        """Do what a callback says; return its message, if it has one."""
        kind, data = call.body["type"], call.body.get("data") or {}
        if kind in _MESSAGE_KINDS:
            made = messages.contents(self._state, data, call.files, self.attachments_url)
            made.update(messages.mentioned(self._state, data, None))
            message = self._new(exchange, made)
            if kind == DEFERRED_MESSAGE:
                message["flags"] |= LOADING
            exchange.original = message
            if kind == MESSAGE:
                exchange.settle(message)
            return message
        if kind in {DEFERRED_UPDATE, UPDATE}:
            exchange.original = exchange.source
            if kind == UPDATE and exchange.source is not None:
                url = self.attachments_url
                made = messages.contents(self._state, data, call.files, url)
                # Whom it is visible to was settled when it was sent.
                visibility = int(exchange.source["flags"]) & EPHEMERAL
                made["flags"] = int(made.get("flags") or 0) | visibility
                messages.edit(exchange.source, made)
                exchange.settle(exchange.source)
            return exchange.source
        return None

    def _fill(self, message: Json, call: Call) -> None:
        made = messages.contents(self._state, call.body, call.files, self.attachments_url)
        flags, before = int(made.get("flags") or 0), int(message["flags"])
        made["flags"] = (flags & ~(LOADING | EPHEMERAL)) | (before & EPHEMERAL)
        with self._recorder.changed:
            if message["flags"] & LOADING:
                made.update(messages.mentioned(self._state, call.body, None))
            messages.edit(message, made)

    def _new(self, exchange: Exchange, made: Json) -> Json:
        event = exchange.event
        user = event.get("user") or event["member"]["user"]
        about = {"id": exchange.interaction_id, "type": event["type"], "user": user}
        return self._state.new_message(
            author=self._state.bot,
            channel_id=exchange.channel_id,
            reference=exchange.source,
            webhook_id=self._state.application_id,
            application_id=self._state.application_id,
            interaction_metadata={**about, "authorizing_integration_owners": {}},
            **made,
        )

    def _exchange(self, call: Call) -> Exchange:
        if call.match["webhook_id"] != self._state.application_id:
            raise Refused(404, 10015, "Unknown Webhook")
        exchange = self._recorder.by_token(call.match["webhook_token"])
        if exchange is None or exchange.callback is None:
            raise Refused(404, 10015, "Unknown Webhook")
        age = time.monotonic() - (exchange.dispatched_at or 0.0)
        if exchange.expired or age > self.token_s:
            raise Refused(401, 50027, "Invalid Webhook Token")
        return exchange

    def _found(self, call: Call) -> Json:
        self._exchange(call)
        message = self.find(call)
        if message is None:
            raise Refused(404, 10008, "Unknown Message")
        return message
