"""Each check finds the fault that it is there for, and nothing in a library that is whole."""

from __future__ import annotations

import random
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest
from sqlalchemy import delete, insert, select, update

from retrieval.catalogue import DocumentStore, connect, schema
from retrieval.domain import library_of
from retrieval.settings import RetrievalSettings
from tests.chaos import checks
from tests.chaos.flaky import twice
from tests.chaos.members import Fate, fate_of
from tests.chaos.report import report
from tests.chaos.stage import stock
from tests.chaos.tally import Tally
from tests.chaos.world import Entry, Maker, World
from tests.discord_double import DiscordDouble
from tests.end_to_end.home import Home

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine

GUILD = 7
TITLE = "Paper 1"


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, World]:
    """Return a library with some documents of a guild, and how it should be."""
    home = Home(tmp_path_factory.mktemp("stocked"))
    return home, stock(home, "", GUILD, Maker(random.Random(1), home.folder / "shelf"))


@pytest.fixture
def home(stocked: tuple[Home, World], tmp_path: Path) -> Home:
    return stocked[0].copy(tmp_path)


@pytest.fixture
def world(stocked: tuple[Home, World]) -> World:
    return stocked[1]


@pytest.fixture
def engine(home: Home) -> Iterator[Engine]:
    engine = connect(f"sqlite:///{home.catalogue}")
    yield engine
    engine.dispose()


def number(engine: Engine, title: str = TITLE) -> int:
    """Return the id of a document."""
    sources = DocumentStore(engine).sources([library_of(GUILD)])
    return next(source.document_id for source in sources if source.title == title)


def carry_out(engine: Engine, statement: Any) -> None:
    with engine.begin() as connection:
        connection.execute(statement)


def test_a_library_that_is_whole_passes(engine: Engine, home: Home, world: World) -> None:
    assert list(checks.torn(engine)) == []
    assert checks.unlike(engine, GUILD, world) == []
    assert checks.ill(RetrievalSettings(index=home.index)) == []
    events, last = checks.events_since(engine, GUILD, 0)
    assert events["added", TITLE] == 1
    assert checks.events_since(engine, GUILD, last) == ({}, last)


def test_a_document_without_passages_or_vectors_is_torn(engine: Engine) -> None:
    table = schema.embeddings
    with engine.connect() as connection:
        first = connection.execute(select(table.c.passage_id)).scalars().first()
    carry_out(engine, delete(table).where(table.c.passage_id == first))
    missing = f"1 passages of {library_of(GUILD)} have no vectors"
    assert list(checks.torn(engine)) == [missing]

    carry_out(
        engine, delete(schema.passages).where(schema.passages.c.document_id == number(engine))
    )
    assert f"{TITLE} of {library_of(GUILD)} has no passages" in list(checks.torn(engine))


def test_a_text_that_is_there_twice_is_found(engine: Engine) -> None:
    table = schema.documents
    with engine.begin() as connection:
        row = connection.execute(select(table).where(table.c.id == number(engine))).mappings().one()
        connection.execute(insert(table).values({**row, "id": 1000}))

    found = list(checks.torn(engine))

    assert [line for line in found if line.startswith("a text is 2 times in")]


def test_what_differs_from_the_world_is_told(engine: Engine, world: World) -> None:
    said = world.documents[TITLE]

    def differs(**documents: Entry) -> list[str]:
        changed = {**world.documents, **{k.replace("_", " "): v for k, v in documents.items()}}
        return checks.unlike(engine, GUILD, replace(world, documents=changed))

    assert differs(Paper_1=replace(said, words="else")) == [f"{TITLE} says something else"]
    other = replace(said, publisher="Nobody")
    assert differs(Paper_1=other) == [f"{TITLE} is of {said.publisher}, not of Nobody"]
    assert differs(Paper_99=said) == ["Paper 99 is missing"]
    fewer = {title: entry for title, entry in world.documents.items() if title != TITLE}
    assert checks.unlike(engine, GUILD, World(fewer)) == [f"{TITLE} should not be there"]
    settings = replace(world, settings={"keep_days": 3})
    assert checks.unlike(engine, GUILD, settings) == ["keep_days is None and not 3"]


def test_what_is_done_twice_is_in_the_history_twice(engine: Engine) -> None:
    table = schema.events
    with engine.begin() as connection:
        added = (table.c.action == "added", table.c.title == TITLE)
        row = connection.execute(select(table).where(*added)).mappings().one()
        connection.execute(insert(table).values({**row, "id": 1000}))

    assert checks.events_since(engine, GUILD, 0)[0]["added", TITLE] == 2


def test_a_search_index_that_is_damaged_is_found(home: Home) -> None:
    file = max((home.index / "libraries").rglob("*.npy"), key=lambda path: path.stat().st_size)
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.unlink()  # Others may hold the same file.
    file.write_bytes(content)

    assert checks.ill(RetrievalSettings(index=home.index))


def test_files_and_drafts_that_nothing_needs_are_found(engine: Engine, home: Home) -> None:
    # Its own files lie where it was copied from.
    folder = home.index / "uploads" / str(GUILD)
    for path in sorted(folder.rglob("*.md")):
        path.unlink()
    (folder / "abc").mkdir()
    (folder / "abc" / "stray.md").write_text("stray")
    drafts = home.index / "drafts"
    drafts.mkdir(exist_ok=True)
    (drafts / ".lock").touch()
    (drafts / "left.json").write_text("{}")

    assert checks.left_over(engine, home.index, GUILD) == [
        "stray.md is kept for nothing",
        "the draft left.json is kept for nothing",
    ]


def exchange(**known: Any) -> Any:
    """Return an exchange as far as it is looked at."""
    known = {"acknowledged": True, "final": None, "callback": {"type": 5}, "trigger": None, **known}
    return cast("Any", SimpleNamespace(**known))


def card(text: str) -> dict[str, Any]:
    return {"embeds": [{"title": "A card", "description": text}]}


def test_an_acknowledgement_that_nothing_follows_is_silence() -> None:
    form, suggestions = exchange(callback={"type": 9}), exchange(callback={"type": 8})
    answered, unheard = exchange(final=card("yes")), exchange(acknowledged=False)

    assert checks.silent([form, suggestions, answered, unheard]) == []
    assert len(checks.silent([exchange()])) == 1


@pytest.mark.parametrize(
    ("known", "reached", "fate"),
    [
        ({"final": card("> It costs **£62 a year**.")}, True, Fate.ANSWERED),
        ({"final": card("> It costs £26 a year.")}, True, Fate.WRONG),
        ({"final": card("The library is out of reach")}, True, Fate.NOTICED),
        ({}, True, Fate.UNANSWERED),
        ({"acknowledged": False}, True, Fate.NOT_TAKEN),
        ({"acknowledged": False, "trigger": {}}, True, Fate.UNANSWERED),
        ({"acknowledged": False, "trigger": {}}, False, Fate.NOT_TAKEN),
    ],
)
def test_what_became_of_a_question(known: dict[str, Any], *, reached: bool, fate: Fate) -> None:
    assert fate_of(exchange(**known), "£62 a year", reached=reached) is fate


def test_a_message_that_does_not_tell_its_end_is_found() -> None:
    assert checks.unended({"1": {"components": []}, "2": None}) == []
    assert checks.unended({"3": {"components": [{}]}}) == [
        "the message 3 still says that its job goes on"
    ]


@pytest.mark.parametrize("nonces", [("1", "2"), (None, None)])
def test_a_message_that_is_replied_to_twice_is_found(nonces: tuple[str | None, ...]) -> None:
    with DiscordDouble() as double:
        said = double.post("a question")
        for nonce in nonces:
            assert twice(double) == []
            known = {} if nonce is None else {"nonce": nonce}
            double.state.new_message(
                author=double.state.bot, channel_id=said["channel_id"], reference=said, **known
            )

        assert twice(double) == [f"{said['id']} was replied to 2 times"]


def test_what_stands_below_a_button_twice_is_no_reply() -> None:
    with DiscordDouble() as double:
        bot, where = double.state.bot, double.state.channel_id
        card = double.state.new_message(author=bot, channel_id=where)
        for _ in range(2):
            double.state.new_message(author=bot, channel_id=where, reference=card)

        assert twice(double) == []


def test_what_is_broken_stands_in_the_report() -> None:
    tally = Tally("kills")
    tally.count("kills", 3)
    tally.time("until the bot answers again", 2.0)
    whole = report([tally], seed=5, seconds=60)
    tally.broken("a text is there twice")

    text = report([tally], seed=5, seconds=60)

    assert "Nothing was broken." in whole
    assert "**1 promises were broken.**" in text
    assert "- broken: a text is there twice" in text
    assert "--seed 5" in text
    assert "| kills | 3 |" in text


def test_a_passage_that_is_not_its_slice_is_torn(engine: Engine) -> None:
    """The catalogue itself refuses to build such a passage."""
    table = schema.documents
    carry_out(engine, update(table).where(table.c.id == number(engine)).values(text="short"))

    found = list(checks.torn(engine))

    assert f"a passage of {TITLE} is not the slice of its text" in found
