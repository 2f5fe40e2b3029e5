"""A library of a few documents, built for real in a folder of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrieval.library import Library
from retrieval.settings import RetrievalSettings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STPS = """\
---
title: What STPs are
publisher: Chapter & Verse
date: 2017-07-06
---

# What STPs are

A Sustainability and Transformation Plan (STP) is a plan for the NHS and social care in one area.

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


def write_seeds(folder: Path) -> Path:
    """Write the documents into a folder of starter documents."""
    seeds = folder / "seeds"
    seeds.mkdir()
    (seeds / "stps.md").write_text(STPS, encoding="utf-8")
    (seeds / "carers.md").write_text(CARERS, encoding="utf-8")
    return seeds


def settings_of(folder: Path) -> RetrievalSettings:
    """Return settings for a library in this folder."""
    return RetrievalSettings(index=folder / "index", seeds=folder / "seeds")


def build_library(folder: Path) -> Iterator[Library]:
    """Yield a library that holds the documents."""
    settings = settings_of(folder)
    write_seeds(folder)
    with Library.open(settings.index, settings=settings) as library:
        library.index([settings.seeds])
        yield library
