"""What several tests of the bot share."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

import pytest
import structlog
from hypothesis import HealthCheck, settings

from tests.bot.shelf import build_library

if TYPE_CHECKING:
    from collections.abc import Iterator

    from retrieval.library import Library


# How long an example takes says more about the machine, and what else runs on it, than about a card.
settings.register_profile("cards", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("cards")


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Return a real library of two documents; loading its model takes seconds, so all share it."""
    yield from build_library(tmp_path_factory.mktemp("shelf"))


@pytest.fixture(autouse=True)
def _own_settings(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Keep the settings of whoever runs the tests out of them."""
    for name in ("DISCORD_TOKEN", "DISCORD_LOG_LEVEL", "RETRIEVAL_INDEX", "RETRIEVAL_SEEDS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))


@pytest.fixture
def own_log(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Undo what a test makes of the log of this process."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    root, events = logging.getLogger(), structlog.get_config()
    handlers, levels = root.handlers, {logger: logger.level for logger in _loggers()}
    yield
    root.handlers = handlers
    for logger in _loggers():
        logger.setLevel(levels.get(logger, logging.NOTSET))
    structlog.configure(**events)
    logging.captureWarnings(capture=False)


def _loggers() -> list[logging.Logger]:
    """Return all that there are, the root first."""
    known = logging.root.manager.loggerDict.values()
    return [logging.root, *(logger for logger in known if isinstance(logger, logging.Logger))]
