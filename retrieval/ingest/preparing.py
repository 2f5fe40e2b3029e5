"""From what a file holds to documents that wait for their embeddings."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from retrieval.domain import shown_title
from retrieval.ingest.corrections import correct
from retrieval.ingest.duplicates import signature
from retrieval.ingest.inputs import cut
from retrieval.ingest.versions import NewText, match_versions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from retrieval.catalogue import FileIdentity, StoredVersion
    from retrieval.documents import FileContents
    from retrieval.domain import ReadDocument
    from retrieval.ingest.corrections import Corrections
    from retrieval.passages import TokenCounter
    from retrieval.search import PassageInput


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document that waits for its embeddings."""

    path: str
    part: str
    document: ReadDocument
    text_hash: str
    signature: bytes
    corrections: Corrections
    """What a moderator said about the version before."""
    before: StoredVersion | None
    """The document of this file that it continues."""
    inputs: Sequence[PassageInput]

    @property
    def same_as(self) -> int | None:
        """Id of the document that has the same text, and stays."""
        same = self.before is not None and self.before.text_hash == self.text_hash
        return self.before.id if self.before and same else None

    @property
    def unchanged(self) -> bool:
        """Whether nothing about it has changed."""
        before = self.before
        return (
            before is not None
            and (before.text_hash, before.path, before.part)
            == (self.text_hash, self.path, self.part)
            and before.metadata == self.document.metadata
        )


@dataclass(frozen=True, slots=True)
class Part:
    """A document of a file, as it was read."""

    path: str
    name: str
    """Which article of its file it is; empty for the only one."""
    document: ReadDocument

    @property
    def text_hash(self) -> str:
        """SHA-256 of the stored text, in hexadecimal."""
        return hashlib.sha256(self.document.text.encode()).hexdigest()


def parts_of(file: FileIdentity, contents: Sequence[FileContents]) -> list[Part]:
    """Return the documents of a file with what ``sources.toml`` corrects of them."""
    return [part for found in contents for part in _parts(file, found)]


def _parts(file: FileIdentity, contents: FileContents) -> Iterator[Part]:
    path = "/".join(filter(None, (file.path, contents.member)))
    file_name = PurePosixPath(file.path).name
    member_name = "/".join(filter(None, (file_name, contents.member)))
    for number, document in enumerate(contents.documents, 1):
        name = f"article {number}" if len(contents.documents) > 1 else ""
        keys = dict.fromkeys((file_name, member_name, f"{member_name}, {name}"))
        said = [file.corrections.get(key, {}) for key in keys]
        corrected = replace(document, metadata=correct(document.metadata, *said))
        yield Part(path, name, corrected)


def prepare(
    parts: Sequence[Part], before: Sequence[StoredVersion], count: TokenCounter, max_tokens: int
) -> list[Prepared]:
    """Cut the documents of a file, each as the next version of one that it held before.

    :param before: the documents that the file held before.
    :param max_tokens: word pieces that the model takes.
    """
    texts = [NewText(part.text_hash, part.document.metadata.title) for part in parts]
    prepared = []
    for part, text, old in zip(parts, texts, match_versions(texts, before), strict=True):
        corrections = old.corrections if old else {}
        document = replace(part.document, metadata=correct(part.document.metadata, corrections))
        title = shown_title(document.metadata, part.path, part.name)
        prepared.append(
            Prepared(
                path=part.path,
                part=part.name,
                document=document,
                text_hash=text.text_hash,
                signature=signature(document.text),
                corrections=corrections,
                before=old,
                inputs=cut(document, title, count, max_tokens),
            )
        )
    return prepared
