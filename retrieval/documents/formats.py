"""What a file is, told from its bytes; its name only parts Markdown from plain text."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from retrieval.documents.magic import kind_by_magic
from retrieval.documents.zips import ZIP_MAGIC, MemberError, ZipLimits, open_zip, unpack
from retrieval.errors import UnreadableDocumentError

if TYPE_CHECKING:
    from zipfile import ZipFile


class Format(StrEnum):
    """A kind of file that there is a reader for, or an archive of such files."""

    PDF = "PDF"
    DOCX = "DOCX"
    HTML = "HTML"
    MAIL = "mail"
    MARKDOWN = "Markdown"
    TEXT = "text"
    ARCHIVE = "archive"


ENDINGS = (
    ".pdf", ".docx", ".html", ".htm", ".xhtml", ".mhtml", ".mht", ".eml", ".mbox", ".md",
    ".markdown", ".txt", ".text", ".zip",
)  # fmt: skip
"""What the names of such files end in. Nothing here asks for it; who is sent files does."""

_HEAD_BYTES = 64 * 1024
"""What is looked at: a saved page may begin with kilobytes of comments."""
_PDF_WITHIN_BYTES = 1024
"""Where readers of PDF look for its header (PDF 1.7 reference, appendix H, note 13)."""
_PDF_HEADER = re.compile(rb"%PDF-\d")
_PDF_OBJECT = re.compile(rb"^[ \t]*\d+ \d+ obj\b", re.MULTILINE)
"""Begins each part of a PDF; what has lost its header would otherwise be taken for text."""
_ZIP_LIMITS = ZipLimits(entries=10_000, total_bytes=10**12)
"""For telling what a ZIP file is; each kind has its own limits for being read."""

_BEFORE_TAGS = re.compile(
    r"(?:\s+|<!--.*?-->|<\?.*?\?>|<!doctype(?![^>]*\[)[^>]*>)", re.IGNORECASE | re.DOTALL
)
_DOCTYPE_HTML = re.compile(r"<!doctype\s+html\b", re.IGNORECASE)
_TAG = re.compile(r"<([a-z][\w:.-]*)(?=[\s/>])", re.IGNORECASE)
_XML_ROOT = re.compile(r"<[\w:.-]+\s[^<>]*?\bxmlns\b")
_PAGE_TAGS = frozenset({"html", "head", "body", "title", "meta", "base"})
"""Tags that begin a whole page; no Markdown begins so."""
_PART_TAG = re.compile(
    r"a|abbr|address|article|aside|b|blockquote|br|center|dd|details|div|dl|dt|em|fieldset|figure"
    r"|font|footer|form|h[1-6]|header|hr|i|iframe|img|input|label|li|link|main|nav|noscript|ol|p"
    r"|pre|q|s|script|section|small|span|strong|style|sub|sup|table|tbody|td|template|tfoot|th"
    r"|thead|tr|u|ul"
)
"""Tags that a part of a page begins with; Markdown may hold them too."""
_FEED_TAGS = frozenset({"rss", "feed", "rdf:rdf"})

_MBOX_LINE = re.compile(r"From \S+ .*\d{4}\s*")
_HEADER_LINE = re.compile(r"([!-9;-~]+):(?:\s|$)")
_MAIL_FIELD = re.compile(
    r"from|to|cc|subject|date|reply-to|sender|message-id|mime-version|received|return-path"
    r"|delivered-to|content-type|references|in-reply-to|x-mailer|x-unsent"
)
_SENDER_FIELDS = frozenset({"from", "received", "return-path", "mime-version", "message-id"})
_MIN_MAIL_FIELDS = 2

_MARKDOWN_NAME = re.compile(r"\.(?:md|markdown)$", re.IGNORECASE)
_FRONT_MATTER = re.compile(r"-{3}[ \t]*\n[A-Za-z][\w -]*:(?:.*\n)*?-{3}[ \t]*(?:\n|\Z)")
_ATX_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+\S", re.MULTILINE)
_MIN_ATX_HEADINGS = 2
_FENCED = re.compile(r"^ {0,3}(```|~~~).*?^ {0,3}\1", re.MULTILINE | re.DOTALL)


def detect(content: bytes, name: str) -> Format:
    """Tell what a file is. What it begins with decides, so that a file has only one answer.

    :param name: for Markdown against plain text, and for the messages.
    :raises UnreadableDocumentError: for an empty file and for a kind of file that cannot be read;
        it says what it is and what to do.
    """
    if not content:
        raise UnreadableDocumentError(f"{name} is empty, so there is nothing to quote.")
    if content.startswith(ZIP_MAGIC):
        return _zip_format(content, name)
    if kind := kind_by_magic(content):
        raise _refused(name, kind)
    head = _head(content)
    markdown_name = _MARKDOWN_NAME.search(name) is not None
    if _is_html(head, name, markdown_name=markdown_name):
        return Format.HTML
    if _is_mail(head):
        return Format.MAIL
    if _PDF_HEADER.search(content, 0, _PDF_WITHIN_BYTES):
        return Format.PDF
    if b"endobj" in content and _PDF_OBJECT.search(content):
        raise _refused(name, ("a damaged PDF", "get the file again and add that"))
    return Format.MARKDOWN if markdown_name or _is_markdown(head) else Format.TEXT


def _refused(name: str, kind: tuple[str, str]) -> UnreadableDocumentError:
    what, remedy = kind
    return UnreadableDocumentError(f"{name} is {what}; {remedy}.")


def _head(content: bytes) -> str:
    """Return the beginning of a text, well enough decoded to see its markup."""
    head = content[:_HEAD_BYTES]
    if head.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        encoding = "utf-32"
    elif head.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif head[1:2] == b"\x00" != head[:1]:
        encoding = "utf-16-le"
    elif head[:1] == b"\x00" != head[1:2]:
        encoding = "utf-16-be"
    else:
        encoding = "utf-8-sig"
    text = head.decode(encoding, errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _is_html(head: str, name: str, *, markdown_name: bool) -> bool:
    position = 0
    doctype = False
    xml = False
    while match := _BEFORE_TAGS.match(head, position):
        doctype = doctype or _DOCTYPE_HTML.match(head, position) is not None
        xml = xml or head.startswith("<?xml", position)
        position = match.end()
    tag = match.group(1).lower() if (match := _TAG.match(head, position)) else ""
    if doctype or tag in _PAGE_TAGS:
        return True
    if tag in _FEED_TAGS:
        raise _refused(name, ("a news feed", "save the pages that it lists and add those instead"))
    if tag == "svg" and not markdown_name:
        raise _refused(name, ("a picture (SVG)", "add the text as a document instead"))
    if xml or _XML_ROOT.match(head, position):
        raise _refused(name, ("an XML file", "save it as HTML, PDF or plain text and add it again"))
    return _PART_TAG.fullmatch(tag) is not None and not markdown_name


def _is_mail(head: str) -> bool:
    """Tell whether a text begins with header lines (RFC 5322), perhaps below a line of an mbox."""
    lines = head.split("\n")
    if lines and _MBOX_LINE.fullmatch(lines[0]):
        del lines[0]
    fields: set[str] = set()
    for line in lines:
        if not line.strip():
            break
        if line[0] in " \t" and fields:
            continue  # The line before goes on.
        match = _HEADER_LINE.match(line)
        if match is None:
            return False
        fields.add(match.group(1).lower())
    known = [field for field in fields if _MAIL_FIELD.fullmatch(field)]
    return len(known) >= _MIN_MAIL_FIELDS and bool(fields & _SENDER_FIELDS)


def _is_markdown(head: str) -> bool:
    if _FRONT_MATTER.match(head):
        return True
    prose = _FENCED.sub("", head)
    return sum(1 for _ in _ATX_HEADING.finditer(prose)) >= _MIN_ATX_HEADINGS


_ZIP_KINDS = (
    (r"xl/workbook\.(?:xml|bin)", "an Excel workbook", "save it as PDF and add it again"),
    (r"ppt/presentation\.xml", "a PowerPoint presentation", "save it as PDF and add it again"),
    (r"visio/document\.xml", "a Visio drawing", "save it as PDF and add it again"),
    (
        r"Index/Document\.iwa|Index\.zip",
        "an iWork document",
        "save it as DOCX or PDF and add it again",
    ),
    (r"FixedDoc\w*\.fdseq", "an XPS document", "save it as PDF and add it again"),
    (r"META-INF/container\.xml", "an EPUB book", "save it as PDF or HTML and add it again"),
    (r"AndroidManifest\.xml|META-INF/MANIFEST\.MF", "a program", "add a document instead"),
)
"""Kinds of ZIP files by a member's name, what each is and what to do about it."""
_ZIP_MIME_TYPES = (
    (b"application/epub+zip", "an EPUB book", "save it as PDF or HTML and add it again"),
    (
        b"application/vnd.oasis.opendocument.text",
        "an OpenDocument text",
        "save it as DOCX or PDF and add it again",
    ),
    (
        b"application/vnd.oasis.opendocument.spreadsheet",
        "an OpenDocument spreadsheet",
        "save it as PDF and add it again",
    ),
    (
        b"application/vnd.oasis.opendocument.presentation",
        "an OpenDocument presentation",
        "save it as PDF and add it again",
    ),
    (
        b"application/vnd.oasis.opendocument",
        "an OpenDocument file",
        "save it as PDF and add it again",
    ),
)
"""Kinds of ZIP files by what their member "mimetype" begins with."""
_MIME_TYPE_LIMITS = ZipLimits(member_bytes=1_000)
_WORD = re.compile(r"word/document\d*\.xml")


def _zip_format(content: bytes, name: str) -> Format:
    archive = open_zip(content, name, _ZIP_LIMITS)
    names = archive.namelist()
    if not names:
        raise UnreadableDocumentError(f"{name} is an archive with nothing in it.")
    declared = _declared_type(archive) if "mimetype" in names else b""
    for mime_type, what, remedy in _ZIP_MIME_TYPES:
        if declared.startswith(mime_type):
            raise _refused(name, (what, remedy))
    if any(_WORD.fullmatch(member) for member in names):
        return Format.DOCX
    for pattern, what, remedy in _ZIP_KINDS:
        if any(re.fullmatch(pattern, member) for member in names):
            raise _refused(name, (what, remedy))
    return Format.ARCHIVE


def _declared_type(archive: ZipFile) -> bytes:
    try:
        return unpack(archive, archive.getinfo("mimetype"), _MIME_TYPE_LIMITS)
    except MemberError:
        return b""
