"""What a PDF says about itself, and what of it is worth believing."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from retrieval.documents.authors import author_named
from retrieval.documents.dates import parse_date
from retrieval.documents.pdf.lines import clean
from retrieval.domain import BlockKind, Metadata

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pypdf import PdfReader

    from retrieval.documents.pdf.lines import PdfLine
    from retrieval.domain import ReadDocument

_JUNK_TITLE = re.compile(
    r"microsoft (?:word|powerpoint|excel|office).*|(?:un(?:titled|named|benannt)|(?:new )?document|"
    r"presentation|slide|layout|brochure|title|report template)[\s\d()_-]*|powerpoint presentation|"
    r".*\.(?:docx?|dotx?|rtf|odt|pdf|indd|pptx?|xlsx?|qxd|pub|txt|html?|tex|wpd|p65)(?:\s*\(.*\))?|"
    r"(?:https?|file):.*|[\W\d_]*|\S*_\S*|about:blank|.*\(anonymous\).*",
    re.IGNORECASE,
)
_INFO_DATE = re.compile(r"(?:D:)?\s*(\d{4})(\d{2})?(\d{2})?")
_EARLIEST_PDF = 1993
"""A creation date before the format existed comes from a computer whose clock was not set."""
_DATELINE_WITHIN = 12


def dateline(lines: Sequence[PdfLine]) -> tuple[PdfLine, str] | None:
    """Return the line near the top of the first page that is a date, and the date."""
    for line in [line for line in lines if line.page == 1][:_DATELINE_WITHIN]:
        if date := parse_date(line.text):
            return line, date
    return None


def metadata_of(reader: PdfReader, document: ReadDocument, date: str | None) -> Metadata:
    """Return what a file says about itself.

    :param document: what was read of it; its first page may have a title.
    :param date: that of its dateline, which is better than the day on which the file was made.
    """
    info = _info(reader)
    title = clean(str(info.get("/Title") or ""))
    return Metadata(
        title=title if title and not _JUNK_TITLE.fullmatch(title) else _largest_heading(document),
        publisher=_publisher(reader),
        author=author_named(clean(str(info.get("/Author") or ""))),
        date=date or _info_date(str(info.get("/CreationDate") or "")),
    )


def _info(reader: PdfReader) -> Mapping[str, Any]:
    try:
        info = reader.metadata
        return {} if info is None else {key: info.get(key) for key in info}
    except (MemoryError, RecursionError):
        raise
    except Exception:  # noqa: BLE001 -- A damaged entry may raise anything, and is not needed.
        return {}


def _publisher(reader: PdfReader) -> str | None:
    """Return the publisher that the XMP packet of a file names (``dc:publisher``)."""
    try:
        packet = reader.xmp_metadata
        names = (packet.dc_publisher if packet is not None else None) or []
    except (MemoryError, RecursionError):
        raise
    except Exception:  # noqa: BLE001 -- As above.
        return None
    return ", ".join(filter(None, (clean(str(name)) for name in names))) or None


def _info_date(value: str) -> str | None:
    """Return a date of the document information (ISO 32000-1, 7.9.4) in ISO 8601."""
    match = _INFO_DATE.match(value)
    if not match:
        return None
    year, month, day = match.groups()
    try:
        dt.date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    if int(year) < _EARLIEST_PDF:
        return None
    return "-".join(filter(None, (year, month, day)))


def _largest_heading(document: ReadDocument) -> str | None:
    headings = [
        block for block in document.blocks if block.kind is BlockKind.HEADING and block.page == 1
    ]
    if not headings:
        return None
    largest = min(headings, key=lambda block: block.level)
    return document.text[largest.start : largest.end]
