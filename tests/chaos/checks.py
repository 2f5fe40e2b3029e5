"""What has to hold whatever went wrong; each check returns what does not, in sentences."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from retrieval.catalogue import (
    DocumentStore,
    EmbeddingStore,
    EventStore,
    FileStore,
    GuildSettingStore,
    JobStore,
    Trash,
    find_damage,
    schema,
)
from retrieval.doctor import examine
from retrieval.domain import library_of
from retrieval.ingest import identity_of, location_of
from retrieval.search import locate_model

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Engine

    from retrieval.domain import Event, Job
    from retrieval.settings import RetrievalSettings
    from tests.chaos.world import Entry, World
    from tests.discord_double.exchange import Exchange

_EVERYTHING = 1_000_000
_OUTSIDE = {"disk", "Discord token"}
"""Findings of ``doctor`` that tell of the machine rather than of the library."""


def torn(engine: Engine) -> Iterator[str]:
    """Return which documents are not whole: their passages, their vectors, their file."""
    if damage := find_damage(engine):
        yield f"the catalogue is damaged: {damage}"
    store, embeddings = DocumentStore(engine), EmbeddingStore(engine)
    model = identity_of(locate_model(""))
    for library in store.libraries():
        if missing := embeddings.missing(library, model):
            yield f"{len(missing)} passages of {library} have no vectors"
        for source in store.sources([library]):
            numbers = store.passage_ids(source.document_id)
            if not numbers:
                yield f"{source.title} of {library} has no passages"
            for document, passage in store.passages_by_id(numbers).values():
                if not passage.text or passage.end > len(document.text):
                    yield f"a passage of {source.title} is not the slice of its text"
        yield from _twice(engine, library)


def _twice(engine: Engine, library: str) -> Iterator[str]:
    table = schema.documents
    with engine.connect() as connection:
        texts = connection.execute(select(table.c.text_hash).where(table.c.library == library))
        for text, number in Counter(texts.scalars()).items():
            if number > 1:
                yield f"a text is {number} times in {library}: {text[:12]}"


def unlike(engine: Engine, guild: int, world: World) -> list[str]:
    """Return how a guild's library differs from how it should be."""
    store, library = DocumentStore(engine), library_of(guild)
    there: Counter[str] = Counter()
    found: list[str] = []
    for source in store.sources([library]):
        there[source.title] += 1
        document = store.get([library], source.document_id)
        found += _differs(source.title, world.documents.get(source.title), source.publisher)
        expected = world.documents.get(source.title)
        if document is not None and expected is not None and expected.words not in document.text:
            found.append(f"{source.title} says something else")
    found += [f"{title} is there {number} times" for title, number in there.items() if number > 1]
    found += [f"{title} is missing" for title in world.documents if title not in there]
    set_for_guild = GuildSettingStore(engine).all(library)
    for name, value in world.settings.items():
        if set_for_guild.get(name) != value:
            found.append(f"{name} is {set_for_guild.get(name)!r} and not {value!r}")
    return found


def _differs(title: str, expected: Entry | None, publisher: str | None) -> list[str]:
    if expected is None:
        return [f"{title} should not be there"]
    if expected.publisher != publisher:
        return [f"{title} is of {publisher}, not of {expected.publisher}"]
    return []


def events_since(engine: Engine, guild: int, last: int) -> tuple[Counter[tuple[str, str]], int]:
    """Return what the history says happened after an event, and the id of the latest."""
    events: list[Event] = [
        event
        for event in EventStore(engine).all(library_of(guild), limit=_EVERYTHING)
        if event.id > last
    ]
    seen = Counter((event.action, event.title) for event in events)
    return seen, max((event.id for event in events), default=last)


def jobs_since(engine: Engine, guild: int, last: int) -> list[Job]:
    """Return the jobs of a guild that were queued after one."""
    jobs = JobStore(engine).all(library_of(guild), open_only=False)
    return [job for job in jobs if job.id > last]


def ill(settings: RetrievalSettings) -> list[str]:
    """Return what ``doctor`` finds wrong with a library."""
    return [
        f"doctor: {finding.name}: {finding.detail}"
        for finding in examine(settings)
        if not finding.ok and finding.name not in _OUTSIDE
    ]


def left_over(engine: Engine, index: Path, guild: int) -> list[str]:
    """Return the files that were kept for a guild and that nothing needs any more."""
    library = library_of(guild)
    needed = Trash(engine).locations()
    needed |= {file.identity.location for file in FileStore(engine).all(library) if file.documents}
    for job in JobStore(engine).all(library, open_only=True):
        needed |= {location_of(Path(upload.path)) for upload in job.uploads}
    kept = (path for path in (index / "uploads" / str(guild)).rglob("*") if path.is_file())
    drafts = [path.name for path in (index / "drafts").glob("*") if not path.name.startswith(".")]
    return [
        *(f"{path.name} is kept for nothing" for path in kept if location_of(path) not in needed),
        *(f"the draft {name} is kept for nothing" for name in drafts),
    ]


def silent(exchanges: list[Exchange]) -> list[str]:
    """Return the interactions that Discord took an acknowledgement of and that nothing followed."""
    return [
        f"{exchange!r} was acknowledged and left without a word"
        for exchange in exchanges
        if exchange.acknowledged
        and exchange.final is None
        # Suggestions and forms are complete with the acknowledgement.
        and (exchange.callback or {}).get("type") not in {8, 9}
    ]


def unended(messages: Mapping[str, dict[str, object] | None]) -> list[str]:
    """Return which messages of jobs do not tell their end.

    :param messages: as they are now, by id; ``None`` for one that was deleted.
    """
    return [
        f"the message {number} still says that its job goes on"
        for number, message in messages.items()
        if message is not None and message["components"] != []
    ]
