"""Documents that are changed and removed by another process while the bot serves them."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from bot.cards.model import Colour
from tests.end_to_end import cards
from tests.end_to_end.conftest import served
from tests.end_to_end.home import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.discord_double import DiscordDouble
    from tests.end_to_end.home import Home, Served

SKIP = "What does a licence for a skip on the road cost?"
KITE = "Where may kites be flown?"
BAND = "Who can book the bandstand?"
TOILETS = "When are the toilets on the pier locked?"
REPAIRS = "Who paid for the repairs of the pier?"

SKIPS = """\
---
title: Skips on the road
publisher: Wexley Borough Council
date: 2023-04-03
---

## What a licence costs

A licence to put a skip on the road costs £45 for two weeks. It is issued to the skip's owner.

## Who needs a licence

Nobody needs a licence for a skip that stands on a private drive.
"""
NEW_SKIPS = (
    SKIPS.replace("2023-04-03", "2024-04-02").replace("£45", "£60").replace("Nobody", "No one")
)
SUPERSEDED = "*Superseded: the document has changed since. Ask again for what it says now.*\n"
PRICE = (
    "> **A licence to put a skip on the road costs £45 for two weeks.** It is issued to the skip's "
    "owner.\n\n— Skips on the road · Wexley Borough Council · 3 April 2023"
)
NEW_PRICE = (
    "> **A licence to put a skip on the road costs £60 for two weeks.** It is issued to the skip's "
    "owner.\n\n— Skips on the road · Wexley Borough Council · 2 April 2024"
)
PLACE = "\n§ What a licence costs"

KITES = "# Kites\n\nKites may be flown on the common north of the windmill.\n"
NEW_KITES = "# Kites\n\nKites may be flown on the common south of the windmill.\n"

BANDSTAND = """\
---
title: Bandstand bookings
publisher: Wexley Town Council
---

Brass bands, choirs and school orchestras can book the bandstand free of charge on Sundays from May to
September. A booking runs for two hours and begins at the full hour. Amplifiers are not allowed on the
bandstand, since the hospice is close by. Bookings are made in writing with the parks office at least
three weeks beforehand. Where two groups want the same Sunday, the one that has not played that year
goes first. Chairs for the audience stand beside the bandstand and are put back afterwards by the group
that played. A collection may be held if its purpose is written on the booking.
"""
FRIENDS = (
    BANDSTAND.replace("title: Bandstand bookings", "title: Playing in the park")
    .replace("Wexley Town Council", "Friends of Wexley Park")
    .replace("at least\nthree weeks", "at least\nfour weeks")
)

PIER = """\
<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><title>The pier reopens</title>
<meta property="og:site_name" content="Wexley Pier Trust">
<link rel="canonical" href="https://pier.example/reopens">
<meta property="article:published_time" content="2018-02-14T09:00:00+00:00"></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/walks">Walks</a></li></ul></nav>
<article class="post"><h1 class="entry-title">The pier reopens</h1><div class="entry-content">
<p>The pier reopens to walkers on 1 March, after two years of repairs to its deck. Anglers are let
back onto the pier head in the summer, once the railings there have been painted.</p>
<p>The repairs cost £2 million, which the county council paid out of its reserves.</p></div></article>
<div id="comments" class="comments-area"><h2 class="comments-title">1 thought on “The pier
reopens”</h2><ol class="comment-list"><li id="comment-1" class="comment"><article
class="comment-body"><footer class="comment-meta"><div class="comment-author vcard"><b class="fn">\
Marjorie P.</b> <span class="says">says:</span></div><div class="comment-metadata"><time
datetime="2018-02-15T08:47:00+00:00">15 February 2018 at 8:47 am</time></div></footer><div
class="comment-content"><p>The toilets on the pier are locked at four in the afternoon and nobody
knows why.</p></div></article></li></ol></div></body></html>
"""


@dataclass(frozen=True)
class Changed:
    """A bot that goes on serving, and what it posted before two documents changed."""

    double: DiscordDouble
    home: Home
    skip: cards.Message
    kite: cards.Message
    meanwhile: cards.Message
    """Asked while the other process was at work."""
    told: str
    """What the other process printed."""


def write(home: Home, **documents: str) -> None:
    for name, text in documents.items():
        suffix = "html" if text.startswith("<!") else "md"
        (home.seeds / f"{name}.{suffix}").write_text(text, encoding="utf-8")


def ask(double: DiscordDouble, question: str) -> cards.Message:
    return double.slash("ask", question=question).response()


@pytest.fixture(scope="module")
def changed(shared: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Changed]:
    """Serve a few more documents, and change two of them with a process of its own."""
    folder = tmp_path_factory.mktemp("changed")
    home = replace(shared.home.copy(folder), seeds=folder / "documents")
    home.seeds.mkdir()
    write(home, skips=SKIPS, kites=KITES, bandstand=BANDSTAND, friends=FRIENDS, pier=PIER)
    with served(home) as own:
        skip, kite = ask(own.double, SKIP), ask(own.double, KITE)
        write(home, skips=NEW_SKIPS, kites=NEW_KITES)
        indexing = ("-m", "retrieval", "--index", str(home.index), "index", str(home.seeds))
        with home.start(*indexing) as process:
            meanwhile = ask(own.double, BAND)
            told, error = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, error
        yield Changed(own.double, home, skip, kite, meanwhile, told)


def test_a_run_beside_the_bot_does_not_disturb_it(changed: Changed) -> None:
    assert changed.told.splitlines()[-1] == "0 added, 2 updated, 3 unchanged, 0 refused"
    assert cards.quoted_lines(changed.meanwhile)[0].startswith("Brass bands, choirs and school")


def test_a_posted_card_keeps_quoting_what_the_document_said(changed: Changed) -> None:
    double = changed.double
    assert cards.says(changed.skip) == (SKIP, PRICE + PLACE)
    assert cards.footer(changed.skip) == "Quote 1 of 2"

    second = double.click(changed.skip, "Next").response()
    first = double.click(second, "Previous").response()

    assert cards.says(second)[1] == (
        f"{SUPERSEDED}> **Nobody needs a licence for a skip that stands on a private drive.**\n\n"
        "— Skips on the road · Wexley Borough Council · 3 April 2023 · superseded"
        "\n§ Who needs a licence"
    )
    assert cards.footer(second) == "Quote 2 of 2 · Superseded"
    assert cards.embed(second)["color"] == Colour.SUPERSEDED
    assert cards.says(first)[1] == f"{SUPERSEDED}{PRICE} · superseded{PLACE}"


def test_the_context_of_a_posted_card_is_that_of_the_version_it_quotes(changed: Changed) -> None:
    shown = changed.double.click(changed.skip, "Context").response()

    title, text = cards.says(shown)
    assert title == "Skips on the road"
    assert text.startswith(f"{SUPERSEDED}> What a licence costs\n> \n> **A licence to put")
    assert "costs £45 for two weeks" in text
    assert "> Nobody needs a licence" in text
    assert cards.footer(shown) == "The quote is in bold · Superseded"


def test_the_next_question_quotes_what_the_document_says_now(changed: Changed) -> None:
    answer = ask(changed.double, SKIP)

    assert cards.says(answer) == (SKIP, NEW_PRICE + PLACE)
    assert cards.footer(answer) == "Quote 1 of 2"
    listed = changed.double.slash("sources list", filter="skips").response()
    assert cards.says(listed)[1] == (
        "1\\. Skips on the road · Wexley Borough Council · 2 April 2024"
    )


def test_a_removed_document_is_gone_with_its_earlier_versions(changed: Changed) -> None:
    double, home = changed.double, changed.home
    assert cards.quoted_lines(changed.kite) == [KITES.splitlines()[-1]]
    now = ask(double, KITE)
    assert cards.quoted_lines(now) == [NEW_KITES.splitlines()[-1]]
    still = double.click(changed.kite, "Context").response()
    assert "north of the windmill" in cards.says(still)[1]

    ((number,),) = home.query("SELECT id FROM documents WHERE path LIKE '%/kites.md'")
    home.retrieval("remove", str(number))

    for card in (changed.kite, now):
        pressed = double.click(card, "Context")
        assert cards.says(pressed.response()) == cards.EXPIRED
        assert pressed.ephemeral
    assert "windmill" not in json.dumps(ask(double, KITE))
    assert home.query("SELECT id FROM superseded WHERE text LIKE '%windmill%'") == []


def test_a_readers_comment_is_not_the_publishers(changed: Changed) -> None:
    answer = ask(changed.double, TOILETS)

    assert cards.says(answer)[1] == (
        "*A reader\u2019s comment, not the publisher\u2019s own words:*\n"
        "> **The toilets on the pier are locked at four in the afternoon and nobody knows why.**"
        "\n\n— [The pier reopens](https://pier.example/reopens) · a reader\u2019s comment by "
        "Marjorie P. · 15 February 2018"
    )
    assert cards.footer(answer) == "Quote 1 of 2 · A reader\u2019s comment"
    shown = changed.double.click(answer, "Context").response()
    assert cards.says(shown)[1].startswith("*The words in bold are a reader\u2019s comment")
    assert "Wexley Pier Trust" not in json.dumps([answer, shown])


def test_the_context_of_an_article_holds_none_of_its_readers_comments(changed: Changed) -> None:
    answer = ask(changed.double, REPAIRS)
    assert "Wexley Pier Trust · 14 February 2018" in cards.says(answer)[1]

    shown = changed.double.click(answer, "Context").response()

    assert "Wexley Pier Trust · 14 February 2018" in cards.says(shown)[1]
    assert "toilets" not in cards.says(shown)[1]


def test_documents_that_say_nearly_the_same_are_quoted_once(changed: Changed) -> None:
    answer = ask(changed.double, BAND)

    titles = {
        "Bandstand bookings": "Bandstand bookings · Wexley Town Council · date unknown",
        "Playing in the park": "Playing in the park · Friends of Wexley Park · date unknown",
    }
    other = titles[({*titles} - {cards.source_title(answer)}).pop()]
    assert cards.footer(answer) == "Quote 1 of 1"
    assert cards.fields(answer) == {"Also in": other}
    shown = changed.double.slash("sources show", source="Bandstand bookings").response()
    assert cards.fields(shown)["Nearly the same text"] == titles["Playing in the park"]
