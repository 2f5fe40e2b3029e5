"""What tests of all rooms share: one PostgreSQL, started when the first test asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from retrieval.catalogue import connect, migrate
from retrieval.catalogue.schema import metadata
from tests.postgres import PostgresServer

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """Return a running server; a test that stops it starts it again."""
    with PostgresServer() as server:
        yield server


@pytest.fixture(scope="session")
def _migrated(postgres: PostgresServer) -> str:
    """Return the name of a database with the tables of a catalogue."""
    name = postgres.create()
    engine = connect(postgres.url(name))
    migrate(engine)
    engine.dispose()
    return name


@pytest.fixture
def postgres_url(postgres: PostgresServer, _migrated: str) -> str:
    """Return the address of a catalogue in PostgreSQL that is as good as new.

    To empty one takes a fiftieth of the time that it takes to make another.
    """
    postgres.start()  # A test that stopped it may have failed before it started it again.
    postgres.empty(_migrated, [table.name for table in reversed(metadata.sorted_tables)])
    return postgres.url(_migrated)
