"""The migrations and the tables in ``schema.py`` say the same."""

from __future__ import annotations

import datetime as dt
import hashlib
import sqlite3
import threading
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import inspect

import retrieval.catalogue
from retrieval.catalogue import (
    GuildSettingStore,
    QuestionStore,
    RatingStore,
    connect,
    migrate,
    schema,
)
from retrieval.domain import Metadata, Span
from retrieval.errors import CatalogueError
from tests.retrieval.catalogue.stores import MODEL, Stores

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

    from tests.postgres import PostgresServer

FIRST_LIBRARY = """
INSERT INTO libraries VALUES ('shared', 'abc');
INSERT INTO models VALUES (1, 'a model', 'abc', 2);
INSERT INTO documents VALUES (
  7, 'shared', 'bins.md', '/docs/bins.md', 'markdown', 'c', 1,
  '{"title": "Bins", "publisher": null, "author": null, "date": null, "url": null,
    "licence": null, "cites": []}', 'Bins go.', '2026-01-01');
INSERT INTO passages VALUES (9, 'shared', 7, 0, 8, '[]', NULL, '[[0, 8]]', '[null]');
INSERT INTO embeddings VALUES (9, 1, 'shared', x'003C0000', x'003C0000');
"""
"""A library of one document as the first release wrote it, in which later ones were removed."""
ANSWERED_LIBRARY = """
INSERT INTO libraries VALUES ('guild:5', 'abc');
INSERT INTO answers VALUES ('a1', 'guild:5', 'bins?', 'not_found', 0.1, '[]', '2026-01-01');
"""
"""A guild that has asked a question, as the release before settings wrote it."""
RATED_LIBRARY = """
INSERT INTO libraries VALUES ('guild:5', 'abc');
INSERT INTO answers (id, library, question, outcome, probability, quotes, created_at)
  VALUES ('a1', 'guild:5', 'bins?', 'not_found', 0.1, '[]', '2026-01-01 00:00:00.000000');
INSERT INTO ratings VALUES ('a1', 0, 'r', 'guild:5', true, '2026-01-01 00:00:00.000000');
"""
"""A guild that has rated a quote, as the release before reasons wrote it."""

LAST_IDS = {
    "sqlite": "UPDATE sqlite_sequence SET seq = 20 WHERE name IN ('documents', 'passages')",
    "postgresql": "SELECT setval('documents_id_seq', 20), setval('passages_id_seq', 20)",
}
"""As later documents and passages leave it, which were removed."""


@dataclass
class Earlier:
    """An empty database, in which earlier releases have written."""

    url: str
    engines: list[Engine] = field(default_factory=list)

    def holding(self, revision: str, rows: str) -> Engine:
        """Return an engine on a catalogue of an earlier schema that holds these rows."""
        engine = connect(self.url)
        self.engines.append(engine)
        config = Config()
        folder = Path(retrieval.catalogue.__file__).parent / "migrations"
        config.set_main_option("script_location", str(folder))
        if engine.dialect.name == "postgresql":
            rows = rows.replace("x'", r"'\x")
        with engine.connect().execution_options(writes=True) as connection, connection.begin():
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
            for statement in rows.strip().split(";\n"):
                connection.exec_driver_sql(statement.removesuffix(";"))
        return engine

    def first(self) -> Engine:
        """Return an engine on a catalogue that the first release wrote."""
        engine = self.holding("0001", FIRST_LIBRARY)
        with engine.begin() as connection:
            connection.exec_driver_sql(LAST_IDS[engine.dialect.name])
        return engine


@pytest.fixture(params=["sqlite", "postgres"])
def earlier(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Earlier]:
    """Return an empty database, of each kind in turn."""
    if request.param == "sqlite":
        made = Earlier(f"sqlite:///{tmp_path / 'catalogue.db'}")
    else:
        postgres: PostgresServer = request.getfixturevalue("postgres")
        made = Earlier(postgres.url(postgres.create()))
    yield made
    for engine in made.engines:
        engine.dispose()


def test_a_migrated_catalogue_has_the_tables_of_the_schema(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, schema.metadata) == []


def test_names_of_keys_and_constraints_agree(engine: Engine) -> None:
    """What the comparison leaves out: primary keys, and the names of foreign keys."""
    found = inspect(engine)
    for table in schema.metadata.sorted_tables:
        key = found.get_pk_constraint(table.name)
        assert key["constrained_columns"] == [column.name for column in table.primary_key]
        assert key["name"] == f"pk_{table.name}" or table.dialect_options["sqlite"]["autoincrement"]
        assert {foreign["name"] for foreign in found.get_foreign_keys(table.name)} == {
            foreign.name for foreign in table.foreign_key_constraints
        }


@pytest.mark.parametrize("table", ["documents", "passages"])
def test_ids_are_never_used_again(sqlite_engine: Engine, table: str) -> None:
    with sqlite_engine.connect() as connection:
        created = connection.exec_driver_sql(
            "SELECT sql FROM sqlite_master WHERE name = ?", (table,)
        ).scalar_one()
    assert "AUTOINCREMENT" in created


def test_every_table_with_content_of_members_names_its_library() -> None:
    without = {
        table.name for table in schema.metadata.sorted_tables if "library" not in table.columns
    }
    assert without == {"libraries", "models", "secrets"}


def test_a_library_of_the_first_release_is_whole_after_the_upgrade(earlier: Earlier) -> None:
    engine = earlier.first()
    migrate(engine)
    stores = Stores(engine)
    document = stores.documents.get(["shared"], 7)
    assert document is not None
    assert (document.text, document.path) == ("Bins go.", "bins.md")
    assert document.metadata == Metadata(title="Bins")
    (stored,) = stores.files.all("shared")
    assert (stored.identity.location, stored.identity.content_hash) == ("/docs/bins.md", "c")
    assert stored.documents == (7,)
    (version,) = stores.files.versions("shared", "/docs/bins.md")
    assert (version.stated, version.signature) == (document.metadata, b"")
    assert version.text_hash == hashlib.sha256(b"Bins go.").hexdigest()
    ((_, passage),) = stores.documents.passages_by_id([9]).values()
    assert (passage.sentences, passage.pages) == ((Span(0, 8),), (None,))
    # What was embedded without vectors of word pieces is embedded again.
    assert list(stores.embeddings.all("shared", MODEL)) == []
    assert stores.embeddings.missing("shared", MODEL) == [9]


def test_an_answer_given_before_guilds_had_settings_is_kept(earlier: Earlier) -> None:
    engine = earlier.holding("0002", ANSWERED_LIBRARY)
    migrate(engine)
    settings = GuildSettingStore(engine)
    assert settings.get("guild:5", "strictness") is None
    settings.put("guild:5", "strictness", "cautious")
    assert settings.get("guild:5", "strictness") == "cautious"
    with engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT question FROM answers").scalars().all()
    assert kept == ["bins?"]


def test_a_rating_given_before_reasons_were_asked_for_is_kept(earlier: Earlier) -> None:
    engine = earlier.holding("0006", RATED_LIBRARY)
    migrate(engine)
    (rating,) = RatingStore(engine).since("guild:5", dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    assert (rating.helpful, rating.reason, rating.question) == (True, None, "bins?")
    assert QuestionStore(engine).since("guild:5", dt.datetime(2020, 1, 1, tzinfo=dt.UTC)) == []


def test_ids_of_removed_documents_stay_used_after_the_upgrade(earlier: Earlier) -> None:
    engine = earlier.first()
    migrate(engine)
    assert Stores(engine).put("shared") == 21


def test_of_several_processes_that_start_at_once_one_upgrades(earlier: Earlier) -> None:
    earlier.first()
    failures: list[Exception] = []
    engines = [connect(earlier.url) for _ in range(3)]
    earlier.engines.extend(engines)
    begin = threading.Barrier(len(engines))

    def start(engine: Engine) -> None:
        try:
            begin.wait()
            migrate(engine)
        except Exception as error:  # noqa: BLE001 - it is what must not be.
            failures.append(error)

    threads = [threading.Thread(target=start, args=(engine,)) for engine in engines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert Stores(engines[0]).documents.get(["shared"], 7) is not None


def test_an_upgrade_that_would_break_something_leaves_the_catalogue_as_it_was(
    tmp_path: Path,
) -> None:
    engine = Earlier(f"sqlite:///{tmp_path / 'catalogue.db'}").first()
    with closing(sqlite3.connect(tmp_path / "catalogue.db")) as raw:
        raw.execute("UPDATE passages SET document_id = 99")
        raw.commit()
    with pytest.raises(CatalogueError, match=r"1 rows refer to nothing\. It was left as it was"):
        migrate(engine)
    assert "files" not in inspect(engine).get_table_names()
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
    engine.dispose()
