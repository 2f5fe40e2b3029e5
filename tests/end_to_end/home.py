"""A folder that a bot runs in: its built library, and the settings that keep it there."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.discord_double import BotProcess

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.discord_double import DiscordDouble

REPOSITORY = Path(__file__).resolve().parents[2]
RUN_BOT = REPOSITORY / "run_bot.py"
DOCUMENTS = Path(__file__).with_name("documents")

PATIENCE = 120.0
"""Seconds that anything may take on a busy machine before a test gives up."""


@dataclass(frozen=True, slots=True)
class Home:
    """Where one bot runs."""

    folder: Path
    seeds: Path = DOCUMENTS

    @property
    def index(self) -> Path:
        """The folder of the built library."""
        return self.folder / "index"

    @property
    def catalogue(self) -> Path:
        """The catalogue's file."""
        return self.index / "catalogue.db"

    def copy(self, folder: Path) -> Home:
        """Return another home with a library of its own, as this one's is now."""
        # Who waits is the business of the bot that serves there, which writes it at any moment.
        ignored = shutil.ignore_patterns(f"{self.catalogue.name}*", "unfinished")
        shutil.copytree(self.index, folder / "index", ignore=ignored)
        copied = Home(folder, self.seeds)
        # A bot may be writing to it at this moment.
        with (
            closing(sqlite3.connect(self.catalogue)) as source,
            closing(sqlite3.connect(copied.catalogue)) as target,
        ):
            source.backup(target)
        return copied

    def settings(self, **named: str) -> dict[str, str]:
        """Return the environment of a bot here: these settings, and none of whoever runs tests."""
        inherited = {name: "" for name in os.environ if name.startswith(("DISCORD_", "RETRIEVAL_"))}
        return {
            **inherited,
            "RETRIEVAL_INDEX": str(self.index),
            "RETRIEVAL_SEEDS": str(self.seeds),
            "DISCORD_COOLDOWN_SECONDS": "0",
            "DISCORD_GUILD_QUESTIONS_PER_MINUTE": "0",
            **named,
        }

    def bot(
        self, double: DiscordDouble, *, token: str | None = None, **settings: str
    ) -> BotProcess:
        """Return a bot that runs here; it starts with the ``with`` block."""
        named = {"DISCORD_ATTACHMENT_HOSTS": double.attachments_origin, **settings}
        return BotProcess(
            double, script=RUN_BOT, cwd=self.folder, env=self.settings(**named), token=token
        )

    def start(self, *arguments: str, **settings: str) -> subprocess.Popen[str]:
        """Start Python here with pipes to it, and without a token."""
        environment = {**os.environ, **self.settings(**settings), "PYTHONIOENCODING": "utf-8"}
        return subprocess.Popen(
            [sys.executable, *arguments],
            cwd=self.folder,
            env={**environment, "PYTHONPATH": str(REPOSITORY)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def run(
        self, *arguments: str, stdin: str = "", **settings: str
    ) -> subprocess.CompletedProcess[str]:
        """Run Python here until it ends."""
        with self.start(*arguments, **settings) as process:
            try:
                stdout, stderr = process.communicate(stdin, timeout=PATIENCE)
            except BaseException:
                process.kill()
                raise
        return subprocess.CompletedProcess(process.args, process.returncode, stdout, stderr)

    def front_door(
        self, *arguments: str, stdin: str = "", **settings: str
    ) -> subprocess.CompletedProcess[str]:
        """Run ``run_bot.py`` here without a token until it ends."""
        return self.run(str(RUN_BOT), *arguments, stdin=stdin, **settings)

    def retrieval(self, *arguments: str) -> str:
        """Run the library's own command line here; return what it prints."""
        ended = self.run("-m", "retrieval", "--index", str(self.index), *arguments)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    def query(self, sql: str, *values: str) -> list[tuple[Any, ...]]:
        """Ask the catalogue."""
        with closing(sqlite3.connect(self.catalogue)) as connection:
            return connection.execute(sql, values).fetchall()


@dataclass(frozen=True, slots=True)
class Served:
    """A bot that is connected and has loaded all that it needs."""

    double: DiscordDouble
    bot: BotProcess
    home: Home


def wait_until_serving(double: DiscordDouble, bot: BotProcess) -> None:
    """Wait until a bot that was just started is connected and has loaded all that it needs."""
    bot.wait_for_line("connected to Discord", PATIENCE)
    bot.wait_for_line("commands registered", PATIENCE)
    bot.wait_for_line("library ready", PATIENCE)
    double.wait_until_ready()


def wait_until(met: Callable[[], bool]) -> None:
    """Wait for something that another process does to its files."""
    deadline = time.monotonic() + PATIENCE
    while not met():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.002)
