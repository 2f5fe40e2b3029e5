"""The Discord double as tests use it: members do things, and the bot's answers are awaited."""

from __future__ import annotations

import copy
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self

from tests.discord_double import uploads
from tests.discord_double.faults import Fault, Faults
from tests.discord_double.gateway import Gateway
from tests.discord_double.members import Members
from tests.discord_double.rest import Rest
from tests.discord_double.server import Server
from tests.discord_double.state import State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.discord_double.state import Json

# The first part of a token is the id of its application in base 64, which discord.py does not read.
TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GdOuBl.not-a-real-token-only-for-the-double"  # noqa: S105


class DiscordDouble(Members):
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
    def attachments_origin(self) -> str:
        """Where files are served, as the setting DISCORD_ATTACHMENT_HOSTS takes it."""
        return self._attachments_url.removesuffix(uploads.PATH)

    @property
    def commands(self) -> list[Json]:
        """The commands that the bot registered."""
        mine = self.state.guild_commands.get(self.state.guild_id, [])
        return copy.deepcopy([*self.state.global_commands, *mine])

    def wait_until_ready(self, timeout: float = 30.0) -> None:
        """Wait until the bot is connected and has registered its commands."""
        self.wait_for(
            lambda: self.gateway.ready and bool(self.commands), timeout, "the bot is not ready"
        )

    def add_guild(self, shard: int, of: int) -> str:
        """Bring the bot into another guild, on one of so many shards; return the guild's id."""
        with self._recorder.changed:
            guild_id = self.state.add_guild(shard, of)
        self._server.do(self.gateway.dispatch("GUILD_CREATE", self.state.guild(guild_id)))
        return guild_id

    @contextmanager
    def in_guild(self, guild_id: str) -> Iterator[None]:
        """Have people act in this guild until the block ends."""
        before = self.state.guild_id, self.state.channel_id
        self.state.guild_id, self.state.channel_id = guild_id, self.state.guilds[guild_id]
        try:
            yield
        finally:
            self.state.guild_id, self.state.channel_id = before

    def fail(self, method: str, path: str, **how: Any) -> Fault:
        """Script a fault of the next requests: ``fail("POST", "/callback", status=503, times=2)``.

        Also ``retry_after``, ``delay``, ``body``, ``after_effect``, ``drop``, ``chance``; see ``Fault``.
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
