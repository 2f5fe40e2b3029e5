"""Every slash command, as members type it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.end_to_end import cards

if TYPE_CHECKING:
    from tests.discord_double import DiscordDouble
    from tests.discord_double.state import Json

SUBCOMMAND, STRING, BOOLEAN = 1, 3, 5
DEFERRED_MESSAGE = 5
EPHEMERAL = 64
MANAGE_GUILD = 1 << 5
EVERYBODYS = {"ask", "define", "sources", "about", "privacy", "Find the policy"}
MODERATORS = {"settings", "library", "glossary", "insights", "Add to the library"}


def options(command: Json) -> dict[str, tuple[int, bool]]:
    """Return type and necessity of a command's options."""
    return {
        option["name"]: (option["type"], option.get("required", False))
        for option in command["options"]
    }


def test_exactly_these_commands_are_offered(double: DiscordDouble) -> None:
    offered = {command["name"]: command for command in double.commands}

    assert set(offered) == EVERYBODYS | MODERATORS
    assert options(offered["ask"]) == {
        "question": (STRING, True),
        "source": (STRING, False),
        "since": (STRING, False),
        "until": (STRING, False),
        "private": (BOOLEAN, False),
    }
    assert options(offered["about"]) == {}
    assert options(offered["sources"]) == {"list": (SUBCOMMAND, False), "show": (SUBCOMMAND, False)}
    listing, showing = offered["sources"]["options"]
    assert options(listing) == {"filter": (STRING, False)}
    assert options(showing) == {"source": (STRING, True)}
    assert showing["options"][0]["autocomplete"] is True
    assert {
        "show",
        "strictness",
        "channels",
        "private",
        "threads",
        "moderators",
        "questions",
    } <= set(options(offered["settings"]))
    (level,) = offered["settings"]["options"][1]["options"]
    assert [choice["value"] for choice in level["choices"]] == ["cautious", "balanced", "generous"]
    for name, command in offered.items():
        said = (command["contexts"], command["default_member_permissions"])
        assert said == (([0], MANAGE_GUILD) if name in MODERATORS else ([0, 1], None))
    assert all(command["integration_types"] == [0] for command in offered.values())


def test_an_answer_is_a_quote_with_its_source(double: DiscordDouble) -> None:
    asked = double.slash("ask", question=cards.ALLOTMENTS)

    assert asked.acknowledgement() == {"type": DEFERRED_MESSAGE}
    answer = asked.response()
    assert cards.says(answer) == (cards.ALLOTMENTS, cards.ALLOTMENT_COST)
    assert cards.footer(answer) == "Quote 1 of 2"
    assert cards.fields(answer) == {}
    assert cards.buttons(answer) == {
        "Previous": False,
        "Next": True,
        "Context": True,
        "Helpful": True,
        "Not helpful": True,
    }
    assert not asked.ephemeral
    assert answer["content"] == ""


@pytest.mark.parametrize(
    ("question", "documents"),
    [
        ("What does a bulky waste collection cost?", {"Bulky waste collection"}),
        ("How quickly is a pothole repaired?", {"potholes.txt"}),
        ("What fines are there?", {"Library loans and fines", "Protected trees", "Dogs in parks"}),
    ],
)
def test_every_quote_stands_word_for_word_in_the_document_it_names(
    double: DiscordDouble, question: str, documents: set[str]
) -> None:
    texts = cards.document_texts()
    card = double.slash("ask", question=question).response()
    count = int(str(cards.footer(card)).split(" · ")[0].rpartition(" ")[2])
    named = set()

    for number in range(1, count + 1):
        title = cards.source_title(card)
        lines = cards.quoted_lines(card)
        assert lines
        assert [line for line in lines if line not in texts[title]] == []
        named.add(title)
        if number < count:
            card = double.click(card, "Next").response()

    assert named == documents


def test_where_else_there_is_something_to_read_is_named(double: DiscordDouble) -> None:
    answer = double.slash("ask", question="What fines are there?").response()

    assert cards.says(answer)[1] == (
        "*Closest passages, which may not answer:*\n"
        "> **Felling a protected tree without permission can bring a fine of up to £20,000.**"
        "\n\n— Protected trees · Wexley Borough Council · 1 October 2023\n§ Fines"
    )
    others = cards.fields(answer)["Others on this, newest first"]
    assert "Library loans and fines · Wexshire County Council · 2022" in others.splitlines()
    assert cards.footer(answer) == "Quote 1 of 4 · Closest passages, which may not answer"


def test_a_private_answer_is_for_the_asker_alone(double: DiscordDouble) -> None:
    asked = double.slash("ask", question=cards.ALLOTMENTS, private=True)

    assert asked.acknowledgement() == {"type": DEFERRED_MESSAGE, "data": {"flags": EPHEMERAL}}
    assert cards.says(asked.response())[1] == cards.ALLOTMENT_COST
    assert asked.ephemeral


def test_questions_are_answered_in_direct_messages(double: DiscordDouble) -> None:
    asked = double.slash("ask", question=cards.ALLOTMENTS, in_dm=True)

    answer = asked.response()
    assert cards.says(answer)[1] == cards.ALLOTMENT_COST
    assert answer["channel_id"] == double.state.dm_channel("asker")["id"]
    following = double.click(answer, "Next").response()
    assert cards.says(following)[1] == cards.ALLOTMENT_TENANTS


def test_what_the_documents_do_not_answer_is_said_so(double: DiscordDouble) -> None:
    answer = double.slash("ask", question="How do I renew my passport?").response()

    assert cards.says(answer) == (
        "How do I renew my passport?",
        "The documents here do not answer this question.",
    )
    shown = cards.fields(answer)
    assert list(shown) == [
        "Nearest documents",
        "The documents do cover",
        "No document mentions",
        "What you can do",
    ]
    nearest = [line.split(" · ")[0] for line in shown["Nearest documents"].splitlines()]
    assert nearest
    assert set(nearest) <= set(cards.document_texts())
    topics = [line.split(" \u203a ") for line in shown["The documents do cover"].splitlines()]
    assert topics
    for title, *headings in topics:
        assert all(heading in cards.document_texts()[title] for heading in headings)
    assert shown["No document mentions"] == "“passport”"
    assert shown["What you can do"].endswith("`/sources list` shows which documents there are.")
    assert list(cards.buttons(answer)) == ["Helpful", "Not helpful"]
    assert cards.quoted_lines(answer) == []


def test_quoted_words_do_nothing_in_discord(double: DiscordDouble) -> None:
    asked = double.slash("ask", question="What must traders not write on a stall? @everyone")

    answer = asked.response()
    title, text = cards.says(answer)
    assert title == r"What must traders not write on a stall? \@everyone"
    assert text.split("\n")[0] == (
        r"> **Traders must not write \@everyone, \<@123456789012345678> or SALE\_NOW\_ON on the "
        "notices of a stall.** The address www.example.org/trade may stand there."
    )
    assert (answer["mentions"], answer["mention_everyone"]) == ([], False)
    request = double.wait_for_request("PATCH", asked.token)
    assert request.body["allowed_mentions"] == {"parse": []}


@pytest.mark.parametrize("question", [" ", "?!", "\u200b\u2060"])
def test_a_question_without_words_is_refused(double: DiscordDouble, question: str) -> None:
    refused = double.slash("ask", question=question).response()

    assert cards.says(refused) == cards.NO_QUESTION
    assert refused["components"] == []


def test_a_question_that_is_too_long_is_refused(double: DiscordDouble) -> None:
    longest = double.slash("ask", question="word " * 199 + "words").response()
    refused = double.slash("ask", question="word " * 200 + "w").response()

    assert cards.says(longest)[1] == "The documents here do not answer this question."
    assert cards.says(refused) == (
        "That question is too long",
        "It has 1,001 characters; 1,000 is the most. Ask about one thing at a time.",
    )


def test_documents_are_listed_by_title(double: DiscordDouble) -> None:
    listed = double.slash("sources list").response()

    assert cards.says(listed) == (
        "Documents",
        (
            "1\\. Allotments · Wexley Town Council · 1 March 2024\n"
            "2\\. [Bulky waste collection](https://example.org/waste/bulky) · Wexley Borough Council"
            " · January 2025\n"
            "3\\. Council tax reduction · Wexley Borough Council · 1 April 2024\n"
            "4\\. Dogs in parks · Wexley Town Council · 15 June 2023\n"
            "5\\. Home to school transport · Wexshire County Council · 1 September 2025\n"
            "6\\. Library loans and fines · Wexshire County Council · 2022\n"
            "7\\. Noise complaints · Wexley Borough Council · 5 November 2024\n"
            "8\\. Parking permits for residents · Wexley Borough Council · 10 February 2025\n"
            "9\\. potholes.txt · publisher unknown · date unknown\n"
            "10\\. Protected trees · Wexley Borough Council · 1 October 2023"
        ),
    )
    assert cards.footer(listed) == "Page 1 of 2 · 12 documents"
    assert cards.buttons(listed) == {"Previous": False, "Next": True}


def test_a_filter_takes_words_of_titles_publishers_and_file_names(double: DiscordDouble) -> None:
    by_publisher = double.slash("sources list", filter="county COUNCIL").response()
    by_file = double.slash("sources list", filter="potholes.txt").response()
    none = double.slash("sources list", filter="passports").response()

    assert cards.says(by_publisher) == (
        "Documents matching “county COUNCIL”",
        (
            "1\\. Home to school transport · Wexshire County Council · 1 September 2025\n"
            "2\\. Library loans and fines · Wexshire County Council · 2022\n"
            "3\\. Young carers · Wexshire County Council · 20 January 2024"
        ),
    )
    assert cards.footer(by_publisher) == "Page 1 of 1 · 3 documents"
    assert by_publisher["components"] == []
    assert cards.says(by_file)[1] == "1\\. potholes.txt · publisher unknown · date unknown"
    assert cards.says(none)[1] == "No document matches."


def test_documents_are_suggested_while_typing_and_shown(double: DiscordDouble) -> None:
    def suggested(typed: str) -> list[str]:
        typing = double.autocomplete("sources show", option="source", value=typed)
        return [choice["name"] for choice in typing.choices]

    assert len(suggested("")) == 12
    assert suggested("alotmens")[0] == "Allotments · Wexley Town Council · 1 March 2024"
    assert suggested("zzzz") == []
    typing = double.autocomplete("sources show", option="source", value="bulky")
    chosen = typing.choices[0]
    assert chosen["name"] == "Bulky waste collection · Wexley Borough Council · January 2025"

    shown = double.slash("sources show", source=chosen["value"]).response()

    assert cards.says(shown) == (
        "Bulky waste collection",
        "[Open the document](https://example.org/waste/bulky)",
    )
    assert {name: value for name, value in cards.fields(shown).items() if name != "Added"} == {
        "Publisher": "Wexley Borough Council",
        "Author": "Waste Services",
        "Date": "January 2025",
        "Licence": "OGL-3.0",
        "Format": "markdown",
        "File": "bulky-waste.md",
        "Words": "69",
        "Passages": "3",
        "Headings": "What is collected\nWhat it costs\nWhen to put it out",
        "Names as its own sources": "Environmental Protection Act 1990",
    }


def test_a_document_is_shown_for_a_title_that_was_typed_in_full(double: DiscordDouble) -> None:
    shown = double.slash("sources show", source="protected trees").response()
    missing = double.slash("sources show", source="zzzz").response()
    gone = double.slash("sources show", source="4711").response()

    assert cards.says(shown) == ("Protected trees", "No link is known.")
    assert cards.says(missing) == (
        "No such document",
        (
            "No document is called “zzzz”. Pick one of the suggestions that appear while you type, or "
            "look at `/sources list`."
        ),
    )
    assert cards.says(gone)[0] == "No such document"


def test_about_says_what_is_known_and_what_is_kept(double: DiscordDouble) -> None:
    shown = double.slash("about").response()

    assert cards.says(shown)[0] == "Chapter & Verse"
    about = cards.fields(shown)
    assert about["Documents"] == (
        "12 documents, the newest dated 1 September 2025. `/sources list` shows them."
    )
    assert "without your name, for 90 days" in about["What is kept"]
    assert list(about) == ["Documents", "How to ask", "What is kept"]
