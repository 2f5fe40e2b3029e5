"""Runs over files, with a note of what they cost."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from retrieval.ingest import (
    IndexReport,
    Ingest,
)
from tests.retrieval.builders import packaged_model

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from retrieval.catalogue import StoredFile
    from retrieval.documents import Parser
    from retrieval.search import Embedder, PassageInput
    from tests.retrieval.catalogue.stores import Stores


@dataclass
class Runs:
    """Runs over files, with a note of each time that the model was asked for."""

    stores: Stores
    embedder: Embedder
    parser: Parser
    loads: int = 0
    encoded: int = 0
    """Texts that the model was given."""
    progress: list[tuple[str, int, int]] = field(default_factory=list)

    def index(self, *paths: Path, library: str = "guild:1", prune: bool = False) -> IndexReport:
        """Index files and keep what was told of the progress."""
        self.progress = []
        ingest = Ingest(
            self.stores.files,
            self.stores.embeddings,
            library=library,
            model=packaged_model(),
            load_embedder=self._load,
            parser=self.parser,
        )
        return ingest.run(
            paths,
            lambda name, done, total: self.progress.append((name, done, total)),
            prune=prune,
        )

    def texts(self, library: str = "guild:1") -> dict[str, str]:
        """Return the text of each document by its file's name."""
        found = {}
        for source in self.stores.documents.sources([library]):
            document = self.stores.documents.get([library], source.document_id)
            assert document is not None
            found[document.path.rsplit("/", 1)[-1]] = document.text
        return found

    def only_file(self) -> StoredFile:
        """Return the one file that the library has."""
        (file,) = self.stores.files.all("guild:1")
        return file

    def _load(self) -> Embedder:
        self.loads += 1
        return cast("Embedder", Counting(self))


@dataclass
class Counting:
    """The model itself, with a count of the passages that it is given."""

    runs: Runs

    def encode_passages(self, passages: Sequence[PassageInput]) -> object:
        """Encode passages."""
        self.runs.encoded += len(passages)
        return self.runs.embedder.encode_passages(passages)


def statuses(report: IndexReport) -> dict[str, str]:
    """Return what became of each file, by its name."""
    return {file.path.rsplit("/", 1)[-1]: file.status.value for file in report.files}
