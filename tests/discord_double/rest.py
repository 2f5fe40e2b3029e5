"""Discord's REST side, version 10: what every request goes through, and the plain routes."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.discord_double import messages, places, uploads, validation
from tests.discord_double.exchange import Request
from tests.discord_double.schema import Problem
from tests.discord_double.webhooks import Interactions
from tests.discord_double.wire import Call, Refused, check_files, read, response, with_uploads

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.discord_double.exchange import Recorder
    from tests.discord_double.faults import Faults
    from tests.discord_double.gateway import Gateway
    from tests.discord_double.state import Json, State

PREFIX = "/api/v10"

# With these the token in the path is the authorization.
_TOKEN_IN_PATH = ("/interactions/", "/webhooks/")


class Rest:
    """The routes, and what each request goes through before it reaches one."""

    def __init__(self, state: State, recorder: Recorder, faults: Faults, gateway: Gateway) -> None:
        """Serve the world of ``state``."""
        self._state = state
        self._recorder = recorder
        self._faults = faults
        self._gateway = gateway
        self.validate = True
        self._files = uploads.Files(state, recorder, faults)
        self.interactions = Interactions(state, recorder, gateway)
        act = self.interactions
        message = "/channels/{channel_id}/messages/{message_id}"
        webhook = "/webhooks/{webhook_id}/{webhook_token}"
        self._routes: dict[tuple[str, str], Callable[[Call], Awaitable[Any]]] = {
            ("GET", "/users/@me"): self._me,
            ("GET", "/oauth2/applications/@me"): self._application,
            ("GET", "/applications/@me"): self._application,
            ("GET", "/gateway"): self._gateway_url,
            ("GET", "/gateway/bot"): self._gateway_url,
            ("POST", "/users/@me/channels"): self._open_dm,
            ("GET", "/applications/{application_id}/commands"): self._commands,
            ("PUT", "/applications/{application_id}/commands"): self._register,
            ("GET", "/applications/{application_id}/guilds/{guild_id}/commands"): self._commands,
            ("PUT", "/applications/{application_id}/guilds/{guild_id}/commands"): self._register,
            ("GET", "/channels/{channel_id}"): self._channel,
            ("POST", "/channels/{channel_id}/typing"): self._typing,
            ("POST", "/channels/{channel_id}/messages"): self._send,
            ("GET", message): self._message,
            ("PATCH", message): self._edit,
            ("DELETE", message): self._delete,
            ("POST", f"{message}/threads"): self._open_thread,
            ("POST", "/interactions/{interaction_id}/{interaction_token}/callback"): act.callback,
            ("POST", webhook): act.follow_up,
            ("GET", f"{webhook}/messages/@original"): act.read,
            ("PATCH", f"{webhook}/messages/@original"): act.edit,
            ("DELETE", f"{webhook}/messages/@original"): act.delete,
            ("GET", f"{webhook}/messages/{{message_id}}"): act.read,
            ("PATCH", f"{webhook}/messages/{{message_id}}"): act.edit,
            ("DELETE", f"{webhook}/messages/{{message_id}}"): act.delete,
        }

    def add_to(self, app: web.Application) -> None:
        """Add the routes to the server."""
        for method, path in self._routes:
            app.router.add_route(method, f"{PREFIX}{path}", self._serve)
        app.router.add_get(f"{uploads.PATH}/{{attachment_id}}/{{name}}", self._files.serve)
        app.router.add_route("*", "/{rest:.*}", self._not_served)

    async def _serve(self, http: web.Request) -> web.StreamResponse:
        resource = http.match_info.route.resource
        path = resource.canonical.removeprefix(PREFIX) if resource is not None else ""
        body, files = await read(http)
        uploads = {field: content for field, (_, content) in files.items()}
        record = Request(http.method, http.path.removeprefix(PREFIX), body, uploads)
        record.headers = dict(http.headers)
        with self._recorder.changed:
            self._recorder.requests.append(record)
            self._recorder.changed.notify_all()
        status, answer = await self._answer(
            http, record, path, Call(body, files, http.match_info, http.query)
        )
        with self._recorder.changed:
            record.status = status
            self._recorder.changed.notify_all()
        if status == 0:
            if http.transport is not None:
                http.transport.abort()
            return web.Response(status=500)
        return response(status, answer)

    async def _answer(
        self, http: web.Request, record: Request, path: str, call: Call
    ) -> tuple[int, Any]:
        fault = self._faults.next_for(record.method, record.path)
        if fault is not None:
            if fault.delay:
                await asyncio.sleep(fault.delay)
            if fault.after_effect:
                await self._carry_out(http, record, path, call)
            if fault.drop:
                return 0, None
            if fault.status is not None:
                return fault.status, fault.answer()
        return await self._carry_out(http, record, path, call)

    async def _carry_out(
        self, http: web.Request, record: Request, path: str, call: Call
    ) -> tuple[int, Any]:
        open_to_all = record.path.startswith(_TOKEN_IN_PATH)
        if not open_to_all and http.headers.get("Authorization") != f"Bot {self._state.token}":
            return 401, {"message": "401: Unauthorized", "code": 0}
        try:
            if self.validate:
                self._check(record, path, call)
            answer = await self._routes[record.method, path](call)
        except Refused as refused:
            return refused.status, refused.body
        return (204, None) if answer is None else (200, answer)

    def _check(self, record: Request, path: str, call: Call) -> None:
        """Refuse a body that Discord would refuse, and record why."""
        if call.body is None and not call.files:
            return
        before = self._before(record.method, path, call)
        found = validation.find(record.method, path, with_uploads(call), before=before)
        found += check_files(call)
        if not found:
            return
        for problem in found:
            self._recorder.violate(f"{record.method} {path}: {problem}")
        raise Refused(400, body=validation.errors(found))

    def _before(self, method: str, path: str, call: Call) -> Json | None:
        if method != "PATCH":
            return None
        if path.startswith("/webhooks/"):
            # A deferred answer has no message yet, and must not stay empty.
            return self.interactions.find(call) or None
        return self._state.messages.get(call.match["message_id"])

    async def _not_served(self, http: web.Request) -> web.Response:
        line = f"{http.method} {http.path}"
        self._recorder.violate(f"{line}: the double does not serve this")
        return response(404, {"message": "404: Not Found", "code": 0})

    async def _me(self, _call: Call) -> Json:
        return {**self._state.bot, "verified": True, "mfa_enabled": True, "flags": 0}

    async def _application(self, _call: Call) -> Json:
        return {
            "id": self._state.application_id,
            "name": "Chapter & Verse",
            "icon": None,
            "description": "",
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": "0" * 64,
            "flags": 0,
            "owner": self._state.users["moderator"],
            "team": None,
        }

    async def _gateway_url(self, _call: Call) -> Json:
        limit = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
        shards = self._gateway.recommended_shards
        return {"url": self._gateway.url, "shards": shards, "session_start_limit": limit}

    async def _open_dm(self, call: Call) -> Json:
        for name, user in self._state.users.items():
            if user["id"] == str(call.body.get("recipient_id")):
                return self._state.dm_channel(name)
        raise Refused(400, 50033, "Invalid Recipient(s)")

    async def _commands(self, call: Call) -> list[Json]:
        guild_id = call.match.get("guild_id")
        if guild_id is None:
            return self._state.global_commands
        return self._state.guild_commands.get(guild_id, [])

    async def _register(self, call: Call) -> list[Json]:
        if call.match["application_id"] != self._state.application_id:
            raise Refused(403, 20012, "You are not authorized to perform this action")
        registered = self._state.register(call.body or [], call.match.get("guild_id"))
        self._recorder.happened()
        return registered

    async def _channel(self, call: Call) -> Json:
        channel_id = self._known_channel(call)
        dms = self._state.dms.values()
        direct = next((c for c in dms if c["id"] == channel_id), None)
        if direct is None and self._state.guild_of(channel_id) == self._state.guild_id:
            return places.channel(self._state, channel_id)
        return direct or self._state.channel(self._state.guild_of(channel_id))

    async def _typing(self, call: Call) -> None:
        """Note which message the bot has taken: they are taken in the order in which it is told."""
        channel_id = self._known_channel(call)
        with self._recorder.changed:
            waiting = {
                exchange.trigger["id"]: exchange
                for exchange in self._recorder.exchanges
                # One that has its answer is not taken any more, whatever became of its typing.
                if exchange.trigger is not None and exchange.typed_at is None
                if exchange.final is None
                if self._state.is_dm(channel_id) or self._state.bot in exchange.trigger["mentions"]
            }
            known = self._gateway.told(channel_id)
            taken = next((waiting[number] for number in known if number in waiting), None)
            if taken is not None:
                taken.typed_at = time.monotonic()
            self._recorder.changed.notify_all()

    async def _send(self, call: Call) -> Json:
        channel_id = self._known_channel(call)
        if (known := self._sent_before(channel_id, call.body)) is not None:
            return known
        replied = self._replied(call.body.get("message_reference"))
        made = messages.contents(
            self._state, call.body, call.files, self.interactions.attachments_url
        )
        made.update(messages.mentioned(self._state, call.body, replied))
        message = self._state.new_message(
            author=self._state.bot, channel_id=channel_id, reference=replied, **made
        )
        if "nonce" in call.body:
            message["nonce"] = call.body["nonce"]
        # A reply to what is gone by now is a plain message, but still an answer.
        answers = (call.body.get("message_reference") or {}).get("message_id")
        self.interactions.sent(message, answers=None if answers is None else str(answers))
        await self.interactions.announce(message)
        return message

    def _sent_before(self, channel_id: str, body: Json) -> Json | None:
        """Return the message that a request repeats, which Discord knows by its nonce."""
        if not body.get("enforce_nonce") or "nonce" not in body:
            return None
        # People write from another thread.
        for message in list(self._state.messages.values()):
            if message["channel_id"] == channel_id and message.get("nonce") == body["nonce"]:
                return message
        return None

    def _replied(self, reference: Json | None) -> Json | None:
        if not reference:
            return None
        replied = self._state.messages.get(str(reference["message_id"]))
        if replied is None and reference.get("fail_if_not_exists", True):
            problem = Problem(("message_reference",), "Unknown message", "UNKNOWN_MESSAGE")
            raise Refused(400, body=validation.errors([problem]))
        return replied

    async def _message(self, call: Call) -> Json:
        return self._known_message(call)

    async def _edit(self, call: Call) -> Json:
        message = self._known_message(call)
        if message["author"]["id"] != self._state.bot["id"]:
            raise Refused(403, 50005, "Cannot edit a message authored by another user")
        url = self.interactions.attachments_url
        messages.edit(message, messages.contents(self._state, call.body, call.files, url))
        return message

    async def _open_thread(self, call: Call) -> Json:
        message = self._known_message(call)
        if message["id"] in self._state.threads:
            raise Refused(400, 160004, "A thread has already been created for this message")
        thread = places.open_thread(self._state, message, call.body["name"])
        await self._gateway.dispatch("THREAD_CREATE", {**thread, "newly_created": True})
        return thread

    async def _delete(self, call: Call) -> None:
        message = self._known_message(call)
        if message["author"]["id"] != self._state.bot["id"]:
            raise Refused(403, 50013, "Missing Permissions")
        del self._state.messages[message["id"]]

    def _known_channel(self, call: Call) -> str:
        if not self._state.knows_channel(call.match["channel_id"]):
            raise Refused(404, 10003, "Unknown Channel")
        return call.match["channel_id"]

    def _known_message(self, call: Call) -> Json:
        message = self._state.messages.get(call.match["message_id"])
        hidden = message is None or message["flags"] & validation.EPHEMERAL
        if message is None or hidden or message["channel_id"] != call.match["channel_id"]:
            raise Refused(404, 10008, "Unknown Message")
        return message
