"""Word documents made for tests with python-docx."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

if TYPE_CHECKING:
    from collections.abc import Mapping

    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement


def saved(document: Document) -> bytes:
    """Return a document's bytes."""
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def element(xml: str) -> BaseOxmlElement:
    """Return an element of Word's XML, such as ``<w:r/>``, with its namespace declared."""
    name = re.match(r"<[\w:]+", xml)
    assert name is not None
    return parse_xml(f"{name.group()} {nsdecls('w')}{xml[name.end() :]}")


def insert(document: Document, xml: str) -> None:
    """Put an element of Word's XML at the end of a document's body."""
    document.element.body.insert(len(document.element.body) - 1, element(xml))


def with_parts(content: bytes, parts: Mapping[str, bytes | str | None]) -> bytes:
    """Return a Word file with parts replaced, added or, for ``None``, taken out."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for path in old.namelist():
            if path not in parts:
                new.writestr(path, old.read(path))
        for path, part in parts.items():
            if part is not None:
                new.writestr(path, part)
    return target.getvalue()


def part(content: bytes, path: str) -> str:
    """Return a part of a Word file as text."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(path).decode()
