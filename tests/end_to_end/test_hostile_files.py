"""Files that attack the bot are refused with a reason and leave nothing behind, or do no harm.

``ATTACKS.md`` says which test answers which line of the list of attacks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from retrieval.ingest import MAX_BYTES
from tests.bot.discord_markdown import show
from tests.discord_double import Serving, Upload, hostile
from tests.end_to_end import cards
from tests.end_to_end.moderating import archive, document, ended, offered

if TYPE_CHECKING:
    from pathlib import Path

    from tests.discord_double import DiscordDouble
    from tests.end_to_end.home import Served

ELSEWHERE = "This file does not come from Discord"
OURS = frozenset({"quote", "user", "channel", "time", "small print", "code"})
"""What cards have of their own: words of a document, who did what and when, names of commands."""

NOT_WHOLE = "This file did not arrive whole"


@pytest.fixture
def double(moderated: Served) -> DiscordDouble:
    """Return the double of the bot whose library moderators change."""
    return moderated.double


def kept(served: Served) -> set[Path]:
    """Return the files that were taken from Discord, and what waits to be confirmed."""
    folders = (served.home.index / "uploads", served.home.index / "drafts")
    return {path for folder in folders for path in folder.rglob("*") if path.is_file()}


def test_a_file_that_lies_elsewhere_is_never_asked_for(
    moderated: Served, double: DiscordDouble
) -> None:
    before, asked = kept(moderated), len(double.requests_to("GET", "/attachments/"))
    titles = {
        way: cards.says(offered(double, file1=Upload("a.pdf", b"words", url=url)))[0]
        for way, url in hostile.ELSEWHERE.items()
    }
    assert titles == dict.fromkeys(hostile.ELSEWHERE, ELSEWHERE)
    assert kept(moderated) == before
    assert len(double.requests_to("GET", "/attachments/")) == asked


def test_a_file_that_leads_elsewhere_is_not_followed(
    moderated: Served, double: DiscordDouble
) -> None:
    before = kept(moderated)
    targets = {**hostile.REDIRECTS, "to itself": double.attach(Upload("b.md", b"secret"))["url"]}
    titles = {
        way: cards.says(
            offered(double, file1=Upload("a.md", b"words", serving=Serving(location=target)))
        )[0]
        for way, target in targets.items()
    }
    assert titles == dict.fromkeys(targets, ELSEWHERE)
    assert kept(moderated) == before


def test_a_file_that_is_not_as_said_is_refused(moderated: Served, double: DiscordDouble) -> None:
    before = kept(moderated)
    titles = {
        way: cards.says(offered(double, file1=upload))[0] for way, upload in hostile.SERVED.items()
    }
    torn = {"cut off": "This file could not be fetched"}
    assert titles == dict.fromkeys(hostile.SERVED, NOT_WHOLE) | torn
    huge = offered(double, file1=Upload("a.pdf", b"words", said_size=MAX_BYTES + 1))
    assert cards.says(huge)[0] == "This file is too large"
    assert kept(moderated) == before


def test_neither_token_nor_name_of_the_bot_goes_to_the_files_host(double: DiscordDouble) -> None:
    offered(double, file1=Upload("a.exe", b"words"))
    headers = double.requests_to("GET", "/attachments/")[-1].headers
    assert "Authorization" not in headers
    assert double.token not in str(headers)


def test_a_program_that_is_called_a_document_is_refused(double: DiscordDouble) -> None:
    program = b"MZ\x90\x00\x03" + bytes(99)
    _, reason = cards.says(offered(double, file1=Upload("plan.pdf", program)))
    assert reason == "plan.pdf is a Windows program; add a document instead."


def test_a_hostile_file_of_a_message_costs_only_itself(
    moderated: Served, double: DiscordDouble
) -> None:
    before = kept(moderated)
    posted = double.post(
        "Look at these",
        attachments=[
            Upload("far.md", b"words", url="https://evil.example/far.md"),
            Upload("good.md", document("Ponds", "Ducks live on the pond.")),
            Upload("bomb.zip", archive({"zeros.txt": bytes(50_000_000)})),
        ],
    )
    menu = double.message_menu("Add to the library", posted, member="moderator")
    card = menu.response()
    assert cards.fields(card)["Files"] == "good.md\nbomb.zip"
    assert show(cards.fields(card)["Not taken"]).text == (
        "far.md: This file does not come from Discord"
    )
    # What an archive holds is looked at by the worker, which may take its time.
    told = ended(double, double.click(card, "Add all", member="moderator"))
    assert cards.fields(told)["New or changed"] == "Ponds"
    assert show(cards.fields(told)["Not taken"]).text == (
        "bomb.zip: zeros.txt unpacks to more than 200 times its size, so it is not safe to unpack."
    )
    assert {path.name for path in kept(moderated) - before} <= {"good.md", "bomb.zip"}


def test_names_and_titles_do_nothing_wherever_they_are_shown(
    moderated: Served, double: DiscordDouble
) -> None:
    name = (
        "@everyone'); DROP TABLE documents; -- <@&1> **b** [x](https:evil.example)\r\n[error] FORGED"
        "\x1b[2J\x00\u202efdp\u009b.md"
    )
    title = "Robert'); DROP TABLE documents; -- @here **b** <@&1> %s {0} https://evil.example"
    newts = b"Newts may not be moved from the pond on Fleet Road."
    voles = document(f"'{title.replace(chr(39), chr(39) * 2)}'", "Voles are counted in May.")
    before = kept(moderated)
    card = offered(double, file1=Upload(f"../../{name}", newts), file2=Upload("voles.md", voles))
    told = ended(double, double.click(card, "Add all", member="moderator"))
    seen = [card, told, double.slash("library history", member="moderator").response()]
    for question in ("May newts be moved from the pond?", "When are voles counted?"):
        answered = double.slash("ask", question=question).response()
        assert "DROP TABLE documents" in str(cards.embed(answered))
        seen.append(answered)
    for words in ("everyone", "Robert'); DROP TABLE"):
        listed = double.slash("sources list", filter=words).response()
        assert "DROP TABLE documents" in str(cards.embed(listed))
        seen.append(listed)
    assert [problem for message in seen for problem in harm(message)] == []
    (path,) = (path for path in kept(moderated) - before if path.name != "voles.md")
    assert path.parent.parent.name == double.state.guild_id
    assert path.read_bytes() == newts
    for secret in ("FORGED", "Newts", "evil.example"):
        assert secret not in moderated.bot.output


def harm(message: cards.Message) -> list[str]:
    """Return whom a message calls, and what of the names and titles here acts as markup in it."""
    found = []
    if message["mention_everyone"] or message["mention_roles"] or message["content"]:
        found.append(f"calls somebody: {message}")
    card = cards.embed(message)
    for text in (card.get("description", ""), *cards.fields(message).values()):
        shown = show(text)
        acts = set(shown.effects) - OURS | {"b"} & set(shown.bold)
        if acts or "evil.example" in str(shown.links):
            found.append(f"{acts} {shown.links}: {text}")
    return found
