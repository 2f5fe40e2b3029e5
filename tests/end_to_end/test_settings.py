"""A moderator sets how sure the bot must be; nobody else can, whatever Discord lets through."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from retrieval.answers import Calibration
from retrieval.domain import Strictness
from tests.end_to_end import cards

if TYPE_CHECKING:
    from tests.discord_double import DiscordDouble
    from tests.end_to_end.home import Home, Served

EPHEMERAL = 64
CANDIDATES = (
    cards.ALLOTMENTS,
    "What fines are there?",
    "How quickly is a pothole repaired?",
    "What does a bulky waste collection cost?",
    "Who pays for the bus to school?",
    "Can a neighbour be fined for noise?",
    "Which parks take dogs without a lead?",
    "Do carers get a card?",
    "May trees be felled at night?",
    "How long is a permit for parking valid?",
    "What is charged for water?",
    "Who may sell food on the street?",
)
POSSIBLE = "Closest passages, which may not answer"
NOT_FOUND = "The documents here do not answer this question."
FOR_MODERATORS = (
    "That is for moderators",
    (
        "Only members who may manage this server, or have the moderators’ role of its settings, can do "
        "that. Ask one of them."
    ),
)


def ends(probability: float, level: Strictness) -> str:
    """Return how a question of this probability ends."""
    answered_from, possible_from = Calibration.packaged().strictness[level]
    if probability >= answered_from:
        return "answered"
    return "possible" if probability >= possible_from else "not_found"


def borderline(home: Home) -> str:
    """Return a question that ends in one way for a balanced and in another for a cautious bot."""
    asked = home.run(
        *("-m", "retrieval", "--index", str(home.index), "ask", "--json", "-"),
        stdin="\n".join(CANDIDATES),
    )
    replies = [json.loads(line) for line in asked.stdout.splitlines()]
    return next(
        str(reply["question"])
        for reply in replies
        # One with a name that no document has is not called answered, however probable.
        if reply["outcome"]
        == ends(reply["probability"], Strictness.BALANCED)
        != ends(reply["probability"], Strictness.CAUTIOUS)
    )


def settings(moderated: Served) -> list[tuple[Any, ...]]:
    """Return what was set, and when, as the catalogue has it."""
    return moderated.home.query("SELECT * FROM guild_settings ORDER BY name")


def outcome(double: DiscordDouble, question: str, *, in_dm: bool = False) -> str:
    """Ask, and return how the question ended, by the words of the card."""
    card = double.slash("ask", question=question, in_dm=in_dm).response()
    if cards.says(card)[1] == NOT_FOUND:
        return "not_found"
    return "possible" if POSSIBLE in str(cards.footer(card)) else "answered"


def test_what_a_moderator_sets_changes_how_the_next_question_ends(moderated: Served) -> None:
    double = moderated.double
    question = borderline(moderated.home)
    before = outcome(double, question)

    done = double.slash("settings strictness", member="moderator", level="cautious")

    assert done.acknowledgement()["data"] == {"flags": EPHEMERAL}
    assert cards.says(done.response()) == (
        "Strictness is now cautious",
        f"{Strictness.CAUTIOUS.meaning} This holds from the next question on.",
    )
    after = outcome(double, question)
    assert (before, after) in {
        ("answered", "possible"),
        ("answered", "not_found"),
        ("possible", "not_found"),
    }
    # Direct messages belong to no server.
    assert outcome(double, question, in_dm=True) == before
    shown = double.slash("settings show", member="moderator").response()
    assert cards.says(shown)[0] == "Settings of this server"
    assert cards.fields(shown)["Strictness"] == f"**cautious** · {Strictness.CAUTIOUS.meaning}"
    double.slash("settings strictness", member="moderator", level="balanced").response()
    assert outcome(double, question) == before


def test_a_member_without_the_permission_is_refused_though_discord_let_the_command_through(
    moderated: Served,
) -> None:
    double = moderated.double
    before = settings(moderated)
    for refused in (
        double.slash("settings show", member="asker"),
        double.slash("settings strictness", member="asker", level="cautious"),
    ):
        assert cards.says(refused.response()) == FOR_MODERATORS
        assert refused.ephemeral
    assert settings(moderated) == before


def test_a_moderator_is_refused_in_a_direct_message(moderated: Served) -> None:
    double = moderated.double
    before = settings(moderated)
    refused = double.slash("settings strictness", member="moderator", in_dm=True, level="cautious")

    assert cards.says(refused.response()) == (
        "That belongs to a server",
        "Use this command in a channel of the server that you moderate.",
    )
    assert settings(moderated) == before
