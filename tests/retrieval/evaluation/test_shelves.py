"""A collection is indexed as documents are, and its passages lead back to its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from retrieval.evaluation.collections import GoldSpan
from retrieval.evaluation.shelves import shelve
from tests.retrieval.evaluation.folders import CHARGE, MUSEUM, ROWS, SETTINGS, collection, silent

if TYPE_CHECKING:
    from pathlib import Path

    from retrieval.evaluation.shelves import Shelf


def rows_found(shelf: Shelf, question: str) -> list[list[str]]:
    """Return the rows of each hit."""
    hits = shelf.library.trace(question).hits
    return [shelf.rows_at(hit.document.id, hit.passage.start) for hit in hits]


def test_each_hit_is_of_its_row_and_of_those_with_the_same_page(bins: Shelf) -> None:
    found = rows_found(bins, "what does garden waste cost?")
    assert found[0] == ["a 2", "m/2"]
    assert sorted(found) == [["7"], ["a 1", "m/1"], ["a 2", "m/2"], ["é"]]


def test_a_page_without_a_word_is_nowhere(bins: Shelf) -> None:
    assert bins.place("none") is None
    assert bins.gold(GoldSpan("none", "* *")) is None
    assert len(bins.pages) == 3


def test_a_source_is_the_documents_that_hold_its_rows(bins: Shelf) -> None:
    town, mirror = bins.documents_of("town"), bins.documents_of("mirror")
    assert len(town) == 1
    assert town == mirror
    assert bins.documents_of("nobody") == set()


@pytest.mark.parametrize(
    "span",
    [
        GoldSpan("é", MUSEUM),
        GoldSpan("é", MUSEUM, 1),
        GoldSpan("é", MUSEUM, 30),
        GoldSpan("é", MUSEUM.replace(" ", "\n")),
    ],
)
def test_a_gold_span_is_found_whatever_its_white_space_and_offset(
    bins: Shelf, span: GoldSpan
) -> None:
    gold, place = bins.gold(span), bins.place("é")
    assert gold is not None
    assert place is not None
    assert gold.document_id == place.document_id
    assert gold.start == bins.inked(place.document_id, place.span.start) == len("Glass")
    assert gold.end - gold.start == len(MUSEUM.replace(" ", ""))


def test_the_offset_tells_which_of_two_equal_runs_is_meant(bins: Shelf) -> None:
    first, second = (bins.gold(GoldSpan("a 2", "e", start)) for start in (None, CHARGE.rindex("e")))
    assert first is not None
    assert second is not None
    assert second.start - first.start == len("enwastecostsfortypoundsay")


def test_words_that_are_not_in_the_row_are_no_gold(bins: Shelf) -> None:
    assert bins.gold(GoldSpan("a 2", MUSEUM)) is None
    assert bins.gold(GoldSpan("a 2", " ")) is None
    assert bins.gold(GoldSpan("nowhere", CHARGE)) is None


def test_a_kept_library_is_built_once_for_each_corpus(tmp_path: Path) -> None:
    own, keep = collection(tmp_path), tmp_path / "kept"
    with shelve(own, SETTINGS, silent, keep=keep) as shelf:
        assert len(shelf.pages) == 3
        # A library that was built anew would hold it again.
        shelf.library.remove(min(shelf.pages))
    with shelve(own, SETTINGS, silent, keep=keep) as shelf:
        assert len(shelf.pages) == 2
    changed = collection(tmp_path, rows=ROWS[:2])
    with shelve(changed, SETTINGS, silent, keep=keep) as shelf:
        assert len(shelf.pages) == 1
    assert sorted(path.name[:5] for path in keep.iterdir()) == ["town-", "town-"]
