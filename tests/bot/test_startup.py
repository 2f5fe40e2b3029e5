"""What the owner is told when the bot cannot run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import discord
import pytest

from bot.errors import StartupError
from bot.settings import BotSettings
from bot.startup import fatal, run

if TYPE_CHECKING:
    from retrieval.library import Library
    from retrieval.settings import RetrievalSettings


class _Response:
    def __init__(self, status: int) -> None:
        self.status = status
        self.reason = "because"


class _Socket:
    def __init__(self, close_code: int) -> None:
        self.close_code = close_code


def http_error(kind: type[discord.HTTPException], status: int) -> discord.HTTPException:
    return kind(cast("Any", _Response(status)), {"code": 50001, "message": "no"})


def closed(code: int) -> discord.ConnectionClosed:
    return discord.ConnectionClosed(cast("Any", _Socket(code)), shard_id=None)


@pytest.mark.parametrize(
    ("error", "begins"),
    [
        (discord.LoginFailure("bad"), "Discord refused the token in DISCORD_TOKEN. Get a new one"),
        (closed(4004), "Discord refused the token in DISCORD_TOKEN. Get a new one"),
        (
            discord.PrivilegedIntentsRequired(None),
            "Discord closed the connection because of disallowed intents (4014).",
        ),
        (closed(4014), "Discord closed the connection because of disallowed intents (4014)."),
        (closed(4010), "Discord takes no connection with this number of shards (4010)"),
        (closed(4011), "Discord takes no connection with this number of shards (4011)"),
        (closed(4012), "Discord closed the connection for good (code 4012)."),
        (discord.MissingApplicationID(), "Discord knows no application for the token"),
        (http_error(discord.NotFound, 404), "Discord knows no application for the token"),
        (http_error(discord.Forbidden, 403), "Discord knows no application for the token"),
        (
            http_error(discord.HTTPException, 400),
            "Discord refused to log the bot in (status 400, code 50001).",
        ),
    ],
)
def test_what_trying_again_will_not_mend_is_one_line(error: Exception, begins: str) -> None:
    line = fatal(error)

    assert line is not None
    assert line.startswith(begins)
    assert "\n" not in line


@pytest.mark.parametrize(
    "error",
    [
        http_error(discord.DiscordServerError, 503),
        http_error(discord.HTTPException, 429),
        ConnectionRefusedError(),
        KeyError(),
    ],
)
def test_what_may_pass_or_is_a_fault_is_not_for_the_owner_to_mend(error: Exception) -> None:
    assert fatal(error) is None


def test_there_is_no_bot_without_a_token() -> None:
    settings = BotSettings(token=None)

    with pytest.raises(StartupError, match="DISCORD_TOKEN is not set"):
        run(settings, cast("RetrievalSettings", None), cast("Library", None))
