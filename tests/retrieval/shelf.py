"""Small documents, and libraries that hold them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from retrieval import Library
from retrieval.settings import RetrievalSettings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from retrieval import Reply

STPS = """\
---
title: What STPs are
publisher: Chapter & Verse
date: 2017-07-06
url: https://example.org/stps
sources: [A report]
---

# What STPs are

## The name

A Sustainability and Transformation Plan (STP) is a plan for the NHS and social care in one area.

## How many there are

There are 44 areas in England. Each had to write a plan in 2016.
"""
CARERS = """\
---
title: Unpaid carers
publisher: Carers' Alliance
date: 2018
---

# Unpaid carers

Unpaid carers look after family members without wages. They may ask the council for an assessment.
"""
BINS = "Household bins are collected on Monday morning by the council."
POOL = "The swimming pool opens at seven every day except in August."
MUSEUM = "The museum of glass charges five pounds for a family ticket."

FIRST_GUILD = 101
SECOND_GUILD = 202


def write(folder: Path, name: str, text: str) -> Path:
    """Write a document."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def open_library(folder: Path, **settings: object) -> Library:
    """Open the library below a folder; one thread, since other work shares the machine."""
    values = RetrievalSettings(index=folder / "index", seeds=folder / "seeds", index_threads=1)
    return Library.open(values.index, settings=values.model_copy(update=settings))


@contextmanager
def filled(folder: Path, **settings: object) -> Iterator[Library]:
    """Open a library with shared documents and those of two guilds."""
    shared, first, second = folder / "seeds", folder / "first", folder / "second"
    write(shared, "stps.md", STPS)
    write(shared, "carers.md", CARERS)
    write(first, "pool.txt", POOL)
    write(second, "museum.txt", MUSEUM)
    with open_library(folder, **settings) as library:
        library.index([shared])
        library.index([first], guild=FIRST_GUILD)
        library.index([second], guild=SECOND_GUILD)
        yield library


def quoted(reply: Reply) -> list[str]:
    """Return the texts of the quotes."""
    return [quote.text for quote in reply.quotes]
