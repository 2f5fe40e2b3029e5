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
    from collections.abc import Iterator, Mapping, Sequence

    from retrieval.catalogue import FileIdentity, StoredVersion
    from retrieval.documents import FileContents
    from retrieval.domain import Metadata, ReadDocument
    from retrieval.ingest.corrections import Corrections
    from retrieval.ingest.given import Given
    from retrieval.passages import TokenCounter
    from retrieval.search import PassageInput


@dataclass(frozen=True, slots=True)
class Part:
    """A document of a file, with what the file and ``sources.toml`` say of it."""

    path: str
    name: str
    """Which article of its file it is; empty for the only one."""
    document: ReadDocument
    text_hash: str
    """SHA-256 of the stored text, in hexadecimal."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document that waits for its embeddings."""

    part: Part
    document: ReadDocument
    """Corrected by what a moderator said."""
    signature: bytes
    corrections: Corrections
    before: StoredVersion | None
    """The document of this file that it continues."""
    inputs: Sequence[PassageInput]

    @property
    def stated(self) -> Metadata:
        """What the file and ``sources.toml`` say."""
        return self.part.document.metadata

    @property
    def same_text(self) -> bool:
        """Whether it has the text of the one that it continues."""
        return self.before is not None and self.before.text_hash == self.part.text_hash

    @property
    def unchanged(self) -> bool:
        """Whether nothing about it has changed."""
        before, part = self.before, self.part
        return (
            before is not None
            and self.same_text
            and (before.path, before.part) == (part.path, part.name)
            and (before.stated, before.metadata) == (self.stated, self.document.metadata)
        )


def parts_of(file: FileIdentity, contents: Sequence[FileContents]) -> list[Part]:
    """Return the documents of a file with what ``sources.toml`` corrects of them."""
    return [part for found in contents for part in _parts(file, found)]


def unused_corrections(file: FileIdentity, parts: Sequence[Part]) -> list[str]:
    """Return the tables of ``sources.toml`` that are about no part of the file."""
    used = {key for part in parts for key in _keys(file, part.path, part.name)}
    return [name for name in file.corrections if name not in used]


def _keys(file: FileIdentity, path: str, name: str) -> list[str]:
    """Return the tables of ``sources.toml`` that are about a document, the closest last."""
    file_name = PurePosixPath(file.path).name
    member_name = file_name + path.removeprefix(file.path)
    return list(dict.fromkeys((file_name, member_name, f"{member_name}, {name}")))


def _parts(file: FileIdentity, contents: FileContents) -> Iterator[Part]:
    path = "/".join(filter(None, (file.path, contents.member)))
    for number, document in enumerate(contents.documents, 1):
        name = f"article {number}" if len(contents.documents) > 1 else ""
        said = [file.corrections.get(key, {}) for key in _keys(file, path, name)]
        corrected = replace(document, metadata=correct(document.metadata, *said))
        text_hash = hashlib.sha256(document.text.encode()).hexdigest()
        yield Part(path, name, corrected, text_hash)


def prepare(
    parts: Sequence[Part],
    before: Sequence[StoredVersion],
    said: Mapping[str, Corrections],
    count: TokenCounter,
    max_tokens: int,
    *,
    given: Given,
) -> list[Prepared]:
    """Cut the documents of a file, each as the next version of one that it held before.

    :param before: the documents that the file held before.
    :param said: what moderators said about documents, by the hash of the document's text.
    :param max_tokens: word pieces that the model takes.
    :param given: what is said of the file.
    """
    signatures = [signature(part.document.text) for part in parts]
    texts = [
        NewText(part.path, part.text_hash, part.document.metadata.title, own)
        for part, own in zip(parts, signatures, strict=True)
    ]
    prepared = []
    matched = match_versions(texts, before, replaced=given.replaces)
    for part, own, old in zip(parts, signatures, matched, strict=True):
        stated = part.document.metadata
        earlier = said.get(part.text_hash) or (old.corrections if old else {})
        corrections = given.corrected(earlier, stated, alone=len(parts) == 1)
        metadata = correct(stated, corrections)
        document = replace(part.document, metadata=metadata)
        title = shown_title(metadata, part.path, part.name)
        inputs = cut(document, title, count, max_tokens)
        prepared.append(Prepared(part, document, own, corrections, old, inputs))
    return prepared
