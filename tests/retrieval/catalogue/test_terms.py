"""What moderators say of terms is kept for each library, and the last change of each can be undone."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update

from retrieval.catalogue import EventStore, TermStore, schema
from retrieval.domain import OwnTerm, TermChange

if TYPE_CHECKING:
    from sqlalchemy import Engine

FIRST, SECOND = "guild:1", "guild:2"
WEEK = dt.timedelta(days=7)
MODERATOR = 555
PLAN, PARTNERSHIP = "Sustainability and Transformation Plan", "Some Tall Partnership"


class Terms:
    """The store, as moderators of one guild use it."""

    def __init__(self, engine: Engine, library: str = FIRST) -> None:
        """Use the store of a catalogue for one library."""
        self.store = TermStore(engine)
        self.library = library
        self._engine = engine

    def put(
        self, term: str, meaning: str | None, *, most: int = 9, **said: Any
    ) -> TermChange | None:
        """Say something of a term, if there is room for it."""
        return self.store.put(
            self.library,
            term.casefold(),
            term=term,
            meaning=meaning,
            actor=MODERATOR,
            most=most,
            undoable_since=dt.datetime.now(dt.UTC) - WEEK,
            **said,
        )

    def said(self, term: str, meaning: str | None, **said: Any) -> TermChange:
        """Say something of a term."""
        change = self.put(term, meaning, **said)
        assert change is not None
        return change

    def undo(self, change: TermChange) -> TermChange | None:
        """Put back what a change of the last week has replaced."""
        since = dt.datetime.now(dt.UTC) - WEEK
        return self.store.undo(self.library, change.id, actor=MODERATOR, since=since)

    def holds(self) -> dict[str, str | None]:
        """Return what each term means."""
        return {said.term: said.meaning for said in self.store.all(self.library)}

    def age(self, days: int) -> None:
        """Let all that was said so far be said so many days ago."""
        then = dt.datetime.now(dt.UTC) - dt.timedelta(days=days)
        with self._engine.begin() as connection:
            connection.execute(update(schema.guild_terms).values(changed_at=then))

    def rows(self) -> int:
        """Return how much is kept, of all libraries."""
        with self._engine.connect() as connection:
            return len(connection.execute(schema.guild_terms.select()).all())


@pytest.fixture
def terms(engine: Engine) -> Terms:
    return Terms(engine)


def test_what_is_said_is_kept_for_its_library_alone(terms: Terms, engine: Engine) -> None:
    change = terms.said("STP", PLAN, note="Since 2016.", alone=True)
    own = OwnTerm(change.id, "stp", "STP", PLAN, "Since 2016.", alone=True)
    assert change == TermChange(change.id, "STP", None, own)
    assert terms.store.all(FIRST) == [own]
    others = Terms(engine, SECOND)
    assert others.store.all(SECOND) == others.store.all("shared") == []
    assert others.undo(change) is None
    assert terms.holds() == {"STP": PLAN}


def test_what_is_said_later_takes_the_place_of_the_earlier(terms: Terms) -> None:
    terms.said("STP", PLAN)
    change = terms.said("stp", PARTNERSHIP)
    assert change.before is not None
    assert (change.before.term, change.before.meaning) == ("STP", PLAN)
    assert terms.holds() == {"stp": PARTNERSHIP}


def test_a_term_is_hidden_and_nothing_is_said_of_it_any_more(terms: Terms) -> None:
    hidden = terms.said("STP", None, alone=True)
    assert hidden.after is not None
    assert (hidden.after.meaning, hidden.after.alone) == (None, True)
    assert terms.said("STP", None).after is None
    assert terms.holds() == {}


def test_a_change_is_undone_and_so_is_that(terms: Terms) -> None:
    terms.said("STP", PLAN, note="First.")
    changed = terms.said("STP", PARTNERSHIP)
    undone = terms.undo(changed)
    assert undone is not None
    assert terms.store.all(FIRST) == [OwnTerm(undone.id, "stp", "STP", PLAN, "First.")]
    assert terms.undo(changed) is None
    assert terms.undo(undone) is not None
    assert terms.holds() == {"STP": PARTNERSHIP}


def test_the_first_change_is_undone_to_nothing(terms: Terms) -> None:
    undone = terms.undo(terms.said("STP", PLAN))
    assert undone is not None
    assert undone.after is None
    assert terms.holds() == {}


def test_only_the_last_change_of_a_term_can_be_undone_and_for_a_week(terms: Terms) -> None:
    first, _ = terms.said("STP", PLAN), terms.said("STP", PARTNERSHIP)
    assert terms.undo(first) is None
    other = terms.said("ACS", "Accountable Care System")
    terms.age(8)
    assert terms.undo(other) is None
    assert terms.holds() == {"STP": PARTNERSHIP, "ACS": "Accountable Care System"}


def test_what_was_said_long_ago_comes_back_when_its_change_is_undone(terms: Terms) -> None:
    terms.said("STP", PLAN)
    terms.age(300)
    undone = terms.undo(terms.said("STP", PARTNERSHIP))
    assert undone is not None
    assert terms.holds() == {"STP": PLAN}


def test_no_more_is_kept_than_can_be_undone(terms: Terms) -> None:
    for number in range(5):
        terms.said("STP", f"Plan {number}")
    terms.said("ACS", "Accountable Care System")
    terms.said("ACS", None)
    assert terms.rows() == 4
    terms.age(8)
    terms.said("ICB", "Integrated Care Board")
    # The last of each term; of the one that nothing is said of any more, none.
    assert terms.rows() == 2
    assert terms.holds() == {"STP": "Plan 4", "ICB": "Integrated Care Board"}


def test_there_are_no_more_terms_than_there_may_be(terms: Terms) -> None:
    for number in range(3):
        assert terms.put(f"T{number}", "Some Thing", most=3)
    assert terms.put("T3", "Some Thing", most=3) is None
    assert terms.put("T1", "Another Thing", most=3)
    assert terms.put("T1", None, most=3)
    assert terms.put("T3", "Some Thing", most=3)
    assert len(terms.holds()) == 3


def test_another_library_takes_no_room(terms: Terms, engine: Engine) -> None:
    assert terms.put("STP", PLAN, most=1)
    assert Terms(engine, SECOND).put("STP", PLAN, most=1)


def test_the_version_is_another_after_each_change_of_the_library_alone(
    terms: Terms, engine: Engine
) -> None:
    versions = [terms.store.version(FIRST)]
    change = terms.said("STP", PLAN)
    versions.append(terms.store.version(FIRST))
    terms.undo(change)
    versions.append(terms.store.version(FIRST))
    Terms(engine, SECOND).said("STP", PARTNERSHIP)
    assert versions[0] is None
    assert len(set(versions)) == 3
    assert terms.store.version(FIRST) == versions[-1]


def test_what_changes_nothing_is_no_change(terms: Terms, engine: Engine) -> None:
    first = terms.said("STP", PLAN)
    again = terms.said("STP", PLAN)
    assert (again.id, again.before, again.after) == (first.id, first.after, first.after)
    assert terms.said("ACS", None).before is None
    assert len(EventStore(engine).all(FIRST, limit=9)) == 1


def test_every_change_is_in_the_history_of_its_library(terms: Terms, engine: Engine) -> None:
    terms.said("STP", PLAN)
    terms.undo(terms.said("STP", PARTNERSHIP, alone=True))
    terms.said("STP", None)
    terms.said("ACS", None, alone=True)
    terms.said("ACS", None)
    events = EventStore(engine).all(FIRST, limit=9)
    assert [(event.action, event.title, event.detail) for event in reversed(events)] == [
        ("set a term", "STP", f"means {PLAN}"),
        (
            "set a term",
            "STP",
            f"means {PARTNERSHIP}; meant {PLAN}; what documents say is hidden",
        ),
        (
            "set a term",
            "STP",
            f"means {PLAN}; meant {PARTNERSHIP}; what documents say is shown again",
        ),
        ("removed a term", "STP", f"meant {PLAN}"),
        ("removed a term", "ACS", "what documents say is hidden"),
        ("restored a term", "ACS", "what documents say is shown again"),
    ]
    assert {event.actor for event in events} == {MODERATOR}
    assert EventStore(engine).all(SECOND, limit=9) == []


def test_any_text_is_kept_as_it_is(terms: Terms) -> None:
    odd = "'; DROP TABLE guild_terms; -- \N{SNOWMAN} %s :id \\"
    terms.said(odd, odd, note=odd)
    (own,) = terms.store.all(FIRST)
    assert (own.term, own.meaning, own.note) == (odd, odd, odd)
