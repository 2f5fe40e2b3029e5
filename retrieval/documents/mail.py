"""Mail exports, and the single-file saves of browsers, which are mail with a page inside."""

from __future__ import annotations

import re
from dataclasses import replace
from email import policy
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from retrieval.documents.contents import Fate, FileContents, Line
from retrieval.documents.decoding import decode
from retrieval.documents.html.reader import read_html
from retrieval.documents.html.tree import shortened, words
from retrieval.documents.plain.reader import read_plain
from retrieval.documents.replies import left_out
from retrieval.errors import UnreadableDocumentError

if TYPE_CHECKING:
    from email.message import EmailMessage

    from retrieval.domain import ReadDocument

_MBOX_START = re.compile(rb"\AFrom [^\r\n]*\r?\n")
_MBOX_NEXT = re.compile(rb"\r?\n\r?\nFrom \S+ [^\r\n]*\d{4}[^\r\n]*\r?\n(?=[!-9;-~]+:)")
_MBOX_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)
_BULLET = re.compile(r"^([ \t]*)[·\uf0a7\uf0b7][ \t\xa0]+", re.MULTILINE)
"""How mail programs write bullets as text; some are signs of a font of pictures."""
_LIST_NAME = re.compile(r"^(?P<name>[^<]*)<[^>]*>$")


def read_mail(content: bytes, name: str) -> FileContents:
    """Read a mail (``.eml``, or an mbox with one message) or a single-file save (``.mhtml``).

    Of a mail the plain text is read, or else the page in it; of a single-file save the page.
    Quoted replies, signatures and the notices of mail systems are left out, for they are not what
    the sender says. Attachments are not read.

    :raises UnreadableDocumentError: if it has no text of its own, or an mbox holds several messages.
    """
    content = content.lstrip()
    if _MBOX_START.match(content):
        if _MBOX_NEXT.search(content):
            raise UnreadableDocumentError(
                f"{name} holds several mails; save each as a file of its own and add those."
            )
        content = _MBOX_QUOTED.sub(rb"\1", _MBOX_START.sub(b"", content))
    try:
        message = BytesParser(policy=policy.default).parsebytes(content)
        return _read(message, name)
    except (
        RecursionError,
        LookupError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
    ) as error:
        raise UnreadableDocumentError(
            f"{name} is not a mail that can be read; copy its text into a text file and add that."
        ) from error


def _read(message: EmailMessage, name: str) -> FileContents:
    location = _header(message, "Snapshot-Content-Location")
    parts = [part for part in message.walk() if not part.is_multipart()]
    texts = [part for part in parts if part.get_content_disposition() != "attachment"]
    plain = next((part for part in texts if part.get_content_type() == "text/plain"), None)
    page = next(
        (p for p in texts if p.get_content_type() in ("text/html", "application/xhtml+xml")), None
    )
    saved = location or _header(message, "From") == "<Saved by Blink>"
    if page is not None and (saved or plain is None or not _payload(plain).strip()):
        contents = _page(page, name, location, is_mail=not saved)
        if saved:
            return contents
        documents = tuple(_described(document, message) for document in contents.documents)
        return FileContents(documents, contents.lines, contents.notes + _notes(parts))
    if plain is None:
        raise UnreadableDocumentError(
            f"{name} is a mail without any text; add what is attached to it as files of their own."
        )
    return _text(plain, message, name, _notes(parts))


def _page(part: EmailMessage, name: str, location: str | None, *, is_mail: bool) -> FileContents:
    location = location or _header(part, "Content-Location")
    charset = part.get_content_charset()
    return read_html(_payload(part), name, charset=charset, location=location, is_mail=is_mail)


def _text(
    part: EmailMessage, message: EmailMessage, name: str, notes: tuple[str, ...]
) -> FileContents:
    text = decode(_in_utf_8(_payload(part), part.get_content_charset()), name)
    lines = _BULLET.sub(r"\1• ", text).split("\n")
    reasons = left_out(lines)
    own = "\n".join("" if reason else line for line, reason in zip(lines, reasons, strict=True))
    if any(reasons) and not any(map(str.isalnum, own)):
        raise UnreadableDocumentError(
            f"{name} holds only quoted mails and signatures; add the mail that they come from."
        )
    contents = read_plain(own.encode("utf-8"), name)
    account, rest = [], iter(contents.lines)
    for line, reason in zip(lines, reasons, strict=True):
        if line.strip() and reason:
            account.append(Line(words(line), Fate.DROPPED, reason))
        elif line.strip() and (judged := next(rest, None)):
            account.append(judged)
    documents = tuple(_described(document, message) for document in contents.documents)
    return FileContents(documents, (*account, *rest), contents.notes + notes)


def _described(document: ReadDocument, message: EmailMessage) -> ReadDocument:
    """Return a document with what the head of the mail says of it."""
    own = document.metadata
    found = replace(
        own,
        title=shortened(_header(message, "Subject")) or own.title,
        author=shortened(_author(message)) or own.author,
        publisher=shortened(_publisher(message)) or own.publisher,
        date=_date(message) or own.date,
    )
    return replace(document, metadata=found, format="mail")


def _header(message: EmailMessage, name: str) -> str | None:
    value = message[name]
    return words(str(value)) or None if value is not None else None


def _author(message: EmailMessage) -> str | None:
    header: Any = message["From"]
    addresses = getattr(header, "addresses", ())
    return ", ".join(filter(None, (words(a.display_name) for a in addresses))) or None


def _publisher(message: EmailMessage) -> str | None:
    if organisation := _header(message, "Organization") or _header(message, "Organisation"):
        return organisation
    listed = _LIST_NAME.match(_header(message, "List-Id") or "")
    return words(listed["name"]).strip('"') or None if listed else None


def _date(message: EmailMessage) -> str | None:
    try:
        return parsedate_to_datetime(str(message["Date"])).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _payload(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _in_utf_8(content: bytes, charset: str | None) -> bytes:
    """Return a text as UTF-8 if it is in the encoding that it claims, and as it is otherwise."""
    try:
        return content.decode(charset or "utf-8").encode("utf-8")
    except (UnicodeError, LookupError):
        return content


def _notes(parts: list[EmailMessage]) -> tuple[str, ...]:
    attached = [p for p in parts if p.get_content_disposition() == "attachment" or p.get_filename()]
    names = [words(part.get_filename()) or part.get_content_type() for part in attached]
    return (f"Attachments were not read: {', '.join(names)}.",) if names else ()
