"""A Discord for tests: an HTTP and WebSocket server to which the real bot process speaks."""

from tests.discord_double.double import DiscordDouble
from tests.discord_double.exchange import Exchange, Request
from tests.discord_double.faults import Fault
from tests.discord_double.process import BotProcess
from tests.discord_double.uploads import Serving, Upload

__all__ = ["BotProcess", "DiscordDouble", "Exchange", "Fault", "Request", "Serving", "Upload"]
