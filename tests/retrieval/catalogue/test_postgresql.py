"""PostgreSQL as the catalogue: connections, what can be wrong with it, and what it cannot hold."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, text

from retrieval.catalogue import (
    AnswerLog,
    DocumentStore,
    StoredAnswer,
    connect,
    find_damage,
    migrate,
    schema,
)
from retrieval.domain import Outcome
from retrieval.errors import CatalogueError
from tests.postgres import LOCKED, PASSWORD
from tests.retrieval.builders import markdown
from tests.retrieval.catalogue.stores import TEXT, Stores

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from tests.postgres import PostgresServer

SECRET = "hunter2"  # noqa: S105 - of nobody.
UNREADABLE = [
    "bot:hunter2@database/verse",
    "postgresql://bot:hunter2@database:hunter2/verse",
    "postgresql://bot:two@hunter2@database/verse",
    "mysql://bot:hunter2@database/verse",
]


def reason(url: str) -> str:
    """Return why a catalogue cannot be opened."""
    with pytest.raises(CatalogueError) as caught:
        engine = connect(url)
        try:
            migrate(engine)
        finally:
            engine.dispose()
    return str(caught.value)


@pytest.mark.parametrize("url", UNREADABLE)
def test_an_address_that_is_wrong_is_refused_with_how_to_write_it(url: str) -> None:
    said = reason(url)
    assert "Write RETRIEVAL_CATALOGUE as postgresql://USER:PASSWORD@HOST/DATABASE" in said
    assert SECRET not in said


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://bot:{SECRET}@127.0.0.1:1/verse",
        f"postgres://bot@127.0.0.1:1/verse?password={SECRET}",
        f"postgresql+psycopg2://bot:{SECRET}@127.0.0.1:1/verse?sslpassword={SECRET}",
    ],
)
def test_a_server_that_is_not_there_is_one_line_without_the_password(url: str) -> None:
    said = reason(url)
    assert said.startswith("the catalogue postgresql+psycopg://bot")
    assert "Connection refused" in said
    assert said.endswith(
        "Check that the database server runs and can be reached from here, and that "
        "RETRIEVAL_CATALOGUE names the right database, user and password."
    )
    assert "\n" not in said
    assert SECRET not in said


def test_a_wrong_password_is_told_and_not_shown(postgres: PostgresServer) -> None:
    url = postgres.url("postgres", user=f"{LOCKED}:{SECRET}")
    said = reason(url)
    assert f'password authentication failed for user "{LOCKED}"' in said
    assert SECRET not in said


def test_a_password_with_signs_in_it_is_written_with_percent_signs(
    postgres: PostgresServer,
) -> None:
    engine = connect(postgres.url("postgres", user=f"{LOCKED}:{PASSWORD.replace(' ', '%20')}"))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT current_user")).scalar_one() == LOCKED
    assert PASSWORD not in str(engine.url)
    engine.dispose()


def test_a_database_that_was_not_made_is_told(postgres: PostgresServer) -> None:
    assert 'database "verse" does not exist' in reason(postgres.url("verse"))


def test_an_option_that_there_is_not_is_told(postgres: PostgresServer) -> None:
    said = reason(f"{postgres.url('postgres')}&sslmod=require")
    assert 'invalid connection option "sslmod"' in said or "invalid URI query parameter" in said


def test_a_user_without_rights_is_told_what_to_do(postgres: PostgresServer) -> None:
    name = postgres.create()
    said = reason(postgres.url(name, user=f"{LOCKED}:{PASSWORD.replace(' ', '%20')}"))
    assert "permission denied for schema public" in said
    assert said.endswith("Make the user that RETRIEVAL_CATALOGUE names the owner of the database.")


def test_a_database_that_cannot_hold_every_character_is_refused(postgres: PostgresServer) -> None:
    said = reason(postgres.url(postgres.create(encoding="LATIN1")))
    assert said.endswith(
        "holds texts in LATIN1, which has no room for every character; make it anew with "
        "ENCODING 'UTF8' TEMPLATE template0."
    )


def test_its_file_has_no_damage_that_could_be_seen_from_here(postgres_engine: Engine) -> None:
    assert find_damage(postgres_engine) is None


def test_times_do_not_depend_on_where_the_server_is(postgres_engine: Engine) -> None:
    stores = Stores(postgres_engine)
    number = stores.put("guild:1")
    (details,) = stores.documents.details(["guild:1"], number)
    age = dt.datetime.now(dt.UTC) - dt.datetime.fromisoformat(details.added_at)
    assert dt.timedelta() <= age < dt.timedelta(minutes=5)


def test_a_character_that_it_cannot_hold_moves_no_other(postgres_engine: Engine) -> None:
    """Neither a question nor a text is refused for it, and quotes stay where they were."""
    log = AnswerLog(postgres_engine, keep=dt.timedelta(days=1))
    asked = StoredAnswer("what is \0 STP?", Outcome.NOT_FOUND, 0.0, ())
    stored = log.get("guild:1", log.add("guild:1", asked))
    assert stored is not None
    assert stored.question == "what is \ufffd STP?"
    stores = Stores(postgres_engine)
    read = replace(markdown(TEXT), text="Mon\0day, they say.")
    number = stores.put("guild:1", document=read, passages=[])
    document = stores.documents.get(["guild:1"], number)
    assert document is not None
    assert document.text == "Mon\ufffdday, they say."


def test_who_asks_does_not_wait_for_who_changes_documents(postgres_engine: Engine) -> None:
    log = AnswerLog(postgres_engine, keep=dt.timedelta(days=1))
    asked = StoredAnswer("what is an STP?", Outcome.NOT_FOUND, 0.0, ())
    with postgres_engine.execution_options(writes=True).begin() as connection:
        connection.execute(schema.libraries.insert().values(name="guild:2", revision="0"))
        assert log.get("guild:1", log.add("guild:1", asked)) == asked


def test_who_waits_too_long_for_another_is_told(postgres_url: str) -> None:
    impatient = connect(f"{postgres_url}&options=-c%20lock_timeout%3D50ms")
    writing = impatient.execution_options(writes=True)
    with (
        writing.begin(),
        pytest.raises(CatalogueError, match="changing it for too long"),
        writing.begin(),
    ):
        pass
    impatient.dispose()


def test_a_database_that_was_away_is_met_again_without_a_restart(
    postgres: PostgresServer, postgres_engine: Engine
) -> None:
    stores = Stores(postgres_engine)
    number = stores.put("guild:1")
    with postgres_engine.connect():  # Two connections wait in the pool.
        assert stores.documents.get(["guild:1"], number) is not None
    postgres.stop()
    for _ in range(3):
        with pytest.raises(CatalogueError, match="Check that the database server runs"):
            stores.documents.get(["guild:1"], number)
    postgres.start()
    assert stores.documents.get(["guild:1"], number) is not None
    assert stores.put("guild:1", name="other.md") > number


def test_who_is_cut_off_is_told_and_the_next_one_is_not(
    postgres: PostgresServer, postgres_engine: Engine
) -> None:
    query = select(schema.libraries.c.name)
    with postgres_engine.connect() as connection:
        connection.execute(query).all()
        postgres.stop()
        postgres.start()
        with pytest.raises(CatalogueError, match="cannot be used"):
            connection.execute(query)
    assert DocumentStore(postgres_engine).libraries() == []


def test_several_make_the_row_of_a_library_at_once(postgres_engine: Engine) -> None:
    """Who asks and who changes documents do not wait for each other, and both may be the first."""
    log = AnswerLog(postgres_engine, keep=dt.timedelta(days=1))
    asked = StoredAnswer("what is an STP?", Outcome.NOT_FOUND, 0.0, ())
    with postgres_engine.execution_options(writes=True).begin() as connection:
        connection.execute(schema.libraries.insert().values(name="guild:1", revision="0"))
        asking = threading.Thread(target=log.add, args=("guild:1", asked))
        asking.start()
    asking.join()
    assert DocumentStore(postgres_engine).revision("guild:1") == "0"
