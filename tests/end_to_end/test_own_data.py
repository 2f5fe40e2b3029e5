"""A member gets what is kept about them, and has it deleted; nobody else's is touched."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end import cards
from tests.end_to_end.test_insights import clear, sent_file
from tests.end_to_end.test_settings import FOR_MODERATORS

if TYPE_CHECKING:
    from tests.discord_double import DiscordDouble
    from tests.end_to_end.home import Home, Served

NOTHING = "Nothing is kept about you here"


@pytest.fixture
def own(reviewed: Served) -> Served:
    """Return the bot whose questions are counted, without any."""
    clear(reviewed.home)
    return reviewed


def keep_askers(double: DiscordDouble, *, on: bool) -> None:
    shown = double.slash("settings askers", member="moderator", on=on).response()
    assert cards.says(shown)[0] == f"Who asked is now {'kept' if on else 'not kept'}"


def ask_and_rate(double: DiscordDouble) -> None:
    for member in ("asker", "other"):
        answer = double.slash("ask", question=cards.ALLOTMENTS, member=member).response()
        double.click(answer, "Not helpful", member=member).response()


def kept(home: Home) -> tuple[int, int]:
    """Return how many questions and ratings there are."""
    ((questions,),) = home.query("SELECT count(*) FROM questions")
    ((ratings,),) = home.query("SELECT count(*) FROM ratings")
    return questions, ratings


def test_a_member_gets_and_deletes_what_is_kept_about_them(own: Served) -> None:
    double, home = own.double, own.home
    assert cards.says(double.slash("privacy export").response())[0] == NOTHING
    assert cards.says(double.slash("privacy delete").response())[0] == NOTHING
    keep_askers(double, on=True)
    ask_and_rate(double)
    assert kept(home) == (2, 2)

    exported = double.slash("privacy export")
    name, content = sent_file(double, exported.response())
    assert exported.ephemeral
    assert name == "my-data.json"
    told = json.loads(content)
    assert told["server"] == double.state.guild_id
    ((question,), (rating,)) = told["questions"], told["ratings"]
    assert (question["question"], question["outcome"]) == (cards.ALLOTMENTS, "answered")
    assert (rating["question"], rating["quote"]) == (cards.ALLOTMENTS, 1)
    assert (rating["helpful"], rating["reason"]) == (False, None)

    # In a direct message it is about those, of which there are none.
    alone = double.slash("privacy export", in_dm=True).response()
    assert cards.says(alone)[0] == NOTHING

    confirm = double.slash("privacy delete").response()
    assert cards.buttons(confirm) == {"Delete": True, "Keep it": True}
    assert kept(home) == (2, 2)
    others = double.click(confirm, "Delete", member="other")
    assert cards.says(others.followup()) == cards.NOT_YOURS
    assert kept(home) == (2, 2)

    deleted = double.click(confirm, "Delete").response()
    assert cards.says(deleted) == (
        "Deleted",
        "1 question and 1 rating of yours will not be found here any more.",
    )
    assert deleted["components"] == []
    assert kept(home) == (1, 1)
    assert cards.says(double.slash("privacy export").response())[0] == NOTHING
    theirs = double.slash("privacy export", member="other").response()
    assert cards.says(theirs)[1].startswith("**1 question and 1 rating**")

    # Who asked goes at once where the server does not want it any more; the question stays.
    keep_askers(double, on=False)
    assert home.query("SELECT member FROM questions") == [(None,)]


def test_nothing_goes_without_a_confirmation(own: Served) -> None:
    double = own.double
    answer = double.slash("ask", question=cards.ALLOTMENTS).response()
    double.click(answer, "Helpful").response()
    before = kept(own.home)
    confirm = double.slash("privacy delete").response()
    assert cards.says(double.click(confirm, "Keep it").response())[0] == "Nothing was deleted"
    assert kept(own.home) == before


def test_only_moderators_say_whether_it_is_kept_who_asked(own: Served) -> None:
    refused = own.double.slash("settings askers", member="asker", on=True)
    assert cards.says(refused.response()) == FOR_MODERATORS


def test_about_tells_what_is_kept(own: Served) -> None:
    shown = own.double.slash("about").response()
    text = cards.fields(shown)["What is kept"]
    assert text.startswith("The question and its quotes, without your name, for 90 days, ")
    assert "`/privacy delete` deletes it." in text
    keep_askers(own.double, on=True)
    shown = own.double.slash("about").response()
    assert "and who asked, since this server wants that," in cards.fields(shown)["What is kept"]
    keep_askers(own.double, on=False)
