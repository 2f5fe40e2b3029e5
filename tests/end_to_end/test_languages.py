"""A guild that is set to Welsh reads Welsh, another one English; quotes are the same in both."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.discord_double import Upload
from tests.end_to_end import cards
from tests.end_to_end.home import PATIENCE
from tests.end_to_end.moderating import document, ended, offered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.discord_double import DiscordDouble
    from tests.end_to_end.home import Served

COST = "> **A full allotment plot costs £62 a year, and a half plot costs £31 a year.** "
WELSH_BUTTONS = ("Blaenorol", "Nesaf", "Cyd-destun", "Defnyddiol", "Ddim yn ddefnyddiol")


@pytest.fixture(scope="module")
def welsh(moderated: Served) -> Iterator[DiscordDouble]:
    """Set the guild to Welsh for these tests, and take that back."""
    double = moderated.double
    done = double.slash("settings language", member="moderator", options={"language": "cy"})
    assert cards.says(done.response()) == (
        "Yr iaith nawr yw Cymraeg",
        "**Cymraeg** · I bawb. Mae dyfyniadau’n aros yn iaith eu dogfen.",
    )
    assert done.ephemeral
    yield double
    back = double.slash("settings language", member="moderator").response()
    assert cards.says(back)[0] == "Everybody reads their own language now"
    again = double.slash("ask", question=cards.ALLOTMENTS).response()
    assert tuple(cards.buttons(again)) == cards.ANSWER_BUTTONS
    assert double.violations == []


def test_two_guilds_read_their_languages_at_the_same_time(welsh: DiscordDouble) -> None:
    elsewhere = welsh.add_guild(0, 1)
    asked = []
    for _ in range(3):
        asked.append(welsh.slash("ask", question=cards.ALLOTMENTS, member="other"))
        with welsh.in_guild(elsewhere):
            asked.append(welsh.slash("ask", question=cards.ALLOTMENTS, member="asker"))
        for number, each in enumerate(asked[-2:]):
            answer = each.response()
            title, text = cards.says(answer)
            assert title == cards.ALLOTMENTS
            assert text.startswith(COST)
            assert tuple(cards.buttons(answer)) == (WELSH_BUTTONS, cards.ANSWER_BUTTONS)[number]
            assert (
                cards.footer(answer)
                == (("Dyfyniad 1 o 2 · yn yr iaith wreiddiol", "Quote 1 of 2")[number])
            )
            date = ("1 Mawrth 2024", "1 March 2024")[number]
            assert f"— Allotments · Wexley Town Council · {date}\n" in text


def test_pages_messages_and_lists_are_welsh_too(welsh: DiscordDouble) -> None:
    answer = welsh.say(cards.ALLOTMENTS).response()
    turned = welsh.click(answer, "Nesaf").response()
    thanks = welsh.click(turned, "Ddim yn ddefnyddiol").response()
    nothing = welsh.slash("ask", question="Who won the lunar regatta?").response()
    listed = welsh.slash("settings show", member="moderator").response()

    assert cards.says(turned)[1].startswith("> **Anyone who lives in Wexley and is 18 or older")
    assert cards.says(thanks) == (
        "Diolch",
        "Nodwyd nad oedd hyn yn ddefnyddiol. Pwyswch y botwm arall i’w newid.",
    )
    assert "Nid yw’r dogfennau yma’n ateb y cwestiwn hwn." in cards.says(nothing)[1]
    assert cards.fields(listed)["Llymder"].startswith("**cytbwys** · Mae’r hyn sy’n ateb")


def test_what_the_library_refuses_is_told_in_welsh(welsh: DiscordDouble) -> None:
    undefined = welsh.slash("define", term="???").response()
    picture = offered(welsh, file1=Upload("cath.gif", b"GIF89a and more"))

    assert cards.says(undefined) == (
        "Ni weithiodd hynny",
        "nid oes llythrennau yn y term hwnnw; rhowch gynnig ar, er enghraifft: STP",
    )
    assert cards.says(picture)[0] in {"Ni weithiodd hynny", "Ni ellir ychwanegu’r ffeil hon"}


def test_a_job_is_reported_in_welsh_to_its_end(welsh: DiscordDouble) -> None:
    card = offered(welsh, file1=Upload("llyn.md", document("Lakes", "Lakes are deep.")))
    assert cards.says(card)[0] == "Ychwanegu’r ddogfen hon?"

    done = ended(welsh, welsh.click(card, "Ychwanegu", member="moderator"))

    assert cards.says(done)[0] == "Dogfennau wedi’u hychwanegu"
    assert cards.fields(done)["Newydd neu wedi newid"] == "Lakes"
    suggested = welsh.autocomplete("ask", option="source", value="Lakes").choices
    assert suggested[0]["name"] == "Lakes · Wexley Town Council · 1 Mai 2024"


def test_the_log_stays_english(welsh: DiscordDouble, moderated: Served) -> None:
    welsh.slash("ask", question="?!").response()

    moderated.bot.wait_for_line("There is no question in that", PATIENCE)
