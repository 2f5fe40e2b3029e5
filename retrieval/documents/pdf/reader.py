"""PDF: text with its pages, whatever made it; scans and locked files are told from it."""

from __future__ import annotations

import io
import logging
import re
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pdfplumber
from pypdf import PdfReader

from retrieval.documents.building import TextBuilder
from retrieval.documents.contents import Fate, FileContents, Line
from retrieval.documents.pdf.blocks import add_blocks
from retrieval.documents.pdf.furniture import furniture
from retrieval.documents.pdf.lines import PageText, is_right_to_left, read_page
from retrieval.documents.pdf.loose_tables import with_loose_tables
from retrieval.documents.pdf.measures import text_size
from retrieval.documents.pdf.metadata import dateline, metadata_of
from retrieval.documents.pdf.tables import reread_page
from retrieval.domain import Metadata
from retrieval.errors import UnreadableDocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from retrieval.documents.pdf.lines import PdfLine

MAX_PAGES = 2_000
"""Pages of one file; longer ones are refused."""
MAX_REREAD_PAGES = 80
"""Pages that pdfplumber reads as well, at about a tenth of a second each."""
_LIBRARIES = ("pypdf", "pdfminer", "pdfplumber")
_OBJECT = re.compile(rb"(\d{1,7})\s+\d{1,5}\s+obj\b")
_PROTECTED = re.compile(rb"/Filter\s*/Standard\b")


def read_pdf(content: bytes, name: str) -> FileContents:
    """Read a PDF.

    :param content: the file's bytes.
    :param name: the file's name, for messages.
    :raises UnreadableDocumentError: for a file that is locked, damaged beyond repair, too long or
        has no text on any page.
    """
    try:
        with _quiet():
            return _read(content, name)
    except MemoryError as error:
        raise UnreadableDocumentError(
            f"{name} needs too much memory to be read; save a smaller copy and add that."
        ) from error
    except RecursionError as error:
        raise _damaged(name) from error


def _read(content: bytes, name: str) -> FileContents:
    reader, was_damaged = _open(content, name)
    pages, expected = _pages(reader, name)
    notes = _reread(content, pages)
    for page in pages:
        page.lines = with_loose_tables(page.lines)
    lines = [line for page in pages for line in page.lines]
    if not lines:
        if all(page.lost for page in pages):
            raise _damaged(name)
        raise UnreadableDocumentError(
            f"{name} has no text on any of its pages (is it a scan?), so there is nothing to "
            "quote; run OCR over it and add it again."
        )
    date = dateline(lines)
    dropped = furniture([page.lines for page in pages], text_size(lines))
    kept = [line for line in lines if line not in dropped and (not date or line is not date[0])]
    builder = TextBuilder()
    add_blocks(builder, kept)
    metadata = metadata_of(reader, builder.build(Metadata(), "pdf"), date[1] if date else None)
    return FileContents(
        documents=(builder.build(metadata, "pdf"),),
        lines=tuple(_account(line, dropped, date[0] if date else None) for line in lines),
        notes=(*_notes(pages, expected, was_damaged=was_damaged), *notes),
    )


def _account(line: PdfLine, dropped: dict[PdfLine, str], date: PdfLine | None) -> Line:
    if line is date:
        return Line(line.text, Fate.METADATA, "date")
    if line in dropped:
        return Line(line.text, Fate.DROPPED, dropped[line])
    return Line(line.text, Fate.KEPT)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep what the libraries log and warn about damaged files to themselves."""
    loggers = [logging.getLogger(library) for library in _LIBRARIES]
    levels = [logger.level for logger in loggers]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            for logger in loggers:
                logger.setLevel(logging.CRITICAL + 1)
            yield
        finally:
            for logger, level in zip(loggers, levels, strict=True):
                logger.setLevel(level)


def _open(content: bytes, name: str) -> tuple[PdfReader, bool]:
    """Return a reader whose pages can be counted, and whether the file had to be mended."""
    attempts = [content]
    if not _PROTECTED.search(content):  # Else the key was in the part that is missing.
        attempts.append(_mended(content))
    for attempt in attempts:
        try:
            reader = PdfReader(io.BytesIO(attempt), strict=False)
            if reader.is_encrypted and not reader.decrypt(""):
                break
            _ = reader.root_object["/Pages"]
        except (MemoryError, RecursionError):
            raise
        except NotImplementedError:  # Locked with a certificate rather than a password.
            break
        except Exception:  # noqa: BLE001, S112 -- pypdf raises anything for a damaged file.
            continue
        return reader, attempt is not content
    else:
        raise _damaged(name)
    raise UnreadableDocumentError(
        f"{name} is protected by a password; save a copy without one and add that."
    )


def _mended(content: bytes) -> bytes:
    """Return a file that was cut off with an end from which pypdf can find its objects again.

    It looks for the catalogue among the objects up to ``/Size``, once there is a trailer.
    """
    whole = content.rfind(b"endobj") + len(b"endobj")
    rest = content[whole:]
    kept = content + b"\nendstream\nendobj" if b"stream" in rest else content[:whole]
    size = max((int(match.group(1)) for match in _OBJECT.finditer(content)), default=0) + 1
    return kept + b"\ntrailer\n<< /Size %d >>\nstartxref\n0\n%%%%EOF\n" % size


def _damaged(name: str) -> UnreadableDocumentError:
    return UnreadableDocumentError(
        f"{name} is damaged or cut off, and nothing of it can be read; get the file again, or "
        "open it and save a new copy, and add that."
    )


def _pages(reader: PdfReader, name: str) -> tuple[list[PageText], int]:
    """Read all pages; also return how many the file says that it has."""
    expected = 0
    try:
        count = reader.root_object["/Pages"].get("/Count", 0)  # type: ignore[attr-defined]
        expected = int(count)
        if expected <= MAX_PAGES:
            total = len(reader.pages)
    except (MemoryError, RecursionError):
        raise
    except Exception as error:
        raise _damaged(name) from error
    if (length := max(expected, total if expected <= MAX_PAGES else 0)) > MAX_PAGES:
        raise UnreadableDocumentError(
            f"{name} has {length:,} pages, and the limit is {MAX_PAGES:,}; split it and add the "
            "parts."
        )
    return [_page(reader, index) for index in range(total)], expected


def _page(reader: PdfReader, index: int) -> PageText:
    try:
        return read_page(reader.pages[index], index + 1)
    except (MemoryError, RecursionError):
        raise
    except Exception:  # noqa: BLE001 -- One damaged page must not cost the others.
        return PageText(index + 1, lost=True)


def _reread(content: bytes, pages: Sequence[PageText]) -> list[str]:
    """Read with pdfplumber the pages where that is better, and say which were too many."""
    troubled = [
        page
        for page in pages
        if (page.trouble or page.hides_marks) and not is_right_to_left(page.lines)
    ]
    chosen, passed = troubled[:MAX_REREAD_PAGES], troubled[MAX_REREAD_PAGES:]
    if chosen:
        try:
            with pdfplumber.open(
                io.BytesIO(content), pages=[page.number for page in chosen]
            ) as pdf:
                for page, plumbed in zip(chosen, pdf.pages, strict=True):
                    _reread_one(page, plumbed)
        except (MemoryError, RecursionError):
            raise
        except Exception:  # noqa: BLE001 -- What pypdf read stands.
            return []
    if not passed:
        return []
    note = (
        f"{_page_list(passed)} may have tables or columns whose text is out of order, or marks of "
        "notes that look like digits; only the "
        f"first {MAX_REREAD_PAGES} such pages are read with care"
    )
    return [note]


def _reread_one(page: PageText, plumbed: object) -> None:
    try:
        page.lines = reread_page(plumbed, page) or page.lines
    except (MemoryError, RecursionError):
        raise
    except Exception:  # noqa: BLE001, S110 -- What pypdf read stands.
        pass
    finally:
        plumbed.close()  # type: ignore[attr-defined]


def _notes(pages: Sequence[PageText], expected: int, *, was_damaged: bool) -> list[str]:
    notes = []
    if was_damaged or expected > len(pages):
        missing = expected - len(pages)
        lost = f"; {missing} of {expected} pages are lost" if missing > 0 else ""
        notes.append(
            f"the file is damaged or cut off, and what could be read of it was taken{lost}"
        )
    if lost_pages := [page for page in pages if page.lost]:
        notes.append(f"{_page_list(lost_pages)} could not be read, so they cannot be quoted")
    if empty := [page for page in pages if not page.lines and not page.lost]:
        they = "it" if len(empty) == 1 else "they"
        have = "has" if len(empty) == 1 else "have"
        notes.append(
            f"{_page_list(empty)} {have} no text ({'a scan' if they == 'it' else 'scans'}?), so "
            f"{they} cannot be quoted; run OCR over the file and add it again"
        )
    return notes


def _page_list(pages: Sequence[PageText]) -> str:
    """Return ``page 3`` or ``pages 3, 5-7 and 9``."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and runs[-1][-1] == page.number - 1:
            runs[-1] = [runs[-1][0], page.number]
        else:
            runs.append([page.number])
    shown = ["-".join(map(str, run)) for run in runs]
    listed = f"{', '.join(shown[:-1])} and {shown[-1]}" if len(shown) > 1 else shown[0]
    return f"{'page' if len(pages) == 1 else 'pages'} {listed}"
