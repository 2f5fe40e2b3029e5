"""Each scenario with the library, the bot and the Discord that it needs."""

from __future__ import annotations

import random
import threading
import time
import traceback
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.chaos.database import gone
from tests.chaos.disk import DISK, full
from tests.chaos.flaky import flaky
from tests.chaos.kills import Kills
from tests.chaos.shards import Fleet
from tests.chaos.stage import Stage, build_home, to_postgres
from tests.chaos.tally import Tally
from tests.discord_double import DiscordDouble
from tests.postgres import PostgresServer
from tests.retrieval.mounts import SmallDisk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.end_to_end.home import Home


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much of everything is done."""

    kills: int = 50
    flaky_s: float = 60.0
    gone_s: float = 30.0
    rounds: int = 6
    left: tuple[int, ...] = (0, 100_000, 400_000)
    """Bytes that are left on the full disk."""


class Scenarios:
    """All of them, on copies of one library."""

    def __init__(self, folder: Path, sizes: Sizes, seed: int) -> None:
        """Work below ``folder``."""
        self._folder = folder
        self._sizes = sizes
        self._seed = seed
        self._base: Home | None = None
        self._building = threading.Lock()
        self.all: dict[str, Callable[[Tally, ExitStack], None]] = {
            "kills": self._kills,
            "disk": self._disk,
            "database": self._database,
            "flaky": self._flaky,
            "shards": self._shards,
        }
        self.outputs: dict[str, list[Stage]] = {}

    def run(self, name: str) -> Tally:
        """Run one scenario; whatever stops it is one of its problems."""
        tally = Tally(name)
        began = time.monotonic()
        try:
            with ExitStack() as stack:
                self.all[name](tally, stack)
        except pytest.skip.Exception as reason:
            tally.skipped = str(reason)
        except Exception:  # noqa: BLE001 - it is reported with the rest.
            tally.broken(f"it could not go on: {traceback.format_exc()}")
        tally.took = time.monotonic() - began
        return tally

    def _made(self, name: str) -> random.Random:
        return random.Random(f"{self._seed} {name}")

    def _home(self, name: str) -> Home:
        with self._building:
            if self._base is None:
                self._base = build_home(self._folder / "base")
        return self._base.copy(self._folder / name)

    @contextmanager
    def _world(self, tally: Tally) -> Iterator[DiscordDouble]:
        with DiscordDouble() as double:
            yield double
            tally.broken(*(f"Discord refuses: {line}" for line in double.violations))

    def _stage(self, stack: ExitStack, tally: Tally, name: str, *, url: str = "") -> Stage:
        """Return a bot that serves, on a copy of the library."""
        double = stack.enter_context(self._world(tally))
        home = self._home(name)
        if url:
            to_postgres(home, url)
        stage = Stage(home, double, self._made(name), url=url)
        return self._enter(stack, tally, stage)

    def _enter(self, stack: ExitStack, tally: Tally, stage: Stage) -> Stage:
        def look() -> None:
            failures = stage.output.count("unexpected failure")
            if failures:
                tally.broken(f"{failures} unexpected failures in the log: see {name}")

        name = self._folder / f"{stage.home.folder.name}.log"
        stack.callback(lambda: name.write_text(stage.output, encoding="utf-8"))
        stack.callback(look)
        return stack.enter_context(stage)

    def _kills(self, tally: Tally, stack: ExitStack) -> None:
        """Half of the kills on SQLite and half on PostgreSQL, beside each other."""
        server = stack.enter_context(PostgresServer())
        url = server.url(server.create())
        number = self._sizes.kills
        lanes = []
        for name, kills, where in (
            ("kills-sqlite", number - number // 2, ""),
            ("kills-postgresql", number // 2, url),
        ):
            if kills:
                arguments = (tally, name, kills, where)
                lanes.append(threading.Thread(target=self._lane, args=arguments))
                lanes[-1].start()
        for lane in lanes:
            lane.join()

    def _lane(self, tally: Tally, name: str, kills: int, url: str) -> None:
        try:
            with ExitStack() as stack:
                stage = self._stage(stack, tally, name, url=url)
                Kills(stage, self._made(f"{name} kills"), tally).run(kills)
        except Exception:  # noqa: BLE001 - it is reported with the rest.
            tally.broken(f"{name} could not go on: {traceback.format_exc()}")

    def _disk(self, tally: Tally, stack: ExitStack) -> None:
        disk = SmallDisk(self._folder / "disk", DISK)
        stack.callback(disk.close)
        stage = self._stage(stack, tally, "disk/home")
        full(stage, self._made("disk"), tally, left=self._sizes.left)

    def _database(self, tally: Tally, stack: ExitStack) -> None:
        server = stack.enter_context(PostgresServer())
        stage = self._stage(stack, tally, "database", url=server.url(server.create()))
        gone(stage, server, self._made("gone"), tally, seconds=self._sizes.gone_s)

    def _flaky(self, tally: Tally, stack: ExitStack) -> None:
        stage = self._stage(stack, tally, "flaky")
        flaky(stage, self._made("faults"), tally, seconds=self._sizes.flaky_s)

    def _shards(self, tally: Tally, stack: ExitStack) -> None:
        server = stack.enter_context(PostgresServer())
        url = server.url(server.create())
        double = stack.enter_context(self._world(tally))
        stages = []
        for shard in range(2):
            home = self._home(f"shard-{shard}")
            if shard == 0:
                to_postgres(home, url)
            else:
                home.catalogue.unlink()
            settings = {"DISCORD_SHARD_COUNT": "2", "DISCORD_SHARD_IDS": str(shard)}
            guild = double.add_guild(shard, of=2)
            made = self._made(f"shard {shard}")
            stages.append(Stage(home, double, made, url=url, guild=guild, **settings))
        for stage in stages:
            self._enter(stack, tally, stage)
        Fleet(stages, server, self._made("shards"), tally).run(self._sizes.rounds)
