"""The log of the bot and of its worker, as programs read it."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.discord_double import DiscordDouble
from tests.end_to_end import cards
from tests.end_to_end.conftest import served
from tests.end_to_end.home import DOCUMENTS, PATIENCE
from tests.end_to_end.moderating import added, document

if TYPE_CHECKING:
    from tests.discord_double import BotProcess
    from tests.end_to_end.home import Home

JSON = {"DISCORD_LOG_FORMAT": "json"}
SECRET = "the.secret.token"  # noqa: S105 - of nobody.


def lines(bot: BotProcess) -> list[dict[str, Any]]:
    """Return what a bot and its worker wrote, each line of which is an object."""
    return [json.loads(line) for line in bot.stderr.splitlines()]


def test_bot_and_worker_write_an_object_a_line(home: Home) -> None:
    home = replace(home, seeds=home.folder / "seeds")
    shutil.copytree(DOCUMENTS, home.seeds)
    (home.seeds / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n")
    with served(home, **JSON) as own:
        assert cards.says(own.double.slash("ask", question=cards.ALLOTMENTS).response())
        added(own.double, "otters.md", document("Otters", "Otters are not to be fed."))
        own.bot.wait_for_line("the worker has ended", PATIENCE)
        own.bot.terminate()
        own.bot.wait()

    written = lines(own.bot)
    assert all({"event", "level", "logger", "timestamp"} <= set(line) for line in written)
    assert [line["event"] for line in written if line["logger"].startswith("retrieval.")] == [
        "job 1 begins: add",
        "job 1 ends: done",
    ]
    (left_out,) = [line for line in written if "picture.txt" in line["event"]]
    assert (left_out["level"], left_out["event"].partition(":")[0]) == ("warning", "left out")
    assert cards.ALLOTMENTS not in own.bot.stderr
    assert own.double.token not in own.bot.stderr


def test_why_the_bot_cannot_run_is_an_object_too(home: Home) -> None:
    with DiscordDouble() as double:
        with home.bot(double, token=SECRET, **JSON) as refused:
            assert refused.wait(PATIENCE) == 1
        with home.bot(double, DISCORD_LOG_LEVEL="LOUD", **JSON) as wrong:
            assert wrong.wait(PATIENCE) == 2

    (why,) = lines(refused)
    assert (why["level"], why["event"].partition(".")[0]) == (
        "error",
        "Discord refused the token in DISCORD_TOKEN",
    )
    (why,) = lines(wrong)
    assert (why["level"], why["event"].partition(":")[0]) == ("error", "DISCORD_LOG_LEVEL")
    assert SECRET not in refused.stderr
