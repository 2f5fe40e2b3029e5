"""A small bot on discord.py, with one of everything, to try the double on.

A message or question that begins with ``bad`` makes it send what Discord refuses.
"""

from __future__ import annotations

import io
import os
import sys
from typing import Any

import discord
from discord import app_commands

Interaction = discord.Interaction[Any]


class Panel(discord.ui.View):
    """A button that edits, a button that opens a form, and a select."""

    def __init__(self) -> None:
        """Stay for ever."""
        super().__init__(timeout=None)

    @discord.ui.button(label="Next", custom_id="next")
    async def following(self, interaction: Interaction, _: discord.ui.Button[Panel]) -> None:
        """Edit the message."""
        await interaction.response.edit_message(content="page 2")

    @discord.ui.button(label="Later", custom_id="later")
    async def later(self, interaction: Interaction, _: discord.ui.Button[Panel]) -> None:
        """Take the press, edit, and say something privately."""
        await interaction.response.defer()
        await interaction.edit_original_response(content="page 3")
        await interaction.followup.send("only you see this", ephemeral=True)

    @discord.ui.button(label="Comment", custom_id="comment")
    async def comment(self, interaction: Interaction, _: discord.ui.Button[Panel]) -> None:
        """Open a form."""
        await interaction.response.send_modal(Form())

    @discord.ui.select(
        custom_id="colour", options=[discord.SelectOption(label=c) for c in ("red", "blue")]
    )
    async def colour(self, interaction: Interaction, chosen: discord.ui.Select[Panel]) -> None:
        """Name the choice."""
        await interaction.response.send_message(f"chose {chosen.values}", ephemeral=True)


class Form(discord.ui.Modal, title="A comment"):
    """One field."""

    text: discord.ui.TextInput[Form] = discord.ui.TextInput(label="Your comment", custom_id="text")

    async def on_submit(self, interaction: Interaction) -> None:
        """Echo."""
        await interaction.response.send_message(f"form: {self.text.value}", ephemeral=True)


class Sheet(discord.ui.Modal, title="A sheet"):
    """A field that is filled in already, a choice and files."""

    def __init__(self, words: str) -> None:
        """Begin with ``words``."""
        super().__init__()
        # At most as long as this says; "bad" is too short for it.
        self.words: discord.ui.TextInput[Sheet] = discord.ui.TextInput(
            default=words, min_length=4, max_length=20, required=False
        )
        self.colour: discord.ui.Select[Sheet] = discord.ui.Select(
            options=[discord.SelectOption(label=c, default=c == "red") for c in ("red", "blue")]
        )
        self.files: discord.ui.FileUpload[Sheet] = discord.ui.FileUpload(
            required=False, max_values=2
        )
        self.add_item(discord.ui.Label(text="Words", component=self.words))
        self.add_item(discord.ui.Label(text="Colour", component=self.colour))
        self.add_item(discord.ui.Label(text="Files", component=self.files))

    async def on_submit(self, interaction: Interaction) -> None:
        """Echo."""
        contents = [await file.read() for file in self.files.values]
        text = f"sheet: {self.words.value!r} {self.colour.values} {contents}"
        await interaction.response.send_message(text)


class SampleBot(discord.Client):
    """Echoes."""

    def __init__(self) -> None:
        """Register the commands."""
        super().__init__(
            intents=discord.Intents(guilds=True, guild_messages=True, dm_messages=True),
            allowed_mentions=discord.AllowedMentions.none(),
        )
        self.tree = app_commands.CommandTree(self)
        everything: list[Any] = [ping, slow, sheet, upload, inspect, group, echo_menu, files_menu]
        for command in everything:
            self.tree.add_command(command)

    async def setup_hook(self) -> None:
        """Sync."""
        self.add_view(Panel())
        if os.environ.get("SAMPLE_BAD_COMMAND"):
            payload = [{"name": "Upper", "type": 1, "description": "x"}]
            await self.http.bulk_upsert_global_commands(self.application_id or 0, payload)
        await self.tree.sync()

    async def on_ready(self) -> None:
        """Say so."""
        sys.stdout.write("ready\n")

    async def on_message(self, message: discord.Message) -> None:
        """Echo what concerns the bot."""
        if message.author == self.user:
            return
        direct = isinstance(message.channel, discord.DMChannel)
        if self.user in message.mentions or direct:
            files = "".join(f" +{file.filename}" for file in message.attachments)
            await message.reply(f"heard: {message.content}{files}", mention_author=False)
        else:
            sys.stdout.write(f"overheard {message.content!r}\n")


def bad_message(kind: str) -> dict[str, Any]:
    """Return the parts of a message that Discord refuses."""
    if kind == "bad title":
        return {"embed": discord.Embed(title="x" * 257)}
    if kind == "bad sum":
        return {"embeds": [discord.Embed(description="x" * n) for n in (3000, 3001)]}
    if kind == "bad empty":
        return {"embed": discord.Embed()}
    view = discord.ui.View()
    for _ in range(2):
        view.add_item(discord.ui.Button(label="twice", custom_id="twice"))
    return {"content": "x", "view": view}


@app_commands.command(description="Answer at once")
async def ping(interaction: Interaction, text: str, private: bool = False) -> None:
    """Answer at once."""
    if text == "bad key":
        await interaction.client.http.send_message(
            interaction.channel_id or 0,
            params=discord.http.MultipartParameters({"content": "x", "colour": 3}, None, None),
        )
    elif text.startswith("bad"):
        await interaction.response.send_message(**bad_message(text))
    else:
        await interaction.response.send_message(text, ephemeral=private, view=Panel())


@app_commands.command(description="Answer later")
async def slow(interaction: Interaction, private: bool = False) -> None:
    """Answer later."""
    await interaction.response.defer(ephemeral=private, thinking=True)
    await interaction.edit_original_response(embed=discord.Embed(title="done"))


@app_commands.command(description="Fill in a form")
async def sheet(interaction: Interaction, words: str) -> None:
    """Open a form."""
    await interaction.response.send_modal(Sheet(words))


@app_commands.command(description="Send a file")
async def upload(interaction: Interaction) -> None:
    """Send a file."""
    file = discord.File(io.BytesIO(b"content"), "a.txt", description="a text")
    await interaction.response.send_message("here", file=file)


@app_commands.command(description="Name a person, a channel and a file")
async def inspect(
    interaction: Interaction,
    who: discord.Member | None = None,
    where: discord.TextChannel | None = None,
    file: discord.Attachment | None = None,
) -> None:
    """Tell what arrived."""
    content = None if file is None else await file.read()
    found = [who and who.name, where and where.name, file and (file.filename, file.size, content)]
    await interaction.response.send_message(str([item for item in found if item]))


group = app_commands.Group(name="sources", description="Sources")


@group.command(description="Show one")
async def show(interaction: Interaction, source: str) -> None:
    """Show one."""
    await interaction.response.send_message(f"source {source}")


@show.autocomplete("source")
async def suggest(_: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """Suggest."""
    return [app_commands.Choice(name=f"{typed} {n}", value=str(n)) for n in range(2)]


@app_commands.context_menu(name="Echo this")
async def echo_menu(interaction: Interaction, message: discord.Message) -> None:
    """Echo a message."""
    await interaction.response.send_message(f"menu: {message.content}", ephemeral=True)


@app_commands.context_menu(name="Read the files")
async def files_menu(interaction: Interaction, message: discord.Message) -> None:
    """Tell what is attached to a message."""
    found = [(file.filename, await file.read()) for file in message.attachments]
    await interaction.response.send_message(str(found))


if __name__ == "__main__":
    SampleBot().run(os.environ["DISCORD_TOKEN"])
