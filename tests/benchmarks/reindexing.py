"""A job that a moderator begins and stops while members ask: documents of a guild are indexed again."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.benchmarks.processes import Watch
from tests.benchmarks.texts import write_documents
from tests.end_to_end.home import PATIENCE
from tests.end_to_end.moderating import finished

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tests.discord_double import BotProcess, DiscordDouble
    from tests.end_to_end.home import Home

_CALM_CORES = 0.05
"""What bots with nothing to do may take of the processors."""
_LOOK_S = 1.0


class Reindexing:
    """Documents of which every text changes before each job, so that each has to be embedded."""

    def __init__(self, folder: Path, home: Home, *, guild: int, documents: int) -> None:
        """Have the folder's files be the guild's documents, each with little to read yet."""
        self.folder, self._home, self._guild, self._documents = folder, home, guild, documents
        self.read: list[int] = []
        """How many documents each job had read when it was stopped."""
        folder.mkdir()
        for number in range(documents):
            text = f"# Briefing {number}\n\nBriefing {number} is still to be written.\n"
            (folder / f"{number:03}.md").write_text(text, encoding="utf-8")

    @contextmanager
    def under_way(self, double: DiscordDouble, bots: Sequence[BotProcess]) -> Iterator[None]:
        """Have a moderator index all of them again while the block lasts, and then wait for calm."""
        write_documents(self.folder, self._documents, seed=len(self.read) + 1)
        with double.in_guild(str(self._guild)):
            asked = double.slash("library reindex", member="moderator")
        message = asked.followup(timeout=PATIENCE)
        double.wait_for(lambda: self._progress()[1] > 0, PATIENCE, "the job read nothing")
        yield
        state, done = self._progress()
        if state != "running":
            sys.exit(f"The job was {state} before the last question was asked: this shows nothing.")
        self.read.append(done)
        with double.in_guild(str(self._guild)):
            double.click(message, "Cancel", member="moderator")
        finished(double, message)
        _wait_for_calm(bots)

    def _progress(self) -> tuple[str, int]:
        """Return the state of the last job, and how many documents it has read."""
        rows = self._home.query("SELECT state, done FROM jobs ORDER BY id DESC LIMIT 1")
        return rows[0] if rows else ("missing", 0)


def _wait_for_calm(bots: Sequence[BotProcess]) -> None:
    """Wait until nothing is left to do of what a job has brought about."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with Watch(bot.pid for bot in bots) as watch:
            time.sleep(_LOOK_S)
        if watch.taken.bot_cpu_s + watch.taken.others_cpu_s <= _CALM_CORES * watch.taken.seconds:
            return
    sys.exit("The bot does not come to rest.")
