"""What was removed comes back exactly as it was, for some days, and only where it was."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from retrieval.catalogue import EventStore, JobStore, Trash, schema
from retrieval.domain import JobKind
from retrieval.errors import SourceNotFoundError
from tests.retrieval.catalogue.stores import Stores, file, new

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Engine

BINS = "# Bins\n\nBins are collected on Monday."
LATER = "# Bins\n\nBins are collected on Friday."
POOL = "# Pool\n\nThe pool opens at seven."
RESTORED = ("documents", "passages", "embeddings", "superseded", "near_duplicates", "removed_texts")
"""What has to be as it was, to the row; a file that had gone gets another id."""
SINCE = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def stores(engine: Engine) -> Stores:
    """Return the queries on a new catalogue."""
    return Stores(engine)


@pytest.fixture
def trash(engine: Engine) -> Trash:
    """Return the queries on what was removed from it."""
    return Trash(engine)


def contents(engine: Engine, *, with_files: bool = True) -> dict[str, list[dict[str, Any]]]:
    """Return all rows of the tables that a document has a part in."""
    found = {}
    with engine.connect() as connection:
        for name in RESTORED:
            table = schema.metadata.tables[name]
            rows = connection.execute(select(table).order_by(*table.primary_key)).mappings()
            found[name] = [
                {key: value for key, value in row.items() if with_files or key != "file_id"}
                for row in rows
            ]
    return found


def files(stores: Stores) -> list[tuple[str, str, tuple[str, ...], tuple[int, ...]]]:
    """Return what is known of the files, apart from their ids."""
    return sorted(
        (item.identity.location, item.identity.content_hash, item.left_out, item.documents)
        for item in stores.files.all("guild:1")
    )


def test_all_that_was_removed_is_back_to_the_row(
    stores: Stores, trash: Trash, engine: Engine
) -> None:
    other = stores.put("guild:1", name="pool.md", text=POOL)
    first = stores.put("guild:1", text=BINS)
    near: Mapping[int, float] = {other: 0.8}
    second = stores.put(
        "guild:1",
        text=LATER,
        continues=first,
        near=near,
        signature=b"abc",
        corrections={"date": None},
    )
    before, known = contents(engine, with_files=False), files(stores)
    revision = stores.documents.revision("guild:1")
    assert stores.documents.remove("guild:1", second, actor=5)
    assert files(stores) == [("/docs/pool.md", "1" * 64, (), (other,))]
    assert contents(engine)["superseded"] == []
    asked = []

    def near_of(signature: bytes) -> Mapping[int, float]:
        asked.append(signature)
        return near

    trash.restore("guild:1", second, since=SINCE, actor=6, near=near_of)
    assert contents(engine, with_files=False) == before
    assert files(stores) == known
    assert asked == [b"abc"]
    assert stores.documents.revision("guild:1") != revision
    events = EventStore(engine).all("guild:1", limit=2)
    assert [(event.action, event.actor, event.document_id, event.title) for event in events] == [
        ("restored", 6, second, "Bins"),
        ("removed", 5, second, "Bins"),
    ]
    with pytest.raises(SourceNotFoundError, match="not removed here"):
        trash.restore("guild:1", second, since=SINCE)


def test_one_of_several_documents_goes_back_into_its_file(
    stores: Stores, trash: Trash, engine: Engine
) -> None:
    ids = stores.put_all("guild:1", file("two.zip"), new(BINS), new(POOL))
    before = contents(engine)
    stores.documents.remove("guild:1", ids[0])
    (known,) = stores.files.all("guild:1")
    assert known.identity.content_hash == ""
    trash.restore("guild:1", ids[0], since=SINCE)
    assert contents(engine) == before
    assert files(stores) == [("/docs/two.zip", "", (), tuple(ids))]


def test_a_file_that_was_read_again_meanwhile_does_not_leave_the_text_out_any_more(
    stores: Stores, trash: Trash
) -> None:
    bins, pool = new(BINS), new(POOL)
    first, second = stores.put_all("guild:1", file("two.zip"), bins, pool)
    stores.documents.remove("guild:1", first)
    stores.files.touch("guild:1", file("two.zip"), before=[second], left_out=[bins.text_hash])
    trash.restore("guild:1", first, since=SINCE)
    assert files(stores) == [("/docs/two.zip", "1" * 64, (), (first, second))]


def test_an_earlier_version_alone_comes_back(stores: Stores, trash: Trash, engine: Engine) -> None:
    first = stores.put("guild:1", text=BINS)
    stores.put("guild:1", text=LATER, continues=first)
    before = contents(engine)
    stores.documents.remove("guild:1", first)
    assert stores.documents.get(["guild:1"], first) is None
    trash.restore("guild:1", first, since=SINCE)
    assert contents(engine) == before


def test_a_text_that_was_added_again_is_not_doubled(stores: Stores, trash: Trash) -> None:
    first = stores.put("guild:1", text=BINS)
    stores.documents.remove("guild:1", first)
    again = stores.put("guild:1", name="again.md", text=BINS)
    with pytest.raises(SourceNotFoundError, match="was added again since, as Bins, so there is"):
        trash.restore("guild:1", first, since=SINCE)
    assert [source.document_id for source in stores.documents.sources(["guild:1"])] == [again]


def test_a_version_that_was_replaced_stays_where_the_present_one_is_meant(
    stores: Stores, trash: Trash, engine: Engine
) -> None:
    first = stores.put("guild:1", text=BINS)
    second = stores.put("guild:1", text=LATER, continues=first)
    before = contents(engine)
    assert not stores.documents.remove("guild:1", first, only_present=True)
    assert contents(engine) == before
    assert EventStore(engine).all("guild:1", limit=1) == []
    assert stores.documents.remove("guild:1", second, only_present=True)
    assert trash.locations() == {"/docs/bins.md"}


def test_what_was_removed_since_a_job_was_queued_is_known_by_its_text(
    stores: Stores, trash: Trash, engine: Engine
) -> None:
    before, after, back = (
        stores.put("guild:1", name=f"{text[2:6]}.md", text=text)
        for text in (BINS, POOL, "# Lido\n\nThe lido is heated.")
    )
    elsewhere = stores.put("guild:2", text=BINS)
    stores.documents.remove("guild:1", before)
    job = JobStore(engine).add("guild:1", JobKind.ADD, actor=1, place="here")
    assert trash.texts_since("guild:1", job.id) == set()
    pool, _ = stores.files.texts("guild:1")
    for library, number in (("guild:1", after), ("guild:1", back), ("guild:2", elsewhere)):
        stores.documents.remove(library, number)
    trash.restore("guild:1", back, since=SINCE)
    assert trash.texts_since("guild:1", job.id) == {pool}


def test_nothing_comes_back_elsewhere_or_too_late(stores: Stores, trash: Trash) -> None:
    number = stores.put("guild:1", text=BINS)
    stores.put("guild:2", text=POOL)
    stores.documents.remove("guild:1", number)
    for library, since in (
        ("guild:2", SINCE),
        ("shared", SINCE),
        ("guild:1", dt.datetime.now(dt.UTC) + dt.timedelta(seconds=1)),
    ):
        with pytest.raises(SourceNotFoundError, match="not removed here, or too long ago"):
            trash.restore(library, number, since=since)
    assert stores.documents.sources(["guild:1"]) == []


def test_after_some_days_nothing_of_it_is_kept(
    stores: Stores, trash: Trash, engine: Engine
) -> None:
    number = stores.put("guild:1", text=BINS)
    stores.documents.remove("guild:1", number)
    assert trash.locations() == {"/docs/bins.md"}
    trash.forget(SINCE)
    assert trash.locations() == {"/docs/bins.md"}
    trash.forget(dt.datetime.now(dt.UTC))
    assert trash.locations() == set()
    with pytest.raises(SourceNotFoundError):
        trash.restore("guild:1", number, since=SINCE)
    # That the text was removed is not forgotten: its folder does not bring it back.
    assert len(stores.files.removed_texts("guild:1")) == 1
