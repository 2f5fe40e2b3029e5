"""Discord's gateway: one WebSocket, its sessions and what is replayed after a break."""

from __future__ import annotations

import asyncio
import json
import secrets
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import WSCloseCode, WSMsgType, web

if TYPE_CHECKING:
    from tests.discord_double.exchange import Recorder
    from tests.discord_double.faults import Faults
    from tests.discord_double.state import Json, State

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE = 0, 1, 2, 3
RESUME, RECONNECT, INVALID_SESSION, HELLO, ACK = 6, 7, 9, 10, 11

UNKNOWN_OPCODE, BAD_TOKEN, BAD_INTENTS = 4001, 4004, 4013


@dataclass
class Session:
    """What a connection may come back to."""

    id: str
    shard: list[int]
    intents: int
    sent: list[Json] = field(default_factory=list)
    """Every event so far, the first with the number 1."""
    socket: Socket | None = None


class Socket:
    """One connection."""

    def __init__(
        self, ws: web.WebSocketResponse, transport: asyncio.Transport | None, *, compress: bool
    ) -> None:
        """Speak through ``ws``, with zlib-stream compression if asked for."""
        self.ws = ws
        self.transport = transport
        self._compressor = zlib.compressobj() if compress else None
        self._sending = asyncio.Lock()
        self.closed_by_us = False

    async def close(self, code: int, reason: bytes = b"") -> None:
        """Close the connection with a code."""
        self.closed_by_us = True
        await self.ws.close(code=code, message=reason)

    async def send(self, op: int, d: Any = None, **rest: Any) -> None:
        """Send a payload."""
        await self.send_json({"op": op, "d": d, "s": None, "t": None, **rest})

    async def send_json(self, payload: Json) -> None:
        """Send a payload that is complete; a connection that is gone takes nothing."""
        text = json.dumps(payload)
        async with self._sending:
            if self.ws.closed:
                return
            try:
                if self._compressor is None:
                    await self.ws.send_str(text)
                    return
                packed = self._compressor.compress(text.encode())
                packed += self._compressor.flush(zlib.Z_SYNC_FLUSH)
                await self.ws.send_bytes(packed)
            except ConnectionError:
                # The bot notices by itself; what was sent is replayed when it resumes.
                return


class Gateway:
    """All connections and sessions."""

    def __init__(self, state: State, recorder: Recorder, faults: Faults) -> None:
        """Serve the world of ``state``."""
        self._state = state
        self._recorder = recorder
        self._faults = faults
        self.url = ""
        self.heartbeat_interval = 41.25
        """Seconds, as HELLO announces them."""
        self.recommended_shards = 1
        """What ``/gateway/bot`` says."""
        self.sessions: dict[str, Session] = {}
        self.ready = False
        """Whether a session is connected and knows the guild."""

    @property
    def intents(self) -> int:
        """Return the intents of the latest session."""
        return next((s.intents for s in reversed(self.sessions.values())), 0)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Hold one connection until it ends."""
        if self._faults.refuses_connection():
            return web.Response(status=503)
        compression = request.query.get("compress")
        if compression not in {None, "zlib-stream"}:
            self._recorder.violate(f"gateway: the double knows no compression {compression!r}")
            return web.Response(status=400)
        ws = web.WebSocketResponse(max_msg_size=1 << 20)
        await ws.prepare(request)
        transport = request.transport
        socket = Socket(ws, transport, compress=compression is not None)
        await socket.send(HELLO, {"heartbeat_interval": int(self.heartbeat_interval * 1000)})
        session: Session | None = None
        try:
            async for message in ws:
                if message.type is WSMsgType.TEXT:
                    session = await self._hear(socket, json.loads(message.data)) or session
        finally:
            self._part(session, socket)
        return ws

    async def dispatch(self, event: str, data: Json) -> None:
        """Send an event to the sessions it belongs to; those that are away get it on resuming.

        Direct messages go to shard 0, as does the guild of a bot with one shard.
        """
        guild_id = data["id"] if event == "GUILD_CREATE" else data.get("guild_id")
        for session in list(self.sessions.values()):
            count = session.shard[1]
            home = (int(guild_id) >> 22) % count if guild_id else 0
            if session.shard[0] == home:
                await self._dispatch_to(session, event, data)

    def told(self, channel_id: str) -> list[str]:
        """Return the ids of a channel's messages that the sessions of now know of, in order."""
        events = [sent for session in self.sessions.values() for sent in session.sent]
        return [
            event["d"]["id"]
            for event in events
            if event["t"] == "MESSAGE_CREATE" and event["d"]["channel_id"] == channel_id
        ]

    async def drop(self) -> None:
        """Cut every connection without a goodbye."""
        for socket in self._sockets():
            if socket.transport is not None:
                socket.transport.abort()

    async def close(self, code: int = WSCloseCode.GOING_AWAY) -> None:
        """Close every connection with a code."""
        for socket in self._sockets():
            await socket.close(code)

    async def request_reconnect(self) -> None:
        """Send op 7."""
        for socket in self._sockets():
            await socket.send(RECONNECT)

    async def invalidate(self, *, resumable: bool) -> None:
        """Send op 9; a session that cannot be resumed is forgotten."""
        sockets = self._sockets()
        if not resumable:
            self.sessions.clear()
            self.ready = False
        for socket in sockets:
            await socket.send(INVALID_SESSION, resumable)

    def _sockets(self) -> list[Socket]:
        return [s.socket for s in self.sessions.values() if s.socket is not None]

    async def _hear(self, socket: Socket, payload: Json) -> Session | None:
        """Act on what the bot sent; return the session that begins or goes on with it."""
        op, d = payload.get("op"), payload.get("d")
        if op == HEARTBEAT:
            if self._faults.acknowledge_heartbeats:
                await socket.send(ACK)
        elif op == IDENTIFY and isinstance(d, dict):
            return await self._identify(socket, d)
        elif op == RESUME and isinstance(d, dict):
            return await self._resume(socket, d)
        elif op != PRESENCE:
            self._recorder.violate(f"gateway: unexpected opcode {op}")
            await socket.close(UNKNOWN_OPCODE)
        return None

    def _part(self, session: Session | None, socket: Socket) -> None:
        """Note that a connection is over."""
        code = socket.ws.close_code
        if session is not None and session.socket is socket:
            session.socket = None
            # A bot that says goodbye like this ends its session with the connection.
            if code in {WSCloseCode.OK, WSCloseCode.GOING_AWAY} and not socket.closed_by_us:
                self.sessions.pop(session.id, None)
        self.ready = any(s.socket is not None for s in self.sessions.values())
        with self._recorder.changed:
            self._recorder.gateway_closes.append(code)
            self._recorder.changed.notify_all()

    async def _dispatch_to(self, session: Session, event: str, data: Json) -> None:
        number = len(session.sent) + 1
        payload: Json = {"op": DISPATCH, "t": event, "s": number, "d": data}
        session.sent.append(payload)
        if session.socket is not None:
            await session.socket.send_json(payload)

    async def _identify(self, socket: Socket, d: Json) -> Session | None:
        with self._recorder.changed:
            self._recorder.identifies.append(d)
            self._recorder.changed.notify_all()
        if d.get("token") != self._state.token:
            await socket.close(BAD_TOKEN, b"Authentication failed.")
            return None
        if self._faults.close_identify_with is not None:
            await socket.close(self._faults.close_identify_with)
            return None
        if not isinstance(d.get("intents"), int):
            await socket.close(BAD_INTENTS, b"Invalid intents.")
            return None
        shard = d.get("shard") or [0, 1]
        for stale in [s for s in self.sessions.values() if s.shard == shard]:
            del self.sessions[stale.id]
        session = Session(secrets.token_hex(16), shard, d["intents"], socket=socket)
        self.sessions[session.id] = session
        guilds = self._state.guilds_of(*shard)
        ready = {
            "v": 10,
            "user": self._state.bot,
            "guilds": [{"id": guild_id, "unavailable": True} for guild_id in guilds],
            "session_id": session.id,
            "resume_gateway_url": self.url,
            "shard": shard,
            "application": {"id": self._state.application_id, "flags": 0},
        }
        await self._dispatch_to(session, "READY", ready)
        for guild_id in guilds:
            await self._dispatch_to(session, "GUILD_CREATE", self._state.guild(guild_id))
        self.ready = True
        self._recorder.happened()
        return session

    async def _resume(self, socket: Socket, d: Json) -> Session | None:
        with self._recorder.changed:
            self._recorder.resumes.append(d)
            self._recorder.changed.notify_all()
        session = self.sessions.get(str(d.get("session_id")))
        if session is None or d.get("token") != self._state.token:
            await socket.send(INVALID_SESSION, False)
            return None
        # Read before the socket is set: from then on events go to it directly.
        missed = session.sent[int(d.get("seq") or 0) :]
        for payload in missed:
            await socket.send_json(payload)
        session.socket = socket
        for payload in session.sent[int(d.get("seq") or 0) + len(missed) :]:
            await socket.send_json(payload)
        await self._dispatch_to(session, "RESUMED", {})
        self.ready = True
        self._recorder.happened()
        return session
