"""``/library`` and the message menu "Add to the library", for moderators alone.

What is asked is private; what was done is a message for everybody in the channel, since it has to
last: a job's progress is edited into it for as long as it takes, and a removal can be undone there
for days. Moderators who want that among themselves use a channel of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.cards import library_notices, notices
from bot.cards.forms import marks, metadata_form, said_by
from bot.cards.jobs import job_card
from bot.cards.library import EVENTS, history_card, removal_card, status_card
from bot.cards.library_ids import FormId, FormKind
from bot.commands.completing import complete
from bot.commands.suggestions import find
from bot.delivery.announcing import AnnouncementDelivery
from bot.delivery.deliveries import ReplyDelivery
from bot.delivery.forms import show_form
from bot.delivery.readers import Readers, language_for
from bot.errors import NoticeError
from bot.language.translation import speaking
from bot.moderation.adding import take_in, take_in_version
from bot.moderation.jobs import Place
from bot.moderation.permissions import moderated_guild

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from bot.cards import Card
    from bot.cards.forms import Form
    from bot.gateway.client import ChapterClient
    from retrieval.domain import Job, Source, SourceDetails

_MODERATORS = discord.Permissions(manage_guild=True)


class LibraryGroup(app_commands.Group):
    """The documents of a server, as its moderators keep them."""

    def __init__(self) -> None:
        """Name the group; Discord offers it to nobody else, unless a server says otherwise."""
        super().__init__(
            name="library",
            description="Add, replace, remove and correct this server's documents",
            default_permissions=_MODERATORS,
            allowed_contexts=app_commands.AppCommandContext(
                guild=True, dm_channel=False, private_channel=False
            ),
        )

    @app_commands.command(description="Add documents: PDF, Word, HTML, Markdown, text, mail, zip")
    @app_commands.describe(
        file1="A document, or a zip of documents",
        file2="Another one",
        file3="Another one",
        file4="Another one",
        file5="Another one",
        title="Its title, where the file does not say it right",
        publisher="Who published it",
        date="When it was published: 2017-07-06, 2017-07 or 2017",
        link="Where it can be read on the web",
    )
    async def add(  # noqa: PLR0917 - each is an option that Discord shows.
        self,
        interaction: discord.Interaction[ChapterClient],
        file1: discord.Attachment,
        file2: discord.Attachment | None = None,
        file3: discord.Attachment | None = None,
        file4: discord.Attachment | None = None,
        file5: discord.Attachment | None = None,
        title: app_commands.Range[str, 1, 300] | None = None,
        publisher: app_commands.Range[str, 1, 300] | None = None,
        date: app_commands.Range[str, 4, 60] | None = None,
        link: app_commands.Range[str, 8, 400] | None = None,
    ) -> None:
        """Show what was found in the files, to be confirmed."""
        files = [file for file in (file1, file2, file3, file4, file5) if file is not None]
        said = {"title": title, "publisher": publisher, "date": date, "url": link}
        given = {name: text for name, text in said.items() if text}
        client = interaction.client

        async def work() -> Card:
            guild = await moderated_guild(interaction)
            return await take_in(client, files, guild=guild, given=given)

        await client.respond(
            ReplyDelivery(interaction, private=True),
            work,
            doing="/library add",
            private=(*given.values(), *(file.filename for file in files)),
        )

    @app_commands.command(description="Replace a document by a newer version of it")
    @app_commands.describe(
        document="The document; suggestions appear while you type", file="The newer version"
    )
    async def replace(
        self,
        interaction: discord.Interaction[ChapterClient],
        document: str,
        file: discord.Attachment,
    ) -> None:
        """Show what was found in the new version, to be confirmed."""
        client = interaction.client

        async def work() -> Card:
            guild = await moderated_guild(interaction)
            source = (await _meant(client, document, guild=guild)).source
            return await take_in_version(client, file, guild=guild, source=source)

        await client.respond(
            ReplyDelivery(interaction, private=True),
            work,
            doing="/library replace",
            private=(document, file.filename),
        )

    @app_commands.command(description="Remove a document; it can be brought back for 7 days")
    @app_commands.describe(document="The document; suggestions appear while you type")
    async def remove(self, interaction: discord.Interaction[ChapterClient], document: str) -> None:
        """Ask whether a document is really to go."""
        client = interaction.client

        async def work() -> Card:
            guild = await moderated_guild(interaction)
            return removal_card((await _meant(client, document, guild=guild)).source)

        await client.respond(
            ReplyDelivery(interaction, private=True),
            work,
            doing="/library remove",
            private=(document,),
        )

    @app_commands.command(description="Read all of this server's files again")
    async def reindex(self, interaction: discord.Interaction[ChapterClient]) -> None:
        """Queue the job, and show how far it is."""
        client = interaction.client

        async def queue() -> Job:
            guild = await moderated_guild(interaction)
            return await client.librarian.reindex(guild=guild, actor=interaction.user.id)

        await report_job(interaction, queue, pressed=False, doing="/library reindex")

    @app_commands.command(description="Correct what members see of a document")
    @app_commands.describe(document="The document; suggestions appear while you type")
    async def edit(self, interaction: discord.Interaction[ChapterClient], document: str) -> None:
        """Open the form with what is known of a document."""
        client = interaction.client

        async def prepare() -> Form:
            guild = await moderated_guild(interaction)
            details = await _meant(client, document, guild=guild)
            said = said_by(details.metadata)
            form = FormId(FormKind.DOCUMENT, str(details.source.document_id), filled=marks(said))
            return metadata_form(str(form), said)

        await show_form(interaction, prepare, doing="/library edit", private=(document,))

    @app_commands.command(description="How this server's library is")
    async def status(self, interaction: discord.Interaction[ChapterClient]) -> None:
        """Show documents, passages, disk, model and queue."""
        client = interaction.client

        async def work() -> Card:
            guild = await moderated_guild(interaction)
            return status_card(await client.librarian.status(guild=guild))

        await client.respond(
            ReplyDelivery(interaction, private=True), work, doing="/library status"
        )

    @app_commands.command(description="Who did what to this server's library, and when")
    async def history(self, interaction: discord.Interaction[ChapterClient]) -> None:
        """Show the latest changes."""
        client = interaction.client

        async def work() -> Card:
            guild = await moderated_guild(interaction)
            return history_card(await client.librarian.history(guild=guild, limit=EVENTS + 1))

        await client.respond(
            ReplyDelivery(interaction, private=True), work, doing="/library history"
        )

    @replace.autocomplete("document")
    @remove.autocomplete("document")
    @edit.autocomplete("document")
    async def _suggest(
        self, interaction: discord.Interaction[ChapterClient], typed: str
    ) -> list[app_commands.Choice[str]]:
        return await complete(interaction, _own(interaction), typed)


@app_commands.context_menu(name="Add to the library")
@app_commands.default_permissions(_MODERATORS)
@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
async def add_to_the_library(
    interaction: discord.Interaction[ChapterClient], message: discord.Message
) -> None:
    """Show what was found in the files of a message, to be confirmed."""
    client = interaction.client

    async def work() -> Card:
        guild = await moderated_guild(interaction)
        if not message.attachments:
            raise NoticeError(library_notices.no_attachments())
        return await take_in(client, message.attachments, guild=guild, given={})

    await client.respond(
        ReplyDelivery(interaction, private=True),
        work,
        doing="Add to the library",
        private=[file.filename for file in message.attachments],
    )


async def report_job(
    interaction: discord.Interaction[ChapterClient],
    queue: Callable[[], Awaitable[Job]],
    *,
    pressed: bool,
    doing: str,
    private: Iterable[str] = (),
) -> None:
    """Queue a job and show it to everybody, in a message that is kept up to date.

    :param pressed: whether a button or a form below a private message asked for it.
    """
    client = interaction.client
    queued: list[Job] = []

    async def work() -> Card:
        queued.append(await queue())
        client.jobs.begin()
        with speaking(await language_for(Readers.beside(interaction), client.answering)):
            return job_card(queued[0])

    async def follow(message: discord.WebhookMessage) -> None:
        await client.jobs.follow(queued[0], Place.of(interaction, message))

    delivery = AnnouncementDelivery(interaction, pressed=pressed, announced=follow)
    await client.respond(delivery, work, doing=doing, private=private)
    await delivery.tidy()


async def _own(interaction: discord.Interaction[ChapterClient]) -> list[Source]:
    guild = await moderated_guild(interaction)
    return await interaction.client.librarian.own(guild=guild)


async def _meant(client: ChapterClient, words: str, *, guild: int) -> SourceDetails:
    """Return the document that words mean, which must be one that moderators can change.

    :raises NoticeError: when there is none, or all servers share it.
    """
    number = find(await client.answering.sources(guild=guild), words)
    if number is None:
        raise NoticeError(notices.no_document(words))
    return await client.librarian.document(number, guild=guild)
