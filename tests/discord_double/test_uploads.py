"""Files and forms of the double, against the small bot: as Discord does them, and otherwise."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest

from tests.discord_double import DiscordDouble, Serving, Upload, forms

if TYPE_CHECKING:
    from tests.discord_double.state import Json

READ_SECONDS = 10.0


def get(url: str) -> bytes:
    """Fetch a file as anybody would."""
    with urllib.request.urlopen(url, timeout=READ_SECONDS) as answer:  # noqa: S310 - loopback.
        return bytes(answer.read())


def test_files_of_a_message_reach_a_menu(shared: DiscordDouble) -> None:
    posted = shared.post("look", attachments=[Upload("a.txt", b"a"), Upload("b.txt", b"bb")])
    assert [(file["filename"], file["size"]) for file in posted["attachments"]] == [
        ("a.txt", 1),
        ("b.txt", 2),
    ]
    read = shared.message_menu("Read the files", posted)
    assert read.response()["content"] == "[('a.txt', b'a'), ('b.txt', b'bb')]"


def test_files_reach_the_bot_with_what_is_said_to_it(shared: DiscordDouble) -> None:
    file = Upload("a.txt", b"words")
    assert shared.say("hello", attachments=[file]).response()["content"].endswith("hello +a.txt")
    assert shared.dm("psst", attachments=[file]).response()["content"] == "heard: psst +a.txt"


def test_files_of_what_does_not_concern_the_bot_are_hidden(shared: DiscordDouble) -> None:
    overheard = shared.say("x", mention_bot=False, attachments=[Upload("a.txt", b"words")])
    assert overheard.event["attachments"] == []


def test_a_file_is_served_at_its_whole_address_alone(shared: DiscordDouble) -> None:
    url = shared.attach(Upload("../a b.txt", b"words"))["url"]
    assert url.startswith(f"{shared.attachments_origin}/attachments/")
    assert get(url) == b"words"
    for wrong in (url.split("?")[0], url[:-1], url.replace("/attachments/", "/attachments/1")):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            get(wrong)
    last = shared.requests_to("GET", "/attachments/")[-4:]
    assert [request.status for request in last] == [200, 404, 404, 404]


def test_a_fault_strikes_a_file(shared: DiscordDouble) -> None:
    url = shared.attach(Upload("a.txt", b"words"))["url"]
    shared.fail("GET", "/attachments/", status=503)
    with pytest.raises(urllib.error.HTTPError, match="503"):
        get(url)
    assert get(url) == b"words"


def test_files_are_served_otherwise_where_a_test_says_so(shared: DiscordDouble) -> None:
    there = shared.attach(Upload("b.txt", b"there"))["url"]
    ways: list[tuple[Serving, bytes]] = [
        (Serving(location=there), b"there"),
        (Serving(streamed=True), b"words"),
        (Serving(said_length=3), b"wor"),
        (Serving(encoding="gzip"), b"words"),
        (Serving(pause_s=0.001), b"words"),
    ]
    for serving, expected in ways:
        assert get(shared.attach(Upload("a.txt", b"words", serving=serving))["url"]) == expected
    cut = shared.attach(Upload("a.txt", b"words", serving=Serving(said_length=9)))["url"]
    with pytest.raises((http.client.IncompleteRead, ConnectionError)):
        get(cut)
    endless = shared.attach(Upload("a.txt", b"words", serving=Serving(endless=True)))["url"]
    with urllib.request.urlopen(endless, timeout=READ_SECONDS) as answer:  # noqa: S310 - loopback.
        assert answer.read(1_000_000) == b"words" * 200_000


def test_a_form_is_sent_with_texts_choices_and_files(shared: DiscordDouble) -> None:
    opened = shared.slash("sheet", words="as it was")
    assert forms.prefilled(opened.modal) == {"Words": "as it was"}
    untouched = shared.modal_submit(opened)
    assert untouched.response()["content"] == "sheet: 'as it was' ['red'] []"
    files = [Upload("a.txt", b"a"), Upload("b.txt", b"b")]
    filled = {"Words": "new words", "Colour": ["blue"], "Files": files}
    sent = shared.modal_submit(shared.slash("sheet", words="as it was"), filled)
    assert sent.response()["content"] == "sheet: 'new words' ['blue'] [b'a', b'b']"


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"Words": "x" * 21}, "'Words': 21 characters, 4-20"),
        ({"Words": "abc"}, "'Words': 3 characters, 4-20"),
        ({"Colour": ["green"]}, "'Colour' does not offer"),
        ({"Colour": []}, "'Colour': 0 given, 1 to 1 wanted"),
        ({"Files": [Upload("a", b"")] * 3}, "'Files': 3 given, 1 to 2 wanted"),
        ({"Nothing": "x"}, "no field"),
    ],
)
def test_a_form_that_discord_would_not_send(
    shared: DiscordDouble, values: Json, problem: str
) -> None:
    opened = shared.slash("sheet", words="as it was")
    with pytest.raises(ValueError, match=problem):
        shared.modal_submit(opened, values)


def test_a_required_field_that_is_left_empty(shared: DiscordDouble) -> None:
    message = shared.slash("ping", text="page 1").response()
    opened = shared.click(message, "Comment")
    with pytest.raises(ValueError, match="'Your comment' is required"):
        shared.modal_submit(opened)


def test_a_form_that_nobody_could_send_is_recorded(shared: DiscordDouble) -> None:
    shared.slash("sheet", words="bad")
    shared.wait_for(lambda: bool(shared.violations))
    route = "POST /interactions/{interaction_id}/{interaction_token}/callback"
    line = "data.components[0].component.value: 3 characters, 4 to 20"
    assert shared.take_violations() == [f"{route}: {line}"]


def test_a_button_that_was_there_a_moment_ago_and_one_that_never_was(
    shared: DiscordDouble,
) -> None:
    message = shared.slash("ping", text="page 1").response()
    shared.click(message, "Next").response()
    pressed = shared.click(message, "Next", stale=True)
    assert pressed.event["message"]["content"] == "page 1"
    forged: dict[str, Any] = shared.forge(message, "colour:red").event["data"]
    assert forged == {"custom_id": "colour:red", "component_type": 2}
