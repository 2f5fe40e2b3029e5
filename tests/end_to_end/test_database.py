"""The bot with its libraries in PostgreSQL, which may go away and come back while it serves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrieval.catalogue import connect, copy_catalogue
from tests.discord_double import DiscordDouble
from tests.end_to_end import cards
from tests.end_to_end.conftest import served
from tests.end_to_end.home import PATIENCE, wait_until_serving

if TYPE_CHECKING:
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
        for command in ("library status", "library history"):
            told = own.double.slash(command, member="moderator").response()
            assert cards.says(told)[0] == "The library is out of reach"
        postgres.start()
        assert cards.quoted_lines(ask(own.double)) == given
        assert "unexpected failure" not in own.bot.stderr
    assert not home.catalogue.exists()


def test_a_database_that_is_away_at_the_start_is_waited_for(
    home: Home, postgres: PostgresServer, postgres_url: str
) -> None:
    home.catalogue.unlink()
    postgres.stop()
    with (
        DiscordDouble() as double,
        home.bot(double, RETRIEVAL_CATALOGUE=postgres_url) as bot,
    ):
        line = bot.wait_for_line("opening the library", PATIENCE)
        assert "failed, trying again" in line
        assert "error=CatalogueAwayError" in line
        postgres.start()
        wait_until_serving(double, bot)
        assert cards.quoted_lines(ask(double))
        assert "error:" not in bot.stderr


def test_who_waits_for_a_database_stops_when_told_to(
    home: Home, postgres: PostgresServer, postgres_url: str
) -> None:
    postgres.stop()
    with (
        DiscordDouble() as double,
        home.bot(double, RETRIEVAL_CATALOGUE=postgres_url) as bot,
    ):
        bot.wait_for_line("opening the library", PATIENCE)
        bot.terminate()
        assert bot.wait() == 0
        assert "Traceback" not in bot.stderr
    postgres.start()
