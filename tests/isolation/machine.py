"""Random sequences of all that members, moderators, the owner and time can do."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from tests.isolation.crowd import Crowd
from tests.isolation.discord_side import Attached, text_channel
from tests.isolation.places import (
    GUILDS,
    PLACES,
    QUESTIONS,
    SHARED_DOCUMENTS,
    SHARED_VERSION,
    TERMS,
    Place,
)
from tests.isolation.steps import (
    CALLS,
    CALLS_FOR_MEMBERS,
    Command,
    Digests,
    Press,
    Reach,
    Say,
    Submit,
    Typing,
    Work,
)

if TYPE_CHECKING:
    from tests.isolation.crowd import Shown

places = st.sampled_from(PLACES)
guilds = st.sampled_from(GUILDS)
members = st.sampled_from((41, 42))
"""Both are members of all servers."""
mostly = st.sampled_from((True, True, True, False))
days = st.sampled_from((None, None, "2016", "2017-07", "2018", "2030"))
terms = st.sampled_from(TERMS)

_SETTINGS: dict[str, dict[str, Any]] = {
    "strictness": {"level": st.sampled_from(["cautious", "balanced", "generous"])},
    "language": {"language": st.sampled_from([None, "en"])},
    "channels": {"channel1": st.none()},
    "private": {"on": st.booleans()},
    "threads": {"on": st.booleans()},
    "moderators": {"role": st.none()},
    "questions": {"keep": mostly, "days": st.none()},
    "askers": {"on": mostly},
}
_CHANNELS = ("digest", "help-channel")
_LOOKS = (
    *("sources list", "about", "insights", "settings show", "glossary list", "library status"),
    *("library history", "privacy export", "privacy delete"),
)
_SUGGESTING = (
    *(("sources show", "source"), ("ask", "source"), ("define", "term")),
    *((f"library {name}", "document") for name in ("remove", "replace", "edit")),
    *((f"glossary {name}", "term") for name in ("set", "remove")),
)
_TYPED = ("", "", "park", "meeting", "STP", *(place.topic for place in PLACES))
_HAPPENINGS = (
    *("type", "ask", "say", "press", "submit", "define", "ask_with_the_menu", "name", "look"),
    *("add", "add_from_a_message", "replace", "reindex", "work", "index", "digests"),
    *("set", "set_channel", "set_term", "remove_term"),
    # What leads on to other things, and what there is most of.
    *("ask", "ask", "say", "press", "press", "press", "press", "submit", "type", "work", "look"),
    *("reach", "reach"),
)

COMMANDS = {
    *("ask", "Find the policy", "define", *_LOOKS, *(name for name, _ in _SUGGESTING)),
    *("library add", "library reindex", "Add to the library"),
    *(f"settings {name}" for name in (*_SETTINGS, *_CHANNELS)),
}
"""All commands that are used here."""


class Isolation(RuleBasedStateMachine):
    """One bot for all, and a twin for each place; see the package.

    There is one rule, which draws what happens next. Hypothesis would let each example do without
    most rules, which needs more examples than there is time for.
    """

    @staticmethod
    def catalogue() -> str:
        """Return the address of an empty database for the bot that serves all; none for a file."""
        return ""

    def __init__(self) -> None:
        """Start the bots."""
        super().__init__()
        self._runner = asyncio.Runner()
        self._crowd = Crowd(self._runner, self.catalogue())
        self._seen = self._crowd.seen

    def teardown(self) -> None:
        """Look at everything once more, and end the bots."""
        try:
            self._do(Work())
            self._crowd.trespass()
            self._crowd.audit()
        finally:
            self._crowd.close()
            self._runner.close()

    @initialize(several=st.booleans())
    def begin(self, several: bool) -> None:
        """Let each server have a document, or two, and take questions to moderators."""
        for place in GUILDS:
            for name in ("parking.md", "meetings.txt")[: 1 + several]:
                self._attach(place, 41, name, title=None)
                self._press_own("cv1:library:add:", place, 41)
            self._command(place, 41, "settings help-channel", channel=text_channel(place.channel))
            self._command(place, 41, "settings digest", channel=text_channel(place.channel))
        self._do(Work())
        self._do(Digests())
        for place in GUILDS:
            self._do(Typing(place, 41, "sources show", "source", ""))
            self._command(place, 41, "settings askers", on=True)
            self._command(place, 41, "ask", question=place.questions[0])
            self._command(place, 41, "ask", question=place.questions[-1])
            self._press_own("cv1:moderator::", place, 41)
            self._command(place, 41, "glossary set", term="STP", meaning=f"{place.secret} plan")

    @rule(data=st.data())
    def happens(self, data: st.DataObject) -> None:
        """Let anything happen."""
        name = data.draw(st.sampled_from(_HAPPENINGS))
        getattr(self, f"_{name}")(data)

    # --- Questions --------------------------------------------------------------------------

    def _ask(self, data: st.DataObject) -> None:
        place = data.draw(places)
        options: dict[str, Any] = {"question": self._question(data, place)}
        of_one = data.draw(st.booleans())
        if of_one and self._seen.documents:
            options["source"] = self._document(data)
        for name in ("since", "until"):
            if (day := data.draw(days)) is not None:
                options[name] = day
        self._command(place, data.draw(members), "ask", **options)

    def _ask_with_the_menu(self, data: st.DataObject) -> None:
        place = data.draw(places)
        question = self._question(data, place)
        self._command(place, data.draw(members), "Find the policy", content=question)

    def _say(self, data: st.DataObject) -> None:
        """Mention the bot, also in a reply to a card, whosever it is."""
        place, member = data.draw(places), data.draw(members)
        card = data.draw(st.sampled_from([None, *self._seen.answers[-20:]]))
        title = card.title if card is not None and card.place is place else "tides"
        followed = None if card is None else card.carries
        self._do(Say(place, member, self._question(data, place), followed, title))

    def _define(self, data: st.DataObject) -> None:
        self._command(data.draw(places), data.draw(members), "define", term=data.draw(terms))

    # --- What has been shown, tried anywhere ------------------------------------------------

    def _press(self, data: st.DataObject) -> None:
        """Press any button, where it was shown or elsewhere."""
        kinds = self._seen.buttons
        shown = data.draw(st.sampled_from(kinds[data.draw(st.sampled_from(sorted(kinds)))][-12:]))
        place = shown.place if data.draw(st.booleans()) else data.draw(places)
        member, moderates = data.draw(members), data.draw(mostly)
        self._do(Press(place, member, shown.carries, _title(shown, place), moderates))

    def _submit(self, data: st.DataObject) -> None:
        """Send any form, where it was shown or elsewhere."""
        kinds = self._seen.forms
        if not kinds:
            return
        shown = data.draw(st.sampled_from(kinds[data.draw(st.sampled_from(sorted(kinds)))][-12:]))
        place = shown.place if data.draw(st.booleans()) else data.draw(places)
        written = (f"{place.secret} parking", f"says {place.secret}", "")
        lines = {
            name: data.draw(st.sampled_from(("2018", "") if name == "date" else written))
            for name in shown.names
        }
        member, moderates = data.draw(members), data.draw(mostly)
        self._do(Submit(place, member, shown.carries, lines, moderates))

    def _name(self, data: st.DataObject) -> None:
        """Name any document in a command."""
        if not self._seen.documents:
            return
        name = data.draw(st.sampled_from(["sources show", "library remove", "library edit"]))
        option = "source" if name == "sources show" else "document"
        named = {option: self._document(data)}
        self._command(data.draw(places), data.draw(members), name, **named)

    def _reach(self, data: st.DataObject) -> None:
        """Look an id of anybody's up where no command asks for it."""
        call = data.draw(st.sampled_from(CALLS))
        place = data.draw(places if call in CALLS_FOR_MEMBERS else guilds)
        known = self._seen.reached_by(call)
        if known:
            reached = data.draw(st.sampled_from(known[-40:]))
            self._do(Reach(place, data.draw(members), call, reached.carries))

    def _type(self, data: st.DataObject) -> None:
        """Begin to type what there are suggestions for."""
        command, option = data.draw(st.sampled_from(_SUGGESTING))
        typed = data.draw(st.sampled_from(_TYPED))
        self._do(Typing(data.draw(places), data.draw(members), command, option, typed))

    # --- Documents --------------------------------------------------------------------------

    def _add(self, data: st.DataObject) -> None:
        """Attach a document, and mostly confirm it."""
        place, member = data.draw(guilds), data.draw(members)
        title = f"{place.secret.capitalize()} notes" if data.draw(st.booleans()) else None
        self._attach(place, member, data.draw(st.sampled_from(list(place.documents))), title=title)
        if data.draw(mostly):
            self._press_own("cv1:library:add:", place, member)

    def _add_from_a_message(self, data: st.DataObject) -> None:
        place = data.draw(guilds)
        files = [self._file(place, name) for name in ("trees.md", "meetings.txt")]
        self._command(place, data.draw(members), "Add to the library", attachments=files)

    def _replace(self, data: st.DataObject) -> None:
        """Attach another version of any document."""
        if not self._seen.documents:
            return
        place, document = data.draw(guilds), self._document(data)
        file = self._file(place, data.draw(st.sampled_from(list(place.documents))))
        named = {"document": document, "file": file}
        self._command(place, data.draw(members), "library replace", **named)

    def _reindex(self, data: st.DataObject) -> None:
        self._command(data.draw(guilds), data.draw(members), "library reindex")

    def _work(self, _data: st.DataObject) -> None:
        self._do(Work())

    def _index(self, data: st.DataObject) -> None:
        """Let the owner change a document that all share."""
        name = "tides.md"
        version = data.draw(st.sampled_from([SHARED_DOCUMENTS[name], SHARED_VERSION]))
        note(f"the owner indexes {version!r}")
        self._crowd.index(name, version)

    # --- What there is, and what moderators set ---------------------------------------------

    def _look(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(_LOOKS))
        self._do(Command(data.draw(places), data.draw(members), name, {}, data.draw(mostly)))

    def _digests(self, _data: st.DataObject) -> None:
        self._do(Digests())

    def _set(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(_SETTINGS)))
        options = {option: data.draw(values) for option, values in _SETTINGS[name].items()}
        self._command(data.draw(guilds), data.draw(members), f"settings {name}", **options)

    def _set_channel(self, data: st.DataObject) -> None:
        """Set where the bot posts by itself, or that it does not."""
        place, name = data.draw(guilds), data.draw(st.sampled_from(_CHANNELS))
        channel = text_channel(place.channel) if data.draw(mostly) else None
        self._command(place, data.draw(members), f"settings {name}", channel=channel)

    def _set_term(self, data: st.DataObject) -> None:
        place = data.draw(guilds)
        said = {
            "term": data.draw(terms),
            "meaning": f"{place.secret.capitalize()} own meaning",
            "alone": data.draw(st.booleans()),
        }
        self._command(place, data.draw(members), "glossary set", **said)

    def _remove_term(self, data: st.DataObject) -> None:
        place, term = data.draw(guilds), data.draw(terms)
        self._command(place, data.draw(members), "glossary remove", term=term)

    # --- Parts of these ---------------------------------------------------------------------

    def _do(self, step: Any) -> None:
        note(repr(step))
        self._crowd.do(step)

    def _command(self, place: Place, member: int, name: str, **options: Any) -> None:
        self._do(Command(place, member, name, options))

    def _question(self, data: st.DataObject, place: Place) -> str:
        return str(data.draw(st.sampled_from((*QUESTIONS, *place.questions))))

    def _document(self, data: st.DataObject) -> str:
        """Return the id of any document that was ever suggested anywhere."""
        shown: Shown = data.draw(st.sampled_from(self._seen.documents[-40:]))
        return shown.carries

    def _attach(self, place: Place, member: int, name: str, *, title: str | None) -> None:
        file = self._file(place, name)
        self._command(place, member, "library add", file1=file, title=title)

    def _press_own(self, kind: str, place: Place, member: int) -> None:
        """Press the latest button of a kind that was shown in a place."""
        latest = reversed(self._seen.buttons[kind])
        shown = next(shown for shown in latest if shown.place is place)
        self._do(Press(place, member, shown.carries, shown.title))

    def _file(self, place: Place, name: str) -> Attached:
        return Attached(name, place.documents[name].encode())


def _title(shown: Shown, place: Place) -> str:
    """Return what stands above a button; nobody sees a message of another server's."""
    return shown.title if shown.place is place else "elsewhere"
