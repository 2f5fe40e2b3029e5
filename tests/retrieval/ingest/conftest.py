"""Runs over a new catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from retrieval.documents import Parser
from tests.retrieval.catalogue.stores import Stores

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

    from retrieval.search import Embedder


from tests.retrieval.ingest.runs import Runs


@pytest.fixture(scope="module")
def parser() -> Iterator[Parser]:
    """Return a parser; starting its process takes a second."""
    with Parser() as parser:
        yield parser


@pytest.fixture
def runs(engine: Engine, embedder: Embedder, parser: Parser) -> Runs:
    """Return runs over a new catalogue."""
    return Runs(Stores(engine), embedder, parser)
