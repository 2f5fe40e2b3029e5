"""What several tests of retrieval share. Loading the model takes seconds, so it is done once."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from retrieval.catalogue import connect, migrate
from retrieval.search import Embedder
from tests.retrieval.builders import packaged_model
from tests.retrieval.shelf import filled, open_library

if TYPE_CHECKING:
    from collections.abc import Iterator

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
def shelf_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder below which the shelf and its documents lie."""
    return tmp_path_factory.mktemp("shelf")


@pytest.fixture(scope="session")
def shelf(shelf_folder: Path) -> Iterator[Library]:
    """Return a library with shared documents and those of two guilds; tests leave it as it is."""
    with filled(shelf_folder) as library:
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


@pytest.fixture(scope="session")
def briefings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Return a library of the starter briefings; tests leave it as it is."""
    with open_library(tmp_path_factory.mktemp("briefings")) as library:
        assert library.index([Path(__file__).parents[2] / "seeds"]).refused == []
        yield library
