"""Files hold documents: versions follow each other, and nothing of what is removed stays."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from retrieval.catalogue import FileIdentity
from tests.retrieval.catalogue.stores import MODEL, Stores, file, new

if TYPE_CHECKING:
    from sqlalchemy import Engine

FIRST = "# Bins\n\nBins are collected on Monday."
SECOND = "# Bins\n\nBins are collected on Friday."
OTHER = "# Pool\n\nThe pool opens at seven."


@pytest.fixture
def stores(engine: Engine) -> Stores:
    """Return the queries on a new catalogue."""
    return Stores(engine)


def rows(engine: Engine, *tables: str) -> dict[str, int]:
    with engine.connect() as connection:
        return {
            table: connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
            for table in tables
        }


def test_a_new_version_replaces_the_old_one_which_stays_for_its_cards(stores: Stores) -> None:
    first = stores.put("guild:1", text=FIRST)
    second = stores.put("guild:1", text=SECOND)
    assert second > first
    assert [source.document_id for source in stores.documents.sources(["guild:1"])] == [second]
    assert stores.documents.counts(["guild:1"]) == (1, 1)
    old, current = (stores.documents.get(["guild:1"], number) for number in (first, second))
    assert old is not None
    assert current is not None
    assert (old.superseded, current.superseded) == (True, False)
    assert "Monday" in old.text
    assert stores.documents.get(["guild:2"], first) is None


def test_a_document_with_the_same_text_keeps_its_id_among_new_ones(stores: Stores) -> None:
    (bins, pool) = stores.files.put("guild:1", file(), [new(FIRST), new(OTHER)], MODEL)
    kept = replace(new(OTHER, part="article 1"), same_as=pool)
    ids = stores.files.put("guild:1", file(content="2"), [kept, new(SECOND)], MODEL)
    assert ids[0] == pool
    assert ids[1] not in {bins, pool}
    (stored,) = stores.files.all("guild:1")
    assert stored.documents == tuple(ids)
    document = stores.documents.get(["guild:1"], pool)
    assert document is not None
    assert (document.part, document.superseded, document.content_hash) == (
        "article 1",
        False,
        "2" * 64,
    )
    old = stores.documents.get(["guild:1"], bins)
    assert old is not None
    assert old.superseded
    assert stores.documents.counts(["guild:1"]) == (2, 2)


def test_versions_that_no_card_quotes_any_more_are_forgotten(stores: Stores) -> None:
    first = stores.put("guild:1", text=FIRST)
    second = stores.put("guild:1", text=SECOND)
    now = dt.datetime.now(dt.UTC)
    stores.files.forget_superseded(now - dt.timedelta(days=1))
    assert stores.documents.get(["guild:1"], first) is not None
    stores.files.forget_superseded(now + dt.timedelta(seconds=1))
    assert stores.documents.get(["guild:1"], first) is None
    assert stores.documents.get(["guild:1"], second) is not None


def test_a_removed_file_takes_all_its_versions_with_it(stores: Stores, engine: Engine) -> None:
    stores.put("guild:1", text=FIRST)
    stores.put("guild:1", text=SECOND, near={1: 0.9})
    (stored,) = stores.files.all("guild:1")
    assert stores.files.remove("guild:1", stored.id)
    tables = ("files", "documents", "superseded", "near_duplicates", "passages", "embeddings")
    assert rows(engine, *tables) == dict.fromkeys(tables, 0)


def test_a_removed_document_takes_its_versions_and_its_file_counts_as_new(
    stores: Stores, engine: Engine
) -> None:
    stores.put("guild:1", text=FIRST)
    (bins, pool) = stores.files.put("guild:1", file(), [new(SECOND), new(OTHER)], MODEL)
    assert stores.documents.remove("guild:1", bins)
    assert rows(engine, "superseded") == {"superseded": 0}
    (stored,) = stores.files.all("guild:1")
    assert (stored.documents, stored.identity.content_hash) == ((pool,), "")
    assert stores.documents.remove("guild:1", pool)
    assert stores.files.all("guild:1") == []


def test_near_duplicates_know_each_other(stores: Stores) -> None:
    first = stores.put("guild:1", name="1.md", text=FIRST)
    elsewhere = stores.put("guild:2", name="2.md", text=FIRST)
    second = stores.put("guild:1", name="2.md", text=SECOND, near={first: 0.8, elsewhere: 0.9})
    one, two = (stores.documents.get(["guild:1"], number) for number in (first, second))
    assert one is not None
    assert two is not None
    assert one.near == {second}
    assert two.near == {first}
    details = stores.documents.details(["guild:1"], second)[0]
    assert [source.document_id for source in details.near] == [first]
    stores.documents.remove("guild:1", first)
    after = stores.documents.get(["guild:1"], second)
    assert after is not None
    assert after.near == frozenset()


def test_a_refused_file_is_remembered_beside_what_it_said_before(stores: Stores) -> None:
    number = stores.put("guild:1", text=FIRST)
    stores.files.refuse("guild:1", file(content="2"), "it is damaged.")
    (stored,) = stores.files.all("guild:1")
    assert (stored.refused, stored.documents) == ("it is damaged.", (number,))
    assert stored.identity.content_hash == "2" * 64
    stores.put("guild:1", text=SECOND)
    (stored,) = stores.files.all("guild:1")
    assert stored.refused == ""


def test_a_touched_file_has_new_bytes_and_the_same_documents(stores: Stores) -> None:
    number = stores.put("guild:1", text=FIRST)
    before = stores.documents.revision("guild:1")
    stores.files.touch("guild:1", file(content="2"))
    (stored,) = stores.files.all("guild:1")
    assert (stored.identity.content_hash, stored.documents) == ("2" * 64, (number,))
    assert stores.documents.revision("guild:1") == before


def test_moving_changes_where_a_file_lies_and_nothing_else(stores: Stores) -> None:
    number = stores.put("guild:1", name="a.zip", path="a.zip/bins.md")
    (stored,) = stores.files.all("guild:1")
    stores.files.move("guild:1", stored.id, file("b.zip", content="9"))
    (moved,) = stores.files.all("guild:1")
    assert moved.identity == FileIdentity("b.zip", "/docs/b.zip", "1" * 64, 1)
    document = stores.documents.get(["guild:1"], number)
    assert document is not None
    assert document.path == "b.zip/bins.md"


def test_ids_are_never_used_again(stores: Stores) -> None:
    first = stores.put("guild:1", text=FIRST)
    stores.documents.remove("guild:1", first)
    assert stores.put("guild:1", text=FIRST) > first


def test_texts_and_signatures_of_a_library(stores: Stores) -> None:
    number = stores.put("guild:1", text=FIRST, text_hash="a" * 64, signature=b"abc")
    stores.put("guild:1", name="2.md", text=OTHER, text_hash="b" * 64)
    assert stores.files.texts("guild:1") == {"a" * 64: "/docs/bins.md", "b" * 64: "/docs/2.md"}
    assert stores.files.signatures("guild:1") == {number: b"abc"}
    assert stores.files.texts("guild:2") == {}
    assert stores.files.signatures("guild:2") == {}


def test_versions_move_and_go_with_their_file(stores: Stores, engine: Engine) -> None:
    first = stores.put("guild:1", text=FIRST)
    stores.put("guild:1", text=SECOND)
    (stored,) = stores.files.all("guild:1")
    stores.files.move("guild:1", stored.id, file("new.md"))
    assert stores.documents.get(["guild:1"], first) is not None
    stores.documents.remove("guild:1", stores.documents.sources(["guild:1"])[0].document_id)
    assert rows(engine, "documents", "superseded") == {"documents": 0, "superseded": 0}
