"""Taking in what a moderator attached, up to the card that asks whether it is to be added."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.cards import library_notices
from bot.cards.drafts import found_card, nothing_card, replace_card, several_card
from bot.cards.forms import said_by, wrong_address
from bot.errors import NoticeError
from bot.moderation.attachments import fetch
from bot.moderation.drafts import Draft
from retrieval.errors import UserFacingError
from retrieval.ingest import MAX_BYTES, check_corrections

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import discord

    from bot.cards import Card
    from bot.gateway.client import ChapterClient
    from retrieval.domain import Source, Upload

_FOR_ONE = {"title", "url"}
"""Fields that cannot be the same for several documents."""

_ARCHIVE = ".zip"


async def take_in(
    client: ChapterClient,
    attachments: Sequence[discord.Attachment],
    *,
    guild: int,
    given: Mapping[str, str],
) -> Card:
    """Fetch and read files, and return the card that asks whether they are to be added.

    :param given: what the moderator says about them, by field.
    :raises NoticeError: when nothing of it can be added.
    """
    check_corrections(dict(given))
    if wrong_address(given):
        raise NoticeError(library_notices.not_an_address())
    if not _is_one_document(attachments) and _FOR_ONE & given.keys():
        raise NoticeError(library_notices.one_file_only())
    if len(attachments) == 1:
        return await _take_in_one(client, attachments[0], guild=guild, given=given)
    uploads: list[Upload] = []
    refused: list[tuple[str, str]] = []
    for attachment in attachments:
        try:
            upload, _ = await _read(client, attachment, guild=guild, given=given)
        except NoticeError as error:
            refused.append((attachment.filename, str(error)))
        except UserFacingError as error:
            refused.append((attachment.filename, str(error)))
        else:
            uploads.append(upload)
    if not uploads:
        return nothing_card(refused)
    draft = await client.librarian.add_draft(Draft(guild, tuple(uploads), {}, tuple(refused)))
    return several_card(draft.id, draft.uploads, draft.refused)


async def take_in_version(
    client: ChapterClient, attachment: discord.Attachment, *, guild: int, source: Source
) -> Card:
    """Fetch and read a new version of a document, and return the card that asks about it.

    :raises NoticeError: when it cannot become one.
    """
    if not _is_one_document([attachment]):
        raise NoticeError(library_notices.one_version_only())
    upload, found = await _read(client, attachment, guild=guild, given={})
    draft = await client.librarian.add_draft(
        Draft(guild, (upload,), found or {}, replaces=source.document_id)
    )
    return replace_card(draft.id, upload, draft.found, source)


async def _take_in_one(
    client: ChapterClient, attachment: discord.Attachment, *, guild: int, given: Mapping[str, str]
) -> Card:
    upload, found = await _read(client, attachment, guild=guild, given=given)
    if found is None and _FOR_ONE & given.keys():
        raise NoticeError(library_notices.one_file_only())
    draft = await client.librarian.add_draft(Draft(guild, (upload,), found or {}))
    if found is None:
        return several_card(draft.id, draft.uploads, ())
    return found_card(draft.id, upload, found)


async def _read(
    client: ChapterClient, attachment: discord.Attachment, *, guild: int, given: Mapping[str, str]
) -> tuple[Upload, dict[str, str] | None]:
    """Keep a file; return it with what it says about itself, unless it may hold several documents."""
    content = await fetch(attachment, most_bytes=MAX_BYTES, also=client.attachment_hosts)
    upload = await client.librarian.keep(attachment.filename, content, guild=guild)
    # What an archive holds is read once, by the job, which may take as long as it needs.
    found = None if _is_archive(attachment) else await client.librarian.preview(upload)
    return replace(upload, fields=dict(given)), None if found is None else said_by(found)


def _is_one_document(attachments: Sequence[discord.Attachment]) -> bool:
    return len(attachments) == 1 and not _is_archive(attachments[0])


def _is_archive(attachment: discord.Attachment) -> bool:
    return attachment.filename.lower().endswith(_ARCHIVE)
