"""Jobs: their progress, their end, and what is left of them when a process is killed."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.discord_double import DiscordDouble, Upload
from tests.end_to_end import cards
from tests.end_to_end.home import PATIENCE, wait_until_serving
from tests.end_to_end.moderating import document, finished, long_document, offered

if TYPE_CHECKING:
    from tests.end_to_end.home import Home, Served

_STARTED = re.compile(r"the worker has started\s+.*pid=(\d+)")


FILES = 8
RUNNING = "SELECT id FROM jobs WHERE state = 'running'"


def shelf(folder: Path, home: Home, guild: str) -> Path:
    """Have a guild's library hold short files, which then become long ones on disk."""
    folder.mkdir()
    rewrite(folder, "first")
    home.retrieval("index", str(folder), "--guild", guild)
    for number in range(FILES):
        (folder / f"rule-{number}.md").write_bytes(long_document(number))
    return folder


def rewrite(folder: Path, edition: str) -> None:
    """Make short files of them, which take no time to be read in."""
    for number in range(FILES):
        words = f"The {edition} edition of rule {number} is about matter {number}."
        (folder / f"rule-{number}.md").write_bytes(document(f"Rule {number}", words))


def reading(double: DiscordDouble, message: cards.Message) -> str:
    """Wait until a message tells how far its job is; return what it says."""

    def begun() -> bool:
        now = double.message(message)
        return now is not None and "Reading " in cards.says(now)[1]

    double.wait_for(begun, PATIENCE, "no progress was told")
    return cards.says(double.message(message) or {})[1]


def worker_pid(output: str) -> int:
    """Return the number of the worker's process that a bot has started last."""
    return int(_STARTED.findall(output)[-1])


def is_alive(pid: int) -> bool:
    """Say whether a process runs; one that has ended and that nobody has asked for does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1]
    except OSError:
        return False
    return state.split()[0] != "Z"


def wait_until_gone(pid: int) -> None:
    until = time.monotonic() + PATIENCE
    while is_alive(pid):
        assert time.monotonic() < until, f"{pid} still runs"
        time.sleep(0.05)


def wait_until_listed(double: DiscordDouble, title: str) -> None:
    until = time.monotonic() + PATIENCE
    while title not in str(double.slash("sources list", filter=title).response()["embeds"][0]):
        assert time.monotonic() < until, f"{title} was not added"
        time.sleep(0.2)


def test_reindexing_tells_its_progress_and_can_be_cancelled(
    moderated: Served, tmp_path: Path
) -> None:
    double = moderated.double
    shelf(tmp_path / "rules", moderated.home, double.state.guild_id)

    asked = double.slash("library reindex", member="moderator")
    message = asked.followup(timeout=PATIENCE)
    assert not message["flags"]
    assert cards.says(message)[0] == "Reading the library again"
    said = reading(double, message)
    assert re.search(r"Reading \d+ of \d+ files · \d+%\n[▰▱]{20}\n", said)

    # The button's own answer comes late, when the job has ended and been told; the end is told last.
    double.fail("PATCH", "@original", status=503, times=2)
    stopping = double.click(message, "Cancel", member="moderator").response(PATIENCE)
    assert cards.buttons(stopping) in ({"Cancel": False}, {})
    told = finished(double, message)

    assert cards.says(told) == (
        "Reading the library again was stopped",
        f"Asked for by {double.mention('moderator')}.\nWhat was finished by then stays.",
    )
    late = double.click(message, "Cancel", member="moderator", stale=True).response()
    assert cards.says(late)[0] == "Reading the library again was stopped"


def test_a_job_is_told_to_its_end_though_the_bot_was_stopped_and_killed(
    home: Home, tmp_path: Path
) -> None:
    with DiscordDouble() as double:
        folder = shelf(tmp_path / "rules", home, double.state.guild_id)
        with home.bot(double) as first:
            wait_until_serving(double, first)
            otters = Upload("otters.md", document("Otters", "Otters are not to be fed."))
            waiting = offered(double, file1=otters)
            message = double.slash("library reindex", member="moderator").followup()
            reading(double, message)
            worker = worker_pid(first.output)
            first.terminate()
            assert first.wait() == 0
        # It has handed its job back, and is gone with the bot.
        assert not is_alive(worker)
        assert home.query("SELECT state, attempts FROM jobs") == [("queued", 0)]

        with home.bot(double) as second:
            wait_until_serving(double, second)
            second.wait_for_line("the worker has started", PATIENCE)
            double.wait_for(lambda: home.query(RUNNING) != [], PATIENCE, "nobody goes on")
            worker = worker_pid(second.output)
            second.kill()
            second.wait()
        wait_until_gone(worker)
        assert cards.says(double.message(message) or {})[0] == "Reading the library again"

        rewrite(folder, "second")
        # Its interaction has expired by now: the bot's own token has to do.
        for exchange in double._recorder.exchanges:  # noqa: SLF001 - the double has no word for it.
            exchange.expired = True
        with home.bot(double) as third:
            wait_until_serving(double, third)
            told = finished(double, message)
            assert cards.says(told)[0] == "Library read again"
            titles = cards.fields(told)["New or changed"].split("\n")
            assert titles == [f"Rule {number}" for number in range(FILES)]
            # What was uploaded before it was stopped still waits to be confirmed; and a job goes on
            # though somebody deletes its message.
            told = double.click(waiting, "Add", member="moderator").followup(timeout=PATIENCE)
            double.delete(told)
            wait_until_listed(double, "Otters")
            third.wait_for_line("a job goes on without its message", PATIENCE)
            assert third.running
        assert double.violations == []
