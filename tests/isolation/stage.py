"""A bot over a library of its own, and what may happen to it."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import discord
from pydantic import SecretStr
from sqlalchemy import text

from bot.asking.answering import Answering, Follows
from bot.asking.cooldown import Cooldown
from bot.asking.desk import Desk
from bot.asking.listening import Ask
from bot.asking.mentions import answer_message
from bot.commands.pressed import PressedButton
from bot.delivery.deliveries import MessageDelivery
from bot.errors import NoticeError
from bot.insights.reviewer import Reviewer
from bot.moderation.librarian import Librarian
from retrieval import Library
from retrieval.errors import RetrievalError
from retrieval.settings import RetrievalSettings
from tests.isolation.discord_side import MODERATES, Interaction, RecordingClient
from tests.isolation.places import SHARED_DOCUMENTS
from tests.isolation.steps import (
    Command,
    Digests,
    Index,
    Press,
    Reach,
    Say,
    Submit,
    Typing,
    Work,
)

if TYPE_CHECKING:
    from tests.isolation.discord_side import Sent
    from tests.isolation.steps import Step

_TABLES = ("documents", "jobs", "events", "guild_terms", "passages", "files", "questions")
"""Tables whose ids are counted; each begins with another million, so that no two are the same."""


class Stage:
    """A bot that begins with the shared documents and no others."""

    def __init__(self, runner: asyncio.Runner, *, first_id: int, catalogue: str = "") -> None:
        """Open a library in a folder of its own.

        :param runner: the event loop.
        :param first_id: what ids are counted from, besides the million of their table.
        :param catalogue: address of an empty database in place of a file.
        """
        self._runner = runner
        self._folder = Path(tempfile.mkdtemp(prefix="isolation-"))
        index = self._folder / "index"
        settings = RetrievalSettings(
            index=index, seeds=self._folder, index_threads=1, catalogue=SecretStr(catalogue)
        )
        self.library = Library.open(index, settings=settings)
        self._count_from(first_id)
        self._shared = self._folder / "shared"
        self._shared.mkdir()
        for name, content in SHARED_DOCUMENTS.items():
            self._shared.joinpath(name).write_text(content)
        self.library.index([self._shared])
        self.client = runner.run(self._connected(index))

    def close(self) -> None:
        """End the bot, and remove its library."""
        for part in (self.client.answering, self.client.librarian, self.client.reviewer):
            assert part.close()
        self.library.close()
        shutil.rmtree(self._folder)

    def do(self, step: Step) -> list[Sent]:
        """Let something happen; return all that the bot sends."""
        sent: list[Sent] = []
        self.client.sent = sent
        self._runner.run(self._do(step))
        return sent

    async def _connected(self, index: Path) -> RecordingClient:
        answering = Answering(self.library, answer_seconds=60, max_questions=2)
        librarian, reviewer = Librarian(self.library, index), Reviewer(self.library)
        desk = Desk(answering, Cooldown(0), most_characters=500)
        return RecordingClient(
            desk, answering, librarian, reviewer, answer_days=90, digest_hours=0.0
        )

    def _count_from(self, first: int) -> None:
        with self.library._engine.begin() as connection:  # noqa: SLF001
            if connection.dialect.name == "sqlite":
                connection.execute(text("DELETE FROM sqlite_sequence"))
                setting = "INSERT INTO sqlite_sequence (name, seq) VALUES (:table, :count)"
            else:
                setting = "SELECT setval(pg_get_serial_sequence(:table, 'id'), :count)"
            for number, table in enumerate(_TABLES, 1):
                count = number * 1_000_000 + first
                connection.execute(text(setting), {"table": table, "count": count})

    async def _do(self, step: Step) -> None:
        match step:
            case Command():
                await self._command(step)
            case Typing():
                command = self._found(step.name)
                typed = SimpleNamespace(**{step.option: step.typed})
                await command._invoke_autocomplete(  # noqa: SLF001
                    self._interaction(step), step.option, typed
                )
            case Press():
                await self._press(step)
            case Submit():
                await self._submit(step)
            case Say():
                await self._say(step)
            case Reach():
                await self._reach(step)
            case _:
                await self._everywhere(step)

    async def _everywhere(self, step: Step) -> None:
        """Do what nobody does in a place."""
        match step:
            case Work():
                await asyncio.to_thread(self.library.worker().run_until_empty)
                await self.client.jobs._look()  # noqa: SLF001
                await _settled()
            case Digests():
                digests, channels = self.client._digests, self.client.reviewer.digest_channels  # noqa: SLF001
                for guild, channel in sorted((await channels()).items()):
                    await digests._post(guild, channel)  # noqa: SLF001
            case Index():
                self._shared.joinpath(step.name).write_text(step.content)
                await asyncio.to_thread(self.library.index, [self._shared])

    def _found(self, name: str) -> Any:
        first, *rest = name.split(" ", 1)
        command: Any = self.client.tree.get_command(first)
        return command.get_command(rest[0]) if rest else command

    def _interaction(self, step: Any, **rest: Any) -> Any:
        # What buttons and forms check besides who a member is, comes from Discord.
        allowed = MODERATES if step.moderates else discord.Permissions.none()
        user = SimpleNamespace(id=step.member)
        return Interaction(self.client, step.place, user, allowed, **rest)

    async def _command(self, step: Command) -> None:
        menu = self.client.tree.get_command(step.name, type=discord.AppCommandType.message)
        command: Any = menu or self._found(step.name)
        bound = [] if getattr(command, "binding", None) is None else [command.binding]
        if menu is not None:
            message = SimpleNamespace(**{"content": "", "attachments": [], **step.options})
            await command.callback(self._interaction(step), message)
            return
        await command.callback(*bound, self._interaction(step), **step.options)

    async def _press(self, step: Press) -> None:
        shown = SimpleNamespace(
            id=1,
            channel=SimpleNamespace(id=step.place.channel),
            embeds=[discord.Embed(title=step.title)],
            flags=discord.MessageFlags(),
        )
        interaction = self._interaction(step, message=shown, type=discord.InteractionType.component)
        item = discord.ui.Button[discord.ui.View](custom_id=step.custom_id)
        for kind in PressedButton.__subclasses__():
            template = kind.__discord_ui_compiled_template__
            if (match := template.fullmatch(step.custom_id)) is not None:
                pressed = await kind.from_custom_id(interaction, item, match)
                await pressed.callback(interaction)
                return
        raise AssertionError(f"no button answers to {step.custom_id}")

    async def _submit(self, step: Submit) -> None:
        lines = [{"custom_id": name, "value": words} for name, words in step.lines.items()]
        data = {"custom_id": step.custom_id, "components": [{"components": lines}]}
        await self.client.on_interaction(
            self._interaction(step, data=data, type=discord.InteractionType.modal_submit)
        )

    async def _say(self, step: Say) -> None:
        here = self._interaction(SimpleNamespace(**_fields(step), moderates=False))
        guild = None
        if step.place.guild is not None:
            guild = SimpleNamespace(id=step.place.guild, preferred_locale=here.locale)
        message: Any = SimpleNamespace(
            id=1,
            content=step.words,
            author=here.user,
            channel=here.channel,
            guild=guild,
            to_reference=lambda **_options: None,
            create_thread=here.channel.create_thread,
        )
        follows = None if step.answer_id is None else Follows(step.answer_id, step.title)
        delivery = MessageDelivery(message)
        asked = Ask(step.words, follows)
        await self.client.respond(
            delivery,
            lambda: answer_message(self.client, message, asked, delivery),
            doing="a message",
        )

    async def _reach(self, step: Reach) -> None:
        try:
            told = await self._called(step)
        except (NoticeError, RetrievalError) as error:
            told = f"{type(error).__name__}: {error}"
        self.client.sent.append({"what": step.call, "channel": step.place.channel, "content": told})

    async def _called(self, step: Reach) -> str:
        """Return what a call finds."""
        client, member, guild = self.client, step.member, step.place.guild
        if step.call == "recall":
            reply = await client.answering.recall(step.id, guild=guild)
            return f"{reply.outcome} {reply.question} {[quote.text for quote in reply.quotes]}"
        number = int(step.id)
        if step.call == "context":
            return (await client.answering.context(number, 0, 9, guild=guild)).text
        if step.call == "source":
            return (await client.answering.source(number, guild=guild)).source.title
        assert guild is not None
        match step.call:
            case "remove":
                gone = await client.librarian.remove(number, guild=guild, actor=member)
                return gone.title
            case "correct":
                fields = {"publisher": step.place.secret}
                source = await client.librarian.correct(number, fields, guild=guild, actor=member)
                return source.title
            case "job":
                job = await client.librarian.job(number, guild=guild)
                return f"{job.kind} {job.state} {[upload.name for upload in job.uploads]}"
        raise AssertionError(step.call)


def _fields(step: Say) -> dict[str, Any]:
    return {"place": step.place, "member": step.member}


async def _settled() -> None:
    """Wait for the messages that jobs are reported in."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    await asyncio.gather(*others)
