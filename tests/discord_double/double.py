"""The Discord double as tests use it: members do things, and the bot's answers are awaited."""

from __future__ import annotations

import copy
import secrets
import time
from typing import TYPE_CHECKING, Any, Self

from tests.discord_double import payloads, resolving
from tests.discord_double.exchange import Exchange
from tests.discord_double.faults import Fault, Faults
from tests.discord_double.gateway import Gateway
from tests.discord_double.observations import Observations
from tests.discord_double.payloads import Origin
from tests.discord_double.rest import Rest
from tests.discord_double.server import Server
from tests.discord_double.state import State

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.discord_double.state import Json

# The first part of a token is the id of its application in base 64, which discord.py does not read.
TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GdOuBl.not-a-real-token-only-for-the-double"  # noqa: S105


class DiscordDouble(Observations):
    """A Discord with one guild, one channel, three people and the bot.

    People are named "asker", "other" and "moderator".
    """

    def __init__(
        self,
        *,
        token: str = TOKEN,
        validate: bool = True,
        deadline_s: float = 3.0,
        token_s: float = 900.0,
        heartbeat_interval_s: float = 41.25,
        rest_open: bool = True,
        gateway_open: bool = True,
    ) -> None:
        """Take a bot with ``token``.

        :param validate: check request bodies; switch it off where latency is measured.
        :param deadline_s: seconds that the bot has to acknowledge an interaction.
        :param token_s: seconds for which the token of an interaction is good.
        :param rest_open: False for a port that is closed until ``open_ports``.
        :param gateway_open: the same for the gateway, whose port is one of its own.
        """
        super().__init__()
        self.token = token
        self.state = State(token)
        self.faults = Faults()
        self.gateway = Gateway(self.state, self._recorder, self.faults)
        self.gateway.heartbeat_interval = heartbeat_interval_s
        self.rest = Rest(self.state, self._recorder, self.faults, self.gateway)
        self.rest.validate = validate
        self.rest.interactions.deadline_s = deadline_s
        self.rest.interactions.token_s = token_s
        self._server = Server(self.rest, self.gateway)
        self._closed = {"rest": not rest_open, "gateway": not gateway_open}

    def __enter__(self) -> Self:
        """Begin to serve."""
        self._server.start(closed={name for name, closed in self._closed.items() if closed})
        return self

    def __exit__(self, *_error: object) -> None:
        """Stop serving."""
        self._server.stop()

    def open_ports(self) -> None:
        """Open the ports that were closed so far, as when Discord is to be reached again."""
        self._server.open_ports()

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables that ``launch.py`` reads."""
        return {
            "DOUBLE_REST_URL": self._server.rest_url,
            "DOUBLE_GATEWAY_URL": self._server.gateway_url,
        }

    @property
    def commands(self) -> list[Json]:
        """The commands that the bot registered."""
        mine = self.state.guild_commands.get(self.state.guild_id, [])
        return copy.deepcopy([*self.state.global_commands, *mine])

    def mention(self, name: str = "bot") -> str:
        """Return the mention of somebody, as it stands in a message."""
        return f"<@{self.state.users[name]['id']}>"

    def message(self, message: Json) -> Json | None:
        """Return a message as it is now, or None where it was deleted."""
        with self._recorder.changed:
            return copy.deepcopy(self.state.messages.get(message["id"]))

    def wait_until_ready(self, timeout: float = 30.0) -> None:
        """Wait until the bot is connected and has registered its commands."""
        self.wait_for(
            lambda: self.gateway.ready and bool(self.commands), timeout, "the bot is not ready"
        )

    def slash(
        self,
        path: str,
        *,
        member: str = "asker",
        in_dm: bool = False,
        options: Mapping[str, Any] | None = None,
        **named: Any,
    ) -> Exchange:
        """Send a slash command: ``slash("sources list", filter="nhs")``.

        A person is given by name, a channel by its id, a file as an ``Upload``.

        :param options: options whose names are taken by the parameters here.
        """
        origin = self._origin(member, in_dm=in_dm)
        url = self.rest.interactions.attachments_url
        values = resolving.stored(self.state, {**(options or {}), **named}, url)
        return self._interact(origin, payloads.command(self.state, origin, path, values))

    def autocomplete(
        self,
        path: str,
        *,
        option: str,
        value: str,
        member: str = "asker",
        in_dm: bool = False,
        others: Mapping[str, Any] | None = None,
    ) -> Exchange:
        """Type ``value`` into an option; ``choices`` of what is returned are the suggestions."""
        origin = self._origin(member, in_dm=in_dm)
        event = payloads.autocomplete(
            self.state, origin, path, option=option, value=value, others=others or {}
        )
        return self._interact(origin, event)

    def click(self, message: Json, name: str, *, member: str = "asker") -> Exchange:
        """Press a button of a message, named by its custom id or label.

        :raises LookupError: when the message, as it is by now, has no such button that can be
            pressed; Discord then refuses the press and tells the bot nothing.
        """
        live = self._live(message)
        pressed = payloads.find_component(live, name)
        return self._use(live, pressed, member, None)

    def select(
        self, message: Json, name: str, values: list[str], *, member: str = "asker"
    ) -> Exchange:
        """Choose values from a select of a message, named by its custom id or placeholder."""
        live = self._live(message)
        chosen = payloads.find_component(live, name)
        offered = [option["value"] for option in chosen.get("options") or []]
        if offered and (unknown := [value for value in values if value not in offered]):
            raise LookupError(f"{name!r} does not offer {unknown}; it offers {offered}")
        return self._use(live, chosen, member, values)

    def message_menu(self, name: str, message: Json, *, member: str = "asker") -> Exchange:
        """Use a command of a message's context menu."""
        live = self._live(message)
        origin = self._origin(member, in_dm=self.state.is_dm(live["channel_id"]))
        event = payloads.message_menu(self.state, origin, name, copy.deepcopy(live))
        return self._interact(origin, event)

    def modal_submit(
        self, opened: Exchange, values: Mapping[str, str], *, member: str = "asker"
    ) -> Exchange:
        """Fill in and send the form that an exchange opened; fields by custom id or label."""
        origin = self._origin(member, in_dm="guild_id" not in opened.event)
        source = copy.deepcopy(opened.source)
        event = payloads.modal_submit(self.state, origin, opened.modal, values, source)
        return self._interact(origin, event, source=opened.source)

    def say(self, content: str, *, member: str = "asker", mention_bot: bool = True) -> Exchange:
        """Write into the channel, by default after a mention of the bot."""
        text = f"{self.mention()} {content}" if mention_bot else content
        return self._write(member, self.state.channel_id, text)

    def dm(self, content: str, *, member: str = "asker") -> Exchange:
        """Write to the bot directly."""
        channel_id = self.state.dm_channel(member)["id"]
        return self._write(member, channel_id, content)

    def reply(
        self, to_message: Json, content: str, *, member: str = "asker", ping: bool = True
    ) -> Exchange:
        """Reply to a message where it is.

        :param ping: leave the mention of its author on, as Discord's client does.
        """
        live = self._live(to_message)
        return self._write(member, live["channel_id"], content, reference=live, ping=ping)

    def post(self, content: str, *, member: str = "other") -> Json:
        """Put a message into the channel that the bot is not told of, for a context menu."""
        with self._recorder.changed:
            author = self.state.users[member]
            message = self.state.new_message(
                author=author, channel_id=self.state.channel_id, content=content
            )
            return copy.deepcopy(message)

    def delete(self, message: Json) -> None:
        """Delete a message, as a member or a moderator does, and tell the bot."""
        with self._recorder.changed:
            gone = self.state.messages.pop(message["id"])
        event = {"id": gone["id"], "channel_id": gone["channel_id"]}
        if not self.state.is_dm(gone["channel_id"]):
            event["guild_id"] = self.state.guild_id
        self._server.do(self.gateway.dispatch("MESSAGE_DELETE", event))

    def fail(self, method: str, path: str, **how: Any) -> Fault:
        """Script a fault of the next requests: ``fail("POST", "/callback", status=503, times=2)``.

        Also ``retry_after``, ``delay``, ``body``, ``after_effect``, ``drop``; see ``Fault``.
        """
        return self.faults.fail(method, path, **how)

    def dispatch(self, event: str, data: Json) -> None:
        """Send any event of the gateway."""
        self._server.do(self.gateway.dispatch(event, data))

    def drop_gateway(self) -> None:
        """Cut the bot's connection without a goodbye."""
        self._server.do(self.gateway.drop())

    def close_gateway(self, code: int) -> None:
        """Close the bot's connection with a code."""
        self._server.do(self.gateway.close(code))

    def request_reconnect(self) -> None:
        """Ask the bot to reconnect (op 7)."""
        self._server.do(self.gateway.request_reconnect())

    def invalidate_session(self, *, resumable: bool = False) -> None:
        """Tell the bot that its session is invalid (op 9)."""
        self._server.do(self.gateway.invalidate(resumable=resumable))

    def _origin(self, member: str, *, in_dm: bool) -> Origin:
        if member not in self.state.users:
            raise LookupError(f"there is no {member!r}; there are {sorted(self.state.users)}")
        return Origin(member, in_dm, self.state.snowflake(), secrets.token_urlsafe(24))

    def _live(self, message: Json) -> Json:
        live = self.state.messages.get(message["id"])
        if live is None:
            raise LookupError("the message was deleted")
        return live

    def _use(self, live: Json, used: Json, member: str, values: list[str] | None) -> Exchange:
        origin = self._origin(member, in_dm=self.state.is_dm(live["channel_id"]))
        shown = copy.deepcopy(live)
        event = payloads.component(self.state, origin, shown, used, values)
        return self._interact(origin, event, source=live)

    def _interact(self, origin: Origin, event: Json, *, source: Json | None = None) -> Exchange:
        exchange = Exchange(
            self._recorder,
            interaction_id=origin.interaction_id,
            token=origin.token,
            event=event,
            source=source,
        )
        return self._begin(exchange, "INTERACTION_CREATE")

    def _write(
        self,
        member: str,
        channel_id: str,
        content: str,
        *,
        reference: Json | None = None,
        ping: bool = True,
    ) -> Exchange:
        author = self.state.users[member]
        with self._recorder.changed:
            message = self.state.new_message(
                author=author, channel_id=channel_id, content=content, reference=reference
            )
            if reference is not None and ping and reference["author"] not in message["mentions"]:
                message["mentions"].append(reference["author"])
        intents = self.gateway.intents
        event = payloads.message_create(self.state, message, member=member, intents=intents)
        exchange = Exchange(self._recorder, event=event, trigger=message)
        return self._begin(exchange, "MESSAGE_CREATE")

    def _begin(self, exchange: Exchange, event: str) -> Exchange:
        with self._recorder.changed:
            exchange.dispatched_at = time.monotonic()
            self._recorder.exchanges.append(exchange)
        self._server.do(self.gateway.dispatch(event, exchange.event))
        return exchange
