"""The stores keep their promises in every database that the catalogue may be kept in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from retrieval.catalogue import connect, migrate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine


@pytest.fixture
def sqlite_engine(tmp_path: Path) -> Iterator[Engine]:
    """Return an engine on a new, migrated catalogue in a file."""
    engine = connect(f"sqlite:///{tmp_path / 'catalogue.db'}")
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def postgres_engine(postgres_url: str) -> Iterator[Engine]:
    """Return an engine on a new, migrated catalogue in PostgreSQL."""
    engine = connect(postgres_url)
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """Return an engine on a new, migrated catalogue, in each database in turn."""
    engine: Engine = request.getfixturevalue(f"{request.param}_engine")
    return engine
