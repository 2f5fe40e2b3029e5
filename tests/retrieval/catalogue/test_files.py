"""Files hold documents: versions follow each other, and nothing of what is removed stays."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from retrieval.catalogue import (
    AnswerLog,
    FileIdentity,
    StoredAnswer,
    StoredPlace,
    StoredQuote,
    Trash,
)
from retrieval.domain import Outcome
from retrieval.errors import ChangedMeanwhileError
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
    (bins, pool) = stores.put_all("guild:1", file(), new(FIRST), new(OTHER))
    kept = new(OTHER, part="article 1", continues=pool, same_text=True)
    ids = stores.put_all("guild:1", file(content="2"), kept, new(SECOND, continues=bins))
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


def test_a_removed_document_takes_its_own_versions_and_no_others(
    stores: Stores, engine: Engine
) -> None:
    (bins, pool) = stores.put_all("guild:1", file(), new(FIRST), new(OTHER))
    (late, deep) = stores.put_all(
        "guild:1",
        file(content="2"),
        new(SECOND, continues=bins),
        new("# Pool\n\nThe pool is deep.", continues=pool),
    )
    (last, _) = stores.put_all(
        "guild:1",
        file(content="3"),
        new("# Bins\n\nBins are collected.", continues=late),
        new("# Pool\n\nThe pool is deep.", continues=deep, same_text=True),
    )
    assert stores.documents.remove("guild:1", last)
    left = [number for number in (bins, late, pool) if stores.documents.get(["guild:1"], number)]
    assert left == [pool]
    (stored,) = stores.files.all("guild:1")
    assert (stored.documents, stored.identity.content_hash) == ((deep,), "")
    assert stores.documents.remove("guild:1", deep)
    assert stores.files.all("guild:1") == []
    assert rows(engine, "superseded") == {"superseded": 0}


def test_one_earlier_version_can_be_removed_alone(stores: Stores) -> None:
    first = stores.put("guild:1", text=FIRST)
    second = stores.put("guild:1", text=SECOND, continues=first)
    assert not stores.documents.remove("guild:2", first)
    assert stores.documents.remove("guild:1", first)
    assert stores.documents.get(["guild:1"], first) is None
    assert stores.documents.get(["guild:1"], second) is not None


def test_what_a_moderator_removes_is_remembered_until_it_is_let_in_again(stores: Stores) -> None:
    number = stores.put("guild:1", text=FIRST, text_hash="a" * 64)
    stores.put("guild:1", name="2.md", text=OTHER, text_hash="b" * 64)
    stores.documents.remove("guild:1", number)
    assert stores.files.removed_texts("guild:1") == {"a" * 64}
    assert stores.files.removed_texts("guild:2") == set()
    stores.files.readmit("guild:1", ["a" * 64])
    assert stores.files.removed_texts("guild:1") == set()


def test_nothing_is_stored_over_what_somebody_else_changed_meanwhile(stores: Stores) -> None:
    number = stores.put("guild:1", text=FIRST)
    stores.documents.remove("guild:1", number)
    changed = file(content="2")
    with pytest.raises(ChangedMeanwhileError, match=r"a document of bins\.md was removed"):
        stores.files.put("guild:1", changed, [new(SECOND)], MODEL, before=[number])
    with pytest.raises(ChangedMeanwhileError):
        stores.files.touch("guild:1", changed, before=[number])
    assert stores.files.all("guild:1") == []
    assert stores.documents.sources(["guild:1"]) == []


def test_answers_keep_no_heading_of_a_document_that_is_gone_for_good(
    stores: Stores, engine: Engine
) -> None:
    log = AnswerLog(engine, keep=dt.timedelta(days=90))
    first = stores.put("guild:1", text=FIRST)
    second = stores.put("guild:1", text=SECOND, continues=first)
    other = stores.put("guild:1", name="2.md", text=OTHER)
    quotes = (
        StoredQuote(first, 0, 4, None, ("Bins of Mrs Smith",), None, ()),
        StoredQuote(other, 0, 4, None, ("Pool",), 2, (StoredPlace(second, ("Bins of Ann",), 3),)),
    )
    number = log.add("guild:1", StoredAnswer("what?", Outcome.ANSWERED, 0.9, quotes))
    stores.documents.remove("guild:1", second)
    Trash(engine).forget(dt.datetime.now(dt.UTC))
    kept = log.get("guild:1", number)
    assert kept is not None
    assert [quote.heading for quote in kept.quotes] == [(), ("Pool",)]
    assert kept.quotes[1].also_in == (StoredPlace(second, (), 3),)


def test_a_file_moved_over_another_supersedes_it_unless_that_one_moved_too(
    stores: Stores, engine: Engine
) -> None:
    first, second, third = (
        stores.put("guild:1", name=f"{name}.md", text=text)
        for name, text in (("1", FIRST), ("2", OTHER), ("3", SECOND))
    )
    one, two, _ = stores.files.all("guild:1")
    stores.files.move("guild:1", one.id, file("2.md"))
    stores.files.move("guild:1", two.id, file("3.md"))
    displaced = [stored.displaced for stored in stores.files.all("guild:1")]
    assert displaced == [False, False, True]
    stores.files.supersede_displaced("guild:1")
    places = {stored.identity.location: stored.documents for stored in stores.files.all("guild:1")}
    assert places == {"/docs/2.md": (first,), "/docs/3.md": (second,)}
    old = stores.documents.get(["guild:1"], third)
    assert old is not None
    assert old.superseded
    stores.files.remove("guild:1", two.id)
    assert rows(engine, "superseded") == {"superseded": 0}


def test_near_duplicates_know_each_other(stores: Stores) -> None:
    first = stores.put("guild:1", name="1.md", text=FIRST)
    elsewhere = stores.put("guild:2", name="2.md", text=FIRST)
    (second, third) = stores.put_all(
        "guild:1",
        file("2.md"),
        new(SECOND, near={first: 0.8, elsewhere: 0.9}),
        new(OTHER, near_siblings={0: 0.9}),
    )
    one, two = (stores.documents.get(["guild:1"], number) for number in (first, second))
    assert one is not None
    assert two is not None
    assert one.near == {second}
    assert two.near == {first, third}
    details = stores.documents.details(["guild:1"], second)[0]
    assert [source.document_id for source in details.near] == [first, third]
    stores.documents.remove("guild:1", first)
    after = stores.documents.get(["guild:1"], second)
    assert after is not None
    assert after.near == {third}


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
    stores.files.touch("guild:1", file(content="2"), before=[number], left_out=["f" * 64])
    (stored,) = stores.files.all("guild:1")
    assert (stored.identity.content_hash, stored.documents) == ("2" * 64, (number,))
    assert stored.left_out == ("f" * 64,)
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
