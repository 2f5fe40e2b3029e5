"""A collection as a library, and the way back from its passages to the rows of the corpus."""

from __future__ import annotations

import hashlib
import tempfile
from bisect import bisect_right
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from retrieval.documents import READING_VERSION
from retrieval.errors import UserFacingError
from retrieval.evaluation.collections import CORPUS
from retrieval.evaluation.pages import PageParser, page, page_file, pages_of, without_space
from retrieval.ingest import FileStatus
from retrieval.library import Library
from retrieval.search import locate_model

if TYPE_CHECKING:
    from collections.abc import Iterator

    from retrieval.domain import Span
    from retrieval.evaluation.collections import Collection, GoldSpan, Row
    from retrieval.evaluation.pages import Page
    from retrieval.ingest import Progress
    from retrieval.settings import RetrievalSettings

_PAGES_VERSION = 1
"""Raised when the same corpus makes other pages than before."""
_ANY_LENGTH = 1_000_000
"""Characters of a question; collections have longer ones than members may ask."""


class Gold(NamedTuple):
    """Words of a document that answer a question."""

    document_id: int
    start: int
    end: int
    """Offsets into the document's text without its white space, of which a row may have other."""
    text: str


class Place(NamedTuple):
    """Where a row stands."""

    document_id: int
    span: Span


@dataclass(frozen=True)
class Shelf:
    """A library that holds a collection."""

    collection: Collection
    library: Library
    pages: dict[int, tuple[Page, ...]]
    """By the document's id the pages that it holds: several where their texts are the same."""

    def rows_at(self, document_id: int, offset: int) -> list[str]:
        """Return the ids of the rows at a place of a document, of each page that it holds."""
        found = []
        for page_ in self.pages.get(document_id, ()):
            number = bisect_right(page_.rows, offset, key=lambda row: row[1].start) - 1
            if number >= 0 and offset < page_.rows[number][1].end:
                found.append(page_.rows[number][0].id)
        return found

    def documents_of(self, source: str) -> set[int]:
        """Return the ids of the documents that hold rows of a source."""
        return {place.document_id for place, row in self._places.values() if row.source == source}

    def source_of(self, row: str) -> str | None:
        """Return the source of a row."""
        return self._places[row][1].source

    def place(self, row: str) -> Place | None:
        """Return where a row stands; nowhere if no text of its page could be taken."""
        found = self._places.get(row)
        return found[0] if found else None

    def gold(self, span: GoldSpan) -> Gold | None:
        """Return the words of a gold span as they stand in the library, if they do."""
        found = self._places.get(span.row)
        if found is None:
            return None
        place, row = found
        wanted = without_space(span.text)
        within = without_space(row.text)
        start = len(without_space(row.text[: span.start])) if span.start is not None else -1
        if start < 0 or not within.startswith(wanted, start):
            start = within.find(wanted)
        if not wanted or start < 0:
            return None
        start += self.inked(place.document_id, place.span.start)
        return Gold(place.document_id, start, start + len(wanted), span.text)

    def inked(self, document_id: int, offset: int) -> int:
        """Return how many characters before a place of a document are no white space."""
        if document_id not in self._inked:
            text = self.pages[document_id][0].document.text
            counts = accumulate((not character.isspace() for character in text), initial=0)
            self._inked[document_id] = list(counts)
        return self._inked[document_id][offset]

    @cached_property
    def _inked(self) -> dict[int, list[int]]:
        return {}

    @cached_property
    def _places(self) -> dict[str, tuple[Place, Row]]:
        return {
            row.id: (Place(document_id, span), row)
            for document_id, pages in self.pages.items()
            for page_ in pages
            for row, span in page_.rows
        }


@contextmanager
def shelve(
    collection: Collection,
    settings: RetrievalSettings,
    progress: Progress,
    *,
    keep: Path | None = None,
) -> Iterator[Shelf]:
    """Index a collection as any documents are, each page a file.

    :param keep: a folder in which libraries are kept, each below a name that tells the corpus and
        the model it was built from; an unchanged corpus is not embedded again. Without it the library is
        temporary.
    :raises UserFacingError: if a page cannot be stored.
    """
    with tempfile.TemporaryDirectory() as temporary:
        folder = _folder_of(collection, keep, settings) if keep else Path(temporary)
        documents = folder / "documents"
        documents.mkdir(parents=True, exist_ok=True)
        pages = []
        for number, rows in enumerate(pages_of(collection.rows)):
            file = documents / f"{number:06}.json"
            if not file.exists():
                file.write_bytes(page_file(rows))
            pages.append(page(rows))
        own = settings.model_copy(
            update={"index": folder / "index", "max_question_characters": _ANY_LENGTH}
        )
        with Library.open(own.index, settings=own) as library:
            report = library.index([documents], progress=progress, parser=PageParser())
            failed = [file for file in report.files if file.status is FileStatus.FAILED]
            if failed:
                raise UserFacingError(f"{failed[0].path} could not be stored: {failed[0].reason}")
            yield Shelf(collection, library, _by_document(library, pages))


def _folder_of(collection: Collection, keep: Path, settings: RetrievalSettings) -> Path:
    content = (collection.folder / CORPUS).read_bytes()
    model = locate_model(settings.model, settings.adapter).revision
    versions = f"{READING_VERSION} {_PAGES_VERSION} {model} "
    told = hashlib.sha256(versions.encode() + content).hexdigest()
    return keep / f"{collection.name}-{told[:12]}"


def _by_document(library: Library, pages: list[Page]) -> dict[int, tuple[Page, ...]]:
    alike: dict[str, list[Page]] = {}
    for page_ in pages:
        alike.setdefault(page_.document.text, []).append(page_)
    return {
        source.document_id: tuple(alike[pages[int(Path(source.path).stem)].document.text])
        for source in library.sources()
    }
