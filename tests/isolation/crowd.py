"""A bot that serves all, its twins that serve one place each, and what has been shown where."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from bot.cards.ids import ANSWER_TEMPLATE
from tests.isolation.alike import Twins
from tests.isolation.places import GUILDS, PLACES, SHARED
from tests.isolation.stage import Stage
from tests.isolation.steps import CALLS, Command, Digests, Index, Press, Reach, Say, Typing, Work

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator, Sequence

    from tests.isolation.discord_side import Sent
    from tests.isolation.places import Place
    from tests.isolation.steps import Step

_IDS = re.compile(r"(?<=:)(?:[a-z0-9]{12}|[a-z0-9]{16}|\d+)(?=:|$)")


@dataclass(frozen=True, slots=True)
class Shown:
    """A button, form or suggestion that somebody has seen; anybody may try what it carries."""

    place: Place
    carries: str
    """Its ``custom_id``, or the value of a suggestion."""
    title: str = ""
    """Of the message that it stands below."""
    names: tuple[str, ...] = ()
    """Of the fields of a form."""


@dataclass
class Seen:
    """All that has been shown, by what it does."""

    buttons: dict[str, list[Shown]] = field(default_factory=lambda: defaultdict(list))
    forms: dict[str, list[Shown]] = field(default_factory=lambda: defaultdict(list))
    documents: list[Shown] = field(default_factory=list)
    answers: list[Shown] = field(default_factory=list)

    def note(self, place: Place, sent: Sequence[Sent], *, documents: bool) -> None:
        """Take in what was sent."""
        for each in sent:
            title = ((each.get("embed") or {}).get("title")) or ""
            if each["what"] == "form":
                names = tuple(str(item["custom_id"]) for item in _inputs(each["components"]))
                shown = Shown(place, each["custom_id"], title, names)
                self.forms[_IDS.sub("", shown.carries)].append(shown)
            elif each["what"] == "choices" and documents:
                self.documents += [Shown(place, choice["value"]) for choice in each["choices"]]
            for row in each.get("components", ()) if each["what"] != "form" else ():
                for button in row["components"]:
                    shown = Shown(place, button["custom_id"], title)
                    self.buttons[_IDS.sub("", shown.carries)].append(shown)
                    if match := ANSWER_TEMPLATE.fullmatch(shown.carries):
                        self.answers.append(Shown(place, match["answer"], title))

    def reached_by(self, call: str) -> list[Shown]:
        """Return what a call of ``Reach`` takes for an id."""
        if call == "recall":
            return self.answers
        if call != "job":
            return self.documents
        cancel = self.buttons.get("cv1:library:cancel:", [])
        return [replace(shown, carries=shown.carries.rsplit(":", 1)[1]) for shown in cancel]


class Crowd:
    """Does each step with the bot that serves all, and again with the twin of its place."""

    def __init__(self, runner: asyncio.Runner, catalogue: str = "") -> None:
        """Begin with the shared documents.

        :param catalogue: address of the database of the bot that serves all; a file of its own
            where not given. Twins always have files.
        """
        self.seen = Seen()
        self.among_others = Stage(runner, first_id=1, catalogue=catalogue)
        self._alone = {place: Stage(runner, first_id=500_001) for place in PLACES}
        self._twins = {place: Twins() for place in PLACES}
        self._learn_shared()

    def close(self) -> None:
        """End all bots."""
        for stage in (self.among_others, *self._alone.values()):
            stage.close()

    def do(self, step: Step) -> None:
        """Let something happen in a place.

        :raises AssertionError: if anything shows of what happened elsewhere.
        """
        assert not isinstance(step, Index)
        if isinstance(step, Work | Digests):
            self._everywhere(step)
            return
        place = step.place
        of_all = self.among_others.do(step)
        self._check(place, of_all)
        alone = self._alone[place].do(self._twins[place].step(step))
        self._twins[place].check(of_all, alone)
        documents = isinstance(step, Typing) and step.option in {"document", "source"}
        self.seen.note(place, of_all, documents=documents)

    def index(self, name: str, content: str) -> None:
        """Let the owner index a document that all share."""
        for stage in (self.among_others, *self._alone.values()):
            assert stage.do(Index(name, content)) == []
        self._learn_shared()

    def trespass(self) -> None:
        """Try in every server what others were shown last, and the ids that it carries."""
        for place in GUILDS:
            for kind in sorted(self.seen.buttons):
                for shown in _last_of_another(self.seen.buttons[kind], place):
                    self.do(Press(place, 41, shown.carries, "elsewhere"))
            for call in CALLS:
                for shown in _last_of_another(self.seen.reached_by(call), place):
                    self.do(Reach(place, 41, call, shown.carries))

    def audit(self) -> None:
        """Look at everything in every place."""
        for place in PLACES:
            for step in _looks(place):
                self.do(step)
            if place.guild is not None:
                self._check_figures(place.guild, self._alone[place])

    def _everywhere(self, step: Work | Digests) -> None:
        """Do what no place does by itself; what is sent to a place is its own."""
        of_all = self.among_others.do(step)
        assert {sent["channel"] for sent in of_all} <= {place.channel for place in GUILDS}
        for place in PLACES:
            here = [sent for sent in of_all if sent["channel"] == place.channel]
            self._check(place, here)
            self._twins[place].check(here, self._alone[place].do(step))
            self.seen.note(place, here, documents=False)

    def _check(self, place: Place, sent: Sequence[Sent]) -> None:
        """Assert that no word of another place is in what was sent."""
        text = json.dumps(sent, ensure_ascii=False).casefold()
        found = [other.secret for other in PLACES if other.secret in text]
        assert set(found) <= {place.secret, SHARED.secret}, (place.secret, found, sent)

    def _check_figures(self, guild: int, alone: Stage) -> None:
        """Assert what cards show in too few digits."""
        found, wanted = (stage.library.status(guild=guild) for stage in (self.among_others, alone))
        # Where files lie is part of what an index keeps, and ids have other digits.
        assert abs(found.bytes_on_disk - wanted.bytes_on_disk) < 100, guild
        stages = (self.among_others, alone)
        assert _uploads(stages[0], guild) == _uploads(stages[1], guild)

    def _learn_shared(self) -> None:
        """Note which shared document is which."""
        for place in PLACES:
            stages = (self.among_others, self._alone[place])
            mine, theirs = ([s.document_id for s in stage.library.sources()] for stage in stages)
            for of_all, alone in zip(mine, theirs, strict=True):
                self._twins[place].learn(str(of_all), str(alone))


def _last_of_another(shown: Sequence[Shown], place: Place) -> Sequence[Shown]:
    return [each for each in shown if each.place is not place][-1:]


def _looks(place: Place) -> Iterator[Step]:
    """Yield steps that show all there is in a place, and change hardly anything."""

    def command(name: str, **options: Any) -> Command:
        return Command(place, 41, name, options)

    yield command("sources list")
    yield Typing(place, 41, "sources show", "source", "")
    yield Typing(place, 41, "define", "term", "")
    yield command("define", term="STP")
    yield command("about")
    for question in (
        "when does the council meet?",
        f"what costs four pounds at the {GUILDS[0].topic}?",
    ):
        yield Say(place, 41, question)
    yield command("privacy export")
    if place.guild is None:
        return
    yield Typing(place, 41, "library edit", "document", "")
    yield command("library status")
    yield command("library history")
    yield command("insights")
    yield command("settings show")
    yield command("glossary list")


def _uploads(stage: Stage, guild: int) -> int:
    return stage.library.uploads.size(guild)


def _inputs(value: Any) -> Iterator[dict[str, Any]]:
    """Yield the boxes of a form."""
    if isinstance(value, dict):
        if value.get("type") == 4:
            yield value
        for each in value.values():
            yield from _inputs(each)
    elif isinstance(value, list):
        for each in value:
            yield from _inputs(each)
