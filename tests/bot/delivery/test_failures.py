"""The one error handler: what members are told, what the log says, and what it never says."""

from __future__ import annotations

import asyncio
import io
import logging
from typing import TYPE_CHECKING, Any, cast

import discord
import pytest
from discord import app_commands

from bot.cards import Card, notices
from bot.cards.scope import nothing_to_search_card
from bot.delivery import failures
from bot.delivery.readers import Readers
from bot.delivery.unfinished import Trace
from bot.errors import DeliveryTimeoutError, NoticeError
from bot.monitoring import logs
from retrieval.domain import Filter, Scope
from retrieval.errors import (
    AnswerExpiredError,
    CatalogueAwayError,
    CatalogueError,
    LibraryOutOfDateError,
    NothingToSearchError,
    QuestionError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

PRIVATE = "do my neighbours' carers get paid?"


class _Response:
    """Stands for the HTTP response inside discord.py's errors."""

    def __init__(self, status: int) -> None:
        self.status = status
        self.reason = "because"


def http_error(status: int, code: int = 0) -> discord.HTTPException:
    message = {"code": code, "message": PRIVATE}
    return discord.HTTPException(cast("Any", _Response(status)), message)


class _Recorder:
    """A delivery that keeps what it is given."""

    readers = Readers(None)
    trace = Trace(0.0)

    def __init__(self, error: Exception | None = None) -> None:
        self.cards: list[Card] = []
        self._error = error

    async def acknowledge(self) -> None:
        raise AssertionError("the handler does not acknowledge")

    async def show(self, card: Card) -> None:
        raise AssertionError("the handler shows notices only")

    async def notify(self, card: Card) -> None:
        if self._error is not None:
            raise self._error
        self.cards.append(card)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Return what is written to the log."""
    root = logging.getLogger()
    before = root.handlers, root.level
    stream = io.StringIO()
    logs.configure("DEBUG", stream)
    yield stream
    root.handlers, level = before
    root.setLevel(level)


def handle(error: Exception, delivery: _Recorder | None) -> None:
    asyncio.run(failures.handle(error, delivery, doing="/ask", private=(PRIVATE,)))


@pytest.mark.parametrize(
    ("error", "card"),
    [
        (NoticeError(notices.busy()), notices.busy()),
        (AnswerExpiredError("gone"), notices.expired()),
        (LibraryOutOfDateError("passages lack vectors"), notices.being_built()),
        (CatalogueAwayError("postgresql://database is away"), notices.library_away()),
        (
            NothingToSearchError(Scope(Filter(since="2030")), ("2017", "2018")),
            nothing_to_search_card(Scope(Filter(since="2030")), ("2017", "2018")),
        ),
        (QuestionError("Use *words*."), notices.plain("Use *words*.")),
        (app_commands.CommandNotFound("old", []), notices.outdated_command()),
    ],
)
def test_errors_meant_for_members_are_shown_and_logged_in_one_quiet_line(
    error: Exception, card: Card, log: io.StringIO
) -> None:
    delivery = _Recorder()

    handle(error, delivery)

    assert delivery.cards == [card]
    (line,) = log.getvalue().splitlines()
    assert "[info     ] refused" in line
    assert "Traceback" not in line


@pytest.mark.parametrize(
    "error",
    [
        http_error(404, 10062),
        http_error(503),
        discord.RateLimited(99.0),
        ConnectionResetError(PRIVATE),
        DeliveryTimeoutError("late"),
    ],
)
def test_failures_of_discord_are_one_warning_and_no_notice(
    error: Exception, log: io.StringIO
) -> None:
    delivery = _Recorder()

    handle(error, delivery)

    assert delivery.cards == []
    (line,) = log.getvalue().splitlines()
    assert "[warning  ] Discord did not take it" in line
    assert PRIVATE not in line


def test_anything_else_is_a_reference_for_the_member_and_a_traceback_for_the_log(
    log: io.StringIO,
) -> None:
    delivery = _Recorder()
    error = ValueError(f"cannot parse {PRIVATE!r}")
    try:
        raise error
    except ValueError as raised:
        handle(raised, delivery)

    (card,) = delivery.cards
    reference = card.embed.description.split("`")[1]
    assert card == notices.unexpected(reference)
    assert len(reference) == 8
    written = log.getvalue()
    assert f"reference={reference}" in written
    assert "[error    ] unexpected failure" in written
    assert "Traceback (most recent call last)" in written
    assert "ValueError: cannot parse " in written
    assert PRIVATE not in written
    assert "[private]" in written


def test_a_fault_of_the_library_is_not_explained_to_members(log: io.StringIO) -> None:
    delivery = _Recorder()

    handle(CatalogueError("/srv/index/catalogue.db is damaged"), delivery)

    assert "/srv" not in str(delivery.cards)
    assert "/srv/index/catalogue.db is damaged" in log.getvalue()
    assert delivery.cards == [notices.library_failing()]


def test_what_discord_py_wraps_is_taken_out_first(log: io.StringIO) -> None:
    class Command:
        name = "ask"

    delivery = _Recorder()
    wrapped = app_commands.CommandInvokeError(cast("Any", Command()), AnswerExpiredError("gone"))

    handle(wrapped, delivery)

    assert delivery.cards == [notices.expired()]


@pytest.mark.parametrize("second", [http_error(404, 10015), ValueError(PRIVATE)])
def test_a_notice_that_cannot_be_shown_ends_in_the_log(second: Exception, log: io.StringIO) -> None:
    handle(AnswerExpiredError("gone"), _Recorder(second))

    assert "a notice " in log.getvalue()
    assert PRIVATE not in log.getvalue()


def test_where_there_is_nobody_to_tell_only_the_log_is_told(log: io.StringIO) -> None:
    handle(AnswerExpiredError("gone"), None)

    assert "refused" in log.getvalue()
