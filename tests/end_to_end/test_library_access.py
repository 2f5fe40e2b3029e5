"""Who may change a library, and which: whatever Discord lets through, and whatever is forged."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.discord_double import Upload
from tests.end_to_end import cards
from tests.end_to_end.home import PATIENCE
from tests.end_to_end.moderating import added, document, forged, offered, suggested

if TYPE_CHECKING:
    from tests.discord_double import Exchange
    from tests.end_to_end.home import Served

FOR_MODERATORS = "That is for moderators"
ACTIONS = ("add", "correct", "discard", "remove", "keep", "undo", "cancel", "older")


def file(words: str) -> Upload:
    return Upload("note.md", document("Note", words))


def told(pressed: Exchange) -> str:
    """Return the title of the notice that only who pressed sees."""
    return cards.says(pressed.followup())[0]


@pytest.mark.parametrize(
    "command", ["add", "replace", "remove", "reindex", "edit", "status", "history"]
)
def test_each_command_is_refused_to_a_member_without_the_permission(
    moderated: Served, command: str
) -> None:
    double = moderated.double
    options: dict[str, object] = {}
    if command == "add":
        options["file1"] = file("Nothing of this is taken in.")
    if command in {"replace", "remove", "edit"}:
        options["document"] = "Noise"
    if command == "replace":
        options["file"] = file("Nothing of this is taken in.")

    refused = double.slash(f"library {command}", member="asker", options=options)

    assert cards.says(refused.response())[0] == FOR_MODERATORS
    assert refused.ephemeral
    assert moderated.home.query("SELECT * FROM jobs WHERE actor = ?", member_id(moderated)) == []


def test_the_menu_and_suggestions_are_refused_too(moderated: Served) -> None:
    double = moderated.double
    posted = double.post("here", attachments=[file("Nothing of this is taken in.")])

    refused = double.message_menu("Add to the library", posted, member="asker")
    typed = double.autocomplete("library remove", option="document", value="", member="asker")

    assert cards.says(refused.response())[0] == FOR_MODERATORS
    assert refused.ephemeral
    assert typed.choices == []


def test_nothing_is_moderated_in_a_direct_message(moderated: Served) -> None:
    refused = moderated.double.slash("library history", member="moderator", in_dm=True)

    assert cards.says(refused.response())[0] == "That belongs to a server"


@pytest.fixture(scope="module")
def waiting(moderated: Served) -> cards.Message:
    """Return a card with buttons, below which anything can be pressed."""
    return offered(moderated.double, file1=file("This waits to be confirmed."))


@pytest.mark.parametrize("action", ACTIONS)
def test_each_button_is_refused_to_a_member_without_the_permission(
    moderated: Served, waiting: cards.Message, action: str
) -> None:
    double = moderated.double
    draft = cards.custom_ids(waiting)[0].rsplit(":", 1)[1]

    pressed = forged(double, waiting, f"cv1:library:{action}:{draft}", member="asker")

    if action == "correct":  # What would have opened a form answers with a message of its own.
        assert cards.says(pressed.response())[0] == FOR_MODERATORS
        assert pressed.ephemeral
    else:
        assert told(pressed) == FOR_MODERATORS
    assert double.message(waiting) == waiting


def test_a_form_is_checked_again_when_it_comes_back(
    moderated: Served, waiting: cards.Message
) -> None:
    double = moderated.double
    opened = double.click(waiting, "Correct first", member="moderator")

    sent = double.modal_submit(opened, {"Title": "Mine"}, member="asker")

    assert told(sent) == FOR_MODERATORS
    assert double.message(waiting) == waiting
    assert "Mine" not in str(double.click(waiting, "Correct first", member="moderator").modal)


@dataclass(frozen=True)
class Elsewhere:
    """What another guild has."""

    guild: str
    document: str
    draft: str
    job: int


@pytest.fixture(scope="module")
def elsewhere(moderated: Served) -> Elsewhere:
    """Bring the bot into a second guild, with a document, an upload and a job of its own."""
    double, home = moderated.double, moderated.home
    guild = double.add_guild(0, 1)
    with double.in_guild(guild):
        added(double, "secret.md", document("Secret plan", "The secret plan is kept in a safe."))
        (number,) = suggested(double, "library remove", "Secret plan").values()
        card = offered(double, file1=file("This waits in the other guild."))
    draft = cards.custom_ids(card)[0].rsplit(":", 1)[1]
    ((job,),) = home.query("SELECT id FROM jobs WHERE library = ?", f"guild:{guild}")
    return Elsewhere(guild, number, draft, job)


def test_a_forged_id_of_another_guild_finds_nothing(
    moderated: Served, waiting: cards.Message, elsewhere: Elsewhere
) -> None:
    double = moderated.double
    card = waiting
    for action, subject, notice in (
        ("add", elsewhere.draft, "This upload waits no longer"),
        ("discard", elsewhere.draft, "This upload waits no longer"),
        ("remove", elsewhere.document, "No such document"),
        ("undo", elsewhere.document, "This cannot be undone any more"),
        ("cancel", elsewhere.job, "There is nothing to stop"),
        ("cancel", 10**19, "There is nothing to stop"),
        ("remove", "notanumber", "No such document"),
    ):
        pressed = forged(double, card, f"cv1:library:{action}:{subject}")
        assert told(pressed) == notice
    opened = forged(double, card, f"cv1:library:correct:{elsewhere.draft}")
    assert cards.says(opened.response())[0] == "This upload waits no longer"

    form = double.click(card, "Correct first", member="moderator")
    other = {**form.modal, "custom_id": f"cv1:library-form:document:{elsewhere.document}"}
    sent = double.modal_submit(form, {"Title": "Mine"}, member="moderator", modal=other)
    assert cards.says(sent.response())[0] == "No such document"

    with double.in_guild(elsewhere.guild):
        assert list(suggested(double, "library remove", "Secret plan").values()) == [
            elsewhere.document
        ]


def test_one_guild_learns_nothing_of_another(moderated: Served, elsewhere: Elsewhere) -> None:
    double = moderated.double
    for path, options in (
        ("library history", {}),
        ("library status", {}),
        ("library edit", {"document": elsewhere.document}),
        ("library remove", {"document": elsewhere.document}),
        ("sources list", {}),
    ):
        seen = double.slash(path, member="moderator", options=options).response()
        assert "Secret" not in json.dumps(seen)
    assert not any("Secret" in name for name in suggested(double, "library remove", "Secret plan"))


def test_documents_that_all_servers_share_are_not_a_moderators_to_change(
    moderated: Served, waiting: cards.Message
) -> None:
    double = moderated.double
    assert "Dogs in parks" not in str(suggested(double, "library remove", "Dogs"))
    shown = double.autocomplete("sources show", option="source", value="Dogs in parks")
    number = shown.choices[0]["value"]

    refused = [
        double.slash("library remove", member="moderator", document="Dogs in parks"),
        double.slash("library edit", member="moderator", document=number),
        double.slash(
            "library replace", member="moderator", document=number, file=file("Cats in parks.")
        ),
    ]

    for each in refused:
        title, text = cards.says(each.response(PATIENCE))
        assert title == "That document is not this server's own"
        assert text.startswith("Dogs in parks is one of the documents")
    pressed = forged(double, waiting, f"cv1:library:remove:{number}")
    assert told(pressed) == "No such document"
    assert "Dogs" in str(double.slash("sources list").response())


def member_id(served: Served) -> str:
    return str(served.double.state.users["asker"]["id"])
