"""One library and one bot, shared by all tests that leave them as they were."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.discord_double import DiscordDouble
from tests.end_to_end.home import Home, Served, wait_until_serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Start the bot that most tests share; it builds the library that the others copy."""
    with served(Home(tmp_path_factory.mktemp("shared"))) as shared:
        yield shared


@pytest.fixture(scope="session")
def reviewed(shared: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Start the bot whose questions are counted; a digest is due there every few seconds."""
    home = shared.home.copy(tmp_path_factory.mktemp("reviewed"))
    with served(home, DISCORD_DIGEST_HOURS="0.001") as reviewed:
        yield reviewed


@pytest.fixture
def home(shared: Served, tmp_path: Path) -> Home:
    """Return a home for one test alone, with the library built already."""
    return shared.home.copy(tmp_path)


@pytest.fixture(scope="session")
def moderated(shared: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Start the bot whose library moderators change; its tests keep to documents of their own."""
    with served(shared.home.copy(tmp_path_factory.mktemp("moderated"))) as moderated:
        yield moderated


@pytest.fixture
def double(shared: Served) -> Iterator[DiscordDouble]:
    """Return the shared double; whatever a test does, the bot must keep to Discord's rules."""
    yield shared.double
    assert shared.double.violations == []
    assert shared.bot.running


@contextmanager
def served(home: Home, **settings: str) -> Iterator[Served]:
    """Start a bot of one's own; nothing that it does may break Discord's rules."""
    with DiscordDouble() as double:
        with home.bot(double, **settings) as bot:
            wait_until_serving(double, bot)
            yield Served(double, bot, home)
        assert double.violations == []
