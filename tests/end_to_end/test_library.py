"""A moderator adds, corrects, replaces and removes documents from Discord; members see it at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.discord_double import Upload, forms
from tests.end_to_end import cards
from tests.end_to_end.home import PATIENCE
from tests.end_to_end.moderating import (
    NOT_FOUND,
    answer,
    archive,
    document,
    ended,
    forged,
    offered,
    suggested,
)

if TYPE_CHECKING:
    from tests.end_to_end.home import Served

DEFERRED_UPDATE = 6

OLD_PRICE = "Mooring a narrowboat at Wexley Wharf costs £9 a night."
NEW_PRICE = "Mooring a narrowboat at Wexley Wharf costs £12 a night."
LIDO = "The lido in Wexley is heated from April to October."
CLOCK = "The clock tower is wound every Thursday by the verger."
STOCKS = "The town stocks stand beside the market cross."
POSTS = (
    "<html><body>"
    f"<article><h1>First post</h1><p>{12 * f'{LIDO} '}</p></article>"
    f"<article><h1>Second post</h1><p>{12 * f'{CLOCK} '}</p></article>"
    "</body></html>"
).encode()


@dataclass(frozen=True)
class Stock:
    """Documents that were added together, for the tests of what is done to them later."""

    served: Served
    card: cards.Message
    """The question whether they are to be added."""
    told: cards.Message
    """What came of it."""


@pytest.fixture(scope="module")
def stock(moderated: Served) -> Stock:
    double = moderated.double
    fairs = {
        "fairs/may.md": document("May fair", "The May fair begins on the first Monday of May."),
        "fairs/oct.md": document("Goose fair", "The goose fair is held on the Priory meadow."),
    }
    files = [
        Upload("moorings.md", document("Moorings", OLD_PRICE)),
        Upload("lido.md", document("Lido", LIDO)),
        Upload("false.pdf", b"%PDF-1.7 and nothing else"),
        Upload("clock.md", document("Clok tower", CLOCK)),
        Upload("stocks.md", document("Town stocks", STOCKS)),
        Upload("fairs.zip", archive(fairs)),
    ]
    posted = double.post("for the library", attachments=files)
    menu = double.message_menu("Add to the library", posted, member="moderator")
    card = menu.response(PATIENCE)
    assert menu.ephemeral
    told = ended(double, double.click(card, "Add all", member="moderator"))
    return Stock(moderated, card, told)


def test_one_file_is_added_after_a_word_and_quoted_from_then_on(moderated: Served) -> None:
    double = moderated.double
    question = "When does the skate park on Mill Lane open?"
    assert answer(double, question) == NOT_FOUND
    words = "The skate park on Mill Lane opens at eight in the morning and closes at dusk."

    asked = double.slash(
        "library add",
        member="moderator",
        file1=Upload("skating.md", document("Skate park", words)),
        date="2024-06",
    )
    found = asked.response(PATIENCE)
    assert asked.ephemeral
    assert cards.says(found)[0] == "Add this document?"
    assert cards.fields(found) == {
        "Title": "Skate park",
        "Publisher": "Wexley Town Council",
        "Author": "unknown",
        "Date": "June 2024",
        "Link": "unknown",
    }
    pressed = double.click(found, "Add", member="moderator")
    assert pressed.acknowledgement() == {"type": DEFERRED_UPDATE}
    told = ended(double, pressed)

    assert not told["flags"]
    assert cards.says(told) == (
        "Documents added",
        f"Asked for by {double.mention('moderator')}.\nThis holds from the next question on.",
    )
    assert cards.fields(told) == {"New or changed": "Skate park"}
    # The private question is taken away; everybody sees what came of it.
    assert double.message(found) is None
    assert answer(double, question) == (
        f"> **{words}**\n\n— Skate park · Wexley Town Council · June 2024"
    )
    # Whoever presses a moment later is told, and nothing is added twice.
    again = forged(double, told, cards.custom_ids(found)[0])
    assert cards.says(again.followup())[0] == "This upload waits no longer"


def test_what_a_file_says_is_corrected_in_a_form_first(moderated: Served) -> None:
    double = moderated.double
    words = "A beach hut in Wexley Bay costs £410 a year."
    found = offered(double, file1=Upload("huts.md", document("Beach huts", words)))

    opened = double.click(found, "Correct first", member="moderator")
    assert forms.prefilled(opened.modal) == {
        "Title": "Beach huts",
        "Publisher": "Wexley Town Council",
        "Author": "",
        "Date": "2024-05-01",
        "Link": "",
    }
    wrong = {"Date": "some day", "Publisher": "Harbour Board"}
    refused = double.modal_submit(opened, wrong, member="moderator")
    title, why = cards.says(refused.followup())
    assert title == "That did not work"
    assert "some day" in why

    # What was typed is not lost.
    opened = double.click(found, "Correct first", member="moderator")
    assert forms.prefilled(opened.modal)["Publisher"] == "Harbour Board"
    bad_link = {"Date": "2023-02", "Link": "javascript:alert(1)"}
    refused = double.modal_submit(opened, bad_link, member="moderator")
    assert cards.says(refused.followup())[0] == "That link cannot be used"
    opened = double.click(found, "Correct first", member="moderator")
    right = {"Link": "https://harbour.example/huts"}
    ended(double, double.modal_submit(opened, right, member="moderator"))

    assert answer(double, "What does a beach hut in Wexley Bay cost a year?") == (
        f"> **{words}**\n\n— [Beach huts](https://harbour.example/huts) · Harbour Board · "
        "February 2023"
    )


def test_the_files_of_a_message_are_added_and_each_refusal_has_its_reason(stock: Stock) -> None:
    double = stock.served.double
    assert cards.says(stock.card)[0] == "Add these files?"
    names = cards.fields(stock.card)["Files"].split("\n")
    assert names == ["moorings.md", "lido.md", "clock.md", "stocks.md", "fairs.zip"]
    assert cards.fields(stock.card)["Not taken"].startswith("false.pdf: ")

    titles = cards.fields(stock.told)["New or changed"].split("\n")

    assert titles[:4] == ["Moorings", "Lido", "Clok tower", "Town stocks"]
    assert set(titles[4:]) == {"May fair", "Goose fair"}
    assert STOCKS in answer(double, "Where do the town stocks stand?")
    assert "Priory meadow" in answer(double, "Where is the goose fair held?")


def test_what_is_there_already_is_not_added_again(stock: Stock) -> None:
    double = stock.served.double
    card = offered(double, file1=Upload("lido.md", document("Lido", LIDO)))

    told = ended(double, double.click(card, "Add", member="moderator"))

    assert cards.says(told)[0] == "Nothing new was added"
    assert cards.footer(told) == "1 unchanged"


def test_several_files_and_a_zip_are_asked_about_together(moderated: Served) -> None:
    double = moderated.double
    whole = Upload("all.zip", archive({"a.md": document("A", "A is first.")}))
    several = offered(double, file1=whole, file2=Upload("b.md", document("B", "B is next.")))
    alone = offered(double, file1=whole)
    bad = Upload("b.pdf", b"%PDF-1.7 and nothing else")
    nothing = offered(double, file1=Upload("a.exe", b"MZ"), file2=bad)

    assert cards.says(several)[0] == "Add these files?"
    assert cards.fields(several) == {"Files": "all.zip\nb.md"}
    assert cards.says(alone)[0] == "Add this file?"
    assert cards.buttons(alone) == {"Add all": True, "Cancel": True}
    assert cards.says(nothing)[0] == "None of these files can be added"
    assert len(cards.fields(nothing)["Not taken"].split("\n")) == 2


def test_a_title_is_refused_for_several_files(moderated: Served) -> None:
    double = moderated.double
    options = {
        "file1": Upload("1.md", document("One", "One is first.")),
        "file2": Upload("2.md", document("Two", "Two is second.")),
        "title": "Both",
    }

    refused = double.slash("library add", member="moderator", options=options).response()

    assert cards.says(refused)[0] == "A title and a link belong to one document"


def test_a_page_of_several_articles_is_asked_about_as_what_it_is(moderated: Served) -> None:
    double = moderated.double
    page = Upload("posts.html", POSTS)

    refused = double.slash(
        "library add", member="moderator", options={"file1": page, "title": "Both"}
    ).response(PATIENCE)
    asked = offered(double, file1=page)

    assert cards.says(refused)[0] == "A title and a link belong to one document"
    assert cards.says(asked)[0] == "Add this file?"
    assert cards.buttons(asked) == {"Add all": True, "Cancel": True}


def test_a_message_without_files_has_nothing_to_add(moderated: Served) -> None:
    double = moderated.double

    nothing = double.message_menu("Add to the library", double.post("no"), member="moderator")

    assert cards.says(nothing.response())[0] == "Nothing is attached to this message"
    assert nothing.ephemeral


def test_an_upload_that_is_thrown_away_is_not_added(moderated: Served) -> None:
    double = moderated.double
    card = offered(double, file1=Upload("geese.md", document("Geese", "Geese are fed at noon.")))

    gone = double.click(card, "Cancel", member="moderator").response()

    assert cards.says(gone) == ("Nothing was added", "What you uploaded was thrown away.")
    late = double.click(card, "Add", member="moderator", stale=True)
    assert cards.says(late.followup())[0] == "This upload waits no longer"
    assert suggested(double, "library remove", "Geese") == {}


def test_a_newer_version_takes_the_place_of_a_document(stock: Stock) -> None:
    double = stock.served.double
    question = "What does mooring a narrowboat at Wexley Wharf cost a night?"
    before = double.slash("ask", question=question).response()
    assert OLD_PRICE in cards.says(before)[1]
    (number,) = suggested(double, "library replace", "Moorings").values()
    removal = double.slash("library remove", member="moderator", document=number).response()

    newer = Upload("moorings-2.md", document("Moorings", NEW_PRICE))
    asked = double.slash("library replace", member="moderator", document=number, file=newer)
    card = asked.response(PATIENCE)
    assert asked.ephemeral
    assert cards.says(card)[0] == "Replace this document?"
    told = ended(double, double.click(card, "Replace", member="moderator"))

    assert cards.says(told)[0] == "Document replaced"
    assert cards.fields(told)["New or changed"] == "Moorings"
    # Whoever asked to remove the earlier version has not seen this one.
    late = double.click(removal, "Remove", member="moderator").followup()
    assert cards.says(late)[0] == "That document was replaced meanwhile"
    now = answer(double, question)
    assert NEW_PRICE in now
    assert OLD_PRICE not in now
    # A card from before keeps its quote, and says that there is a newer version.
    title, context = cards.says(double.click(before, "Context").response())
    assert title == "Moorings"
    assert OLD_PRICE in context
    assert " · superseded" in context


def test_a_removed_document_is_brought_back_by_any_moderator(stock: Stock) -> None:
    double = stock.served.double
    question = "When is the lido in Wexley heated?"
    assert LIDO in answer(double, question)
    (number,) = suggested(double, "library remove", "Lido").values()

    asked = double.slash("library remove", member="moderator", document=number)
    card = asked.response()
    assert asked.ephemeral
    assert cards.says(card)[0] == "Remove this document?"
    kept = double.click(card, "Keep it", member="moderator").response()
    assert cards.says(kept)[0] == "Nothing was removed"
    assert LIDO in answer(double, question)

    card = double.slash("library remove", member="moderator", document="Lido").response()
    told = double.click(card, "Remove", member="moderator").followup()
    assert cards.says(told)[0] == "Document removed"
    assert answer(double, question) == NOT_FOUND
    late = forged(double, told, f"cv1:library:remove:{number}")
    assert cards.says(late.followup())[0] == "No such document"

    back = double.click(told, "Undo", member="moderator").response()
    assert cards.says(back)[0] == "Document brought back"
    assert back["id"] == told["id"]
    assert back["components"] == []
    assert LIDO in answer(double, question)
    again = double.click(told, "Undo", member="moderator", stale=True)
    assert cards.says(again.followup())[0] == "This cannot be undone any more"


def test_what_members_see_of_a_document_is_corrected(stock: Stock) -> None:
    double = stock.served.double
    (number,) = suggested(double, "library edit", "Clok tower").values()

    opened = double.slash("library edit", member="moderator", document=number)
    assert forms.prefilled(opened.modal)["Title"] == "Clok tower"
    done = double.modal_submit(opened, {"Title": "Clock tower", "Date": "2020"}, member="moderator")

    assert cards.says(done.response(PATIENCE))[0] == "Document corrected"
    assert done.ephemeral
    assert cards.fields(done.response())["Corrected"] == "Title: Clock tower\nDate: 2020"
    told = answer(double, "Who winds the clock tower?")
    assert told.startswith(f"> **{CLOCK}**\n\n— Clock tower · Wexley Town Council · 2020")
    opened = double.slash("library edit", member="moderator", document=number)
    same = double.modal_submit(opened, member="moderator")
    assert cards.says(same.response())[0] == "Nothing was changed"
    opened = double.slash("library edit", member="moderator", document=number)
    wrong = double.modal_submit(opened, {"Date": "then"}, member="moderator")
    assert cards.says(wrong.response())[0] == "That did not work"


def test_what_two_moderators_correct_at_once_is_kept_or_told(stock: Stock) -> None:
    double = stock.served.double
    (number,) = suggested(double, "library edit", "Town stocks").values()

    def corrected(*texts: dict[str, str]) -> list[cards.Message]:
        opened = [double.slash("library edit", member="moderator", document=number) for _ in texts]
        for form in opened:
            assert form.modal
        return [
            double.modal_submit(form, lines, member="moderator").response(PATIENCE)
            for form, lines in zip(opened, texts, strict=True)
        ]

    first = {"Date": "2019", "Link": "https://wexley.example/stocks"}
    both = corrected(first, {"Publisher": "Market trust"})
    assert [cards.fields(card)["Corrected"] for card in both] == [
        "Date: 2019\nLink: https\\://wexley.example/stocks",
        "Publisher: Market trust",
    ]
    told = answer(double, "Where do the town stocks stand?")
    assert told == (
        f"> **{STOCKS}**\n\n— [Town stocks](https://wexley.example/stocks) · Market trust · 2019"
    )

    _, late = corrected({"Date": "2020"}, {"Date": "2021", "Author": "The verger"})
    assert cards.says(late)[0] == "Somebody else has corrected this meanwhile"
    assert cards.fields(late) == {"Date": "2021", "Author": "The verger"}
    assert answer(double, "Where do the town stocks stand?").endswith("Market trust · 2020")


def test_the_state_and_the_history_tell_who_did_what(stock: Stock) -> None:
    double = stock.served.double
    (number,) = suggested(double, "library remove", "Town stocks").values()
    card = double.slash("library remove", member="moderator", document=number).response()
    double.click(card, "Remove", member="moderator").followup()

    asked = double.slash("library history", member="moderator")
    page = asked.response()
    who = double.mention("moderator")
    assert asked.ephemeral
    assert cards.says(page)[0] == "What was done to this library"
    assert cards.says(page)[1].split("\n")[0].endswith(f"· {who} removed **Town stocks**")
    lines: list[str] = []
    while "Older" in cards.buttons(page):
        lines += cards.says(page)[1].split("\n")
        page = double.click(page, "Older", member="moderator").response()
    lines += cards.says(page)[1].split("\n")
    assert any(line.endswith(f"· {who} added **Town stocks**") for line in lines)
    mine = f"guild:{double.state.guild_id}"
    noted = stock.served.home.query("SELECT count(*) FROM events WHERE library = ?", mine)
    assert noted == [(len(lines),)]

    # The message with "Undo" may never have come, as where the bot was killed over it.
    page = double.slash("library history", member="moderator").response()
    refused = double.click(page, "Bring back “Town stocks”", member="asker")
    assert cards.says(refused.followup())[0] == "That is for moderators"
    back = double.click(page, "Bring back “Town stocks”", member="moderator").response()
    assert cards.says(back)[0] == "Document brought back"
    assert list(suggested(double, "library remove", "Town stocks").values()) == [number]

    status = double.slash("library status", member="moderator").response()
    assert cards.says(status)[0] == "Library of this server"
    assert "12 that all servers share" in cards.says(status)[1]
    assert cards.fields(status)["Jobs"] == "0 at work, 0 waiting"
    assert "all-MiniLM-L6-v2" in cards.fields(status)["Model"]
