"""Documents are stored whole, and seen by their library only."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from retrieval.catalogue import DocumentStore, EmbeddedPassage, FileIdentity, ModelIdentity
from retrieval.documents.markdown import read_markdown
from retrieval.domain import Metadata
from retrieval.errors import VerbatimError
from tests.retrieval.builders import cut_up

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from retrieval.domain import Passage

MODEL = ModelIdentity("a model", "abc", 2)
TEXT = """\
---
title: Bins
publisher: The council
date: 2017-07
sources: [A report]
---

# Waste

## Household bins

Bins are collected on Monday. They are emptied by noon.

## Garden waste

They take:

- leaves
- grass
"""


def file(name: str = "bins.md", content: str = "1") -> FileIdentity:
    return FileIdentity(name, f"/docs/{name}", content * 64, 1)


def embedded(passage: Passage) -> EmbeddedPassage:
    rows = np.array([[0.6, 0.8]] * len(passage.sentences), dtype=np.float32)
    return EmbeddedPassage(passage, np.array([1, 0], dtype=np.float32), rows)


def passages(text: str = TEXT) -> list[EmbeddedPassage]:
    return [embedded(item.passage) for item in cut_up(read_markdown(text))]


@pytest.fixture
def store(engine: Engine) -> DocumentStore:
    """Return the queries on a new catalogue."""
    return DocumentStore(engine)


def put(store: DocumentStore, library: str, name: str = "bins.md", text: str = TEXT) -> int:
    return store.put(library, file(name), read_markdown(text), passages(text), MODEL)


def test_a_document_comes_back_as_it_was_stored(store: DocumentStore) -> None:
    number = put(store, "guild:1")
    stored, read = store.get(["guild:1"], number), read_markdown(TEXT)
    assert stored is not None
    assert stored.text == read.text
    assert (
        stored.metadata
        == read.metadata
        == Metadata(title="Bins", publisher="The council", date="2017-07", cites=("A report",))
    )
    assert (stored.library, stored.path, stored.format, stored.content_hash) == (
        "guild:1",
        "bins.md",
        "markdown",
        "1" * 64,
    )


def test_passages_and_vectors_come_back_as_they_were_stored(store: DocumentStore) -> None:
    put(store, "guild:1")
    stored = list(store.embedded("guild:1", MODEL))
    assert [item.passage for item in stored] == [item.passage for item in passages()]
    assert [item.title for item in stored] == ["Bins", "Bins"]
    assert [item.vector.tolist() for item in stored] == [[1, 0], [1, 0]]
    assert [item.sentence_vectors.shape for item in stored] == [(2, 2), (3, 2)]
    assert stored[0].sentence_vectors == pytest.approx(np.array([[0.6, 0.8]] * 2), abs=1e-3)
    by_id = store.passages_by_id([stored[1].id, 999])
    assert {key: passage for key, (_, passage) in by_id.items()} == {
        stored[1].id: stored[1].passage
    }


def test_details_tell_what_a_document_holds(store: DocumentStore) -> None:
    number = put(store, "guild:1")
    (details,) = store.details(["guild:1"], number)
    assert details.source.title == "Bins"
    assert details.words == len(read_markdown(TEXT).text.split())
    assert details.passages == 2
    assert details.headings == ("Household bins", "Garden waste")
    added = dt.datetime.fromisoformat(details.added_at)
    assert dt.timedelta() <= dt.datetime.now(dt.UTC) - added < dt.timedelta(minutes=5)


def test_details_and_sources_are_the_same_in_order_of_title(store: DocumentStore) -> None:
    for name, title in (("1.md", "beta"), ("2.md", "Alpha"), ("3.md", "Gamma")):
        put(store, "guild:1", name, f"# {title}\n\nText.")
    titles = ["Alpha", "beta", "Gamma"]
    assert [item.source.title for item in store.details(["guild:1"])] == titles
    assert [source.title for source in store.sources(["guild:1"])] == titles
    assert store.sources(["guild:1"]) == [item.source for item in store.details(["guild:1"])]


def test_the_same_file_again_replaces_the_document_and_never_its_id(store: DocumentStore) -> None:
    first = put(store, "guild:1")
    second = put(store, "guild:1", text="# Bins\n\nNothing.")
    assert second > first
    assert store.get(["guild:1"], first) is None
    assert store.counts(["guild:1"]) == (1, 1)
    store.remove("guild:1", second)
    assert put(store, "guild:1") > second


def test_each_change_replaces_the_revision_of_its_library_only(store: DocumentStore) -> None:
    assert store.revision("guild:1") == ""
    number = put(store, "guild:1")
    put(store, "guild:2")
    own, other = store.revision("guild:1"), store.revision("guild:2")
    assert len({"", own, other}) == 3
    assert store.remove("guild:1", number)
    changed = store.revision("guild:1")
    assert changed not in {"", own}
    assert store.revision("guild:2") == other
    assert not store.remove("guild:1", number)
    assert store.revision("guild:1") == changed


def test_nothing_of_a_removed_document_stays(store: DocumentStore, engine: Engine) -> None:
    store.remove("guild:1", put(store, "guild:1"))
    with engine.connect() as connection:
        for table in ("documents", "passages", "embeddings"):
            count = connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
            assert (table, count) == (table, 0)


def test_a_library_sees_nothing_of_another(store: DocumentStore) -> None:
    own, other = put(store, "guild:1"), put(store, "guild:2")
    assert store.get(["guild:1"], other) is None
    assert store.details(["guild:1"], other) == []
    assert [item.source.document_id for item in store.details(["guild:1"])] == [own]
    assert not store.remove("guild:1", other)
    assert store.get(["guild:2"], other) is not None
    assert [source.document_id for source in store.sources(["guild:1"])] == [own]
    assert [key.id for key in store.keys("guild:1")] == [own]
    assert len(list(store.embedded("guild:1", MODEL))) == 2
    assert store.counts(["guild:1"]) == (1, 2)
    assert store.counts(["guild:1", "guild:2"]) == (2, 4)
    store.move("guild:1", other, file("elsewhere.md"))
    assert [key.file for key in store.keys("guild:2")] == [file()]


def test_moving_changes_where_a_file_lies_and_nothing_else(store: DocumentStore) -> None:
    number = put(store, "guild:1")
    store.move("guild:1", number, file("new.md", content="9"))
    (key,) = store.keys("guild:1")
    assert key.id == number
    assert key.file == FileIdentity("new.md", "/docs/new.md", "1" * 64, 1)


@pytest.mark.parametrize("change", [{"text": "Other words."}, {"end": 3}, {"start": 0, "end": 0}])
def test_a_passage_that_is_not_its_slice_is_never_stored(
    store: DocumentStore, change: dict[str, Any]
) -> None:
    items = passages()
    wrong = [items[0], embedded(replace(items[1].passage, **change))]
    with pytest.raises(VerbatimError, match=r"of bins\.md is not its text"):
        store.put("guild:1", file(), read_markdown(TEXT), wrong, MODEL)
    assert store.counts(["guild:1"]) == (0, 0)
    assert store.libraries() == []


def test_vectors_of_two_models_are_kept_apart(store: DocumentStore) -> None:
    put(store, "guild:1")
    newer = replace(MODEL, revision="def")
    missing = store.unembedded("guild:1", newer)
    assert len(missing) == 2
    assert store.unembedded("guild:1", MODEL) == []
    turned = [
        (number, replace(item, vector=np.array([0, 1], dtype=np.float32)))
        for number, item in zip(missing, passages(), strict=True)
    ]
    before = store.revision("guild:1")
    store.put_embeddings("guild:1", newer, turned)
    assert store.unembedded("guild:1", newer) == []
    assert [item.vector.tolist() for item in store.embedded("guild:1", newer)] == [[0, 1], [0, 1]]
    assert [item.vector.tolist() for item in store.embedded("guild:1", MODEL)] == [[1, 0], [1, 0]]
    assert store.revision("guild:1") != before


def test_a_passage_that_was_removed_while_it_was_embedded_is_left_out(store: DocumentStore) -> None:
    number = put(store, "guild:1")
    newer = replace(MODEL, revision="def")
    items = list(zip(store.unembedded("guild:1", newer), passages(), strict=True))
    store.remove("guild:1", number)
    store.put_embeddings("guild:1", newer, items)
    assert list(store.embedded("guild:1", newer)) == []
