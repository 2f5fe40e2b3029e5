"""``/define``, as members type it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.end_to_end import cards

if TYPE_CHECKING:
    from tests.discord_double import DiscordDouble

DEFERRED_MESSAGE = 5
ORDER = "A Noise Abatement Notice (NAN) is an order that tells somebody to stop a noise."


def test_a_term_is_suggested_while_typing_and_defined_in_the_documents_words(
    double: DiscordDouble,
) -> None:
    typing = double.autocomplete("define", option="term", value="noise abatment")
    chosen = typing.choices[0]
    assert chosen == {"name": "Noise Abatement Notice", "value": "Noise Abatement Notice"}

    asked = double.slash("define", term=chosen["value"])

    assert asked.acknowledgement() == {"type": DEFERRED_MESSAGE}
    defined = asked.response()
    assert cards.says(defined) == (
        "Noise Abatement Notice",
        (
            f"**NAN** · Noise Abatement Notice\n> {ORDER}\n"
            "— Noise complaints · Wexley Borough Council · 5 November 2024\n§ Notices"
        ),
    )
    assert cards.footer(defined) == "1 meaning"
    assert cards.quoted_lines(defined) == [ORDER]
    assert defined["components"] == []
    assert not asked.ephemeral


def test_a_short_form_is_found_in_any_case_and_number(double: DiscordDouble) -> None:
    defined = double.slash("define", term="nans").response()

    assert cards.says(defined)[1].startswith("**NAN** · Noise Abatement Notice\n")


def test_what_is_not_defined_is_said_so(double: DiscordDouble) -> None:
    unknown = double.slash("define", term="Noise Abatemant Notise @everyone").response()

    title, text = cards.says(unknown)
    assert title == r"Noise Abatemant Notise \@everyone"
    assert text == "The documents here do not define this term."
    assert cards.fields(unknown)["Did you mean"] == "Noise Abatement Notice"
    assert cards.quoted_lines(unknown) == []


def test_a_term_without_letters_is_refused(double: DiscordDouble) -> None:
    refused = double.slash("define", term="?!").response()

    assert cards.says(refused) == (
        "That did not work",
        "that term has no letters in it; try for example: STP",
    )
