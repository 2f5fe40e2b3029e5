"""What several tests of retrieval share. Loading the model takes seconds, so it is done once."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from retrieval.catalogue import connect, migrate
from retrieval.search import Embedder
from tests.retrieval.builders import packaged_model
from tests.retrieval.shelf import filled, open_library

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine

    from retrieval import Library


@pytest.fixture(autouse=True)
def _own_settings(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Keep the settings of whoever runs the tests out of them."""
    for name in os.environ:
        if name.upper().startswith(("RETRIEVAL_", "DISCORD_")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """Return the packaged model, loaded."""
    return Embedder(packaged_model(), threads=1)


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Return a library with shared documents and those of two guilds; tests leave it as it is."""
    with filled(tmp_path_factory.mktemp("shelf")) as library:
        yield library


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """Return an empty library that a test may change."""
    with open_library(tmp_path) as library:
        yield library


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """Return an engine on a new, migrated catalogue."""
    engine = connect(f"sqlite:///{tmp_path / 'catalogue.db'}")
    migrate(engine)
    yield engine
    engine.dispose()
