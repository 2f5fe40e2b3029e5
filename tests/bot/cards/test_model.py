"""A card that Discord would refuse cannot be built."""

from __future__ import annotations

import pytest

from bot.cards import Button, Card, CardError, Embed, Field
from bot.cards.model import CardFile, Colour
from bot.cards.rendering import to_embed, to_files


def embed(
    title: str = "t", description: str = "d", fields: tuple[Field, ...] = (), footer: str = ""
) -> Embed:
    return Embed(title, description, Colour.INFORMATION, fields, footer)


def test_a_card_at_the_limits_is_allowed() -> None:
    fields = (Field("n" * 256, "v" * 1024),)
    Card(embed("t" * 256, "d" * 4096, fields, "f" * (6000 - 256 - 4096 - 1280)))
    Card(embed("", "d" * 4096))


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (embed(title="t" * 257), "the title is 257 long; 256 is the most"),
        (embed(title="\U0001f600" * 129), "the title is 258 long; 256 is the most"),
        (embed(description="d" * 4097), "the description is 4097 long; 4096 is the most"),
        (embed(description=" \n"), "the description is empty"),
        (embed(footer="f" * 2049), "the footer is 2049 long; 2048 is the most"),
        (embed(fields=(Field("n", "v"),) * 26), "26 fields; 25 is the most"),
        (embed(fields=(Field("", "v"),)), "a field's name is empty"),
        (embed(fields=(Field("n", " "),)), "the field 'n' is empty"),
        (embed(fields=(Field("n", "v" * 1025),)), "the field 'n' is 1025 long; 1024 is the most"),
        (
            embed("t", "d" * 4096, (Field("n", "v" * 1024),) * 2),
            "the embed is 6147 long; 6000 is the most",
        ),
    ],
)
def test_an_embed_above_a_limit_is_refused(broken: Embed, message: str) -> None:
    with pytest.raises(CardError) as caught:
        Card(broken)

    assert str(caught.value) == message


def buttons(count: int) -> tuple[Button, ...]:
    return tuple(Button("b", str(n)) for n in range(count))


@pytest.mark.parametrize(
    ("file", "message"),
    [
        (CardFile("a.csv", b""), "0 bytes in a file; 1 to 10485760 are allowed"),
        (
            CardFile("a.csv", bytes(10 * 1024 * 1024 + 1)),
            "10485761 bytes in a file; 1 to 10485760 are allowed",
        ),
        (
            CardFile("a.png", b"a", "w" * 1025),
            "a file's description is 1025 long; 1024 is the most",
        ),
    ],
)
def test_a_file_that_discord_would_refuse_is_refused(file: CardFile, message: str) -> None:
    with pytest.raises(CardError) as caught:
        Card(embed(), file=file)

    assert str(caught.value) == message


def test_a_card_with_a_picture_shows_it_and_a_card_with_a_table_does_not() -> None:
    picture = Card(embed(), file=CardFile("a.png", b"png", "two bars"))
    assert to_embed(picture).image.url == "attachment://a.png"
    (sent,) = to_files(picture)
    assert (sent.filename, sent.description, sent.fp.read()) == ("a.png", "two bars", b"png")
    table = Card(embed(), file=CardFile("a.csv", b"csv"))
    assert to_embed(table).image.url is None
    (sent,) = to_files(table)
    assert (sent.filename, sent.description, sent.fp.read()) == ("a.csv", None, b"csv")
    assert to_files(Card(embed())) == []


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (((),), "a row of 0 buttons; 1 to 5 are allowed"),
        ((buttons(6),), "a row of 6 buttons; 1 to 5 are allowed"),
        (tuple((button,) for button in buttons(6)), "6 rows of buttons; 5 is the most"),
        (((Button("b" * 81, "1"),),), "a button's label is 81 long; 80 is the most"),
        (((Button("b", "1" * 101),),), "a button's id is 101 long; 100 is the most"),
        (((Button("b", "1"), Button("c", "1")),), "two buttons share an id: ['1', '1']"),
    ],
)
def test_buttons_that_discord_would_refuse_are_refused(
    rows: tuple[tuple[Button, ...], ...], message: str
) -> None:
    with pytest.raises(CardError) as caught:
        Card(embed(), rows)

    assert str(caught.value) == message
