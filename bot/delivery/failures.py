"""The one place that decides what happens when something goes wrong.

The first of these that fits decides:

1. an error that carries its own notice: the notice is shown;
2. an answer that has expired, a library that is not ready, out of reach or fails, a
   filter that leaves nothing: their notices;
3. any other error whose message is meant for members: the message is shown;
4. a command that Discord shows in an older form: a notice to reload;
5. a failure of Discord's or of the connection: one WARNING line, since whatever was to be shown
   cannot reach the member anyway;
6. everything else: the member gets a plain sentence and a short reference; the log has the
   reference and the traceback at ERROR.

What members wrote is taken out of what is logged.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

import aiohttp
import discord
from discord import app_commands

from bot.cards import notices
from bot.cards.scope import nothing_to_search_card
from bot.errors import DeliveryTimeoutError, NoticeError
from bot.language.translation import in_english
from bot.monitoring.logs import get_logger
from bot.monitoring.redaction import traceback_of
from retrieval.errors import (
    AnswerExpiredError,
    CatalogueAwayError,
    CatalogueError,
    LibraryOutOfDateError,
    NothingToSearchError,
    UserFacingError,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.cards import Card
    from bot.delivery.deliveries import Delivery

log = get_logger(__name__)

_CONNECTION = (
    discord.HTTPException,
    discord.RateLimited,
    aiohttp.ClientError,
    ConnectionError,
    DeliveryTimeoutError,
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do about an error: what to show, if anything, and how to log it."""

    card: Card | None
    reference: str | None = None


def judge(error: BaseException) -> Verdict:
    """Decide what an error means for the member, in the order that this module states."""
    reference = None
    card: Card | None = None
    if isinstance(error, NoticeError):
        card = error.card
    elif isinstance(error, AnswerExpiredError):
        card = notices.expired()
    elif isinstance(error, LibraryOutOfDateError):
        card = notices.being_built()
    elif isinstance(error, CatalogueAwayError):
        card = notices.library_away()
    elif isinstance(error, CatalogueError):
        card = notices.library_failing()
    elif isinstance(error, NothingToSearchError):
        card = nothing_to_search_card(error.scope, error.dates)
    elif isinstance(error, UserFacingError):
        card = notices.plain(str(error))
    elif isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
        card = notices.outdated_command()
    elif not isinstance(error, _CONNECTION):
        reference = secrets.token_hex(4)
        card = notices.unexpected(reference)
    return Verdict(card, reference)


async def handle(
    error: BaseException, delivery: Delivery | None, *, doing: str, private: Iterable[str] = ()
) -> bool:
    """Tell the member and the log about an error; never raises one.

    :param delivery: how to reach the member; ``None`` where there is nobody to tell.
    :param doing: what was being done, for the log.
    :param private: texts that must not appear in the log.
    :returns: whether what was to be shown could be; False where Discord did not take it.
    """
    if isinstance(error, app_commands.CommandInvokeError):
        error = error.original
    private = list(private)
    verdict = judge(error)
    kind = type(error).__name__
    if verdict.reference is not None:
        log.error(
            "unexpected failure",
            doing=doing,
            reference=verdict.reference,
            exception=traceback_of(error, private),
        )
    elif isinstance(error, CatalogueError) and not isinstance(error, CatalogueAwayError):
        log.error("the catalogue failed", doing=doing, why=str(error))
    elif verdict.card is None:
        log.warning("Discord did not take it", doing=doing, error=kind, why=_reason(error))
    else:
        log.info("refused", doing=doing, error=kind, notice=in_english(verdict.card.embed.title))
    if verdict.card is None or delivery is None:
        return verdict.card is not None
    try:
        await delivery.notify(verdict.card)
    except Exception as second:  # noqa: BLE001 - the member cannot be told; the log can.
        if isinstance(second, _CONNECTION):
            log.warning("a notice did not arrive", doing=doing, error=type(second).__name__)
        else:
            trace = traceback_of(second, private)
            log.error("a notice failed", doing=doing, reference=verdict.reference, exception=trace)  # noqa: TRY400
        return False
    return True


def _reason(error: BaseException) -> str:
    # Only the numbers: the text of a refusal can repeat what was sent.
    if isinstance(error, discord.HTTPException):
        return f"status {error.status}, code {error.code}"
    if isinstance(error, discord.RateLimited):
        return f"limited for {error.retry_after:.0f} s"
    return ""
