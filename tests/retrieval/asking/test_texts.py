"""Passages that a question has found are not read again while their library is the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from retrieval.asking.texts import Texts
from tests.retrieval.catalogue.stores import TEXT, Stores

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Engine

    from retrieval.domain import Document, Passage

HERE = "guild:1"


class Reader(NamedTuple):
    """A catalogue, and what is read from it."""

    stores: Stores
    texts: Texts
    asked: list[list[int]]
    """Ids that the catalogue was asked for, each time."""

    def titles(self, *documents: int) -> list[str]:
        """Return the title of each passage of some documents, where it is found."""
        hits = [
            (document, passage)
            for document in documents
            for passage in self.stores.documents.passage_ids(document)
        ]
        found = self.texts.read(hits, [HERE])
        for document, passage in found.values():
            assert passage.text == document.text[passage.start : passage.end]
        return [found[passage][0].title for _, passage in hits if passage in found]


@pytest.fixture
def reader(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Reader:
    """Return a reader of a new catalogue."""
    return watched(engine, monkeypatch, 1_000_000)


def watched(engine: Engine, monkeypatch: pytest.MonkeyPatch, most_bytes: int) -> Reader:
    stores = Stores(engine)
    asked: list[list[int]] = []
    read = stores.documents.passages_by_id

    def watch(ids: Sequence[int]) -> dict[int, tuple[Document, Passage]]:
        asked.append(list(ids))
        return read(ids)

    monkeypatch.setattr(stores.documents, "passages_by_id", watch)
    return Reader(stores, Texts(stores.documents, most_bytes=most_bytes), asked)


def test_what_was_read_is_not_read_again(reader: Reader) -> None:
    first, second = reader.stores.put(HERE, "a.md"), reader.stores.put(HERE, "b.md", "# B\n\nOne.")
    assert reader.titles(first) == ["Bins", "Bins"]
    assert reader.titles(first) == ["Bins", "Bins"]
    assert reader.titles(second, first) == ["B", "Bins", "Bins"]
    by_id = reader.stores.documents.passage_ids
    assert reader.asked == [by_id(first), by_id(second)]


def test_a_further_passage_of_a_document_is_read(reader: Reader) -> None:
    document = reader.stores.put(HERE)
    one, other = reader.stores.documents.passage_ids(document)
    reader.texts.read([(document, one)], [HERE])
    assert set(reader.texts.read([(document, one), (document, other)], [HERE])) == {one, other}
    assert reader.asked == [[one], [other]]


def test_a_correction_is_seen_by_the_next_question(reader: Reader) -> None:
    document = reader.stores.put(HERE)
    assert reader.titles(document) == ["Bins", "Bins"]
    reader.stores.documents.correct(HERE, document, {"title": "Waste"})
    assert reader.titles(document) == ["Waste", "Waste"]


def test_what_was_removed_is_not_found(reader: Reader) -> None:
    document, other = reader.stores.put(HERE), reader.stores.put(HERE, "b.md", "# B\n\nOne.")
    hits = [(document, passage) for passage in reader.stores.documents.passage_ids(document)]
    assert reader.texts.read(hits, [HERE])
    assert reader.stores.documents.remove(HERE, document)
    assert reader.texts.read(hits, [HERE]) == {}
    assert reader.titles(other) == ["B"]


def test_those_found_least_recently_go(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = watched(engine, monkeypatch, 10 * len(TEXT))
    numbers = [reader.stores.put(HERE, f"{n}.md", TEXT.replace("Bins", f"B{n}")) for n in range(3)]
    for number in (*numbers, numbers[2], numbers[0]):
        assert len(reader.titles(number)) == 2
    by_id = reader.stores.documents.passage_ids
    assert reader.asked == [by_id(number) for number in (*numbers, numbers[0])]


def test_a_document_larger_than_all_room_is_answered_from(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = watched(engine, monkeypatch, 10)
    assert reader.titles(reader.stores.put(HERE)) == ["Bins", "Bins"]
