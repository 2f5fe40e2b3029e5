"""What members write, and every token, stay out of what the bot writes."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from tests.end_to_end import cards
from tests.end_to_end.conftest import served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.discord_double import DiscordDouble
    from tests.end_to_end.home import Home

WORD = "xyzzy"
"""A word that stands in everything that members write below, and nowhere else."""

FAILS = f'What\'s the "fine" for {WORD} Bürger?'


@contextmanager
def refusing_answers(home: Home) -> Iterator[None]:
    """Let the catalogue refuse to keep an answer, for a reason that nobody foresaw."""
    with closing(sqlite3.connect(home.catalogue)) as connection:
        connection.execute(
            "CREATE TRIGGER refusing BEFORE INSERT ON answers BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
        yield
        connection.execute("DROP TRIGGER refusing")


def write_everywhere(double: DiscordDouble) -> None:
    """Write the word wherever members can write, and wait for the answers."""
    question = f"{WORD}: {cards.ALLOTMENTS}"
    answer = double.slash("ask", question=question).response()
    double.click(answer, "Context").response()
    double.click(answer, "Helpful", member="other").response()
    double.slash("ask", question=WORD * 201).response()
    double.say(question).response()
    double.reply(answer, question).response()
    double.dm(question).response()
    double.message_menu("Find the policy", double.post(question)).response()
    double.slash("sources list", filter=WORD).response()
    double.slash("sources show", source=WORD).response()
    assert double.autocomplete("sources show", option="source", value=WORD).choices == []


def interaction_tokens(double: DiscordDouble) -> set[str]:
    """Return the tokens of all interactions that the bot answered."""
    found = (
        re.match("/(?:interactions|webhooks)/[0-9]+/([^/]+)", request.path)
        for request in double.requests
    )
    return {match[1] for match in found if match}


def test_questions_and_tokens_are_never_written(home: Home) -> None:
    with served(home, DISCORD_LOG_LEVEL="DEBUG") as own:
        double, bot = own.double, own.bot
        write_everywhere(double)

        # The statement that fails has the words of the question among its parameters.
        with refusing_answers(home):
            failed = double.slash("ask", question=f"{FAILS} {cards.ALLOTMENTS}").response()
        title, text = cards.says(failed)
        reference = re.search("`([0-9a-f]{8})`", text)
        assert title == "Something went wrong"
        assert reference is not None
        bot.wait_for_line(rf"\[error .*doing=/ask reference={reference[1]}")
        after = double.slash("ask", question=cards.ALLOTMENTS).response()
        assert cards.says(after)[1] == cards.ALLOTMENT_COST

        # A failure of Discord's own, whose text repeats what was sent.
        double.fail("PATCH", "@original", status=400, body={"message": WORD, "code": 50035})
        double.slash("ask", question=WORD)
        bot.wait_for_line("Discord did not take it .*why='status 400, code 50035'")

    assert "Traceback (most recent call last)" in bot.stderr
    at_info_or_above = "".join(line for line in bot.output.splitlines() if "[debug" not in line)
    assert WORD not in at_info_or_above
    assert "allotment" not in at_info_or_above
    tokens = interaction_tokens(double)
    assert len(tokens) >= 11
    assert [token for token in (*tokens, double.token) if token in bot.output] == []
