"""Two hundred small documents in files of several formats, which change from stage to stage."""

from __future__ import annotations

import hashlib
import html
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import docx

from retrieval.documents import read
from tests.retrieval.builders import cut_up
from tests.retrieval.documents.pdf.maker import body, make_pdf
from tests.retrieval.documents.word.files import saved
from tests.retrieval.documents.zip_files import zipped

if TYPE_CHECKING:
    from pathlib import Path

    from retrieval.domain import Passage

DOCUMENTS = 200
ZIPPED = 3
"""Documents of the one archive, which come last."""
THIRDS = 3
"""Each stage changes the documents of one third."""
TOPICS = ("bins", "roads", "parks", "books", "markets", "schools", "bridges")
_KINDS = ("md",) * 11 + ("txt",) * 6 + ("html",) * 2


@dataclass(frozen=True)
class Expected:
    """One document of a file, as it has to be stored."""

    text: str
    passages: tuple[Passage, ...]


def name_of(number: int) -> str:
    """Return a word that only this document has."""
    first, second, third = number % 7, number // 7 % 7, number // 49
    return f"{'BDFGKLM'[first]}a{'nrstvxz'[second]}o{'bcdfg'[third]}ik"


def revision(number: int, stage: int) -> int:
    """Return how often a document has changed by a stage; stage 0 is the first."""
    return len([later for later in range(1, stage + 1) if later % THIRDS == number % THIRDS])


def fact(number: int, stage: int) -> str:
    """Return the sentence of a document that tells its revision."""
    return f"In round {revision(number, stage)} the {name_of(number)} team met on {topic(number)}."


def topic(number: int) -> str:
    """Return what a document is about."""
    return TOPICS[number % len(TOPICS)]


def write_stage(folder: Path, stage: int, documents: int = DOCUMENTS) -> list[Path]:
    """Write the files of a stage, those that have not changed excepted; return all.

    :param documents: how many there are, counted from the last.
    """
    folder.mkdir(exist_ok=True)
    files = []
    for number in range(DOCUMENTS - documents, DOCUMENTS - ZIPPED):
        kind = _kind(number)
        file = folder / f"{number:03}.{kind}"
        if not stage or revision(number, stage) != revision(number, stage - 1):
            file.write_bytes(_content(kind, number, stage))
        files.append(file)
    archive = folder / "archive.zip"
    members = range(DOCUMENTS - ZIPPED, DOCUMENTS)
    archive.write_bytes(zipped({f"{n}.md": _content("md", n, stage) for n in members}))
    return [*files, archive]


def hash_of(file: Path) -> str:
    """Return the hash by which the library knows a file's content."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def expected_of(file: Path) -> tuple[Expected, ...]:
    """Return what has to be stored of a file, read and cut without any of what stores it."""
    return _expected(file.read_bytes(), file.name)


@cache
def _expected(content: bytes, name: str) -> tuple[Expected, ...]:
    return tuple(
        Expected(
            document.text, tuple(item.passage for item in cut_up(document, part.member or name))
        )
        for part in read(content, name)
        for document in part.documents
    )


def _kind(number: int) -> str:
    if number % 50 == 7:
        return "docx"
    if number % 50 == 31:
        return "pdf"
    return _KINDS[number % len(_KINDS)]


def _content(kind: str, number: int, stage: int) -> bytes:
    title, sentence = f"The {name_of(number)} team", fact(number, stage)
    rule = f"It may spend {number + 100} pounds a year."
    match kind:
        case "md":
            more = "" if number % 4 else f"\n## Money\n\n{rule}\n"
            return f"# {title}\n\n## Meetings\n\n{sentence}\n{more}".encode()
        case "txt":
            return f"{title}\n\n{sentence}\n".encode()
        case "html":
            heading, first, second = (html.escape(text) for text in (title, sentence, rule))
            return (
                f"<!doctype html><html><head><title>{heading}</title></head><body><main>"
                f"<h1>{heading}</h1><p>{first}</p><p>{second}</p></main></body></html>"
            ).encode()
        case "docx":
            document = docx.Document()
            document.add_heading(title, 1)
            document.add_paragraph(sentence)
            document.add_paragraph(rule)
            return saved(document)
        case _:
            return make_pdf([body([sentence], [rule])], title=title)
