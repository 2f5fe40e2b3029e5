"""The bot with its libraries in PostgreSQL, which may go away and come back while it serves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrieval.catalogue import connect, copy_catalogue
from tests.end_to_end import cards
from tests.end_to_end.conftest import served

if TYPE_CHECKING:
    from tests.discord_double import DiscordDouble
    from tests.end_to_end.home import Home
    from tests.postgres import PostgresServer

QUESTION = "What does a bulky waste collection cost?"


def ask(double: DiscordDouble) -> cards.Message:
    return double.slash("ask", question=QUESTION).response()


def test_members_are_told_while_the_database_is_away_and_answered_when_it_is_back(
    home: Home, postgres: PostgresServer, postgres_url: str
) -> None:
    file, database = connect(f"sqlite:///{home.catalogue}"), connect(postgres_url)
    copy_catalogue(file, database)
    file.dispose()
    database.dispose()
    home.catalogue.unlink()
    with served(home, RETRIEVAL_CATALOGUE=postgres_url) as own:
        given = cards.quoted_lines(ask(own.double))
        assert given
        postgres.stop()
        assert cards.says(ask(own.double)) == (
            "The library is out of reach",
            "Its database does not answer at the moment. Try again in a minute.",
        )
        postgres.start()
        assert cards.quoted_lines(ask(own.double)) == given
        assert "unexpected failure" not in own.bot.stderr
    assert not home.catalogue.exists()
