"""A copy holds every row under its id, in whichever database, or nothing at all."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from retrieval.catalogue import (
    AnswerLog,
    GuildSettingStore,
    StoredAnswer,
    StoredPlace,
    StoredQuote,
    TermStore,
    connect,
    copy_catalogue,
    migrate,
    schema,
)
from retrieval.domain import Comment, Outcome
from retrieval.errors import CatalogueError
from tests.retrieval.catalogue.stores import MODEL, Stores, file, new

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine

LIBRARY = "guild:123456789012345678"


@pytest.fixture
def source(engine: Engine) -> Engine:
    """Return a catalogue with something in every table of the stores."""
    stores = Stores(engine)
    stores.put(LIBRARY)
    second = stores.put(LIBRARY, text="# Bins\n\nBins go at noon.")
    third = stores.put(LIBRARY, name="pool.md", text="# Pool\n\nIt is deep.", near={second: 0.9})
    stores.documents.correct(LIBRARY, third, {"title": "The £ pool", "date": None})
    last = stores.put("shared", name="gone.md", signature=b"\0\xff")
    stores.documents.remove("shared", last)
    log = AnswerLog(engine, keep=dt.timedelta(days=90))
    place = StoredPlace(third, ("Pool",), 2, Comment("Ann"))
    quote = StoredQuote(second, 0, 4, None, ("Bins",), None, (place,))
    answer = log.add(LIBRARY, StoredAnswer("when?", Outcome.ANSWERED, 0.123456789, (quote,)))
    log.rate(LIBRARY, answer, 0, helpful=True, rater=1)
    GuildSettingStore(engine).put(LIBRARY, "mention_channels", [123456789012345678])
    GuildSettingStore(engine).put(LIBRARY, "moderator_role", None)
    said: dict[str, Any] = {
        "actor": 555,
        "most": 9,
        "undoable_since": dt.datetime(2020, 1, 1, tzinfo=dt.UTC),
    }
    TermStore(engine).put(LIBRARY, "stp", term="STP", meaning="Some Tall Plan", **said)
    TermStore(engine).put(LIBRARY, "stp", term="STP", meaning=None, alone=True, **said)
    return engine


@pytest.fixture
def target(request: pytest.FixtureRequest, engine: Engine, tmp_path: Path) -> Iterator[Engine]:
    """Return an empty catalogue in the other kind of database."""
    if engine.dialect.name == "sqlite":
        made = connect(request.getfixturevalue("postgres_url"))
    else:
        made = connect(f"sqlite:///{tmp_path / 'copy.db'}")
    yield made
    made.dispose()


def contents(engine: Engine) -> dict[str, list[dict[str, Any]]]:
    """Return all rows of all tables; times as they are to everybody."""
    with engine.connect() as connection:
        return {
            table.name: [
                {name: _time(value) for name, value in row.items()}
                for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()
            ]
            for table in schema.metadata.sorted_tables
        }


def _time(value: Any) -> Any:
    return value.replace(tzinfo=dt.UTC) if isinstance(value, dt.datetime) else value


def test_every_row_arrives_as_it_was(source: Engine, target: Engine) -> None:
    reports: list[tuple[str, int, int]] = []
    counts = copy_catalogue(source, target, lambda *report: reports.append(report))
    copied = contents(target)
    assert copied == contents(source)
    assert counts == {name: len(rows) for name, rows in copied.items()}
    assert counts["documents"] == 2
    assert ("documents", 2, 2) in reports
    assert copied["guild_settings"][1]["value"] is None
    assert [row["meaning"] for row in copied["guild_terms"]] == ["Some Tall Plan", None]


def test_ids_of_what_was_removed_are_not_given_again(source: Engine, target: Engine) -> None:
    copy_catalogue(source, target)
    here, there = Stores(source), Stores(target)
    assert there.put("shared", name="next.md") == here.put("shared", name="next.md") == 5
    ids = [stores.documents.passage_ids(5) for stores in (here, there)]
    assert ids[0] == ids[1]


def test_the_stores_go_on_with_the_copy(source: Engine, target: Engine) -> None:
    copy_catalogue(source, target)
    here, there = Stores(source), Stores(target)
    assert there.documents.details([LIBRARY]) == here.documents.details([LIBRARY])
    assert there.embeddings.missing(LIBRARY, MODEL) == []
    assert [item.passage for item in there.embeddings.all(LIBRARY, MODEL)] == [
        item.passage for item in here.embeddings.all(LIBRARY, MODEL)
    ]
    ids = there.put_all(LIBRARY, file("new.md"), new(), new("# Two\n\nMore."))
    assert len(there.documents.sources([LIBRARY])) == 4
    assert len(ids) == 2


def test_a_target_that_holds_something_is_refused(source: Engine, target: Engine) -> None:
    migrate(target)
    Stores(target).put("shared")
    before = contents(target)
    with pytest.raises(CatalogueError, match=r"is not empty \(it holds 1 rows of libraries, "):
        copy_catalogue(source, target)
    assert contents(target) == before


def test_a_source_that_is_not_there_is_not_made(target: Engine, tmp_path: Path) -> None:
    origin = connect(f"sqlite:///{tmp_path / 'none.db'}")
    with pytest.raises(CatalogueError, match=r"there is no catalogue at sqlite:///.*none\.db"):
        copy_catalogue(origin, target)
    origin.dispose()
    assert not (tmp_path / "none.db").exists()


def test_a_row_that_finds_no_room_leaves_the_target_empty(
    sqlite_engine: Engine, postgres_engine: Engine
) -> None:
    stores = Stores(sqlite_engine)
    stores.put("shared")
    stores.put("shared", name="2.md", part="a part whose name is too long")
    with pytest.raises(CatalogueError, match="a row of documents cannot be kept in postgresql"):
        copy_catalogue(sqlite_engine, postgres_engine)
    assert not any(contents(postgres_engine).values())
    sqlite_stores = Stores(postgres_engine)
    assert sqlite_stores.put("shared") > 0
