"""Many guilds in one process: copies of a few real libraries, asked as often as guilds are popular."""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import time
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import Table, func, literal, select

from retrieval import Library
from retrieval.catalogue import connect, schema
from retrieval.domain import library_of
from retrieval.settings import RetrievalSettings
from tests.benchmarks.tables import own_mb, percentiles, resident_mb
from tests.benchmarks.texts import SEEDS, write_documents

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from sqlalchemy import Connection

_TEMPLATES = 2
_DOCUMENTS = 15
"""With about 13 passages each, a guild has about 200."""
_TABLES = (schema.files, schema.documents, schema.passages)
_REFERENCES = {
    "file_id": schema.files.name,
    "document_id": schema.documents.name,
    "passage_id": schema.passages.name,
}
_OWN_FILES = ("passages.npy", "documents.npy", "glossary.json", "manifest.json")
"""Files of an index that name ids of the catalogue, by their path in it; all others are the same in each
copy."""
_PROTOTYPES = 10**6
"""Guilds have numbers from here on while they are only copied from."""


@dataclass(frozen=True)
class GuildFigures:
    """What was measured with one limit of memory."""

    guilds: int
    limit_mb: int
    asked: int
    known: int
    """Guilds that were asked at least once."""
    at_hand: str
    """Milliseconds of the processor's time for questions whose guild's index was in memory; median and
    95th percentile."""
    at_hand_share: float
    loaded: str
    """Of questions for which it was loaded from the disk."""
    loading: str
    """Of the loading alone."""
    passed: str
    """Milliseconds that passed for any question, with those in which other processes ran."""
    evicted: int
    held: int
    """Indexes in memory at the end."""
    held_mb: float
    own_mb: float
    """What the process has in memory at the end that no file backs."""
    grown_mb: float
    """The same, less what it had before the first question."""
    resident_mb: float
    """With the pages of mapped files."""


@dataclass(frozen=True)
class MadeGuilds:
    """A library with many guilds."""

    count: int
    passages_each: float
    """On average."""


def make_guilds(folder: Path, guilds: Sequence[int], *, vectors: bool = False) -> MadeGuilds:
    """Make a library with these guilds.

    A few are indexed as usual, from files and with the model. The others are copies: their rows are
    copied in the catalogue under new ids, their indexes as hard links to the files of the first.

    :param vectors: copy these as well, which whatever changes the library needs; questions do not.
    """
    tables = (*_TABLES, schema.embeddings) if vectors else _TABLES
    settings = RetrievalSettings(index=folder, index_threads=1)
    with Library.open(folder, settings=settings) as library:
        library.index([SEEDS])
        for number in range(_TEMPLATES):
            docs = folder / "docs" / str(number)
            docs.mkdir(parents=True)
            write_documents(docs, _DOCUMENTS, seed=number + 1)
            library.index([docs], guild=_PROTOTYPES + number)
        _, passages = library.documents.counts(
            [library_of(_PROTOTYPES + number) for number in range(_TEMPLATES)]
        )
    engine = connect(settings.catalogue_of(folder)).execution_options(writes=True)
    for number, guild in enumerate(guilds):
        original = library_of(_PROTOTYPES + number % _TEMPLATES)
        with engine.begin() as connection:
            moved = _copy_rows(connection, tables, original, library_of(guild))
        _copy_index(folder / "libraries", original, library_of(guild), moved)
    engine.dispose()
    # One that is not whole would be built again, with other times, for whoever asks first.
    with Library.open(folder, settings=settings) as library:
        for guild in guilds[:_TEMPLATES]:
            if wrong := library.generations.stored.check(library_of(guild)):
                raise RuntimeError(wrong)
    return MadeGuilds(len(guilds), passages / _TEMPLATES)


def _copy_rows(
    connection: Connection, tables: Sequence[Table], original: str, copy: str
) -> dict[str, int]:
    """Copy what a library has in the catalogue; return by how much the ids in each table moved."""
    libraries = schema.libraries
    revision = select(libraries.c.revision).where(libraries.c.name == original).scalar_subquery()
    connection.execute(libraries.insert().values(name=copy, revision=revision))
    moved: dict[str, int] = {}
    for table in tables:
        own = table.c.library == original
        if "id" in table.c:
            highest = connection.execute(select(func.max(table.c.id))).scalar_one()
            least = connection.execute(select(func.min(table.c.id)).where(own)).scalar_one()
            moved[table.name] = highest + 1 - least
        names = [column.name for column in table.c]
        chosen = [_copied(table, name, copy, moved) for name in names]
        connection.execute(table.insert().from_select(names, select(*chosen).where(own)))
    return moved


def _copied(table: Table, name: str, copy: str, moved: dict[str, int]) -> Any:
    if name == "library":
        return literal(copy)
    column = table.c[name]
    owner = table.name if name == "id" else _REFERENCES.get(name)
    return column if owner is None else column + moved[owner]


def _copy_index(place: Path, original: str, copy: str, moved: dict[str, int]) -> None:
    source = place / original.replace(":", "-")
    current = (source / "current").read_text(encoding="utf-8")
    folder = place / copy.replace(":", "-") / current
    for file in sorted((source / current).rglob("*")):
        name = file.relative_to(source / current).as_posix()
        if file.is_file() and name not in _OWN_FILES:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            os.link(file, folder / name)
    for name, table in (("passages.npy", schema.passages), ("documents.npy", schema.documents)):
        np.save(folder / name, np.load(source / current / name) + moved[table.name])
    entries = json.loads((source / current / "glossary.json").read_text(encoding="utf-8"))
    for entry in entries:
        entry["passage_id"] += moved[schema.passages.name]
    (folder / "glossary.json").write_text(json.dumps(entries), encoding="utf-8")
    manifest = json.loads((source / current / "manifest.json").read_text(encoding="utf-8"))
    manifest["library"] = copy
    for name in _OWN_FILES[:-1]:
        manifest["checksums"][name] = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (folder.parent / "current").write_text(current, encoding="utf-8")


def ask_guilds(folder: Path, count: int, questions: int, limit_mb: int) -> GuildFigures:
    """Ask guilds at random, the n-th most popular one with a share of 1/n; in a process of its own."""
    settings = RetrievalSettings(index=folder, index_memory_mb=limit_mb)
    chance = random.Random(1)
    popular = chance.sample(range(1, count + 1), count)
    shares = list(accumulate(1 / rank for rank in range(1, count + 1)))
    asked = chance.choices(popular, cum_weights=shares, k=questions)
    texts = _questions()
    at_hand: list[float] = []
    loaded: list[float] = []
    loading: list[float] = []
    passed: list[float] = []
    with Library.open(folder, settings=settings) as library:
        generations = library.generations
        generations.warm([])
        library.find("what is this about?")
        began_with = own_mb()
        for guild in asked:
            text = chance.choice(texts)
            before = generations.loaded_at
            began = time.perf_counter()
            getting = _seconds(partial(generations.current, library_of(guild)))
            finding = _seconds(partial(library.find, text, guild=guild))
            passed.append(time.perf_counter() - began)
            if generations.loaded_at == before:
                at_hand.append(finding)
            else:
                loading.append(getting)
                loaded.append(getting + finding)
        return GuildFigures(
            guilds=count,
            limit_mb=limit_mb,
            asked=questions,
            known=len(set(asked)),
            at_hand=percentiles(at_hand),
            at_hand_share=len(at_hand) / questions,
            loaded=percentiles(loaded),
            loading=percentiles(loading),
            passed=percentiles(passed),
            evicted=generations.evicted,
            held=generations.loaded,
            held_mb=generations.memory_bytes / 1e6,
            own_mb=own_mb(),
            grown_mb=own_mb() - began_with,
            resident_mb=resident_mb(),
        )


def _seconds(do: Callable[[], object]) -> float:
    """Return the time of the processor, which other work on the machine lengthens little."""
    began = time.process_time()
    do()
    return time.process_time() - began


def _questions() -> Sequence[str]:
    """Return questions of about eight words, from the sentences of the briefings."""
    sentences = [
        sentence
        for file in sorted(SEEDS.glob("*.md"))
        for sentence in re.split(r"(?<=[.?!])\s", file.read_text(encoding="utf-8"))
    ]
    words = [re.findall(r"[A-Za-z]{2,}", sentence)[:8] for sentence in sentences]
    return [f"what about {' '.join(each)}?" for each in words if len(each) > 5]
