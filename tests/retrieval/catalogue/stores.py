"""A catalogue with its stores, and documents to put into it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np

from retrieval.catalogue import (
    DocumentStore,
    EmbeddedPassage,
    EmbeddingStore,
    FileIdentity,
    FileStore,
    ModelIdentity,
    NewDocument,
    Vectors,
)
from tests.retrieval.builders import cut_up, markdown

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from retrieval.domain import Passage

MODEL = ModelIdentity("a model", "abc", 2, piece_dimensions=3)
TEXT = """\
---
title: Bins
publisher: The council
date: 2017-07
sources: [A report]
---

# Waste

## Household bins

Bins are collected on Monday. They are emptied by noon.

## Garden waste

They take:

- leaves
- grass
"""


class Stores:
    """The stores of one catalogue."""

    def __init__(self, engine: Engine) -> None:
        """Use an engine that ``connect`` made."""
        self.documents = DocumentStore(engine)
        self.files = FileStore(engine)
        self.embeddings = EmbeddingStore(engine)

    def put(self, library: str, name: str = "bins.md", text: str = TEXT, **about: Any) -> int:
        """Store a file that holds one document; return the document's id."""
        item = new(text, **{"path": name, **about})
        (number,) = self.put_all(library, file(name), item)
        return number

    def put_all(self, library: str, owner: FileIdentity, *documents: NewDocument) -> list[int]:
        """Store the documents of a file in place of those that it holds."""
        before = [version.id for version in self.files.versions(library, owner.location)]
        return self.files.put(library, owner, documents, MODEL, before=before)


def file(name: str = "bins.md", content: str = "1") -> FileIdentity:
    """Return the identity of a file."""
    return FileIdentity(name, f"/docs/{name}", content * 64, 1)


def new(text: str = TEXT, *, path: str = "bins.md", **about: Any) -> NewDocument:
    """Return a Markdown document that is ready to be stored."""
    document = markdown(text)
    values = {
        "path": path,
        "part": "",
        "document": document,
        "text_hash": hashlib.sha256(document.text.encode()).hexdigest(),
        "passages": passages(text),
        "stated": document.metadata,
    }
    return NewDocument(**{**values, **about})


def embedded(passage: Passage) -> EmbeddedPassage:
    """Return a passage with vectors of two dimensions."""
    rows = np.array([[0.6, 0.8]] * len(passage.sentences), dtype=np.float32)
    pieces = np.array([[127, 0, -127], [0, 64, 0]], dtype=np.int8)
    vectors = Vectors(np.array([1, 0], dtype=np.float32), rows, pieces)
    return EmbeddedPassage(passage, vectors, hashlib.sha256(passage.text.encode()).hexdigest())


def passages(text: str = TEXT) -> list[EmbeddedPassage]:
    """Return the passages of a Markdown text."""
    return [embedded(item.passage) for item in cut_up(markdown(text))]
