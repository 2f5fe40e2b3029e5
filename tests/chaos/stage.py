"""One bot on one library, which is killed and started again."""

from __future__ import annotations

import os
import re
import signal
import time
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, Self

from retrieval import Library
from retrieval.catalogue import JobStore, connect, copy_catalogue
from retrieval.domain import JobKind, library_of
from retrieval.errors import CatalogueError
from retrieval.settings import RetrievalSettings
from tests.chaos.members import acting
from tests.chaos.moderator import Moderator
from tests.chaos.world import Maker, World
from tests.end_to_end import cards
from tests.end_to_end.home import DOCUMENTS, Home

if TYPE_CHECKING:
    import random
    from pathlib import Path

    from sqlalchemy import Engine

    from tests.discord_double import BotProcess, DiscordDouble
    from tests.discord_double.exchange import Exchange

PATIENCE = 300.0
"""Seconds that anything may take on a machine that is busy with other work."""
_WORKER = re.compile(r"the worker has started\s+.*pid=(\d+)")
OWN_DOCUMENTS = 6
"""Documents that a guild has to begin with, besides those of its folder."""


def build_home(folder: Path) -> Home:
    """Return a home whose library holds the documents that all guilds share."""
    home = Home(folder)
    with Library.open(home.index, settings=RetrievalSettings(index=home.index)) as library:
        library.index([DOCUMENTS])
    return home


def stock(home: Home, url: str, guild: int, maker: Maker) -> World:
    """Give a guild documents and a folder of its own; return its library as it is then."""
    entries = maker.entries(OWN_DOCUMENTS)
    maker.write_shelf()
    settings = RetrievalSettings.model_validate({"index": home.index, "catalogue": url})
    with Library.open(home.index, settings=settings) as library:
        files = [maker.file(title, entry) for title, entry in entries.items()]
        uploads = [library.keep_upload(file.filename, file.content, guild=guild) for file in files]
        library.enqueue(JobKind.ADD, guild=guild, actor=1, uploads=uploads)
        library.worker().run_until_empty()
        library.index([maker.folder], guild=guild)
    return World({**entries, **maker.shelf()})


def to_postgres(home: Home, url: str) -> None:
    """Move the catalogue of a home to PostgreSQL."""
    source, target = connect(f"sqlite:///{home.catalogue}"), connect(url)
    copy_catalogue(source, target)
    source.dispose()
    target.dispose()
    home.catalogue.unlink()


class Stage:
    """A guild with a library, a bot that may die, and what is seen from outside."""

    def __init__(
        self,
        home: Home,
        double: DiscordDouble,
        made: random.Random,
        *,
        url: str = "",
        guild: str = "",
        **more: str,
    ) -> None:
        """Prepare everything but the bot.

        :param url: of the catalogue in PostgreSQL, which holds what all guilds share.
        :param guild: another than the double's first.
        :param more: settings of the bot.
        """
        self.home, self.double, self.url = home, double, url
        self.place = guild or double.state.guild_id
        self.guild = int(self.place)
        self.maker = Maker(made, home.folder / "shelf")
        self.world = stock(home, url, self.guild, self.maker)
        self.engine: Engine = connect(url or f"sqlite:///{home.catalogue}")
        self.retrieval = RetrievalSettings.model_validate({"index": home.index, "catalogue": url})
        self._settings = {**more, "RETRIEVAL_CATALOGUE": url}
        self._stack = ExitStack()
        self._bot: BotProcess | None = None
        self._earlier = ""
        self.down = True
        self._downs: list[tuple[float, float]] = [(0.0, float("inf"))]

    def __enter__(self) -> Self:
        """Start the bot and wait until it answers."""
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        """Stop the bot."""
        self._stack.close()
        self.engine.dispose()

    def moderator(self, *, patience: float = PATIENCE) -> Moderator:
        """Return a moderator of the guild."""
        return Moderator(self.double, lambda: self.down, patience=patience, guild=self.place)

    def start(self) -> float:
        """Start the bot; return the seconds until it answers."""
        began = time.monotonic()
        self.start_without_asking()
        # Many may have asked by then, and the bot takes so many at a time.
        while cards.says(self.ask(cards.ALLOTMENTS))[1] != cards.ALLOTMENT_COST:
            assert time.monotonic() < began + PATIENCE, "it does not answer"
            time.sleep(0.2)
        return time.monotonic() - began

    def start_without_asking(self) -> None:
        """Start the bot and wait until it has loaded all that it needs."""
        self._bot = self._stack.enter_context(self.home.bot(self.double, **self._settings))
        self._bot.wait_for_line("connected to Discord", PATIENCE)
        self._downs[-1] = (self._downs[-1][0], time.monotonic())
        self.down = False
        self._bot.wait_for_line("library ready", PATIENCE)
        self.double.wait_until_ready()

    def ask(self, question: str) -> cards.Message:
        """Ask as a member of the guild; return the card."""
        with acting(self.double, self.place):
            asked = self.double.slash("ask", question=question)
        return asked.response(PATIENCE)

    @property
    def bot(self) -> BotProcess:
        """The bot that was started last."""
        assert self._bot is not None
        return self._bot

    @property
    def output(self) -> str:
        """What all bots so far have written."""
        return self._earlier + (self._bot.output if self._bot is not None else "")

    def worker(self) -> int | None:
        """Return the number of the worker's process, if one runs."""
        for number in reversed(_WORKER.findall(self.bot.output)):
            with suppress(OSError):
                os.kill(int(number), 0)
                return int(number)
        return None

    def kill_worker(self) -> bool:
        """Kill the worker at once; say whether there was one."""
        number = self.worker()
        if number is None:
            return False
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
        return True

    def kill_bot(self) -> None:
        """Kill the bot at once."""
        self._downs.append((time.monotonic(), float("inf")))
        self.bot.kill()
        self.down = True
        self.bot.wait(PATIENCE)
        self._earlier += self.bot.output
        self._bot = None
        # Whoever waits for an answer looks again.
        self.double._recorder.happened()  # noqa: SLF001 - the double has no word for it.

    def bring_back(self, title: str) -> None:
        """Bring a removed document back as the owner does."""
        with Library.open(self.home.index, settings=self.retrieval) as library:
            event = next(
                event
                for event in library.history(guild=self.guild)
                if (event.action, event.title) == ("removed", title)
            )
            library.restore(event.document_id or 0, guild=self.guild)

    def heard(self, exchange: Exchange, *, seconds: float = 15.0) -> bool:
        """Say whether a message is the bot's to answer.

        It is once the bot has shown that it is writing, or was there when it was sent, and for a
        while after.
        """
        at = exchange.dispatched_at or 0.0
        there = all(at > ended or at + seconds < began for began, ended in self._downs)
        return there or exchange.typed_at is not None

    def wait_until_quiet(self, seconds: float = PATIENCE) -> None:
        """Wait until no job of the guild is left to do."""
        jobs, library = JobStore(self.engine), library_of(self.guild)
        until = time.monotonic() + seconds
        while True:
            with suppress(CatalogueError):  # It may be away at the moment.
                if not jobs.all(library, open_only=True):
                    return
            assert time.monotonic() < until, "jobs are left"
            time.sleep(0.1)
