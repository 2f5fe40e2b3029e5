"""What a moderator may be doing at the moment of a fault, and what is to come of each of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from tests.chaos.moderator import RefusedError
from tests.discord_double import Upload
from tests.end_to_end import cards
from tests.end_to_end.moderating import archive

if TYPE_CHECKING:
    from tests.chaos.moderator import Moderator
    from tests.chaos.world import Maker, World


class Action:
    """Something that a moderator does; ``after`` is how the world is once it is done."""

    name: ClassVar[str]
    queues: ClassVar[bool] = False
    """Whether it is a job's work."""

    def __init__(self, maker: Maker, world: World) -> None:
        """Decide on it, without doing anything yet."""
        self.before = world
        self.after = world
        self.events: Counter[tuple[str, str]] = Counter()
        """What the history is to say of it: action and title."""

    def partly(self, _events: Counter[tuple[str, str]]) -> World:
        """Return how the world is where it was cut short, by what the history says of it."""
        return self.before

    def lost(self, _events: Counter[tuple[str, str]]) -> str:
        """Return the title of what it removed without a message to bring it back with, if so."""
        return ""

    def prepare(self) -> None:
        """Change what lies outside of the library, before anything is done."""

    def run(self, moderator: Moderator) -> None:
        """Do it, from the first step to the last."""
        raise NotImplementedError

    def again(self, moderator: Moderator) -> None:
        """Do it after it was cut short, from where a moderator would go on."""
        self.run(moderator)


class Add(Action):
    """One file; half of the time something about it is corrected first."""

    name = "add"
    queues = True

    def __init__(self, maker: Maker, world: World) -> None:
        """Make the file."""
        super().__init__(maker, world)
        ((title, entry),) = maker.entries(1).items()
        self._files = [maker.file(title, entry)]
        self._corrected = maker.made.random() < 0.5
        if self._corrected:
            entry = replace(entry, publisher="Someone Else", corrected=True)
        self.after = replace(world, documents={**world.documents, title: entry})
        self.events = Counter([("added", title)])
        self.card: cards.Message | None = None

    def run(self, moderator: Moderator) -> None:
        """Upload and confirm."""
        files = {f"file{number}": file for number, file in enumerate(self._files, 1)}
        self.card = None
        shown = moderator.command("library add", **files)
        moderator.expect(shown, "Add this document?", "Add this file?", "Add these files?")
        if (left_out := "could not be fetched") in str(shown["embeds"]):
            raise RefusedError(left_out)
        self.card = shown
        self._confirm(moderator)

    def again(self, moderator: Moderator) -> None:
        """Go on with the card that asks, where there is one."""
        if self.card is None:
            self.run(moderator)
        else:
            self._confirm(moderator)

    def _confirm(self, moderator: Moderator) -> None:
        card = self.card or {}
        if self._corrected:
            opened = moderator.press_for_form(card, "Correct first")
            message = moderator.submit(opened, {"Publisher": "Someone Else"})
        else:
            label = next(label for label in cards.buttons(card) if label.startswith("Add"))
            message = moderator.press(card, label)
        moderator.expect(moderator.watch(message), "Documents added")


class AddSeveral(Add):
    """Two files and a zip of two."""

    name = "add several"

    def __init__(self, maker: Maker, world: World) -> None:
        """Make the files."""
        super().__init__(maker, world)
        entries = maker.entries(4)
        files = [maker.file(title, entry) for title, entry in entries.items()]
        zipped = archive({file.filename: file.content for file in files[2:]})
        self._files = [*files[:2], Upload(f"{files[2].filename}.zip", zipped)]
        self._corrected = False
        self.after = replace(world, documents={**world.documents, **entries})
        self.events = Counter(("added", title) for title in entries)


class Replace(Add):
    """A newer version of a document."""

    name = "replace"

    def __init__(self, maker: Maker, world: World) -> None:
        """Choose the document."""
        super().__init__(maker, world)
        self._title = maker.made.choice(_own(world))
        entry = maker.entry()
        self._files = [maker.file(self._title, entry)]
        before = world.documents[self._title]
        if before.corrected:
            entry = replace(entry, publisher=before.publisher, corrected=True)
        self.after = replace(world, documents={**world.documents, self._title: entry})
        self.events = Counter([("replaced", self._title)])

    def run(self, moderator: Moderator) -> None:
        """Upload and confirm."""
        self.card = None
        shown = moderator.command("library replace", document=self._title, file=self._files[0])
        self.card = moderator.expect(shown, "Replace this document?")
        self._confirm(moderator)

    def _confirm(self, moderator: Moderator) -> None:
        message = moderator.press(self.card or {}, "Replace")
        moderator.expect(moderator.watch(message), "Document replaced")


class Remove(Action):
    """Take a document out."""

    name = "remove"

    def __init__(self, maker: Maker, world: World) -> None:
        """Choose the document."""
        super().__init__(maker, world)
        self._title = maker.made.choice(_own(world))
        self.after = self.without(world, self._title)
        self.events = Counter([("removed", self._title)])

    @staticmethod
    def without(world: World, title: str) -> World:
        """Return a world without a document."""
        left = {name: entry for name, entry in world.documents.items() if name != title}
        return replace(world, documents=left)

    def run(self, moderator: Moderator) -> None:
        """Confirm it."""
        shown = moderator.command("library remove", document=self._title)
        moderator.expect(shown, "Remove this document?")
        moderator.expect(moderator.press(shown, "Remove"), "Document removed")


class Undo(Action):
    """Bring back what was removed a moment ago."""

    name = "undo"

    def __init__(self, maker: Maker, world: World) -> None:
        """Choose the document."""
        super().__init__(maker, world)
        self._title = maker.made.choice(_own(world))
        self.after = world
        self.events = Counter([("removed", self._title), ("restored", self._title)])
        self._message: cards.Message | None = None

    def partly(self, events: Counter[tuple[str, str]]) -> World:
        """Return the world without the document once that is removed."""
        return Remove.without(self.before, self._title) if self._is_removed(events) else self.before

    def lost(self, events: Counter[tuple[str, str]]) -> str:
        """Return the title where the message with the button was never seen."""
        return self._title if self._message is None and self._is_removed(events) else ""

    def _is_removed(self, events: Counter[tuple[str, str]]) -> bool:
        return ("removed", self._title) in events and ("restored", self._title) not in events

    def run(self, moderator: Moderator) -> None:
        """Remove it, and press Undo."""
        if self._message is None:
            shown = moderator.command("library remove", document=self._title)
            moderator.expect(shown, "Remove this document?")
            pressed = moderator.press(shown, "Remove")
            self._message = moderator.expect(pressed, "Document removed")
        moderator.expect(moderator.press(self._message, "Undo"), "Document brought back")


class Reindex(Action):
    """Read the folder again, whose files say something else by now."""

    name = "reindex"
    queues = True

    def __init__(self, maker: Maker, world: World) -> None:
        """Decide on it."""
        super().__init__(maker, world)
        self._maker = maker
        self.events = Counter([("reindexed", "")])

    def prepare(self) -> None:
        """Write another edition."""
        self._maker.write_shelf()
        documents = {**self.before.documents, **self._maker.shelf()}
        self.after = replace(self.before, documents=documents)

    def run(self, moderator: Moderator) -> None:
        """Begin, and watch it to its end."""
        message = moderator.command_for_job("library reindex")
        moderator.expect(moderator.watch(message), "Library read again")


class Edit(Action):
    """Correct the publisher of a document."""

    name = "edit"

    def __init__(self, maker: Maker, world: World) -> None:
        """Choose the document."""
        super().__init__(maker, world)
        self._title = maker.made.choice(_own(world))
        self._publisher = f"Publisher {maker.made.randrange(10**6)}"
        entry = replace(world.documents[self._title], publisher=self._publisher, corrected=True)
        self.after = replace(world, documents={**world.documents, self._title: entry})
        self.events = Counter([("edited", self._title)])

    def run(self, moderator: Moderator) -> None:
        """Fill in the form."""
        opened = moderator.command_for_form("library edit", document=self._title)
        told = moderator.submit(opened, {"Publisher": self._publisher})
        moderator.expect(told, "Document corrected")


class Settings(Action):
    """Set how sure an answer must be, or how long questions are kept."""

    name = "settings"

    def __init__(self, maker: Maker, world: World) -> None:
        """Choose a value."""
        super().__init__(maker, world)
        self._days = maker.made.randrange(1, 90)
        self.after = replace(world, settings={"keep_days": self._days})
        self.events = Counter([("set question keeping", "")])

    def run(self, moderator: Moderator) -> None:
        """Set it."""
        told = moderator.command("settings questions", keep=True, days=self._days)
        days = f"{self._days} day{'s' * (self._days != 1)}"
        moderator.expect(told, f"Questions are now kept for {days}")


ACTIONS: tuple[type[Action], ...] = (
    Add, AddSeveral, Replace, Remove, Undo, Reindex, Edit, Settings,
)  # fmt: skip


def _own(world: World) -> list[str]:
    """Return the titles of what moderators gave, rather than the folder."""
    return [title for title in world.documents if not title.startswith("Rule ")]
