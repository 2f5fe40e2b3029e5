"""A collection as a library, which takes a second to build."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from retrieval.evaluation.shelves import shelve
from tests.retrieval.evaluation.folders import SETTINGS, collection, silent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from retrieval.evaluation.shelves import Shelf


@pytest.fixture(scope="session")
def bins(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    """Return the small collection as a library; tests only ask it."""
    with shelve(collection(tmp_path_factory.mktemp("bins")), SETTINGS, silent) as shelf:
        yield shelf
